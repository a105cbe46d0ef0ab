//! An account's jobs: found by id, by ordinal, by state, and by their place in a list, each without looking at the others.

use std::hash::BuildHasher as _;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::job::{Job, JobState};
use crate::provider::Provider;
use crate::ranks::Ranks;

/// The jobs of an account.
pub(crate) struct Jobs<P: Provider> {
    /// By ordinal. Ordinals are drawn one after the other, so that few places stay empty.
    by_ordinal: Vec<Option<Box<Job<P>>>>,
    /// By the ids, which stand in the jobs alone.
    by_id: HashTable<Indexed>,
    hasher: DefaultHashBuilder,
    listed: Ranks,
    /// In the order of the provider's states.
    by_state: Vec<Ranks>,
}

/// A job in the table of ids. With its hash, since the table could not grow without looking at every job.
struct Indexed {
    hash: u64,
    ordinal: u64,
}

impl<P: Provider> Default for Jobs<P> {
    fn default() -> Self {
        Self {
            by_ordinal: Vec::new(),
            by_id: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            listed: Ranks::default(),
            by_state: vec![Ranks::default(); P::State::ALL.len()],
        }
    }
}

impl<P: Provider> Jobs<P> {
    /// Enters a job under its ordinal and its id, which are new.
    pub(crate) fn insert(&mut self, job: Job<P>) {
        let (ordinal, state) = (job.ordinal, row(job.state));
        let slot = slot(ordinal);
        if self.by_ordinal.len() <= slot {
            self.by_ordinal.resize_with(slot + 1, || None);
        }
        let hash = self.hasher.hash_one(&*job.id);
        self.by_ordinal[slot] = Some(Box::new(job));
        self.by_id.insert_unique(hash, Indexed { hash, ordinal }, |indexed| indexed.hash);
        self.listed.insert(ordinal);
        self.by_state[state].insert(ordinal);
    }

    pub(crate) fn get(&self, ordinal: u64) -> Option<&Job<P>> {
        self.by_ordinal.get(slot(ordinal))?.as_deref()
    }

    pub(crate) fn get_mut(&mut self, ordinal: u64) -> Option<&mut Job<P>> {
        self.by_ordinal.get_mut(slot(ordinal))?.as_deref_mut()
    }

    /// The ordinal of an id.
    pub(crate) fn ordinal(&self, id: &str) -> Option<u64> {
        let hash = self.hasher.hash_one(id);
        let is_it = |indexed: &Indexed| {
            indexed.hash == hash && self.get(indexed.ordinal).is_some_and(|job| *job.id == *id)
        };
        self.by_id.find(hash, is_it).map(|indexed| indexed.ordinal)
    }

    /// Changes a job's state; the one that it left.
    pub(crate) fn change_state(&mut self, ordinal: u64, state: P::State) -> Option<P::State> {
        let left = std::mem::replace(&mut self.get_mut(ordinal)?.state, state);
        self.by_state[row(left)].remove(ordinal);
        self.by_state[row(state)].insert(ordinal);
        Some(left)
    }

    pub(crate) fn remove(&mut self, ordinal: u64) -> Option<Job<P>> {
        let job = self.by_ordinal.get_mut(slot(ordinal))?.take()?;
        if let Ok(entry) =
            self.by_id.find_entry(self.hasher.hash_one(&*job.id), |indexed| indexed.ordinal == ordinal)
        {
            entry.remove();
        }
        self.listed.remove(ordinal);
        self.by_state[row(job.state)].remove(ordinal);
        Some(*job)
    }

    /// All jobs, or those in a state, by ordinal.
    pub(crate) fn ranks(&self, state: Option<P::State>) -> &Ranks {
        state.map_or(&self.listed, |state| &self.by_state[row(state)])
    }

    /// All jobs, by ordinal.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Job<P>> {
        self.by_ordinal.iter().filter_map(Option::as_deref)
    }
}

fn slot(ordinal: u64) -> usize {
    usize::try_from(ordinal).unwrap_or(usize::MAX)
}

/// Where a state stands among the provider's states.
fn row<S: JobState>(state: S) -> usize {
    S::ALL.iter().position(|known| *known == state).expect("a provider lists all of its states")
}
