//! Trainings as answers show them.

use jiff::Timestamp;
use kernel::evidence::{ClauseRef, Evidence};
use kernel::job::JobState as _;
use kernel::machine::{Account, JobOf};
use serde::Serialize;

use crate::clause;
use crate::formats::{instant, minutes};
use crate::lifecycle::State;
use crate::state::characters::Character;
use crate::state::training::Training;
use crate::state::{Animus, JobData};

/// A training in an answer.
#[derive(Clone, Serialize)]
pub struct TrainingRecord {
    /// The id of the training.
    job_id: String,
    /// The id of the character.
    character_id: String,
    /// The kind of training: `face_lora` or `body_lora`.
    pub job_type: &'static str,
    /// The state of the training.
    status: &'static str,
    /// The id of the training at the service that runs it.
    training_service_id: String,
    /// The instant of its creation.
    created_at: String,
    /// The instant of the last report on it.
    updated_at: String,
    /// The progress, from 0 to 100.
    progress: u32,
    /// The phase of the training.
    training_phase: &'static str,
    /// The time until its end, in minutes; null as soon as it has ended.
    eta_minutes: Option<f64>,
    /// The speed, in steps per second.
    training_speed: f64,
}

impl TrainingRecord {
    /// Describes a training at an instant.
    fn of(job: &JobOf<Animus>, training: &Training, now: Timestamp) -> Self {
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

/// The clauses on the reports of a training that runs.
const RUNNING: [ClauseRef; 3] =
    [&clause::TRAINING_METERS, &clause::TRAINING_PHASES, &clause::TRAINING_UPDATED_AT];

/// Describes the trainings of a character at an instant, newest first, and returns the clauses that shape them.
pub fn history(
    account: &Account<Animus>,
    character: &Character,
    now: Timestamp,
) -> (Vec<TrainingRecord>, Evidence) {
    let (mut records, mut evidence) = (Vec::new(), Evidence::default());
    for job in character.trainings.iter().rev().filter_map(|ordinal| account.job_at(ordinal)) {
        let JobData::Training(training) = &job.data else { continue };
        records.push(TrainingRecord::of(job, training, now));
        let by_state: &[ClauseRef] = match job.state {
            State::Queued => &[&clause::TRAINING_QUEUED],
            State::Training => &RUNNING,
            _ => &[],
        };
        evidence.extend(by_state.iter().copied().chain(job.changed_by()));
    }
    (records, evidence)
}
