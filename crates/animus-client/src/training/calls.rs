//! The calls about training.

use std::time::Duration;

use client_core::{Call, Error, Repeat, Result, Transport};

use super::answers::{
    Cancellation, CompleteStatus, TrainingJob, TrainingJobs, TrainingLogs, TrainingOverview, TrainingStart,
};
use crate::client::AnimusClient;
use crate::handle::{Handle, Watched};

/// What a training job is found by.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TrainingJobId {
    /// The character.
    pub character_id: String,
    /// The job.
    pub job_id: String,
}

/// # Training
impl AnimusClient {
    /// Buys the training of a character's face; wait for it with [`training_job`](Self::training_job). It needs enough
    /// photos of the face. Repeated as [`create`](Self::create) is.
    pub async fn start_face_training(&self, character_id: &str) -> Result<TrainingStart> {
        self.start_training("/{character_id}/training/face-lora", character_id).await
    }

    /// Buys the training of a character's body; wait for it with [`training_job`](Self::training_job). It needs an approved
    /// dataset. Repeated as [`create`](Self::create) is.
    pub async fn start_body_training(&self, character_id: &str) -> Result<TrainingStart> {
        self.start_training("/{character_id}/training/body-lora", character_id).await
    }

    /// `POST`, though the guide's call is a GET (facts 8, C2).
    async fn start_training(&self, route: &'static str, character_id: &str) -> Result<TrainingStart> {
        let call = Call::post_empty(route, Repeat::WhenUntouched).segment("character_id", &character_id);
        self.transport.send(&call).await
    }

    /// A character's trainings at a glance.
    pub async fn training_status(&self, character_id: &str) -> Result<TrainingOverview> {
        let call = Call::get("/{character_id}/training/status").segment("character_id", &character_id);
        self.transport.send(&call).await
    }

    /// All training jobs of a character.
    pub async fn training_jobs(&self, character_id: &str) -> Result<TrainingJobs> {
        self.transport.send(&all_jobs(character_id)).await
    }

    /// The training job of this id, to look at, wait for or [follow](Handle::log_updates). Nothing is sent yet.
    ///
    /// A job is looked at by asking for all of its character's, as no call shows a single one. One that isn't among them
    /// is an answer that is not as documented.
    pub fn training_job(
        &self,
        character_id: impl Into<String>,
        job_id: impl Into<String>,
    ) -> Handle<TrainingJob> {
        let id = TrainingJobId { character_id: character_id.into(), job_id: job_id.into() };
        Handle::new(&self.transport, id)
    }

    /// The end of a training job's log: its last `lines`, 100 by the provider's default. To see it grow, follow it with
    /// [`log_updates`](Handle::log_updates).
    pub async fn training_logs(
        &self,
        character_id: &str,
        job_id: &str,
        lines: Option<u32>,
    ) -> Result<TrainingLogs> {
        self.transport.send(&logs(character_id, job_id, lines)).await
    }

    /// Whether the user can go on, as the provider's own studio asks (S1, launch `LoRA` training).
    pub async fn complete_training_status(&self, character_id: &str) -> Result<CompleteStatus> {
        let call = Call::get("/{character_id}/training/complete-status");
        self.transport.send(&call.segment("character_id", &character_id)).await
    }

    /// Asks for the end of a training job, which the provider tries its best to bring about (S1, launch `LoRA` training).
    /// What becomes of its credits is not documented. It is repeated only on proof that the first try came to nothing, or
    /// its success would be told as a failure.
    pub async fn cancel_training(&self, character_id: &str, job_id: &str) -> Result<Cancellation> {
        let call = Call::post_empty("/{character_id}/training/jobs/{job_id}/cancel", Repeat::WhenUntouched);
        let call = call.segment("character_id", &character_id).segment("job_id", &job_id);
        self.transport.send(&call).await
    }
}

fn all_jobs(character_id: &str) -> Call {
    Call::get("/{character_id}/training/jobs").segment("character_id", &character_id)
}

pub(super) fn logs(character_id: &str, job_id: &str, lines: Option<u32>) -> Call {
    let call = Call::get("/{character_id}/training/jobs/{job_id}/logs");
    let call = call.segment("character_id", &character_id).segment("job_id", &job_id);
    match lines {
        Some(lines) => call.query("lines", &lines),
        None => call,
    }
}

impl Watched for TrainingJob {
    type Id = TrainingJobId;

    async fn look(transport: Transport, id: TrainingJobId, within: Duration) -> Result<Self> {
        let jobs: TrainingJobs = transport.send(&all_jobs(&id.character_id).time_limit(within)).await?;
        let found = jobs.training_jobs.into_iter().find(|job| job.job_id == id.job_id);
        found.ok_or_else(|| {
            Error::unexpected(format!("{} is not among the character's training jobs", id.job_id))
        })
    }
}
