//! The answers of the generation calls. Fields that aren't listed are ignored.

use client_core::jobs::{self, Phase};
use client_core::lenient;
use serde::Deserialize;
use uuid::Uuid;

use crate::vocabulary::{AssetKind, JobKind, JobStatus};

/// The state of a submission in its answer (S4, responses and idempotency).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(from = "String")]
pub enum SubmissionStatus {
    /// A new job with its state: `completed` for copy, `queued` for the others.
    Job(JobStatus),
    /// No new job, because an unfinished one has the same idempotency key. Only the status call tells the state of that one.
    Reused,
}

impl From<String> for SubmissionStatus {
    fn from(text: String) -> Self {
        if text == "reused" { Self::Reused } else { Self::Job(text.into()) }
    }
}

/// The answer to a static ad or a video (S4).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Submission {
    /// The id of the job to wait for, with [`CutxClient::job`](crate::CutxClient::job).
    pub job_id: Uuid,
    /// The state of the submission.
    pub status: SubmissionStatus,
    /// The credits that this request cost; 0 if a job was reused.
    #[serde(deserialize_with = "lenient::integer")]
    pub credits_used: i64,
    /// The balance after the charge, in credits; absent if a job was reused (facts sheet 5.2, row 8).
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub credits_remaining: Option<i64>,
}

impl Submission {
    /// Returns `true` if an unfinished job with the same idempotency key was found, so that no new one was bought.
    ///
    /// The found job may have been requested with another body, because bodies are not compared. If this client repeated the
    /// call by itself, the job may also be the one that the first try of the call bought.
    pub fn was_reused(&self) -> bool {
        self.status == SubmissionStatus::Reused
    }
}

/// The answer to a copy request (S4). It contains the finished copy.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AdCopy {
    /// The id of the job that wrote the copy.
    pub job_id: Uuid,
    /// The state of the submission.
    pub status: SubmissionStatus,
    /// The credits that this request cost; 0 if a job was reused.
    #[serde(deserialize_with = "lenient::integer")]
    pub credits_used: i64,
    /// The balance after the charge, in credits; absent if a job was reused.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub credits_remaining: Option<i64>,
    /// The texts to choose from, 5 as documented. Empty if a job was reused, because that one is not finished yet.
    #[serde(default, deserialize_with = "lenient::list")]
    pub variants: Vec<Variant>,
}

impl AdCopy {
    /// Returns `true` if another copy job with the same idempotency key was running, so that there are no variants.
    pub fn was_reused(&self) -> bool {
        self.status == SubmissionStatus::Reused
    }
}

/// One text for an ad (S4, copy).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Variant {
    /// The opening line.
    pub hook: String,
    /// The text.
    pub body: String,
    /// The call to action.
    pub cta: String,
    /// Hashtags, each with its `#`.
    #[serde(deserialize_with = "lenient::list")]
    pub hashtags: Vec<String>,
}

/// A job in a status answer (S4, status).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Job {
    /// The id of the job, as in the answer to the submission.
    pub id: Uuid,
    /// The kind of the job.
    #[serde(rename = "type")]
    pub kind: JobKind,
    /// The state of the job.
    pub status: JobStatus,
    /// The files that the job made; empty until it is completed.
    #[serde(default, deserialize_with = "lenient::list")]
    pub assets: Vec<Asset>,
    /// The instant of creation: ISO 8601, UTC.
    #[serde(default)]
    pub created_at: Option<String>,
    /// The instant of completion. It does not show if a job has ended: for a failed job it is not documented.
    #[serde(default)]
    pub completed_at: Option<String>,
}

impl jobs::Job for Job {
    fn phase(&self) -> Phase {
        match self.status {
            JobStatus::Completed => Phase::Succeeded,
            _ if self.status.is_terminal() => Phase::Failed,
            _ => Phase::Running,
        }
    }

    fn summary(&self) -> String {
        format!("job {} ({}) is {}", self.id, self.kind, self.status)
    }
}

/// A file that a job made (S4, status).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Asset {
    /// The id of the file.
    pub id: Uuid,
    /// The kind of the file.
    #[serde(rename = "type")]
    pub kind: AssetKind,
    /// The URL of the file.
    pub url: String,
}
