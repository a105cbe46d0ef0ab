//! Series of pictures that are made of a character, one after the other: faces, and training sets.

use std::sync::Arc;
use std::time::Duration;

use mock_core::clock::Pace;
use mock_core::job::{Failure, Timeline};
use mock_core::random::Stream;
use mock_core::steer::Steer;

use super::fresh_id;
use crate::lifecycle::{State, tenths};

/// How long a series waits for a worker,
const WAIT: Duration = Duration::from_secs(2);
/// how long each of its pictures takes at least,
const SHORTEST: Duration = Duration::from_secs(5);
/// and how much longer at most.
const SPREAD: Duration = Duration::from_secs(2);

/// What a series of pictures measures.
pub const PIXELS: (u32, u32) = (1024, 1024);

/// Pictures of a character, each with a prompt of its own.
pub struct Series {
    /// The character.
    pub character_id: Arc<str>,
    /// All of its pictures, in the order in which they are made.
    pictures: Vec<Picture>,
    /// How many of them were made, or failed.
    done: usize,
    /// Whether a worker has taken it.
    begun: bool,
}

/// A picture of a series.
#[derive(Clone)]
pub struct Picture {
    /// The id that it has once it has landed.
    pub id: Arc<str>,
    /// What it was asked for.
    pub prompt: Arc<str>,
    /// What it is drawn from.
    pub seed: u64,
    /// Whether it cannot be made.
    pub fails: bool,
    /// How long it is to take, if its prompt says so.
    slow: Option<Duration>,
}

impl Series {
    /// A series whose pictures have ids that begin with `word`.
    pub fn new(character_id: Arc<str>, word: &str, prompts: Vec<String>, stream: &mut Stream) -> Self {
        let mut pictures: Vec<Picture> = Vec::with_capacity(prompts.len());
        for prompt in prompts {
            let id = fresh_id(word, 12, stream, |id| pictures.iter().any(|picture| &*picture.id == id));
            let steer = Steer::read([prompt.as_str()]);
            let (fails, slow) = (steer.fail.is_some(), steer.slow);
            pictures.push(Picture { id: id.into(), prompt: prompt.into(), seed: stream.seed(), fails, slow });
        }
        Self { character_id, pictures, done: 0, begun: false }
    }

    /// How many pictures it will have.
    pub fn total(&self) -> usize {
        self.pictures.len()
    }

    /// The pictures that have landed.
    pub fn landed(&self) -> impl Iterator<Item = &Picture> {
        self.pictures[..self.done].iter().filter(|picture| !picture.fails)
    }

    /// How many could not be made.
    pub fn failed(&self) -> usize {
        self.done - self.landed().count()
    }

    /// How far it is, from 0 to 100.
    pub fn progress(&self) -> usize {
        self.done * 100 / self.total().max(1)
    }

    /// Whether it was ended before a worker had taken it.
    pub fn is_rejected(&self, state: State) -> bool {
        state == State::Failed && !self.begun
    }

    /// How long it takes at most, in whole seconds at the provider's pace (`faces.estimate`).
    pub fn estimate(&self) -> u64 {
        let each = (SHORTEST + SPREAD).as_secs();
        WAIT.as_secs() + each * self.total() as u64
    }

    /// Decides all that will happen to it: `processing` is entered once more for each picture but the last, with which it
    /// ends. Of a series that is completed one picture has landed at least.
    pub fn timeline(&self, pace: Pace, stream: &mut Stream) -> (Timeline<State>, Option<Failure>) {
        let failure = || Some(Failure { code: None, message: None });
        let mut timeline = vec![(Duration::ZERO, State::Submitted)];
        let prompts = self.pictures.iter().map(|picture| &*picture.prompt);
        if Steer::read(prompts).reject {
            timeline.push((Duration::ZERO, State::Failed));
            return (timeline, failure());
        }
        let mut at = pace.scale(WAIT);
        timeline.push((at, State::Processing));
        let lands = self.pictures.iter().any(|picture| !picture.fails);
        for (number, picture) in self.pictures.iter().enumerate() {
            let natural = SHORTEST + Duration::from_millis(100) * tenths(stream, SPREAD);
            at += picture.slow.unwrap_or_else(|| pace.scale(natural));
            let state = match (number + 1 == self.total(), lands) {
                (false, _) => State::Processing,
                (true, true) => State::Completed,
                (true, false) => State::Failed,
            };
            timeline.push((at, state));
        }
        (timeline, if lands { None } else { failure() })
    }

    /// The pictures that its having entered a state decides, those that could not be made included.
    pub(super) fn entered(&mut self, state: State) -> Vec<Picture> {
        let from = self.done;
        match state {
            State::Processing if self.begun => self.done += 1,
            State::Processing => self.begun = true,
            State::Completed => self.done = self.total(),
            State::Failed => {
                self.pictures[from..].iter_mut().for_each(|picture| picture.fails = true);
                self.done = self.total();
            }
            _ => {}
        }
        self.pictures[from..self.done].to_vec()
    }
}
