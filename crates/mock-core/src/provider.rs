//! The behaviour of a provider: the one trait that every mock implements.

use std::sync::Arc;
use std::time::Duration;

use axum::http::header;
use axum::http::request::Parts;
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::account::Account;
use crate::clause::ClauseRef;
use crate::clock::Pace;
use crate::credits::Credits;
use crate::http::Answer;
use crate::job::{Job, JobState, NotAllowed, Outcome, RetryError};
use crate::limits::RequestLimit;
use crate::refusal::{Problem, Refusals, Refuse};
use crate::webhook;

/// The behaviour of a provider, as far as it differs from the others'.
pub trait Provider: Sized + Send + Sync + 'static {
    /// The provider's name in paths and in the control API.
    const NAME: &'static str;
    /// The credits of a new account.
    const OPENING_CREDITS: Credits;

    /// The clause on fields that a call doesn't know.
    const UNKNOWN_FIELDS: ClauseRef;

    /// The policy for the delivery of webhooks, if the provider has them.
    const WEBHOOKS: Option<&'static webhook::Policy> = None;
    /// The limit on the requests of a key, if the provider has one.
    const REQUEST_LIMIT: Option<&'static RequestLimit> = None;

    /// The states of the provider's jobs.
    type State: JobState;
    /// The provider's own data of a job, beside the common part.
    type Detail: Send;
    /// The provider's own data of an account, beside credits and jobs.
    type Extra: Default + Send;

    /// Puts the initial data into a new account.
    fn opened(_account: &mut Account<Self>, _now: Timestamp) {}

    /// Applies the consequences of a job's new state, such as refunds and freed names.
    fn entered(_account: &mut Account<Self>, _job: u64, _at: Timestamp) {}

    /// Returns the state for an outcome that the control API asks for, if the provider has it for such a job.
    fn outcome(job: &Job<Self>, outcome: &Outcome) -> Option<Self::State>;

    /// Runs an ended job again, if the provider allows that.
    fn retry(account: &mut Account<Self>, job: u64, _now: Timestamp, _pace: Pace) -> Result<(), RetryError> {
        let from = account.job_at(job).map_or("", |job| job.state.name());
        Err(RetryError::NotAllowed(NotAllowed { from }))
    }

    /// Returns the id by which the provider's own calls name an account, if they do.
    fn user_id(_account: &Account<Self>) -> Option<Arc<str>> {
        None
    }

    /// Returns the length of the film in a result file, if that file is a film. The file's path is relative to the account's.
    fn film_length(_account: &Account<Self>, _file: &str) -> Option<Duration> {
        None
    }

    /// Returns the API key in the head of a request, if it carries one.
    fn credential(parts: &Parts) -> Option<Credential>;

    /// Returns the API key in a request's body, given as a JSON object, if the provider looks for it in the body.
    fn credential_in(_body: &Map<String, Value>) -> Option<String> {
        None
    }

    /// Returns the provider's answers to the problems that the shell meets.
    fn refusals() -> &'static Refusals;

    /// Returns the provider's own answer to a problem that the shell meets.
    fn refuse(problem: impl Into<Problem>) -> Answer {
        Self::refusals().refuse(&problem.into())
    }
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
