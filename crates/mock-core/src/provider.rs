//! What a provider brings: the one trait that every mock implements.

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

/// A provider's behaviour, as far as it differs from the next one's.
pub trait Provider: Sized + Send + Sync + 'static {
    /// Its name in paths and in the control API.
    const NAME: &'static str;
    /// What it gives to a new account.
    const OPENING_CREDITS: Credits;

    /// What it does with fields that a call doesn't know.
    const UNKNOWN_FIELDS: ClauseRef;

    /// How it delivers webhooks, if it has them.
    const WEBHOOKS: Option<&'static webhook::Policy> = None;
    /// How many requests it lets a key make, if it limits them.
    const REQUEST_LIMIT: Option<&'static RequestLimit> = None;

    /// The states of its jobs.
    type State: JobState;
    /// What it keeps of a job beside the common part.
    type Detail: Send;
    /// What it keeps of an account beside credits and jobs.
    type Extra: Default + Send;

    /// Puts in what every account starts with.
    fn opened(_account: &mut Account<Self>, _now: Timestamp) {}

    /// What follows from a job's having entered its state: refunds, freed names.
    fn entered(_account: &mut Account<Self>, _job: u64, _at: Timestamp) {}

    /// The state that an outcome asked for over the control API means, where the provider has it for such a job.
    fn outcome(job: &Job<Self>, outcome: &Outcome) -> Option<Self::State>;

    /// Runs an ended job again, where the provider has that.
    fn retry(account: &mut Account<Self>, job: u64, _now: Timestamp, _pace: Pace) -> Result<(), RetryError> {
        let from = account.job_at(job).map_or("", |job| job.state.name());
        Err(RetryError::NotAllowed(NotAllowed { from }))
    }

    /// The id by which the provider's own calls name an account, if they do.
    fn user_id(_account: &Account<Self>) -> Option<Arc<str>> {
        None
    }

    /// How long the film is that one of its result files is, if it is one; the file's path below the account's.
    fn film_length(_account: &Account<Self>, _file: &str) -> Option<Duration> {
        None
    }

    /// The API key that a request's head carries, if it does.
    fn credential(parts: &Parts) -> Option<Credential>;

    /// The API key that a request's body carries, where the provider looks for it there; the body as a JSON object.
    fn credential_in(_body: &Map<String, Value>) -> Option<String> {
        None
    }

    /// How it answers what the shell has to refuse.
    fn refusals() -> &'static Refusals;

    /// Its own answer to what the shell has to refuse.
    fn refuse(problem: impl Into<Problem>) -> Answer {
        Self::refusals().refuse(&problem.into())
    }
}

/// An API key, and the clause by which it came the way it came.
#[derive(Clone)]
pub struct Credential {
    /// The key.
    pub api_key: String,
    /// The clause.
    pub clause: ClauseRef,
}

impl Credential {
    /// The token of an `Authorization: Bearer` header.
    pub fn bearer(parts: &Parts, clause: ClauseRef) -> Option<Self> {
        // Any key opens an account, so also one that isn't ASCII.
        let value = std::str::from_utf8(parts.headers.get(header::AUTHORIZATION)?.as_bytes()).ok()?;
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| Self { api_key: token.trim().to_owned(), clause })
    }
}
