//! The actions of an account: pure and synchronous, with the instant as an argument. They cover generations with their batches
//! and groups, and characters from their name to LoRAs of their own.

pub mod batches;
pub mod characters;
pub mod dataset;
pub mod faces;
pub mod generation;
pub mod groups;
pub mod series;
pub mod training;
pub mod uploads;
mod wizard;

use std::time::Duration;

use axum::http::request::Parts;
use jiff::Timestamp;
use mock_core::account::Account;
use mock_core::clause::ClauseRef;
use mock_core::credits::Credits;
use mock_core::job::{Job, Outcome};
use mock_core::limits::RequestLimit;
use mock_core::provider::{Credential, Provider};
use mock_core::random::Stream;
use mock_core::refusal::Refusals;

use self::characters::Cast;
use self::generation::Generation;
use self::groups::Gallery;
use self::series::Series;
use self::training::Training;
use crate::lifecycle::State;
use crate::{clause, media, refusals};

/// The provider Animus.
pub struct Animus;

/// The limit of requests for a key of the free tier: 10 a minute (`animus-facts.md`, 1.4). It holds only in worlds that ask for
/// limits, because casual use of the sandbox would soon reach it.
static REQUEST_LIMIT: RequestLimit = RequestLimit {
    requests: 10,
    window: Duration::from_secs(60),
    clause: &clause::LIMIT_FREE,
    by_default: false,
};

/// The data of an account beside its credits and jobs.
#[derive(Default)]
pub struct Extra {
    /// The groups and batches of generations.
    pub gallery: Gallery,
    /// The characters.
    pub cast: Cast,
}

/// The data of a job, by its kind.
pub enum Work {
    /// A picture or a clip.
    Generation(Box<Generation>),
    /// A series of faces for a character.
    FaceSet(Box<Series>),
    /// A series of pictures for the training set of a character.
    Dataset(Box<Series>),
    /// A training of a LoRA.
    Training(Box<Training>),
}

/// Returns a new id in the form of the guides: a word and this many hexadecimal digits. An id that is taken is drawn again.
pub fn fresh_id(word: &str, digits: u32, stream: &mut Stream, taken: impl Fn(&str) -> bool) -> String {
    loop {
        let number = stream.number() >> (64 - 4 * digits);
        let id = format!("{word}_{number:0width$x}", width = digits as usize);
        if !taken(&id) {
            return id;
        }
    }
}

impl Provider for Animus {
    const NAME: &'static str = "animus";
    const OPENING_CREDITS: Credits = Credits::whole(100);
    const UNKNOWN_FIELDS: ClauseRef = &clause::ERROR_UNKNOWN_FIELDS;
    const REQUEST_LIMIT: Option<&'static RequestLimit> = Some(&REQUEST_LIMIT);

    type State = State;
    type Detail = Work;
    type Extra = Extra;

    fn opened(account: &mut Account<Self>, now: Timestamp) {
        characters::opened(account, now);
    }

    fn entered(account: &mut Account<Self>, ordinal: u64, at: Timestamp) {
        let entered = match account.job_at(ordinal).map(|job| &job.detail) {
            None => return,
            Some(Work::Generation(_)) => generation::entered,
            Some(Work::FaceSet(_)) => faces::entered,
            Some(Work::Dataset(_)) => dataset::entered,
            Some(Work::Training(_)) => training::entered,
        };
        entered(account, ordinal, at);
    }

    fn outcome(job: &Job<Self>, outcome: &Outcome) -> Option<State> {
        match (outcome, &job.detail) {
            (Outcome::Succeed, _) => Some(State::Completed),
            (Outcome::Fail(_), _) => Some(State::Failed),
            (Outcome::Cancel, Work::Training(_)) => Some(State::Cancelled),
            (Outcome::Cancel | Outcome::Expire, _) => None,
        }
    }

    fn film_length(account: &Account<Self>, file: &str) -> Option<Duration> {
        media::film_length(account, file)
    }

    fn credential(parts: &Parts) -> Option<Credential> {
        Credential::bearer(parts, &clause::AUTH_BEARER)
    }

    fn refusals() -> &'static Refusals {
        &refusals::REFUSALS
    }
}
