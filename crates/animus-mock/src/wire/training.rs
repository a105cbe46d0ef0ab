//! Trainings and what a character is capable of, as they are read and written (`animus-facts.md`, 2.8 and 6).

use jiff::Timestamp;
use mock_core::credits::Credits;
use mock_core::fields::{Fields, Form, integer_text};
use mock_core::job::{Job, JobState as _};
use serde::Serialize;

use super::instant;
use crate::logs::minutes;
use crate::state::Animus;
use crate::state::characters::{Character, LoraStatus};
use crate::state::training::{Part, Training};
use crate::{clause, media};

/// A training that was started.
#[derive(Serialize)]
pub struct TrainingStarted {
    /// True.
    pub success: bool,
    /// A sentence on it.
    pub message: &'static str,
    /// The training.
    pub job_id: String,
    /// How many steps it has.
    pub training_steps: u32,
    /// What it cost.
    pub credits_deducted: Credits,
    /// What is left.
    pub remaining_balance: Credits,
}

/// A training.
#[derive(Clone, Serialize)]
pub struct TrainingJob {
    /// Its id.
    pub job_id: String,
    /// Whose LoRA it makes.
    pub character_id: String,
    /// Which LoRA.
    pub job_type: &'static str,
    /// Its state.
    pub status: &'static str,
    /// The id by which the service that runs it knows it.
    pub training_service_id: String,
    /// When it was accepted.
    pub created_at: String,
    /// The instant of the last report on it.
    pub updated_at: String,
    /// How far it is, from 0 to 100.
    pub progress: u32,
    /// What it is at.
    pub training_phase: &'static str,
    /// How many minutes it will still take.
    pub eta_minutes: Option<f64>,
    /// Steps per second.
    pub training_speed: f64,
}

impl TrainingJob {
    /// A training at an instant.
    pub fn of(job: &Job<Animus>, training: &Training, now: Timestamp) -> Self {
        let report = training.report(job, now);
        Self {
            job_id: job.id.to_string(),
            character_id: training.character_id.to_string(),
            job_type: training.part.job_type(),
            status: job.state.name(),
            training_service_id: training.service_id.clone(),
            created_at: instant(job.created_at),
            updated_at: instant(report.at),
            progress: report.percent,
            training_phase: report.phase.name(),
            eta_minutes: report.left.map(minutes),
            training_speed: (report.speed * 100.0).round() / 100.0,
        }
    }
}

/// How both LoRAs stand, with all trainings. The body's are called the character's here (`training.status-names`).
#[derive(Serialize)]
pub struct TrainingStatus {
    /// How the face LoRA stands.
    pub face_lora_status: &'static str,
    /// How the body LoRA stands.
    pub body_lora_status: &'static str,
    /// The latest training of the face.
    pub face_training: Option<TrainingJob>,
    /// The latest training of the body.
    pub character_training: Option<TrainingJob>,
    /// All trainings of the face, newest first.
    pub face_training_history: Vec<TrainingJob>,
    /// All trainings of the body, newest first.
    pub character_training_history: Vec<TrainingJob>,
}

impl TrainingStatus {
    /// A character's trainings, newest first.
    pub fn of(character: &Character, jobs: Vec<TrainingJob>) -> Self {
        let is_face = |job: &TrainingJob| job.job_type == Part::Face.job_type();
        let (face, body): (Vec<_>, Vec<_>) = jobs.into_iter().partition(is_face);
        Self {
            face_lora_status: character.lora(Part::Face).status.name(),
            body_lora_status: character.lora(Part::Body).status.name(),
            face_training: face.first().cloned(),
            character_training: body.first().cloned(),
            face_training_history: face,
            character_training_history: body,
        }
    }
}

/// All trainings of a character.
#[derive(Serialize)]
pub struct TrainingJobs {
    /// The trainings, newest first.
    pub training_jobs: Vec<TrainingJob>,
    /// How many.
    pub total: usize,
}

/// `GET /{character_id}/training/jobs/{job_id}/logs`.
pub struct LogsQuery {
    /// At most so many lines.
    pub lines: usize,
}

/// How many lines there are if nothing is asked for.
const LINES: usize = 100;

impl Form for LogsQuery {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let lines = fields.optional("lines", &clause::TRAINING_LOGS_RANGE, integer_text(1..=1000));
        let lines = lines.and_then(|lines| usize::try_from(lines).ok());
        Some(Self { lines: lines.unwrap_or(LINES) })
    }
}

/// The end of a training's log.
#[derive(Serialize)]
pub struct LogsBody {
    /// The training.
    pub job_id: String,
    /// Its last lines.
    pub logs: String,
    /// How many they are.
    pub lines: usize,
    /// The instant, in Unix seconds.
    pub timestamp: i64,
}

/// Whether the user can go on.
#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "the answer has them")]
pub struct CompleteStatus {
    /// The character.
    pub character_id: String,
    /// How its face LoRA stands.
    pub face_lora_status: &'static str,
    /// How its body LoRA stands.
    pub body_lora_status: &'static str,
    /// Whether the face LoRA is there.
    pub face_complete: bool,
    /// Whether the body LoRA is there.
    pub body_complete: bool,
    /// Whether both are.
    pub training_complete: bool,
    /// Whether the user can go on.
    pub can_proceed: bool,
    /// Where the character's wizard is.
    pub current_step: u8,
}

impl CompleteStatus {
    /// How far a character is.
    pub fn of(character: &Character) -> Self {
        let status = |part| character.lora(part).status;
        let complete = |part| status(part) == LoraStatus::Completed;
        Self {
            character_id: character.id.to_string(),
            face_lora_status: status(Part::Face).name(),
            body_lora_status: status(Part::Body).name(),
            face_complete: complete(Part::Face),
            body_complete: complete(Part::Body),
            training_complete: character.is_ready(),
            can_proceed: character.is_ready(),
            current_step: character.step() as u8,
        }
    }
}

/// What a character is capable of.
#[derive(Serialize)]
pub struct Capabilities {
    /// The character.
    pub character_id: String,
    /// Its face LoRA.
    pub face_lora: Capability,
    /// Its body LoRA.
    pub body_lora: Capability,
    /// Whether it can be rendered at all.
    pub can_generate: bool,
    /// Whether it can be rendered with both.
    pub generation_ready: bool,
}

/// A LoRA.
#[derive(Serialize)]
pub struct Capability {
    /// How it stands.
    pub status: &'static str,
    /// Whether it is there.
    pub available: bool,
    /// Where it is.
    pub url: Option<String>,
}

impl Capabilities {
    /// What a character is capable of, for a caller for whom URLs start with `origin`.
    pub fn of(origin: &str, account_id: &str, character: &Character) -> Self {
        let capability = |part: Part| {
            let status = character.lora(part).status;
            let available = status == LoraStatus::Completed;
            let path = || media::characters::path(account_id, &character.id, &media::characters::lora(part));
            Capability {
                status: status.name(),
                available,
                url: available.then(|| format!("{origin}{}", path())),
            }
        };
        let (face_lora, body_lora) = (capability(Part::Face), capability(Part::Body));
        Self {
            character_id: character.id.to_string(),
            can_generate: face_lora.available || body_lora.available,
            generation_ready: character.is_ready(),
            face_lora,
            body_lora,
        }
    }
}
