//! The HTTP side of a provider: the one trait that every mock's shell implements.

use std::time::Duration;

pub use axum::http::request::Parts;
pub use axum::http::{HeaderValue, header};
use jiff::Timestamp;
use kernel::evidence::ClauseRef;
use kernel::machine::{Account, JobOf, Machine};
use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::refusal::{Problem, Refusals, Refuse};

/// The behaviour of a provider over HTTP, as far as it differs from the others'.
pub trait Provider: Machine<Refusal = Answer> {
    /// The tools that operations use beside the caller's account, such as a studio. `()` if they need none.
    type Tools: Clone + Send + Sync + 'static;

    /// The clause on fields that a call doesn't know.
    const UNKNOWN_FIELDS: ClauseRef;

    /// Returns the API key in the head of a request, if it carries one.
    fn credential(parts: &Parts) -> Option<Credential>;

    /// Returns the API key in a request's body, given as a JSON object, if the provider looks for it in the body.
    fn credential_in(_body: &Map<String, Value>) -> Option<Credential> {
        None
    }

    /// Returns the length of the film in a result file, if that file is a film. The file's path is relative to the account's.
    fn film_length(_account: &Account<Self>, _file: &str) -> Option<Duration> {
        None
    }

    /// Returns the provider's own words for its calls and jobs.
    fn words() -> ProviderWords {
        ProviderWords::default()
    }

    /// Returns the result files of a job, once there are any.
    fn results(_account: &Account<Self>, _job: &JobOf<Self>) -> Vec<ResultFile> {
        Vec::new()
    }

    /// Returns the provider's answers to the problems that the shell meets.
    fn refusals() -> &'static Refusals;

    /// Returns the provider's own answer to a problem that the shell meets.
    fn refuse(problem: impl Into<Problem>) -> Answer {
        Self::refusals().refuse(&problem.into())
    }
}

/// A provider's own words for its calls and jobs.
#[derive(Clone, Debug)]
pub struct ProviderWords {
    /// The URLs that the sandbox stands in for.
    pub stands_in_for: Vec<&'static str>,
    /// The kinds of work.
    pub kinds: Vec<&'static str>,
    /// The outcomes that a job can be made to end with, as the control API names them.
    pub outcomes: Vec<&'static str>,
    /// The codes for failures. Empty if there are none.
    pub failure_codes: Vec<&'static str>,
    /// `true` if an ended job can be run again.
    pub retries: bool,
    /// `true` if a call can carry a key that lets it count once.
    pub is_idempotent: bool,
    /// The unit of prices.
    pub unit: &'static str,
}

impl Default for ProviderWords {
    fn default() -> Self {
        Self {
            stands_in_for: Vec::new(),
            kinds: Vec::new(),
            outcomes: vec!["succeed", "fail"],
            failure_codes: Vec::new(),
            retries: false,
            is_idempotent: false,
            unit: "credits",
        }
    }
}

/// A result file of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultFile {
    /// The path of the file, within the world.
    pub path: String,
    /// The instant from which on the file is gone, if there is one.
    pub expires_at: Option<Timestamp>,
}

/// An API key, with the clause that allows the way in which it came.
#[derive(Clone)]
pub struct Credential {
    /// The API key, in full.
    pub api_key: String,
    /// The clause that allows the way in which it came.
    pub clause: ClauseRef,
}

impl Credential {
    /// Reads the token of an `Authorization: Bearer` header.
    pub fn bearer(parts: &Parts, clause: ClauseRef) -> Option<Self> {
        // Any key opens an account, even a key that isn't ASCII.
        let value = std::str::from_utf8(parts.headers.get(header::AUTHORIZATION)?.as_bytes()).ok()?;
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| Self { api_key: token.trim().to_owned(), clause })
    }
}
