//! The latest changes of a world's jobs.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use control_api::JobChange;
use jiff::Timestamp;
use kernel::evidence::ClauseRef;
use kernel::job::JobState;
use kernel::machine::StateChange;

/// The number of changes that a world remembers, about 800 kB of them.
const MOST: usize = 10_000;

/// The latest changes of a world's jobs, of all accounts.
#[derive(Debug, Default)]
pub struct History {
    changes: Mutex<VecDeque<Change>>,
}

#[derive(Debug)]
struct Change {
    provider: &'static str,
    job_id: Arc<str>,
    state: &'static str,
    at: Timestamp,
    clause: Option<ClauseRef>,
}

impl History {
    /// Remembers changes of a provider's jobs, and forgets the oldest ones for them.
    pub(crate) fn remember<S: JobState>(
        &self,
        provider: &'static str,
        changes: impl Iterator<Item = StateChange<S>>,
    ) {
        let mut remembered = self.changes();
        for StateChange { job_id, state, at, clause } in changes {
            if remembered.len() == MOST {
                remembered.pop_front();
            }
            remembered.push_back(Change { provider, job_id, state: state.name(), at, clause });
        }
    }

    /// Returns the remembered changes of a job, oldest first.
    pub fn of(&self, provider: &str, job_id: &str) -> Vec<JobChange> {
        let changes = self.changes();
        let own = changes.iter().filter(|change| change.provider == provider && *change.job_id == *job_id);
        let view = |change: &Change| JobChange {
            state: change.state,
            at: change.at,
            clause: change.clause.map(|clause| clause.id),
            planned: false,
        };
        own.map(view).collect()
    }

    fn changes(&self) -> MutexGuard<'_, VecDeque<Change>> {
        self.changes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
