//! Series of pictures of a character, made one after the other: faces and training sets.

use std::sync::Arc;
use std::time::Duration;

use kernel::directives::PromptDirectives;
use kernel::job::{Failure, Timeline};
use kernel::random::Stream;
use kernel::time::Pace;
use mock_media::View;
use serde::{Deserialize, Serialize};

use super::ids::fresh_id;
use crate::lifecycle::{State, tenths};

/// The time that a series waits for a worker.
const WAIT: Duration = Duration::from_secs(2);
/// The shortest time for one picture.
const SHORTEST: Duration = Duration::from_secs(5);
/// The difference between the longest and the shortest time for one picture.
const SPREAD: Duration = Duration::from_secs(2);

/// The width and the height of a picture of a series, in pixels.
pub const PIXELS: (u32, u32) = (1024, 1024);

/// A series of pictures of a character, each with a prompt of its own.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Series {
    /// The id of the character.
    pub character_id: Arc<str>,
    /// All of its pictures, in the order in which they are made.
    pictures: Vec<Picture>,
    /// The number of pictures that were made or have failed.
    done: usize,
    /// `true` if a worker has taken the series.
    begun: bool,
    /// `true` if it fails before a worker takes it.
    rejected: bool,
}

/// A prompt for a picture of a character. Since it may be long, it is read once, before the account is locked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Prompt {
    /// The text.
    pub text: Arc<str>,
    /// The view of the character that the prompt asks for.
    pub view: View,
    directives: PromptDirectives,
}

impl From<String> for Prompt {
    fn from(text: String) -> Self {
        let directives = PromptDirectives::read([text.as_str()]);
        Self { view: view_of(&text), directives, text: text.into() }
    }
}

/// Returns the view that a prompt asks for.
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
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Picture {
    /// The id of the picture after its arrival.
    pub id: Arc<str>,
    /// The prompt.
    pub prompt: Arc<str>,
    /// The view of the character.
    pub view: View,
    /// The seed that it is drawn from.
    pub seed: u64,
    /// `true` if it cannot be made.
    pub fails: bool,
    /// The time of work, if the prompt sets it.
    slow: Option<Duration>,
}

impl Series {
    /// Creates a series whose pictures have ids that begin with `word`.
    pub fn new(character_id: Arc<str>, word: &str, prompts: Vec<Prompt>, stream: &mut Stream) -> Self {
        let mut pictures: Vec<Picture> = Vec::with_capacity(prompts.len());
        let rejected = prompts.iter().any(|prompt| prompt.directives.reject);
        for Prompt { text, view, directives } in prompts {
            let id = fresh_id(word, 12, stream, |id| pictures.iter().any(|picture| &*picture.id == id));
            let (fails, slow) = (directives.fail.is_some(), directives.slow);
            pictures.push(Picture { id: id.into(), prompt: text, view, seed: stream.seed(), fails, slow });
        }
        Self { character_id, pictures, done: 0, begun: false, rejected }
    }

    /// Returns the number of pictures.
    pub fn total(&self) -> usize {
        self.pictures.len()
    }

    /// Returns the pictures that were made.
    pub fn landed(&self) -> impl Iterator<Item = &Picture> {
        self.pictures[..self.done].iter().filter(|picture| !picture.fails)
    }

    /// Returns the number of pictures that could not be made.
    pub fn failed(&self) -> usize {
        self.done - self.landed().count()
    }

    /// Returns the progress, from 0 to 100.
    pub fn progress(&self) -> usize {
        self.done * 100 / self.total().max(1)
    }

    /// Returns `true` if it ended before a worker took it.
    pub fn is_rejected(&self, state: State) -> bool {
        state == State::Failed && !self.begun
    }

    /// Returns the longest time of the series, in whole seconds at the provider's pace (`faces.estimate`).
    pub fn estimate(&self) -> u64 {
        let each = (SHORTEST + SPREAD).as_secs();
        WAIT.as_secs() + each * self.total() as u64
    }

    /// Decides all later changes of the job: it enters `processing` once more for each picture before the last one, and ends
    /// with the last one. It is completed if one picture can be made, and fails otherwise.
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

    /// Reacts to a new state of the job. Returns the pictures that are finished with it, including those that could not be
    /// made.
    pub fn entered(&mut self, state: State) -> Vec<Picture> {
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
