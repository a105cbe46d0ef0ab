//! Batches: several generations of one call, with one id to poll.

use std::sync::Arc;

use jiff::Timestamp;
use mock_core::account::Account;
use mock_core::job::JobState;

use super::generation::Seen;
use crate::lifecycle::State;
use crate::prices::Kind;
use crate::state::Animus;

/// The data of a batch.
pub struct Batch {
    /// The number of the group of its generations.
    pub group: u64,
    /// The kind of its first generation.
    pub kind: Kind,
    /// The instant of its creation.
    pub created_at: Timestamp,
    /// The ordinal of its first generation; the others follow.
    pub(super) first: u64,
    /// The number of generations that were accepted.
    pub(super) accepted: u64,
}

/// The state of a batch.
pub struct SeenBatch {
    /// The id of the batch.
    pub id: Arc<str>,
    /// The id of the group of its generations.
    pub group_id: Arc<str>,
    /// The kind of its first generation.
    pub kind: Kind,
    /// The instant of its creation.
    pub created_at: Timestamp,
    /// Its generations that were not deleted. There are never more of them than a call may ask for.
    pub generations: Vec<Seen>,
    /// `true` if it had generations and all of them were deleted.
    pub is_emptied: bool,
}

impl SeenBatch {
    /// Returns the batch with this id, even if all of its generations were deleted (`status.batch-emptied`).
    pub fn of(account: &Account<Animus>, id: &str) -> Option<Self> {
        let (id, batch) = account.extra.gallery.batches.get_key_value(id)?;
        let ordinals = batch.first..batch.first + batch.accepted;
        let jobs = ordinals.filter_map(|ordinal| account.job_at(ordinal));
        let generations: Vec<_> = jobs.filter_map(|job| Seen::of(account, job)).collect();
        let group_id = account.extra.gallery.at(batch.group)?.id.clone();
        let Batch { kind, created_at, accepted, .. } = *batch;
        let is_emptied = accepted > 0 && generations.is_empty();
        Some(Self { id: id.clone(), group_id, kind, created_at, generations, is_emptied })
    }

    /// Returns the number of its generations in a state.
    pub fn count(&self, state: State) -> usize {
        self.generations.iter().filter(|seen| seen.state == state).count()
    }

    /// Returns the number of its unfinished generations.
    pub fn pending(&self) -> usize {
        self.generations.iter().filter(|seen| !seen.state.is_terminal()).count()
    }

    /// Returns its state as a whole (`animus-facts.md`, 10.2).
    pub fn state(&self) -> State {
        let begun = self.count(State::Processing) + self.count(State::Completed) > 0;
        match (self.pending(), self.count(State::Completed)) {
            (0, 0) if !self.is_emptied => State::Failed,
            (0, _) => State::Completed,
            _ if begun => State::Processing,
            _ => State::Submitted,
        }
    }

    /// Returns its progress in percent: the mean of its generations, or 100 if there are none.
    pub fn progress(&self, now: Timestamp) -> u64 {
        let sum: u64 = self.generations.iter().map(|seen| seen.progress(now)).sum();
        sum.checked_div(self.generations.len() as u64).unwrap_or(100)
    }

    /// Returns the instant at which one of its generations changes next.
    pub fn next_change_at(&self) -> Option<Timestamp> {
        self.generations.iter().filter_map(|seen| seen.next_change_at).min()
    }
}
