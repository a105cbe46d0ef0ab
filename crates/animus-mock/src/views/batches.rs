//! Batches as answers show them.

use std::sync::Arc;

use jiff::Timestamp;
use kernel::evidence::ClauseRef;
use kernel::job::JobState as _;
use kernel::machine::Account;
use serde::Serialize;

use super::generations::{GenerationView, Item, result_urls};
use crate::clause;
use crate::formats::instant;
use crate::lifecycle::State;
use crate::prices::Kind;
use crate::state::Animus;
use crate::state::batches::Batch;

/// A batch, copied while the account is locked.
pub struct BatchView {
    /// The id of the batch.
    id: Arc<str>,
    /// The id of the group of its generations.
    group_id: Arc<str>,
    /// The kind of its first generation.
    kind: Kind,
    /// The instant of its creation.
    created_at: Timestamp,
    /// Its generations that were not deleted. There are never more of them than a call may ask for.
    generations: Vec<GenerationView>,
    /// `true` if it had generations and all of them were deleted.
    is_emptied: bool,
}

impl BatchView {
    /// Returns the batch with this id, even if all of its generations were deleted (`status.batch-emptied`).
    pub fn of(account: &Account<Animus>, id: &str) -> Option<Self> {
        let (id, batch) = account.data.groups.batch(id)?;
        let ordinals = batch.first..batch.first + batch.accepted;
        let jobs = ordinals.filter_map(|ordinal| account.job_at(ordinal));
        let generations: Vec<_> = jobs.filter_map(|job| GenerationView::of(account, job)).collect();
        let group_id = account.data.groups.at(batch.group)?.id.clone();
        let Batch { kind, created_at, accepted, .. } = *batch;
        let is_emptied = accepted > 0 && generations.is_empty();
        Some(Self { id: id.clone(), group_id, kind, created_at, generations, is_emptied })
    }

    /// Returns the number of its generations in a state.
    fn count(&self, state: State) -> usize {
        self.generations.iter().filter(|view| view.state == state).count()
    }

    /// Returns the number of its unfinished generations.
    fn pending(&self) -> usize {
        self.generations.iter().filter(|view| !view.state.is_terminal()).count()
    }

    /// Returns its state as a whole (`animus-facts.md`, 10.2).
    fn state(&self) -> State {
        let begun = self.count(State::Processing) + self.count(State::Completed) > 0;
        match (self.pending(), self.count(State::Completed)) {
            (0, 0) if !self.is_emptied => State::Failed,
            (0, _) => State::Completed,
            _ if begun => State::Processing,
            _ => State::Submitted,
        }
    }

    /// Returns its progress in percent: the mean of its generations, or 100 if there are none.
    fn progress(&self, now: Timestamp) -> u64 {
        let sum: u64 = self.generations.iter().map(|view| view.progress(now)).sum();
        sum.checked_div(self.generations.len() as u64).unwrap_or(100)
    }

    /// Returns the instant at which one of its generations changes next.
    pub fn next_change_at(&self) -> Option<Timestamp> {
        self.generations.iter().filter_map(|view| view.next_change_at).min()
    }

    /// Returns the clauses that shape its status.
    pub fn clauses(&self) -> impl Iterator<Item = ClauseRef> {
        let state = self.state();
        let (failed, completed) = (self.count(State::Failed), self.count(State::Completed));
        let is_empty = self.generations.is_empty();
        let conditions: [(bool, ClauseRef); 7] = [
            (true, &clause::STATUS_BATCH),
            (!is_empty, &clause::STATUS_BATCH_STATE),
            (self.pending() > 0, &clause::STATUS_BATCH_PROGRESS),
            (failed > 0 && completed > 0 && self.pending() == 0, &clause::STATUS_BATCH_MIXED),
            (state == State::Failed && !is_empty, &clause::STATUS_BATCH_FAILED),
            (state == State::Failed && is_empty, &clause::BATCH_ALL_INVALID),
            (self.is_emptied, &clause::STATUS_BATCH_EMPTIED),
        ];
        conditions.into_iter().filter_map(|(holds, clause)| holds.then_some(clause))
    }

    /// Returns its status at an instant.
    pub fn status(&self, now: Timestamp, origin: &str, account_id: &str) -> BatchStatus {
        let state = self.state();
        let error = if self.generations.is_empty() {
            "None of the prompts was valid"
        } else {
            "All generations of this batch failed"
        };
        BatchStatus {
            batch_id: self.id.clone(),
            generation_id: self.id.clone(),
            group_id: self.group_id.clone(),
            generation_type: self.kind.price().name,
            status: state.name(),
            progress: self.progress(now),
            total_generations: self.generations.len(),
            completed_generations: self.count(State::Completed),
            failed_generations: self.count(State::Failed),
            pending_generations: self.pending(),
            result_urls: result_urls(&self.generations, origin, account_id),
            error: (state == State::Failed).then_some(error),
            created_at: instant(self.created_at),
            generations: self.generations.iter().map(|view| Item::of(view, origin, account_id)).collect(),
        }
    }
}

/// The status of a batch.
#[derive(Serialize)]
pub struct BatchStatus {
    /// The id of the batch.
    batch_id: Arc<str>,
    /// The id of the batch once more, so that one poll loop can read both forms of the answer.
    generation_id: Arc<str>,
    /// The id of the group of its generations.
    group_id: Arc<str>,
    /// The kind of its first generation.
    generation_type: &'static str,
    /// The state of the batch.
    status: &'static str,
    /// The progress, in percent.
    progress: u64,
    /// The number of its generations.
    total_generations: usize,
    /// The number of completed generations.
    completed_generations: usize,
    /// The number of failed generations.
    failed_generations: usize,
    /// The number of unfinished generations.
    pending_generations: usize,
    /// The URLs of the results that are ready.
    result_urls: Vec<String>,
    /// The reason for a failure.
    error: Option<&'static str>,
    /// The instant of its creation.
    created_at: String,
    /// The generations of the batch.
    generations: Vec<Item>,
}
