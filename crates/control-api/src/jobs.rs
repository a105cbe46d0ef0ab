//! Calls about jobs.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use journal::api_key::ApiKey;
use journal::{Order, Word, masked_key, read_optional_word, read_word};
use kernel::credits::Credits;
use kernel::job::{Failure, Outcome};
use kernel::time::{serialize_instant, serialize_optional_instant};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::accounts::EntryView;
use crate::webhooks::DeliveryView;

/// Lists jobs. A job has to meet every criterion that is given.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobFilter {
    /// The name of the provider.
    pub provider: Option<String>,
    /// The API key of the account, in full.
    pub api_key: Option<String>,
    /// The state, in the provider's word.
    pub state: Option<String>,
    /// The public id of the account.
    pub account_id: Option<String>,
    /// The provider's word for the kind of work.
    pub kind: Option<String>,
    /// `true` for the jobs alone that have not ended, `false` for those that have.
    pub unfinished: Option<bool>,
    /// The order by the instant of acceptance, ascending if left out.
    pub order: Option<Order>,
    /// The largest number of jobs in an answer, 1000 if left out and at most.
    pub limit: Option<usize>,
    /// The job after which the answer begins: the `next` of the page before, or the id of a job.
    pub after: Option<String>,
}

/// The jobs of a world, or a page of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct JobList {
    /// The jobs, in the order that was asked for.
    pub jobs: Vec<JobView>,
    /// The number of jobs that match, including those on other pages. It is counted if a part of the list was asked for: by `account_id`,
    /// `kind`, `unfinished`, `order`, `limit` or `after`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<usize>,
    /// The `after` of the next page. It is left out on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct JobView {
    /// The name of the provider.
    #[serde(deserialize_with = "read_word")]
    pub provider: Word,
    /// The key of the account that owns the job: in full if this job alone was asked for.
    pub api_key: ApiKey,
    /// The id by which the owner knows the job.
    pub job_id: Arc<str>,
    /// The provider's word for the kind of work.
    #[serde(deserialize_with = "read_word")]
    pub kind: Word,
    /// The provider's word for the job's state.
    #[serde(deserialize_with = "read_word")]
    pub state: Word,
    /// The instant of acceptance.
    #[serde(serialize_with = "serialize_instant")]
    pub created_at: Timestamp,
    /// The instant of the next change of state, if one is planned.
    #[serde(serialize_with = "serialize_optional_instant")]
    pub next_change_at: Option<Timestamp>,
}

/// Prints the filter as it is sent, with the mask of its key.
impl fmt::Debug for JobFilter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let api_key = self.api_key.as_deref().map(masked_key);
        let shown = Self { api_key, ..self.clone() };
        formatter.write_str(&serde_json::to_string(&shown).map_err(|_| fmt::Error)?)
    }
}

impl JobFilter {
    /// Returns `true` if a part of the list was asked for, so that its whole length is of interest.
    pub fn is_for_a_part(&self) -> bool {
        let Self { account_id, kind, unfinished, order, limit, after, .. } = self;
        let words = [account_id, kind, after].into_iter().any(Option::is_some);
        words || unfinished.is_some() || order.is_some() || limit.is_some()
    }
}

/// Shows a job with its whole history.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowJob {
    /// The name of the provider.
    pub provider: String,
    /// The id of the job.
    pub job_id: String,
    /// `false` if the numbers of the exchanges are left out, for which the whole journal is read.
    pub exchanges: Option<bool>,
}

/// A job with its whole history.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct JobWithHistory {
    /// The job itself.
    #[serde(flatten)]
    pub job: JobView,
    /// The public id of the account that owns the job.
    pub account_id: Arc<str>,
    /// The sum of all that was charged for the job.
    pub price: Credits,
    /// The credits that were taken for the job and not given back.
    pub paid: Credits,
    /// The reason for the job's failure, past or planned.
    pub failure: Option<Failure>,
    /// The provider's own data of the job, with masked secrets. Of more than 64 KiB only a digest and the size are shown.
    pub detail: Value,
    /// The states that the job has entered, as far as they are remembered, and those that are planned.
    pub history: Vec<JobChange>,
    /// The result files, once there are any.
    pub results: Vec<JobResult>,
    /// The movements of credits for the job.
    pub entries: Vec<EntryView>,
    /// The webhooks about the job.
    pub webhooks: Vec<DeliveryView>,
    /// The numbers of the exchanges that name the job, latest first, at most 1000.
    pub exchanges: Vec<u64>,
}

/// A state that a job has entered, or will enter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobChange {
    /// The state, in the provider's word.
    #[serde(deserialize_with = "read_word")]
    pub state: Word,
    /// The instant of the change.
    #[serde(serialize_with = "serialize_instant")]
    pub at: Timestamp,
    /// The id of the clause that allows the change. `None` for the first state.
    #[serde(deserialize_with = "read_optional_word")]
    pub clause: Option<Word>,
    /// `true` if the change is still to come.
    pub planned: bool,
}

/// A result file of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobResult {
    /// The URL of the file.
    pub url: String,
    /// The media type of the file.
    pub media_type: Cow<'static, str>,
    /// The instant from which on the file is gone, if there is one.
    #[serde(serialize_with = "serialize_optional_instant")]
    pub expires_at: Option<Timestamp>,
}

/// Ends a job now, with an outcome.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FinishJob {
    /// The name of the provider.
    pub provider: String,
    /// The id of the job.
    pub job_id: String,
    /// The outcome of the job.
    pub outcome: OutcomeWord,
    /// The provider's error code, for the outcome `fail` alone.
    pub code: Option<String>,
    /// A sentence on the failure, for the outcome `fail` alone.
    pub message: Option<String>,
}

/// The ways in which a job can be made to end, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OutcomeWord {
    /// The job ends as if the work were done.
    Succeed,
    /// The job ends as if the work had failed.
    Fail,
    /// The job ends as if its owner had cancelled it.
    Cancel,
    /// The job ends as if it had taken too long.
    Expire,
}

impl FinishJob {
    /// Returns the outcome with its reason. The error is the name of a field that does not go with the outcome.
    pub fn outcome(self) -> Result<Outcome, &'static str> {
        let given = [("code", self.code.is_some()), ("message", self.message.is_some())];
        let outcome = match self.outcome {
            OutcomeWord::Fail => {
                return Ok(Outcome::Fail(Failure { code: self.code, message: self.message }));
            }
            OutcomeWord::Succeed => Outcome::Succeed,
            OutcomeWord::Cancel => Outcome::Cancel,
            OutcomeWord::Expire => Outcome::Expire,
        };
        let misplaced = given.into_iter().find(|(_, given)| *given);
        misplaced.map_or(Ok(outcome), |(field, _)| Err(field))
    }
}

/// Runs an ended job again.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetryJob {
    /// The name of the provider.
    pub provider: String,
    /// The id of the job.
    pub job_id: String,
}
