//! The requests and answers on trainings and capabilities (`animus-facts.md`, 2.8 and 6).

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

/// The answer to the start of a training.
#[derive(Serialize)]
pub struct TrainingStarted {
    /// Always `true`.
    pub success: bool,
    /// A sentence about the start.
    pub message: &'static str,
    /// The id of the training.
    pub job_id: String,
    /// The number of its steps.
    pub training_steps: u32,
    /// The price.
    pub credits_deducted: Credits,
    /// The balance after the charge.
    pub remaining_balance: Credits,
}

/// A training.
#[derive(Clone, Serialize)]
pub struct TrainingJob {
    /// The id of the training.
    pub job_id: String,
    /// The id of the character.
    pub character_id: String,
    /// The kind of training: `face_lora` or `body_lora`.
    pub job_type: &'static str,
    /// The state of the training.
    pub status: &'static str,
    /// The id of the training at the service that runs it.
    pub training_service_id: String,
    /// The instant of its creation.
    pub created_at: String,
    /// The instant of the last report on it.
    pub updated_at: String,
    /// The progress, from 0 to 100.
    pub progress: u32,
    /// The phase of the training.
    pub training_phase: &'static str,
    /// The time until its end, in minutes; null as soon as it has ended.
    pub eta_minutes: Option<f64>,
    /// The speed, in steps per second.
    pub training_speed: f64,
}

impl TrainingJob {
    /// Describes a training at an instant.
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

/// The status of both LoRAs, with all trainings. The trainings of the body are named after the
/// character here (`training.status-names`).
#[derive(Serialize)]
pub struct TrainingStatus {
    /// The status of the face LoRA.
    pub face_lora_status: &'static str,
    /// The status of the body LoRA.
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
    /// Groups a character's trainings by their LoRA. `jobs` must come newest first.
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
    /// The number of trainings.
    pub total: usize,
}

/// The query of `GET /{character_id}/training/jobs/{job_id}/logs`.
pub struct LogsQuery {
    /// The most lines of the answer.
    pub lines: usize,
}

/// The default number of lines.
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
    /// The id of the training.
    pub job_id: String,
    /// The last lines of the log.
    pub logs: String,
    /// The number of these lines.
    pub lines: usize,
    /// The instant of the answer, in Unix seconds.
    pub timestamp: i64,
}

/// The status of a character on the way to both LoRAs.
#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "the answer has them")]
pub struct CompleteStatus {
    /// The id of the character.
    pub character_id: String,
    /// The status of its face LoRA.
    pub face_lora_status: &'static str,
    /// The status of its body LoRA.
    pub body_lora_status: &'static str,
    /// `true` if the face LoRA is ready.
    pub face_complete: bool,
    /// `true` if the body LoRA is ready.
    pub body_complete: bool,
    /// `true` if both LoRAs are ready.
    pub training_complete: bool,
    /// `true` if the user can go on: the same as `training_complete`.
    pub can_proceed: bool,
    /// The step of the character's wizard.
    pub current_step: u8,
}

impl CompleteStatus {
    /// Describes the LoRAs of a character.
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

/// The capabilities of a character.
#[derive(Serialize)]
pub struct Capabilities {
    /// The id of the character.
    pub character_id: String,
    /// The state of its face LoRA.
    pub face_lora: Capability,
    /// The state of its body LoRA.
    pub body_lora: Capability,
    /// `true` if the character can be rendered with one LoRA at least.
    pub can_generate: bool,
    /// `true` if the character can be rendered with both LoRAs.
    pub generation_ready: bool,
}

/// The state of a LoRA.
#[derive(Serialize)]
pub struct Capability {
    /// The status of the LoRA.
    pub status: &'static str,
    /// `true` if the LoRA is ready.
    pub available: bool,
    /// The URL of the LoRA, if it is ready.
    pub url: Option<String>,
}

impl Capabilities {
    /// Describes the capabilities of a character. Its URLs begin with `origin`.
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
