//! Batches: several generations of one call, polled by one id.

use std::sync::Arc;

use jiff::Timestamp;
use mock_core::account::Account;
use mock_core::job::JobState;

use super::generation::Seen;
use crate::lifecycle::State;
use crate::prices::Kind;
use crate::state::Animus;

/// What is kept of a batch.
pub struct Batch {
    /// The number of the group that its generations are in.
    pub group: u64,
    /// The kind of its first generation.
    pub kind: Kind,
    /// When it was accepted.
    pub created_at: Timestamp,
    /// The ordinal of its first generation; the others follow.
    pub(super) first: u64,
    /// How many generations were accepted.
    pub(super) accepted: u64,
}

/// How a batch stands.
pub struct SeenBatch {
    /// Its id.
    pub id: Arc<str>,
    /// The group that its generations are in.
    pub group_id: Arc<str>,
    /// The kind of its first generation.
    pub kind: Kind,
    /// When it was accepted.
    pub created_at: Timestamp,
    /// Its generations, those that were not deleted: there are never more than a call may ask for.
    pub generations: Vec<Seen>,
    /// Whether it had generations, all of which were deleted.
    pub is_emptied: bool,
}

impl SeenBatch {
    /// Returns the batch of an id, also when all of its generations were deleted (`status.batch-emptied`).
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

    /// How many of its generations are in a state.
    pub fn count(&self, state: State) -> usize {
        self.generations.iter().filter(|seen| seen.state == state).count()
    }

    /// How many of its generations are still to end.
    pub fn pending(&self) -> usize {
        self.generations.iter().filter(|seen| !seen.state.is_terminal()).count()
    }

    /// How it stands as a whole (`animus-facts.md`, 10.2).
    pub fn state(&self) -> State {
        let begun = self.count(State::Processing) + self.count(State::Completed) > 0;
        match (self.pending(), self.count(State::Completed)) {
            (0, 0) if !self.is_emptied => State::Failed,
            (0, _) => State::Completed,
            _ if begun => State::Processing,
            _ => State::Submitted,
        }
    }

    /// How much of the work is over, in percent: the mean of its generations.
    pub fn progress(&self, now: Timestamp) -> u64 {
        let sum: u64 = self.generations.iter().map(|seen| seen.progress(now)).sum();
        sum.checked_div(self.generations.len() as u64).unwrap_or(100)
    }

    /// When one of its generations will change next, if one will.
    pub fn next_change_at(&self) -> Option<Timestamp> {
        self.generations.iter().filter_map(|seen| seen.next_change_at).min()
    }
}
