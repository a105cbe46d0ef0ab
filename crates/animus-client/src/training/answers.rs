//! The answers about training (S1, launch `LoRA` training; facts 6). Fields that aren't listed are ignored, except in the
//! complete status.

use client_core::jobs::{self, Phase};
use client_core::lenient;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::generation::summary;
use crate::instant;
use crate::vocabulary::{LoraStatus, TrainingKind, TrainingStatus};

/// An accepted training: `POST /{character_id}/training/face-lora` and `body-lora` (facts 6.1 and 6.2; the answer for the
/// face is taken to be like that for the body).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct TrainingStart {
    /// `true` if the training was accepted.
    pub success: bool,
    /// The provider's own sentence.
    #[serde(default)]
    pub message: Option<String>,
    /// The id of the job to wait for, with [`AnimusClient::training_job`](crate::AnimusClient::training_job).
    pub job_id: String,
    /// The number of training steps.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub training_steps: Option<i64>,
    /// The credits that the training cost.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub credits_deducted: Option<f64>,
    /// The balance after the charge, in credits.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub remaining_balance: Option<f64>,
}

/// A training job (facts 6).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct TrainingJob {
    /// The id of the job.
    pub job_id: String,
    /// The id of the character.
    #[serde(default)]
    pub character_id: Option<String>,
    /// The part of the character that is trained.
    #[serde(default)]
    pub job_type: Option<TrainingKind>,
    /// The state of the job.
    pub status: TrainingStatus,
    /// The id of the job at the service that carries it out.
    #[serde(default)]
    pub training_service_id: Option<String>,
    /// The instant of acceptance.
    #[serde(default, deserialize_with = "instant::optional")]
    pub created_at: Option<Timestamp>,
    /// The instant of the last change.
    #[serde(default, deserialize_with = "instant::optional")]
    pub updated_at: Option<Timestamp>,
    /// The progress in percent (the scale is assumed, A50).
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub progress: Option<f64>,
    /// The current step of the training, in the provider's words.
    #[serde(default)]
    pub training_phase: Option<String>,
    /// The estimated remaining time in minutes.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub eta_minutes: Option<f64>,
    /// The speed in training steps per second (the unit is assumed, A50).
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub training_speed: Option<f64>,
}

impl jobs::Job for TrainingJob {
    fn phase(&self) -> Phase {
        match self.status {
            TrainingStatus::Completed | TrainingStatus::Succeeded => Phase::Succeeded,
            TrainingStatus::Failed | TrainingStatus::Cancelled | TrainingStatus::Canceled => Phase::Failed,
            _ => Phase::Running,
        }
    }

    fn summary(&self) -> String {
        summary("training job", Some(&self.job_id), &self.status, None)
    }
}

/// A summary of a character's trainings: `GET /{character_id}/training/status` (facts 6.3). The page that documents it is
/// cut off, so the provider sends more fields than these.
///
/// Fields about the body are called `character` here, and `body` everywhere else (facts 8, C9).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct TrainingOverview {
    /// The state of the face's `LoRA`.
    #[serde(default)]
    pub face_lora_status: Option<LoraStatus>,
    /// The state of the body's `LoRA`.
    #[serde(default)]
    pub body_lora_status: Option<LoraStatus>,
    /// The training job of the face.
    #[serde(default)]
    pub face_training: Option<TrainingJob>,
    /// The training job of the body.
    #[serde(default)]
    pub character_training: Option<TrainingJob>,
    /// All training jobs of the face.
    #[serde(default, deserialize_with = "lenient::list")]
    pub face_training_history: Vec<TrainingJob>,
    /// All training jobs of the body.
    #[serde(default, deserialize_with = "lenient::list")]
    pub character_training_history: Vec<TrainingJob>,
}

/// All training jobs of a character: `GET /{character_id}/training/jobs` (facts 6.4).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct TrainingJobs {
    /// The jobs.
    #[serde(deserialize_with = "lenient::list")]
    pub training_jobs: Vec<TrainingJob>,
    /// The number of jobs.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub total: Option<i64>,
}

/// The end of a training job's log: `GET /{character_id}/training/jobs/{job_id}/logs` (facts 6.5).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct TrainingLogs {
    /// The id of the job.
    #[serde(default)]
    pub job_id: Option<String>,
    /// The lines of the log, as one text.
    #[serde(default)]
    pub logs: Option<String>,
    /// The number of lines (assumed, A54; it may be the number that was asked for).
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub lines: Option<i64>,
    /// The instant of the answer, in seconds since 1970 (the unit is assumed, A54).
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub timestamp: Option<i64>,
}

/// The completeness of a character's training: `GET /{character_id}/training/complete-status` (S1, launch `LoRA` training).
/// The answer is not documented. The fields are assumed (A55), so all other fields are kept.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct CompleteStatus {
    /// The id of the character.
    #[serde(default)]
    pub character_id: Option<String>,
    /// The state of the face's `LoRA`.
    #[serde(default)]
    pub face_lora_status: Option<LoraStatus>,
    /// The state of the body's `LoRA`.
    #[serde(default)]
    pub body_lora_status: Option<LoraStatus>,
    /// `true` if the face's `LoRA` is available.
    #[serde(default)]
    pub face_complete: Option<bool>,
    /// `true` if the body's `LoRA` is available.
    #[serde(default)]
    pub body_complete: Option<bool>,
    /// `true` if both `LoRAs` are available.
    #[serde(default)]
    pub training_complete: Option<bool>,
    /// `true` if the user can go on to the next step.
    #[serde(default)]
    pub can_proceed: Option<bool>,
    /// The step of the provider's wizard at which the character is.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub current_step: Option<i64>,
    /// All other fields.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The answer to a request to cancel a job: `POST /{character_id}/training/jobs/{job_id}/cancel` (facts 6.7).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Cancellation {
    /// `true` if the job was cancelled; `false` if it had already ended (assumed, A56).
    pub success: bool,
    /// The provider's own sentence.
    #[serde(default)]
    pub message: Option<String>,
}
