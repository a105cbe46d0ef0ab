//! The control API's access to the accounts of any provider, without knowing the provider.

use std::any::Any;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::http::request::Parts;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::account::Status;
use crate::api_key::ApiKey;
use crate::clause::ClauseRef;
use crate::clock::{serialize_instant, serialize_optional_instant};
use crate::credits::Credits;
use crate::criteria::BadFilter;
use crate::http::Answer;
use crate::job::{Outcome, RetryError};
use crate::keys;
use crate::ledger::Entry;
use crate::refusal::Problem;
use crate::tally::Totals;
use crate::webhook::{Attempt, State};
use crate::world::World;

/// An account as the control API shows it.
#[derive(Clone, Debug, Serialize)]
pub struct AccountView {
    /// The name of the provider.
    pub provider: &'static str,
    /// The key that opens the account.
    pub api_key: ApiKey,
    /// The account's public id.
    pub account_id: Arc<str>,
    /// The id by which the provider's own calls name the account, if they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<Arc<str>>,
    /// The account's status.
    pub status: Status,
    /// The account's balance.
    pub credits: Credits,
}

/// The changes to make to an account.
#[derive(Clone, Copy, Debug, Default)]
pub struct AccountChange {
    /// The new balance, if it changes.
    pub credits: Option<Credits>,
    /// The new status, if it changes.
    pub status: Option<Status>,
}

/// An account's ledger as the control API shows it.
#[derive(Clone, Debug, Serialize)]
pub struct LedgerView {
    /// The balance, which is the sum of the entries.
    pub balance: Credits,
    /// The movements of credits, oldest first.
    pub entries: Vec<Entry>,
}

/// A job as the control API shows it.
#[derive(Clone, Debug, Serialize)]
pub struct JobView {
    /// The name of the provider.
    pub provider: &'static str,
    /// The key of the account that owns the job.
    pub api_key: ApiKey,
    /// The id by which the owner knows the job.
    pub job_id: Arc<str>,
    /// The provider's word for the kind of work.
    pub kind: &'static str,
    /// The provider's word for the job's state.
    pub state: &'static str,
    /// The instant of acceptance.
    #[serde(serialize_with = "serialize_instant")]
    pub created_at: Timestamp,
    /// The instant of the next change of state, if one is planned.
    #[serde(serialize_with = "serialize_optional_instant")]
    pub next_change_at: Option<Timestamp>,
}

/// A filter of jobs. A job has to meet every criterion that is given.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobFilter {
    /// The name of the provider.
    pub provider: Option<String>,
    /// The API key of the account, in full.
    pub api_key: Option<String>,
    /// The state, in the provider's word.
    pub state: Option<String>,
}

impl JobFilter {
    /// Refuses a filter that no job of this world could ever match.
    pub fn check(&self, world: &World) -> Result<(), BadFilter> {
        let bad = |field, problem| Err(BadFilter { field, problem });
        let desks: Vec<&dyn Desk> = match &self.provider {
            None => world.desks().collect(),
            Some(provider) => match desk(world, provider) {
                Ok(desk) => vec![desk],
                Err(problem) => return bad("provider", problem),
            },
        };
        if self.api_key.as_deref().is_some_and(|api_key| keys::opening_status(api_key).is_none()) {
            return bad("api_key", ChangeError::NoAccount.to_string());
        }
        let Some(state) = self.state.as_deref() else { return Ok(()) };
        let mut states: Vec<_> = desks.iter().flat_map(|desk| desk.states()).collect();
        if states.contains(&state) {
            return Ok(());
        }
        states.sort_unstable();
        states.dedup();
        bad("state", format!("must be one of {}, not {state:?}", states.join(", ")))
    }
}

/// Returns one provider's accounts. The error is a sentence that lists the known providers.
pub fn desk<'a>(world: &'a World, provider: &str) -> Result<&'a dyn Desk, String> {
    world.desk(provider).ok_or_else(|| {
        let known: Vec<_> = world.desks().map(Desk::provider).collect();
        format!("there is no provider {provider:?}; there are {}", known.join(", "))
    })
}

/// A webhook delivery as the control API shows it.
#[derive(Clone, Debug, Serialize)]
pub struct DeliveryView {
    /// The id of the delivery.
    pub id: Arc<str>,
    /// The name of the provider.
    pub provider: &'static str,
    /// The id of the job that the webhook is about.
    pub job_id: Arc<str>,
    /// The URL that is called.
    pub url: Arc<str>,
    /// The state of the delivery.
    pub state: State,
    /// The reason for which the URL was not called, if it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The attempts so far, oldest first.
    pub attempts: Vec<Attempt>,
}

/// The credits that an account has spent.
#[derive(Clone, Debug, Serialize)]
pub struct BillLine {
    /// The name of the provider.
    pub provider: &'static str,
    /// The account's API key.
    pub api_key: ApiKey,
    /// The sum of all charges.
    pub charges: Credits,
    /// The sum of all refunds.
    pub refunds: Credits,
    /// The charges less the refunds.
    pub net: Credits,
    /// The number of jobs in each state. States without jobs are left out.
    pub jobs: serde_json::Map<String, serde_json::Value>,
}

