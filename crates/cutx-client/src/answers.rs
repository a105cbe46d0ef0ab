//! What the generation calls answer. Fields that aren't listed are ignored.

use client_core::jobs::{self, Phase};
use client_core::lenient;
use serde::Deserialize;
use uuid::Uuid;

use crate::vocabulary::{AssetKind, JobKind, JobStatus};

/// How a submission stands when it is answered (S4, responses and idempotency).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(from = "String")]
pub enum SubmissionStatus {
    /// A new job, and how far it is: `completed` for copy, `queued` for the others.
    Job(JobStatus),
    /// No new job: an unfinished one has the same idempotency key. How far that is, only its status tells.
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
    /// The job to wait for, with [`CutxClient::job`](crate::CutxClient::job).
    pub job_id: Uuid,
    /// How it stands.
    pub status: SubmissionStatus,
    /// Credits taken by the request that this answers; 0 if it was reused.
    #[serde(deserialize_with = "lenient::integer")]
    pub credits_used: i64,
    /// Credits left; absent where a job was reused (facts sheet 5.2, row 8).
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub credits_remaining: Option<i64>,
}

impl Submission {
    /// Whether an unfinished job with the same idempotency key was found instead of a new one bought.
    ///
    /// It need not have been asked for the same thing: bodies are not compared. And where this client repeated the
    /// call on its own, it may be the job that the call's first try bought.
    pub fn was_reused(&self) -> bool {
        self.status == SubmissionStatus::Reused
    }
}

/// The answer to a copy request (S4): finished when it comes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AdCopy {
    /// The job that made it.
    pub job_id: Uuid,
    /// How it stands.
    pub status: SubmissionStatus,
    /// Credits taken by the request that this answers; 0 if it was reused.
    #[serde(deserialize_with = "lenient::integer")]
    pub credits_used: i64,
    /// Credits left; absent where a job was reused.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub credits_remaining: Option<i64>,
    /// The texts to choose from, 5 as documented; none where a job was reused, which is not finished yet.
    #[serde(default, deserialize_with = "lenient::list")]
    pub variants: Vec<Variant>,
}

impl AdCopy {
    /// Whether another copy job with the same idempotency key was under way, so that there are no variants.
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

/// A job as its status shows it (S4, status).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Job {
    /// The id that the submission named.
    pub id: Uuid,
    /// What it makes.
    #[serde(rename = "type")]
    pub kind: JobKind,
    /// How far it is.
    pub status: JobStatus,
    /// What it made; empty until it is completed.
    #[serde(default, deserialize_with = "lenient::list")]
    pub assets: Vec<Asset>,
    /// When it was created: ISO 8601, UTC.
    #[serde(default)]
    pub created_at: Option<String>,
    /// When it was completed. Not a sign that it ended: whether a failed job has it is not documented.
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
    /// Its own id.
    pub id: Uuid,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: AssetKind,
    /// Where it can be fetched.
    pub url: String,
}
