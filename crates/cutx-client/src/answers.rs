//! The answers of the generation calls. Fields that aren't listed are kept in `extra`.

use client_core::jobs::{self, Phase};
use client_core::lenient::{self, Lenient, Reading};
use client_core::{Decimal, Timestamp, Value};
use serde::{Deserialize, Serialize};

use crate::ids::{AssetId, JobId};
use crate::vocabulary::{AssetKind, JobKind, JobStatus};

/// The state of a submission in its answer (S4, responses and idempotency).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum SubmissionStatus {
    /// A new job with its state: `completed` for copy, `queued` for the others.
    Job(JobStatus),
    /// No new job, because an unfinished one has the same idempotency key. Only the status call tells the state of that one.
    Reused,
}

/// No word at all.
impl Default for SubmissionStatus {
    fn default() -> Self {
        Self::Job(JobStatus::default())
    }
}

impl From<String> for SubmissionStatus {
    fn from(text: String) -> Self {
        if text == "reused" { Self::Reused } else { Self::Job(text.into()) }
    }
}

impl From<SubmissionStatus> for String {
    fn from(status: SubmissionStatus) -> Self {
        match status {
            SubmissionStatus::Job(status) => status.to_string(),
            SubmissionStatus::Reused => "reused".to_owned(),
        }
    }
}

impl Lenient for SubmissionStatus {
    fn read(value: Value) -> Reading<Self> {
        lenient::text(value, Self::from)
    }

    fn write(&self) -> Option<Value> {
        Some(String::from(self.clone()).into())
    }
}

client_core::answers! {
    /// The answer to a static ad or a video (S4).
    Submission {
        /// The id of the job to wait for, with [`CutxClient::job`](crate::CutxClient::job); the submission itself can be
        /// given to it.
        job_id: JobId = "jobId",
        ;
        /// The state of the submission.
        status: SubmissionStatus,
        /// The credits that this request cost; 0 if a job was reused.
        credits_used: Option<Decimal> = "creditsUsed",
        /// The balance after the charge, in credits; absent if a job was reused (facts sheet 5.2, row 8).
        credits_remaining: Option<Decimal> = "creditsRemaining",
    }
}

impl From<&Submission> for JobId {
    fn from(submission: &Submission) -> Self {
        submission.job_id.clone()
    }
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

client_core::answers! {
    /// The answer to a copy request (S4). It contains the finished copy.
    AdCopy {
        ;
        /// The id of the job that wrote the copy.
        job_id: JobId = "jobId",
        /// The state of the submission.
        status: SubmissionStatus,
        /// The credits that this request cost; 0 if a job was reused.
        credits_used: Option<Decimal> = "creditsUsed",
        /// The balance after the charge, in credits; absent if a job was reused.
        credits_remaining: Option<Decimal> = "creditsRemaining",
        /// The texts to choose from, 5 as documented. Empty if a job was reused, because that one is not finished yet.
        variants: Vec<Variant>,
    }
}

impl AdCopy {
    /// Returns `true` if another copy job with the same idempotency key was running, so that there are no variants.
    pub fn was_reused(&self) -> bool {
        self.status == SubmissionStatus::Reused
    }
}

client_core::answers! {
    /// One text for an ad (S4, copy).
    Variant {
        ;
        /// The opening line.
        hook: String,
        /// The text.
        body: String,
        /// The call to action.
        cta: String,
        /// Hashtags, each with its `#`.
        hashtags: Vec<String>,
    }
}

client_core::answers! {
    /// A job in a status answer (S4, status).
    Job {
        /// The state of the job.
        status: JobStatus,
        ;
        /// The id of the job, as in the answer to the submission.
        id: JobId,
        /// The kind of the job.
        kind: JobKind = "type",
        /// The files that the job made; empty until it is completed.
        assets: Vec<Asset>,
        /// The instant of creation: ISO 8601, UTC.
        created_at: Option<Timestamp> = "createdAt",
        /// The instant of completion. It does not show if a job has ended: for a failed job it is not documented.
        completed_at: Option<Timestamp> = "completedAt",
    }
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

client_core::answers! {
    /// A file that a job made (S4, status).
    Asset {
        /// The URL of the file.
        url: String,
        ;
        /// The id of the file.
        id: AssetId,
        /// The kind of the file.
        kind: AssetKind = "type",
    }
}
