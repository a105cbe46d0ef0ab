//! Counts of changes by subject, for those who follow what happens. Nothing is queued for them.

use std::sync::atomic::{AtomicU64, Ordering};

use control_api::Subject;
use tokio::sync::Notify;
use tokio::sync::futures::Notified;

/// Counts of changes by subject.
#[derive(Debug, Default)]
pub struct Changes {
    counts: [AtomicU64; Subject::ALL.len()],
    came: Notify,
}

/// The counts at one moment, in the order of the subjects.
pub type Revisions = [u64; Subject::ALL.len()];

impl Changes {
    /// Counts a change, and wakes those who follow.
    pub fn note(&self, subject: Subject) {
        self.counts[subject as usize].fetch_add(1, Ordering::Relaxed);
        self.came.notify_waiters();
    }

    /// Returns the counts.
    pub fn read(&self) -> Revisions {
        Subject::ALL.map(|subject| self.counts[subject as usize].load(Ordering::Relaxed))
    }

    /// Waits for a change. One that came before this is polled first may be missed.
    pub fn came(&self) -> Notified<'_> {
        self.came.notified()
    }
}
