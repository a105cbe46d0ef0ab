//! The trainings of a character's LoRAs: of the face with its photographs, of the body with its training set.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use kernel::job::{Job, JobData, JobState as _};
use kernel::time::later;
use serde::{Deserialize, Serialize};

use crate::lifecycle::State;

/// The number of faces that a training needs (`training.faces-needed`).
pub const FACES_NEEDED: usize = 5;
/// The number of steps of a training (`training.steps`).
pub const STEPS: u32 = 1000;
/// The shares of the work at which a training ends its preparation and begins its upload, in hundredths.
pub const PHASES: (u32, u32) = (10, 90);

/// The part of a character that a LoRA is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The face.
    Face,
    /// The body.
    Body,
}

impl Part {
    /// Returns the other part.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Face => Self::Body,
            Self::Body => Self::Face,
        }
    }

    /// Returns the provider's word for a training of this part.
    pub fn job_type(self) -> &'static str {
        match self {
            Self::Face => "face_lora",
            Self::Body => "body_lora",
        }
    }
}

/// The data of a training.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Training {
    /// The id of the character.
    pub character_id: Arc<str>,
    /// The part that is trained.
    pub part: Part,
    /// The id of the training at the service that would run it.
    pub service_id: String,
    /// The number of images that it is trained on.
    pub images: usize,
    /// The time of work on it.
    pub work: Duration,
    /// The instant at which the service took it; `None` as long as it waits.
    pub started_at: Option<Timestamp>,
}

/// The last report on a training. All values about its progress change with a report, and only then.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Report {
    /// The instant of the report.
    pub at: Timestamp,
    /// The share of the work that is done, in whole hundredths.
    pub percent: u32,
    /// The phase of the training.
    pub phase: Phase,
    /// The time until its end; `None` as soon as it has ended.
    pub left: Option<Duration>,
    /// Steps per second; 0 before the first step.
    pub speed: f64,
}

/// The phase of a training.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// The images are gathered.
    Preparing,
    /// The steps run.
    Training,
    /// The LoRA is stored.
    Uploading,
    /// The LoRA is ready.
    Done,
}

impl Phase {
    /// Returns the provider's word for the phase.
    pub fn name(self) -> &'static str {
        match self {
            Self::Preparing => "preparing",
            Self::Training => "training",
            Self::Uploading => "uploading",
            Self::Done => "done",
        }
    }
}

impl Training {
    /// Returns the time of work on it until `now` or its end. `job` must be the job of this training.
    pub fn worked(&self, job: &Job<State, impl JobData>, now: Timestamp) -> Duration {
        let until = if job.state.is_terminal() { job.changed_at } else { now };
        let since = |start: Timestamp| Duration::try_from(until.duration_since(start)).unwrap_or_default();
        self.started_at.map_or(Duration::ZERO, since).min(self.work)
    }

    /// Returns its steps per second in the phase of the steps.
    pub fn speed(&self) -> f64 {
        let stepping = self.work.mul_f64(f64::from(PHASES.1 - PHASES.0) / 100.0);
        if stepping.is_zero() { 0.0 } else { f64::from(STEPS) / stepping.as_secs_f64() }
    }

    /// Returns the last report until `now`. There is a report whenever another hundredth of the work is done, and
    /// whenever the state changes (`training.updated-at`).
    pub fn report(&self, job: &Job<State, impl JobData>, now: Timestamp) -> Report {
        let worked = self.worked(job, now);
        let percent = match job.state {
            State::Completed => 100,
            _ => worked.as_nanos().saturating_mul(100).checked_div(self.work.as_nanos()).unwrap_or(0),
        };
        let percent = u32::try_from(percent).unwrap_or(100);
        let told = self.work * percent / 100;
        let ended = job.state.is_terminal();
        let at = match self.started_at {
            Some(start) if !ended => later(start, told).max(job.changed_at),
            _ => job.changed_at,
        };
        let phase = match percent {
            _ if job.state == State::Completed => Phase::Done,
            percent if percent < PHASES.0 => Phase::Preparing,
            percent if percent < PHASES.1 => Phase::Training,
            _ => Phase::Uploading,
        };
        let waiting = match (self.started_at, job.next_change_at()) {
            (None, Some(start)) => Duration::try_from(start.duration_since(at)).unwrap_or_default(),
            _ => Duration::ZERO,
        };
        let left = (!ended).then(|| waiting + self.work.saturating_sub(told));
        let speed = if phase >= Phase::Training { self.speed() } else { 0.0 };
        Report { at, percent, phase, left, speed }
    }
}
