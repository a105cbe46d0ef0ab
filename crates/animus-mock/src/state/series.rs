//! Series of pictures that are made of a character, one after the other: faces, and training sets.

use std::sync::Arc;
use std::time::Duration;

use mock_core::clock::Pace;
use mock_core::job::{Failure, Timeline};
use mock_core::random::Stream;
use mock_core::steer::Steer;
use mock_media::View;

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
    /// Set if it is to fail before a worker takes it.
    rejected: bool,
}

/// A prompt for a picture of a character. It is read once, before the account is locked: it may be long.
pub struct Prompt {
    /// The text.
    pub text: Arc<str>,
    /// From where it wants the character to be seen.
    pub view: View,
    steer: Steer,
}

impl From<String> for Prompt {
    fn from(text: String) -> Self {
        Self { view: view_of(&text), steer: Steer::read([text.as_str()]), text: text.into() }
    }
}

/// Reads the view that a prompt wants.
fn view_of(prompt: &str) -> View {
    let prompt = prompt.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| prompt.contains(word));
    if says(&["from behind", "the back to", "from the back"]) {
        View::BodyBack
    } else if says(&["portrait", "face", "close-up"]) {
        View::Face
    } else {
        View::BodyFront
    }
}

/// A picture of a series.
#[derive(Clone)]
pub struct Picture {
    /// The id that it has once it has landed.
    pub id: Arc<str>,
    /// The prompt.
    pub prompt: Arc<str>,
    /// From where it shows the character.
    pub view: View,
    /// What it is drawn from.
    pub seed: u64,
    /// Whether it cannot be made.
    pub fails: bool,
    /// How long it is to take, if its prompt says so.
    slow: Option<Duration>,
}

impl Series {
    /// A series whose pictures have ids that begin with `word`.
    pub fn new(character_id: Arc<str>, word: &str, prompts: Vec<Prompt>, stream: &mut Stream) -> Self {
        let mut pictures: Vec<Picture> = Vec::with_capacity(prompts.len());
        let rejected = prompts.iter().any(|prompt| prompt.steer.reject);
        for Prompt { text, view, steer } in prompts {
            let id = fresh_id(word, 12, stream, |id| pictures.iter().any(|picture| &*picture.id == id));
            let (fails, slow) = (steer.fail.is_some(), steer.slow);
            pictures.push(Picture { id: id.into(), prompt: text, view, seed: stream.seed(), fails, slow });
        }
        Self { character_id, pictures, done: 0, begun: false, rejected }
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
        if self.rejected {
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
