//! The calls about training.

use std::time::Duration;

use client_core::{Call, Error, Handle, Repeat, Transport, Watched};

use super::answers::{
    Cancellation, CompleteStatus, TrainingJob, TrainingJobs, TrainingLogs, TrainingOverview, TrainingStart,
};
use crate::client::{AnimusClient, Result};
use crate::error::AnimusError;
use crate::ids::{CharacterId, TrainingId};

/// The two ids that find a training job.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TrainingAddress {
    /// The id of the character.
    pub character_id: CharacterId,
    /// The id of the job.
    pub job_id: TrainingId,
}

/// # Training
impl AnimusClient {
    /// Buys the training of a character's face. Wait for it with [`training_job`](Self::training_job). The character needs
    /// enough photos of its face. The call is repeated as [`create`](Self::create) is.
    pub async fn start_face_training(&self, character_id: impl Into<CharacterId>) -> Result<TrainingStart> {
        self.start_training("/{character_id}/training/face-lora", character_id).await
    }

    /// Buys the training of a character's body. Wait for it with [`training_job`](Self::training_job). The character needs
    /// an approved dataset. The call is repeated as [`create`](Self::create) is.
    pub async fn start_body_training(&self, character_id: impl Into<CharacterId>) -> Result<TrainingStart> {
        self.start_training("/{character_id}/training/body-lora", character_id).await
    }

    /// Sends a `POST`, though the guide's call is a GET (facts 8, C2).
    async fn start_training(
        &self,
        route: &'static str,
        character_id: impl Into<CharacterId>,
    ) -> Result<TrainingStart> {
        let call =
            Call::post_empty(route, Repeat::WhenUntouched).segment("character_id", &character_id.into());
        self.transport.send(&call).await
    }

    /// Returns a summary of a character's trainings.
    pub async fn training_status(&self, character_id: impl Into<CharacterId>) -> Result<TrainingOverview> {
        let call = Call::get("/{character_id}/training/status").segment("character_id", &character_id.into());
        self.transport.send(&call).await
    }

    /// Returns all training jobs of a character.
    pub async fn training_jobs(&self, character_id: impl Into<CharacterId>) -> Result<TrainingJobs> {
        self.transport.send(&all_jobs(&character_id.into())).await
    }

    /// Returns a handle of the training job with this id, to poll it or wait for it. Nothing is sent yet. Its log can be
    /// followed with [`training_log_updates`](Self::training_log_updates).
    ///
    /// Each poll fetches all training jobs of the character, because no call returns a single one. If this job is not among
    /// them, the error is of kind [`Decode`](client_core::ErrorKind::Decode).
    pub fn training_job(
        &self,
        character_id: impl Into<CharacterId>,
        job_id: impl Into<TrainingId>,
    ) -> Handle<TrainingJob> {
        let id = TrainingAddress { character_id: character_id.into(), job_id: job_id.into() };
        Handle::new(&self.transport, id)
    }

    /// Returns the end of a training job's log: the last `lines` lines, 100 by the provider's default. To see the log grow,
    /// follow it with [`training_log_updates`](Self::training_log_updates).
    pub async fn training_logs(
        &self,
        character_id: impl Into<CharacterId>,
        job_id: impl Into<TrainingId>,
        lines: Option<u32>,
    ) -> Result<TrainingLogs> {
        self.transport.send(&logs(&character_id.into(), &job_id.into(), lines)).await
    }

    /// Returns the completeness of a character's training, which the provider's own studio asks for before the user goes on
    /// (S1, launch `LoRA` training).
    pub async fn complete_training_status(
        &self,
        character_id: impl Into<CharacterId>,
    ) -> Result<CompleteStatus> {
        let call = Call::get("/{character_id}/training/complete-status");
        self.transport.send(&call.segment("character_id", &character_id.into())).await
    }

    /// Asks the provider to cancel a training job, which it does on a best-effort basis (S1, launch `LoRA` training). A
    /// refund of the credits is not documented. The call is repeated only on proof that the first try had no effect.
    /// Otherwise a success could be reported as a failure.
    pub async fn cancel_training(
        &self,
        character_id: impl Into<CharacterId>,
        job_id: impl Into<TrainingId>,
    ) -> Result<Cancellation> {
        let call = Call::post_empty("/{character_id}/training/jobs/{job_id}/cancel", Repeat::WhenUntouched);
        let call = call.segment("character_id", &character_id.into()).segment("job_id", &job_id.into());
        self.transport.send(&call).await
    }
}

fn all_jobs(character_id: &CharacterId) -> Call {
    Call::get("/{character_id}/training/jobs").segment("character_id", character_id)
}

pub(super) fn logs(character_id: &CharacterId, job_id: &TrainingId, lines: Option<u32>) -> Call {
    let call = Call::get("/{character_id}/training/jobs/{job_id}/logs");
    let call = call.segment("character_id", character_id).segment("job_id", job_id);
    match lines {
        Some(lines) => call.query("lines", &lines),
        None => call,
    }
}

impl Watched for TrainingJob {
    type Id = TrainingAddress;
    type Error = AnimusError;

    async fn look(transport: Transport<AnimusError>, id: TrainingAddress, within: Duration) -> Result<Self> {
        let jobs: TrainingJobs = transport.send(&all_jobs(&id.character_id).time_limit(within)).await?;
        let found = jobs.training_jobs.into_iter().find(|job| job.job_id == id.job_id);
        found.ok_or_else(|| {
            Error::unexpected(format!("{} is not among the character's training jobs", id.job_id)).into()
        })
    }
}
