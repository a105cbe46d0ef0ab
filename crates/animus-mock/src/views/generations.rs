//! Generations as answers show them.

use std::sync::Arc;

use jiff::Timestamp;
use kernel::evidence::ClauseRef;
use kernel::job::{Failure, JobState as _};
use kernel::machine::{Account, JobOf};
use kernel::time::later;
use serde::Serialize;

use crate::formats::instant;
use crate::lifecycle::State;
use crate::results::generations::path;
use crate::state::generation::Brief;
use crate::state::{Animus, JobData};

/// A generation, copied while the account is locked.
#[derive(Debug)]
pub struct GenerationView {
    /// The id of the generation.
    pub id: Arc<str>,
    /// The number of its group.
    pub group: u64,
    /// The content of the request.
    pub brief: Arc<Brief>,
    /// The state of the generation.
    pub state: State,
    /// The instant of its creation.
    pub created_at: Timestamp,
    /// The instant at which the work on it began.
    pub started_at: Option<Timestamp>,
    /// The instant at which it entered its state.
    pub changed_at: Timestamp,
    /// The clause by which it entered its state.
    pub changed_by: Option<ClauseRef>,
    /// The instant at which it enters the next state.
    pub next_change_at: Option<Timestamp>,
    /// Its place in the queue of the account's work, from 1; 0 as soon as a worker has it.
    pub queue_position: usize,
    /// The reason for a failure.
    pub failure: Option<Failure>,
}

impl GenerationView {
    /// Returns the generation of a job; `None` for other kinds of jobs.
    pub fn of(account: &Account<Animus>, job: &JobOf<Animus>) -> Option<Self> {
        let JobData::Generation(generation) = &job.data else { return None };
        let waits = job.state == State::Submitted;
        let failure = job.failure.as_deref().filter(|_| job.state == State::Failed);
        Some(Self {
            id: job.id.clone(),
            group: generation.group,
            brief: generation.brief.clone(),
            state: job.state,
            created_at: job.created_at,
            started_at: generation.waited.map(|waited| later(job.created_at, waited)),
            changed_at: job.changed_at,
            changed_by: job.changed_by(),
            next_change_at: job.next_change_at(),
            queue_position: if waits { account.ahead_of(job) + 1 } else { 0 },
            failure: failure.cloned(),
        })
    }

    /// Returns its progress in percent: 100 as soon as it has ended.
    pub fn progress(&self, now: Timestamp) -> u64 {
        match (self.state, self.next_change_at) {
            (State::Submitted, _) => 0,
            (State::Processing, Some(end)) => {
                let (done, all) = (now.duration_since(self.changed_at), end.duration_since(self.changed_at));
                let hundredths = done.as_micros() * 98 / all.as_micros().max(1);
                u64::try_from(hundredths).unwrap_or(0).min(98) + 1
            }
            _ => 100,
        }
    }

    /// Returns the time of work on it, in seconds; `None` before its end.
    fn duration(&self) -> Option<f64> {
        let worked = self.changed_at.duration_since(self.started_at?);
        self.state.is_terminal().then(|| worked.as_millis() as f64 / 1000.0)
    }

    /// Returns its times.
    pub fn performance(&self) -> Performance {
        Performance { duration: self.duration(), queue_position: self.queue_position }
    }
}

/// Returns the URLs of the results of those generations of an account that are completed.
pub fn result_urls<'a>(
    generations: impl IntoIterator<Item = &'a GenerationView>,
    origin: &str,
    account_id: &str,
) -> Vec<String> {
    let done = generations.into_iter().filter(|view| view.state == State::Completed);
    done.map(|view| format!("{origin}{}", path(account_id, view.brief.kind, &view.id))).collect()
}

/// The times of a generation.
#[derive(Serialize)]
pub struct Performance {
    /// The time of work on it, in seconds; absent before its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<f64>,
    /// Its place in the queue, from 1; 0 as soon as a worker has it.
    queue_position: usize,
}

/// A generation in a list.
#[derive(Serialize)]
pub struct Item {
    /// The id of the generation.
    generation_id: Arc<str>,
    /// The prompt.
    prompt: Arc<str>,
    /// The state of the generation.
    status: &'static str,
    /// The URL of its result; empty until it is completed.
    result_urls: Vec<String>,
    /// The instant of its creation.
    created_at: String,
    /// The times of the generation.
    performance_metadata: Performance,
}

impl Item {
    /// Returns a generation of an account as an entry of a list.
    pub fn of(view: &GenerationView, origin: &str, account_id: &str) -> Self {
        Self {
            generation_id: view.id.clone(),
            prompt: view.brief.prompt.read(),
            status: view.state.name(),
            result_urls: result_urls([view], origin, account_id),
            created_at: instant(view.created_at),
            performance_metadata: view.performance(),
        }
    }
}
