//! The answers about training (S1, launch `LoRA` training; facts 6). Fields that aren't listed are kept in `extra`.

use client_core::Timestamp;
use client_core::jobs::{self, Phase};

use crate::generation::answers::summary;
use crate::ids::{CharacterId, TrainingId};
use crate::vocabulary::{LoraStatus, TrainingKind, TrainingStatus};

client_core::answers! {
    /// An accepted training: `POST /{character_id}/training/face-lora` and `body-lora` (facts 6.1 and 6.2; the answer for the
    /// face is taken to be like that for the body).
    TrainingStart {
        /// The id of the job to wait for, with [`AnimusClient::training_job`](crate::AnimusClient::training_job).
        job_id: TrainingId,
        ;
        /// `true` if the training was accepted.
        success: Option<bool>,
        /// The provider's own sentence.
        message: Option<String>,
        /// The number of training steps.
        training_steps: Option<u64>,
        /// The credits that the training cost.
        credits_deducted: Option<f64>,
        /// The balance after the charge, in credits.
        remaining_balance: Option<f64>,
    }
}

client_core::answers! {
    /// A training job (facts 6).
    TrainingJob {
        /// The id of the job.
        job_id: TrainingId,
        /// The state of the job.
        status: TrainingStatus,
        ;
        /// The id of the character.
        character_id: Option<CharacterId>,
        /// The part of the character that is trained.
        job_type: Option<TrainingKind>,
        /// The id of the job at the service that carries it out.
        training_service_id: Option<String>,
        /// The instant of acceptance.
        created_at: Option<Timestamp>,
        /// The instant of the last change.
        updated_at: Option<Timestamp>,
        /// The progress in percent (the scale is assumed, A50).
        progress: Option<f64>,
        /// The current step of the training, in the provider's words.
        training_phase: Option<String>,
        /// The estimated remaining time in minutes.
        eta_minutes: Option<f64>,
        /// The speed in training steps per second (the unit is assumed, A50).
        training_speed: Option<f64>,
    }
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

client_core::answers! {
    /// A summary of a character's trainings: `GET /{character_id}/training/status` (facts 6.3). The page that documents it is
    /// cut off, so the provider sends more fields than these.
    ///
    /// Fields about the body are called `character` here, and `body` everywhere else (facts 8, C9).
    TrainingOverview {
        ;
        /// The state of the face's `LoRA`.
        face_lora_status: Option<LoraStatus>,
        /// The state of the body's `LoRA`.
        body_lora_status: Option<LoraStatus>,
        /// The training job of the face.
        face_training: Option<TrainingJob>,
        /// The training job of the body.
        character_training: Option<TrainingJob>,
        /// All training jobs of the face.
        face_training_history: Vec<TrainingJob>,
        /// All training jobs of the body.
        character_training_history: Vec<TrainingJob>,
    }
}

client_core::answers! {
    /// All training jobs of a character: `GET /{character_id}/training/jobs` (facts 6.4).
    TrainingJobs {
        /// The jobs.
        training_jobs: Vec<TrainingJob>,
        ;
        /// The number of jobs.
        total: Option<u64>,
    }
}

client_core::answers! {
    /// The end of a training job's log: `GET /{character_id}/training/jobs/{job_id}/logs` (facts 6.5).
    TrainingLogs {
        ;
        /// The id of the job.
        job_id: Option<TrainingId>,
        /// The lines of the log, as one text.
        logs: Option<String>,
        /// The number of lines (assumed, A54; it may be the number that was asked for).
        lines: Option<u64>,
        /// The instant of the answer, in seconds since 1970 (the unit is assumed, A54).
        timestamp: Option<Timestamp>,
    }
}

client_core::answers! {
    /// The completeness of a character's training: `GET /{character_id}/training/complete-status` (S1, launch `LoRA` training).
    /// The answer is not documented. The fields are assumed (A55).
    CompleteStatus {
        ;
        /// The id of the character.
        character_id: Option<CharacterId>,
        /// The state of the face's `LoRA`.
        face_lora_status: Option<LoraStatus>,
        /// The state of the body's `LoRA`.
        body_lora_status: Option<LoraStatus>,
        /// `true` if the face's `LoRA` is available.
        face_complete: Option<bool>,
        /// `true` if the body's `LoRA` is available.
        body_complete: Option<bool>,
        /// `true` if both `LoRAs` are available.
        training_complete: Option<bool>,
        /// `true` if the user can go on to the next step.
        can_proceed: Option<bool>,
        /// The step of the provider's wizard at which the character is.
        current_step: Option<u64>,
    }
}

client_core::answers! {
    /// The answer to a request to cancel a job: `POST /{character_id}/training/jobs/{job_id}/cancel` (facts 6.7).
    Cancellation {
        ;
        /// `true` if the job was cancelled; `false` if it had already ended (assumed, A56).
        success: Option<bool>,
        /// The provider's own sentence.
        message: Option<String>,
    }
}
