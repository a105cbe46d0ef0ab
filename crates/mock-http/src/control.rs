//! The control API's access to the accounts of any provider, without knowing the provider.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use control_api::{
    AccountView, AgendaEvent, BillLine, DeliveryView, EntryView, JobChange, JobView, LedgerView,
};
use jiff::Timestamp;
use journal::metrics::Totals;
use kernel::agenda::Ticket;
use kernel::commands::AccountChange;
use kernel::credits::Credits;
use kernel::evidence::Evidence;
use kernel::job::{Failure, FinishError, Outcome, RestartError};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::log::Record;
use crate::provider::ResultFile;

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

/// Returns the account's public id in the name of an account, if it is `@` and an id. Every other name is a key.
pub fn id_in(name: &str) -> Option<&str> {
    let id = name.strip_prefix('@')?;
    let is_id = |(place, byte): (usize, u8)| match place {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    (id.len() == 36 && id.bytes().enumerate().all(is_id)).then_some(id)
}

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

/// The place of a job in the order of all jobs of a world: by the instant of acceptance, then by account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct JobPlace {
    /// The instant of acceptance.
    pub created_at: Timestamp,
    /// The name of the provider.
    pub provider: &'static str,
    /// The key of the account.
    pub api_key: Arc<str>,
    /// The ordinal of the job in its account.
    pub ordinal: u64,
}

/// A job with everything that its account knows of it.
#[derive(Clone, Debug)]
pub struct JobStory {
    /// The job itself.
    pub job: JobView,
    /// The public id of the account that owns the job.
    pub account_id: Arc<str>,
    /// The credits that were taken for the job and not given back.
    pub paid: Credits,
    /// The reason for the job's failure, past or planned.
    pub failure: Option<Failure>,
    /// The provider's own data of the job.
    pub detail: Value,
    /// The change to the state that the job is in.
    pub latest: JobChange,
    /// The changes to come.
    pub planned: Vec<JobChange>,
    /// The result files, once there are any.
    pub results: Vec<ResultFile>,
}

/// A delivery of a webhook in a list.
#[derive(Clone, Debug)]
pub struct ListedDelivery {
    /// The number of the delivery in its account.
    pub number: u64,
    /// The delivery itself.
    pub view: DeliveryView,
    /// The clauses that decided the delivery.
    pub evidence: Evidence,
}

/// One account of any provider, shown part by part. No lock is held for longer than a part takes.
pub trait AccountPages: Send + Sync {
    /// Returns the name of the provider.
    fn provider(&self) -> &'static str;
    /// Returns the account's public id.
    fn account_id(&self) -> &Arc<str>;
    /// Returns the account's key.
    fn api_key(&self) -> &Arc<str>;
    /// Returns the account as it is shown.
    fn view(&self) -> AccountView;
    /// Returns at most `limit` entries of the ledger after the first `after` ones.
    fn ledger(&self, after: usize, limit: usize) -> LedgerView;
    /// Returns the entries of the ledger that are for a job.
    fn entries_of(&self, job_id: &str) -> Vec<EntryView>;
    /// Returns the number of jobs, or of those in a state.
    fn count(&self, state: Option<&str>) -> usize;
    /// Returns the place in the list of jobs, or of those in a state, at which those begin that are not before an instant and an ordinal.
    fn place_from(&self, state: Option<&str>, at: Timestamp, ordinal: u64) -> usize;
    /// Returns the jobs at some places of the list of jobs, or of those in a state. With a kind, other jobs are left out.
    fn jobs(&self, state: Option<&str>, places: Range<usize>, kind: Option<&str>)
    -> Vec<(JobPlace, JobView)>;
    /// Returns the place of a job, if the account has it.
    fn place_of(&self, job_id: &str) -> Option<JobPlace>;
    /// Returns those of these ids that are jobs of the account, at most `most`.
    fn jobs_among(&self, ids: &[String], most: usize) -> Vec<String>;
    /// Returns a job with everything that the account knows of it.
    fn story(&self, job_id: &str) -> Option<JobStory>;
    /// Returns the next planned events after a place in the agenda, and the place of the last one.
    fn planned(&self, after: Option<Ticket>) -> (Vec<AgendaEvent>, Option<Ticket>);
    /// Returns the next deliveries of webhooks from a number on.
    fn deliveries(&self, from: u64) -> Vec<ListedDelivery>;
}

/// The accounts of one provider in one world, of whichever type. One account is named by its key, or by `@` and its public id.
pub trait ProviderAccounts: Any + Send + Sync {
    /// Returns the provider's name.
    fn provider(&self) -> &'static str;
    /// Returns the provider's words for the states of its jobs, each with `true` if it is an end.
    fn states(&self) -> Vec<(&'static str, bool)>;
    /// Applies all due events of all accounts.
    fn settle(&self);
    /// Returns the number of accounts, and of the jobs in all of them.
    fn counts(&self) -> (usize, usize);
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
    /// Returns every account, by key, to be shown part by part.
    fn pages(&self) -> Vec<Box<dyn AccountPages>>;
    /// Returns one account, to be shown part by part.
    fn page(&self, api_key: &str) -> Option<Box<dyn AccountPages>>;
    /// Returns the instant of the next planned event of all accounts.
    fn next_due(&self) -> Option<Timestamp>;
    /// Ends a job now, with an outcome.
    fn finish(&self, job_id: &str, outcome: &Outcome) -> Result<JobView, FinishError>;
    /// Runs an ended job again.
    fn retry(&self, job_id: &str) -> Result<JobView, RestartError>;
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