/// The reasons for which an account is not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeError {
    /// The key opens no account.
    NoAccount,
    /// The new balance would be negative.
    NegativeCredits,
}

impl fmt::Display for ChangeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NoAccount => "an empty key, one of more than 4096 bytes, and keys that start with `invalid` open no account",
            Self::NegativeCredits => "must not be negative",
        })
    }
}

impl std::error::Error for ChangeError {}

/// The reasons for which a job does not end as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FinishError {
    /// No account has such a job.
    UnknownJob,
    /// The provider has no such outcome for the job.
    NoSuchOutcome,
    /// The job's state does not allow the outcome.
    NotAllowed {
        /// The state of the job, in the provider's word.
        state: &'static str,
    },
}

impl fmt::Display for FinishError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownJob => formatter.write_str(UNKNOWN_JOB),
            Self::NoSuchOutcome => formatter.write_str("this provider has no such end for such a job"),
            Self::NotAllowed { state } => write!(formatter, "the job is {state}"),
        }
    }
}

impl std::error::Error for FinishError {}

/// The reasons for which a job is not run again.
#[derive(Clone, Copy, Debug)]
pub enum RestartError {
    /// No account has such a job.
    UnknownJob,
    /// The provider refuses to run the job again.
    Refused(RetryError),
}

impl fmt::Display for RestartError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownJob => formatter.write_str(UNKNOWN_JOB),
            Self::Refused(RetryError::NotAllowed(refused)) => {
                write!(formatter, "the provider runs no job again that is {}", refused.from)
            }
            Self::Refused(RetryError::InsufficientCredits(short)) => {
                write!(formatter, "it costs {} and there are {}", short.required, short.balance)
            }
            Self::Refused(RetryError::KeyInUse(_)) => {
                formatter.write_str("its idempotency key belongs to a newer job that is still running")
            }
        }
    }
}

impl std::error::Error for RestartError {}

const UNKNOWN_JOB: &str = "no account of this provider has such a job";

/// The accounts of one provider in one world, of whichever type.
pub trait Desk: Any + Send + Sync {
    /// Returns the provider's name.
    fn provider(&self) -> &'static str;
    /// Returns the provider's words for the states of its jobs.
    fn states(&self) -> Vec<&'static str>;
    /// Applies all due events of all accounts.
    fn settle(&self, world: &Arc<World>);
    /// Returns every account, by key.
    fn list(&self, world: &Arc<World>) -> Vec<AccountView>;
    /// Returns one account, if it was opened.
    fn show(&self, world: &Arc<World>, api_key: &str) -> Option<AccountView>;
    /// Changes an account, and opens it first if needed.
    fn change(
        &self,
        world: &Arc<World>,
        api_key: &str,
        change: AccountChange,
    ) -> Result<AccountView, ChangeError>;
    /// Forgets an account and all its data. Returns `true` if the account existed.
    fn close(&self, api_key: &str) -> bool;
    /// Forgets every account.
    fn clear(&self);
    /// Returns the ledger of one account.
    fn ledger(&self, world: &Arc<World>, api_key: &str) -> Option<LedgerView>;
    /// Returns the jobs that match a filter, by account, then in the order of their acceptance.
    fn jobs(&self, world: &Arc<World>, filter: &JobFilter) -> Vec<JobView>;
    /// Ends a job now, with an outcome.
    fn finish(&self, world: &Arc<World>, job_id: &str, outcome: &Outcome) -> Result<JobView, FinishError>;
    /// Runs an ended job again.
    fn retry(&self, world: &Arc<World>, job_id: &str) -> Result<JobView, RestartError>;
    /// Returns the webhook deliveries, pending and past, by account, oldest first.
    fn deliveries(&self, world: &Arc<World>) -> Vec<DeliveryView>;
    /// Returns the clauses on the delivery of webhooks. Empty if the provider has no webhooks.
    fn webhook_clauses(&self) -> &'static [ClauseRef];
    /// Delivers once more. Returns `false` if an attempt is under way or planned, and `None` if there is no such delivery.
    fn redeliver(&self, world: &Arc<World>, id: &str) -> Option<bool>;
    /// Returns the length of the film in one of an account's result files, if that file is a film.
    fn film_length(&self, world: &Arc<World>, account_id: &str, file: &str) -> Option<Duration>;
    /// Returns the totals of the accounts. Charges, refunds and attempts include those of closed accounts.
    fn totals(&self, world: &Arc<World>) -> Totals;
    /// Returns the API key in the head of a request, if it carries one.
    fn credential(&self, parts: &Parts) -> Option<String>;
    /// Returns the API key in the body of a request, if the provider looks for it in the body.
    fn credential_in(&self, body: &[u8]) -> Option<String>;
    /// Returns the provider's own answer to a problem that the shell meets.
    fn refuse(&self, problem: Problem) -> Answer;
    /// Returns the credits that each account has spent.
    fn bill(&self, world: &Arc<World>) -> Vec<BillLine>;
}
