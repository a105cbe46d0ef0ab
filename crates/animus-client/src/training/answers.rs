//! What is answered about training (S1, launch `LoRA` training; facts 6). Fields that aren't listed are ignored, but for
//! the complete status.

use client_core::jobs::{self, Phase};
use client_core::lenient;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::generation::summary;
use crate::instant;
use crate::vocabulary::{LoraStatus, TrainingKind, TrainingStatus};

/// A training that was accepted: `POST /{character_id}/training/face-lora` and `body-lora` (facts 6.1 and 6.2; that of the
/// face is taken to be as that of the body).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct TrainingStart {
    /// Whether it was.
    pub success: bool,
    /// The provider's own sentence.
    #[serde(default)]
    pub message: Option<String>,
    /// What to wait for, with [`AnimusClient::training_job`](crate::AnimusClient::training_job).
    pub job_id: String,
    /// How many steps it takes.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub training_steps: Option<i64>,
    /// Credits taken.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub credits_deducted: Option<f64>,
    /// Credits left.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub remaining_balance: Option<f64>,
}

/// A training job (facts 6).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct TrainingJob {
    /// Its id.
    pub job_id: String,
    /// The character.
    #[serde(default)]
    pub character_id: Option<String>,
    /// What is trained.
    #[serde(default)]
    pub job_type: Option<TrainingKind>,
    /// How far it is.
    pub status: TrainingStatus,
    /// Its id where it is carried out.
    #[serde(default)]
    pub training_service_id: Option<String>,
    /// When it was accepted.
    #[serde(default, deserialize_with = "instant::optional")]
    pub created_at: Option<Timestamp>,
    /// When it last changed.
    #[serde(default, deserialize_with = "instant::optional")]
    pub updated_at: Option<Timestamp>,
    /// How far in hundredths (the scale is assumed, A50).
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub progress: Option<f64>,
    /// What is being done.
    #[serde(default)]
    pub training_phase: Option<String>,
    /// How many minutes it may still take.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub eta_minutes: Option<f64>,
    /// How fast it is, in steps a second (the unit is assumed, A50).
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

/// A character's trainings at a glance: `GET /{character_id}/training/status` (facts 6.3). The page that documents it is
/// cut off, so there is more than this.
///
/// What concerns the body is called `character` here, and `body` everywhere else (facts 8, C9).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct TrainingOverview {
    /// How the face's `LoRA` stands.
    #[serde(default)]
    pub face_lora_status: Option<LoraStatus>,
    /// How the body's `LoRA` stands.
    #[serde(default)]
    pub body_lora_status: Option<LoraStatus>,
    /// The face's job.
    #[serde(default)]
    pub face_training: Option<TrainingJob>,
    /// The body's job.
    #[serde(default)]
    pub character_training: Option<TrainingJob>,
    /// All jobs of the face.
    #[serde(default, deserialize_with = "lenient::list")]
    pub face_training_history: Vec<TrainingJob>,
    /// All jobs of the body.
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
    /// How many there are.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub total: Option<i64>,
}

/// The end of a training job's log: `GET /{character_id}/training/jobs/{job_id}/logs` (facts 6.5).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct TrainingLogs {
    /// The job.
    #[serde(default)]
    pub job_id: Option<String>,
    /// The lines, as one text.
    #[serde(default)]
    pub logs: Option<String>,
    /// How many there are (assumed, A54; it may be how many were asked for).
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub lines: Option<i64>,
    /// When that was, in seconds since 1970 (the unit is assumed, A54).
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub timestamp: Option<i64>,
}

/// Whether the user can go on: `GET /{character_id}/training/complete-status` (S1, launch `LoRA` training). What it answers
/// is not documented; the fields are assumed (A55), so what comes besides is kept.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct CompleteStatus {
    /// The character.
    #[serde(default)]
    pub character_id: Option<String>,
    /// How the face's `LoRA` stands.
    #[serde(default)]
    pub face_lora_status: Option<LoraStatus>,
    /// How the body's `LoRA` stands.
    #[serde(default)]
    pub body_lora_status: Option<LoraStatus>,
    /// Whether the face's is there.
    #[serde(default)]
    pub face_complete: Option<bool>,
    /// Whether the body's is there.
    #[serde(default)]
    pub body_complete: Option<bool>,
    /// Whether both are.
    #[serde(default)]
    pub training_complete: Option<bool>,
    /// Whether the user can go on.
    #[serde(default)]
    pub can_proceed: Option<bool>,
    /// At which step of the provider's wizard the character is.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub current_step: Option<i64>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// What became of a wish to end a job: `POST /{character_id}/training/jobs/{job_id}/cancel` (facts 6.7).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Cancellation {
    /// Whether it was done; not, if the job had ended already (assumed, A56).
    pub success: bool,
    /// The provider's own sentence.
    #[serde(default)]
    pub message: Option<String>,
}
