//! What a provider brings: the one trait that every mock implements.

use std::sync::Arc;
use std::time::Duration;

use axum::http::header;
use axum::http::request::Parts;
use jiff::Timestamp;

use crate::account::Account;
use crate::clause::ClauseRef;
use crate::clock::Pace;
use crate::credits::Credits;
use crate::fields::Unreadable;
use crate::http::Answer;
use crate::job::{Job, JobState, NotAllowed, Outcome, RetryError};
use crate::limits::RequestLimit;
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
    fn outcome(job: &Job<Self>, outcome: Outcome) -> Option<Self::State>;

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

    /// The provider's own answer to what the shell has to refuse.
    fn refuse(problem: Problem) -> Answer;
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

/// What the shell refuses before a provider's own code sees the request, or instead of it.
#[derive(Debug)]
pub enum Problem {
    /// No key, or one that opens nothing.
    Unauthenticated,
    /// The account is suspended.
    Suspended,
    /// The account's key was switched off.
    Inactive,
    /// The key made too many requests, by this clause; it may make one again then.
    TooManyRequests(ClauseRef, Timestamp),
    /// The body cannot be read as what the call needs.
    Unreadable(Unreadable),
    /// The body is larger than this many bytes.
    TooLarge(usize),
    /// No call has this path.
    UnknownRoute,
    /// The path has no call with this method.
    WrongMethod,
    /// A fault of ours.
    Internal,
}
