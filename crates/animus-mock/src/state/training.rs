//! The trainings of a character's LoRAs: of the face with its photographs, of the body with its training set.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use mock_core::account::Account;
use mock_core::clock::{Pace, later};
use mock_core::credits::Credits;
use mock_core::job::{Draft, Job, JobState as _};

use super::characters::{Act, Character, Lora, LoraStatus};
use super::{Work, fresh_id};
use crate::lifecycle::{self, State};
use crate::refusals::{self, About, Refused};
use crate::state::Animus;
use crate::{clause, prices};

/// The number of faces that a training needs (`training.faces-needed`).
pub const FACES_NEEDED: usize = 5;
/// The number of steps of a training (`training.steps`).
pub const STEPS: u32 = 1000;
/// The shares of the work at which a training ends its preparation and begins its upload, in hundredths.
pub const PHASES: (u32, u32) = (10, 90);

/// The part of a character that a LoRA is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    work: Duration,
    /// The instant at which the service took it.
    started_at: Option<Timestamp>,
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
    /// Returns the time of work on it.
    pub fn work(&self) -> Duration {
        self.work
    }

    /// Returns the instant at which the service took it; `None` as long as it waits.
    pub fn started_at(&self) -> Option<Timestamp> {
        self.started_at
    }

    /// Returns the time of work on it until `now` or its end. `job` must be the job of this training.
    pub fn worked(&self, job: &Job<Animus>, now: Timestamp) -> Duration {
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
    pub fn report(&self, job: &Job<Animus>, now: Timestamp) -> Report {
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

/// Starts a training and returns its job and its price. Refuses if something that it needs is missing, and then if the balance
/// is too small.
pub fn start<'a>(
    account: &'a mut Account<Animus>,
    now: Timestamp,
    pace: Pace,
    character_id: &str,
    part: Part,
) -> Result<(&'a Job<Animus>, Credits), Refused> {
    let character = account.extra.cast.find(character_id)?;
    character.check(Act::Train(part))?;
    let price = prices::TRAINING;
    let short = |short| Refused::short(short, Some(character_id)).by(&clause::TRAINING_INSUFFICIENT);
    account.ledger.afford(price).map_err(short)?;
    let character_id = character.id.clone();
    let images = match part {
        Part::Face => character.faces(),
        Part::Body => character.dataset.approved(),
    };
    let (ordinal, mut stream) = account.draw();
    let id = fresh_id("train", 12, &mut stream, |id| account.job(id).is_some());
    let service_id = format!("{:016x}", stream.number());
    let (timeline, work) = lifecycle::training(pace, &mut stream);
    let character = account.extra.cast.find_mut(&character_id)?;
    character.trainings.push(ordinal);
    character.updated_at = now;
    character.set_lora(part, Lora { status: LoraStatus::Training, latest: Some(ordinal) });
    let training =
        Training { character_id: character_id.clone(), part, service_id, images, work, started_at: None };
    let detail = Work::Training(Box::new(training));
    let kind = part.job_type();
    let draft = Draft { id, ordinal, kind, price, timeline, failure: None, detail };
    account.accept(now, draft).map_err(|short| Refused::short(short, Some(&character_id)))?;
    Ok((account.job_at(ordinal).expect("it was just accepted"), price))
}

/// Reacts to a new state of the job: gives the LoRA the status of its training.
pub(super) fn entered(account: &mut Account<Animus>, ordinal: u64, at: Timestamp) {
    let Some(state) = account.job_at(ordinal).map(|job| job.state) else { return };
    let Some(Work::Training(training)) = account.detail_mut(ordinal) else { return };
    match state {
        State::Queued => training.started_at = None,
        State::Training => training.started_at = Some(at),
        _ => {}
    }
    let (character_id, part) = (training.character_id.clone(), training.part);
    let Some(character) = account.extra.cast.get_mut(&character_id) else { return };
    let status = match state {
        State::Completed => LoraStatus::Completed,
        State::Failed => LoraStatus::Failed,
        State::Cancelled => LoraStatus::Cancelled,
        _ => LoraStatus::Training,
    };
    character.set_lora(part, Lora { status, latest: Some(ordinal) });
    character.updated_at = at;
}

/// Returns a training of a character by the id of its job, or refuses.
pub fn find<'a>(
    account: &'a Account<Animus>,
    character_id: &str,
    job_id: &str,
) -> Result<(&'a Job<Animus>, &'a Training), Refused> {
    account.extra.cast.find(character_id)?;
    let of_job = |job: &'a Job<Animus>| match &job.detail {
        Work::Training(training) if &*training.character_id == character_id => Some((job, &**training)),
        _ => None,
    };
    let missing = || Refused::new(&refusals::TRAINING_NOT_FOUND, About::character(Some(character_id)));
    account.job(job_id).and_then(of_job).ok_or_else(missing)
}

/// Returns the trainings of a character, newest first.
pub fn history<'a>(
    account: &'a Account<Animus>,
    character: &'a Character,
) -> impl Iterator<Item = (&'a Job<Animus>, &'a Training)> {
    let jobs = character.trainings.iter().rev().filter_map(|ordinal| account.job_at(ordinal));
    jobs.filter_map(|job| match &job.detail {
        Work::Training(training) => Some((job, &**training)),
        _ => None,
    })
}

/// Cancels a training. Returns `false` if it had ended before.
pub fn cancel(
    account: &mut Account<Animus>,
    now: Timestamp,
    character_id: &str,
    job_id: &str,
) -> Result<bool, Refused> {
    find(account, character_id, job_id)?;
    Ok(matches!(account.finish(job_id, State::Cancelled, None, now), Some(Ok(()))))
}
