//! The control API's access to the accounts of any provider, without knowing the provider.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use journal::api_key::ApiKey;
use journal::metrics::Totals;
use kernel::commands::AccountChange;
use kernel::credits::Credits;
use kernel::evidence::Evidence;
use kernel::job::{FinishError, Outcome, RestartError};
use kernel::keys::Status;
use kernel::ledger::{Entry, EntryKind};
use kernel::time::{serialize_instant, serialize_optional_instant};
use kernel::webhook::{self, State};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::log::Record;

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

/// An account's ledger as the control API shows it.
#[derive(Clone, Debug, Serialize)]
pub struct LedgerView {
    /// The balance, which is the sum of the entries.
    pub balance: Credits,
    /// The movements of credits, oldest first.
    pub entries: Vec<EntryView>,
}

/// A movement of credits as the control API shows it.
#[derive(Clone, Debug, Serialize)]
pub struct EntryView {
    /// The instant of the movement.
    #[serde(serialize_with = "serialize_instant")]
    pub at: Timestamp,
    /// The kind of the movement.
    pub kind: EntryKind,
    /// The amount, negative for a charge.
    pub amount: Credits,
    /// The balance after the movement.
    pub balance_after: Credits,
    /// The id of the job that the movement is for, if there is one.
    pub reference: Option<Arc<str>>,
    /// A word or a sentence on the reason.
    pub note: Cow<'static, str>,
}

impl From<&Entry> for EntryView {
    fn from(entry: &Entry) -> Self {
        let Entry { at, kind, amount, balance_after, reference, note } = entry.clone();
        Self { at, kind, amount, balance_after, reference, note }
    }
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

/// An attempt to deliver a webhook as the control API shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attempt {
    /// The instant of the attempt.
    #[serde(serialize_with = "serialize_instant")]
    pub at: Timestamp,
    /// The status of the receiver's answer, if it answered.
    pub status: Option<u16>,
    /// The reason for which there is no answer.
    pub error: Option<String>,
}

impl From<&webhook::DeliveryAttempt> for Attempt {
    fn from(attempt: &webhook::DeliveryAttempt) -> Self {
        let webhook::DeliveryAttempt { at, status, error } = attempt.clone();
        Self { at, status, error }
    }
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

/// An account in its written form.
#[derive(Clone, Serialize, Deserialize)]
pub struct SavedAccount {
    /// The name of the provider.
    pub provider: Cow<'static, str>,
    /// The key that opens the account.
    pub api_key: Arc<str>,
    /// The account itself.
    pub state: Box<RawValue>,
}

/// The accounts of one provider in one world, of whichever type.
pub trait ProviderAccounts: Any + Send + Sync {
    /// Returns the provider's name.
    fn provider(&self) -> &'static str;
    /// Returns the provider's words for the states of its jobs.
    fn states(&self) -> Vec<&'static str>;
    /// Applies all due events of all accounts.
    fn settle(&self);
    /// Returns every account, by key.
    fn list(&self) -> Vec<AccountView>;
    /// Returns one account, if it was opened.
    fn show(&self, api_key: &str) -> Option<AccountView>;
    /// Changes an account, and opens it first if needed.
    fn change(&self, api_key: &str, change: AccountChange) -> Result<AccountView, ChangeError>;
    /// Forgets an account and all its data. Returns `true` if the account existed.
    fn close(&self, api_key: &str) -> bool;
    /// Forgets every account.
    fn clear(&self);
    /// Returns the ledger of one account.
    fn ledger(&self, api_key: &str) -> Option<LedgerView>;
    /// Returns the jobs that match a filter, by account, then in the order of their acceptance.
    fn jobs(&self, filter: &JobFilter) -> Vec<JobView>;
    /// Ends a job now, with an outcome.
    fn finish(&self, job_id: &str, outcome: &Outcome) -> Result<JobView, FinishError>;
    /// Runs an ended job again.
    fn retry(&self, job_id: &str) -> Result<JobView, RestartError>;
    /// Returns the webhook deliveries, pending and past, by account, oldest first.
    fn deliveries(&self) -> Vec<DeliveryView>;
    /// Returns the clauses that decided the webhook deliveries.
    fn delivery_clauses(&self) -> Evidence;
    /// Delivers once more. Returns `false` if an attempt is under way or planned, and `None` if there is no such delivery.
    fn redeliver(&self, id: &str) -> Option<bool>;
    /// Returns the length of the film in one of an account's result files, if that file is a film.
    fn film_length(&self, account_id: &str, file: &str) -> Option<Duration>;
    /// Returns the totals of the accounts. Charges, refunds and attempts include those of closed accounts.
    fn totals(&self) -> Totals;
    /// Returns the credits that each account has spent.
    fn bill(&self) -> Vec<BillLine>;
    /// Lets a record of a log happen again. The error is a sentence on the difference.
    fn replay(&self, record: &Record) -> Result<(), String>;
    /// Makes the attempts to deliver webhooks again whose outcome no record tells.
    fn resume(&self);
    /// Returns every account in its written form.
    fn save(&self) -> Vec<SavedAccount>;
    /// Puts an account in its written form back.
    fn restore(&self, saved: &SavedAccount) -> Result<(), String>;
}
