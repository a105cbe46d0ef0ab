//! The jobs of an account, found by id, by ordinal, by state and by their place in a list, each without looking at the others.

use std::hash::BuildHasher as _;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::job::{Job, JobState};
use crate::provider::Provider;
use crate::ranks::Ranks;

/// The jobs of an account.
pub(crate) struct Jobs<P: Provider> {
    /// The jobs by ordinal. Ordinals are drawn one after the other, so that few places stay empty.
    by_ordinal: Vec<Option<Box<Job<P>>>>,
    /// The jobs by id. The ids themselves stand only in the jobs.
    by_id: HashTable<Indexed>,
    hasher: DefaultHashBuilder,
    listed: Ranks,
    /// The ordinals of the jobs in each state, in the order of the provider's states.
    by_state: Vec<Ranks>,
}

/// A job in the table of ids. The hash is kept, so that the table can grow without looking at every job.
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
    /// Enters a job under its ordinal and its id, both of which are new.
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

    /// Returns the ordinal of the job with this id.
    pub(crate) fn ordinal(&self, id: &str) -> Option<u64> {
        let hash = self.hasher.hash_one(id);
        let is_it = |indexed: &Indexed| {
            indexed.hash == hash && self.get(indexed.ordinal).is_some_and(|job| *job.id == *id)
        };
        self.by_id.find(hash, is_it).map(|indexed| indexed.ordinal)
    }

    /// Changes a job's state. Returns the state that it left.
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

    /// Returns the ordinals of all jobs, or of the jobs in a state.
    pub(crate) fn ranks(&self, state: Option<P::State>) -> &Ranks {
        state.map_or(&self.listed, |state| &self.by_state[row(state)])
    }

    /// Returns all jobs, by ordinal.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Job<P>> {
        self.by_ordinal.iter().filter_map(Option::as_deref)
    }
}

fn slot(ordinal: u64) -> usize {
    usize::try_from(ordinal).unwrap_or(usize::MAX)
}

/// Returns the place of a state among the provider's states.
fn row<S: JobState>(state: S) -> usize {
    S::ALL.iter().position(|known| *known == state).expect("a provider lists all of its states")
}
