//! What the control API may do to any provider's accounts, without knowing the provider.

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
    /// The provider.
    pub provider: &'static str,
    /// The key that opens it.
    pub api_key: ApiKey,
    /// Its public id.
    pub account_id: Arc<str>,
    /// The id by which the provider's own calls name it, if they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<Arc<str>>,
    /// Whether it may be used.
    pub status: Status,
    /// Its balance.
    pub credits: Credits,
}

/// What to change about an account.
#[derive(Clone, Copy, Debug, Default)]
pub struct AccountChange {
    /// Its balance.
    pub credits: Option<Credits>,
    /// Whether it may be used.
    pub status: Option<Status>,
}

/// An account's ledger as the control API shows it.
#[derive(Clone, Debug, Serialize)]
pub struct LedgerView {
    /// The balance: the sum of the entries.
    pub balance: Credits,
    /// Every movement, oldest first.
    pub entries: Vec<Entry>,
}

/// A job as the control API shows it.
#[derive(Clone, Debug, Serialize)]
pub struct JobView {
    /// The provider.
    pub provider: &'static str,
    /// The key of the account that it belongs to.
    pub api_key: ApiKey,
    /// Its id.
    pub job_id: Arc<str>,
    /// The provider's word for the kind of work.
    pub kind: &'static str,
    /// The provider's word for its state.
    pub state: &'static str,
    /// When it was accepted.
    #[serde(serialize_with = "serialize_instant")]
    pub created_at: Timestamp,
    /// When its state will change next, if it will.
    #[serde(serialize_with = "serialize_optional_instant")]
    pub next_change_at: Option<Timestamp>,
}

/// Which jobs to show.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobFilter {
    /// Of this provider.
    pub provider: Option<String>,
    /// Of the account with this key.
    pub api_key: Option<String>,
    /// In this state.
    pub state: Option<String>,
}

impl JobFilter {
    /// Refuses what no job of this world could ever match.
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

/// One provider's accounts, or a sentence that says which providers there are.
pub fn desk<'a>(world: &'a World, provider: &str) -> Result<&'a dyn Desk, String> {
    world.desk(provider).ok_or_else(|| {
        let known: Vec<_> = world.desks().map(Desk::provider).collect();
        format!("there is no provider {provider:?}; there are {}", known.join(", "))
    })
}

/// A webhook delivery as the control API shows it.
#[derive(Clone, Debug, Serialize)]
pub struct DeliveryView {
    /// Its id.
    pub id: Arc<str>,
    /// The provider.
    pub provider: &'static str,
    /// The job that it tells of.
    pub job_id: Arc<str>,
    /// Where it goes.
    pub url: Arc<str>,
    /// Where it stands.
    pub state: State,
    /// Why its target was not dialled, if it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What was tried.
    pub attempts: Vec<Attempt>,
}

/// What an account has spent.
#[derive(Clone, Debug, Serialize)]
pub struct BillLine {
    /// The provider.
    pub provider: &'static str,
    /// The account's key.
    pub api_key: ApiKey,
    /// All charges.
    pub charges: Credits,
    /// All refunds.
    pub refunds: Credits,
    /// Charges less refunds.
    pub net: Credits,
    /// How many jobs are in which state; states without jobs are left out.
    pub jobs: serde_json::Map<String, serde_json::Value>,
}

/// The reason why an account was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeError {
    /// No account opens with that key.
    NoAccount,
    /// A balance is never negative.
    NegativeCredits,
}

impl fmt::Display for ChangeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NoAccount => "an empty key and keys that start with `invalid` open no account",
            Self::NegativeCredits => "must not be negative",
        })
    }
}

impl std::error::Error for ChangeError {}

/// The reason why a job did not end as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FinishError {
    /// No account has such a job.
    UnknownJob,
    /// The provider has no such outcome.
    NoSuchOutcome,
    /// The job's state does not allow it.
    NotAllowed {
        /// The state.
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

/// The reason why a job was not run again.
#[derive(Clone, Copy, Debug)]
pub enum RestartError {
    /// No account has such a job.
    UnknownJob,
    /// The provider refuses.
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

/// One provider's accounts in one world, whatever the provider.
pub trait Desk: Any + Send + Sync {
    /// The provider's name.
    fn provider(&self) -> &'static str;
    /// The provider's words for the states of its jobs.
    fn states(&self) -> Vec<&'static str>;
    /// Applies everything that is due.
    fn settle(&self, world: &Arc<World>);
    /// Every account, by key.
    fn list(&self, world: &Arc<World>) -> Vec<AccountView>;
    /// One account, if it was opened.
    fn show(&self, world: &Arc<World>, api_key: &str) -> Option<AccountView>;
    /// Opens or changes an account.
    fn change(
        &self,
        world: &Arc<World>,
        api_key: &str,
        change: AccountChange,
    ) -> Result<AccountView, ChangeError>;
    /// Forgets an account and all that it holds; whether it was there.
    fn close(&self, api_key: &str) -> bool;
    /// Forgets every account.
    fn clear(&self);
    /// One account's ledger.
    fn ledger(&self, world: &Arc<World>, api_key: &str) -> Option<LedgerView>;
    /// The jobs that match, by account, then in the order of their acceptance.
    fn jobs(&self, world: &Arc<World>, filter: &JobFilter) -> Vec<JobView>;
    /// Ends a job now.
    fn finish(&self, world: &Arc<World>, job_id: &str, outcome: &Outcome) -> Result<JobView, FinishError>;
    /// Runs an ended job again.
    fn retry(&self, world: &Arc<World>, job_id: &str) -> Result<JobView, RestartError>;
    /// What is to be delivered or was, by account, oldest first.
    fn deliveries(&self, world: &Arc<World>) -> Vec<DeliveryView>;
    /// The clauses on how webhooks are delivered, if there are any.
    fn webhook_clauses(&self) -> &'static [ClauseRef];
    /// Delivers once more, unless it is still under way. `None` if there is no such delivery.
    fn redeliver(&self, world: &Arc<World>, id: &str) -> Option<bool>;
    /// How long the film is that one of an account's result files is, if it is one.
    fn film_length(&self, world: &Arc<World>, account_id: &str, file: &str) -> Option<Duration>;
    /// What the accounts add up to.
    fn totals(&self, world: &Arc<World>) -> Totals;
    /// The API key that a request's head carries, if it does.
    fn credential(&self, parts: &Parts) -> Option<String>;
    /// The API key that a request's body carries, where the provider looks for it there.
    fn credential_in(&self, body: &[u8]) -> Option<String>;
    /// The provider's own answer to what the shell has to refuse.
    fn refuse(&self, problem: Problem) -> Answer;
    /// What each account has spent.
    fn bill(&self, world: &Arc<World>) -> Vec<BillLine>;
}
