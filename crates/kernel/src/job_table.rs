//! The jobs of an account, found by id, by ordinal, by state and by their place in a list, each without looking at the others.

use std::hash::BuildHasher as _;

use hashbrown::{DefaultHashBuilder, HashTable};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::job::{Job, JobData, JobState};
use crate::ordinals::OrdinalSet;

/// The jobs of an account.
#[derive(Clone)]
pub(crate) struct JobTable<S, D> {
    /// The jobs by ordinal. Ordinals are drawn one after the other, so that few places stay empty.
    by_ordinal: Vec<Option<Box<Job<S, D>>>>,
    /// The jobs by id. The ids themselves stand only in the jobs.
    by_id: HashTable<Indexed>,
    hasher: DefaultHashBuilder,
    listed: OrdinalSet,
    /// The ordinals of the jobs in each state, in the order of the provider's states.
    by_state: Vec<OrdinalSet>,
}

/// A job in the table of ids. The hash is kept, so that the table can grow without looking at every job.
#[derive(Clone)]
struct Indexed {
    hash: u64,
    ordinal: u64,
}

impl<S: JobState, D> Default for JobTable<S, D> {
    fn default() -> Self {
        Self {
            by_ordinal: Vec::new(),
            by_id: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            listed: OrdinalSet::default(),
            by_state: vec![OrdinalSet::default(); S::ALL.len()],
        }
    }
}

impl<S: JobState, D> JobTable<S, D> {
    /// Enters a job under its ordinal and its id, both of which are new.
    pub(crate) fn insert(&mut self, job: Job<S, D>) {
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

    pub(crate) fn get(&self, ordinal: u64) -> Option<&Job<S, D>> {
        self.by_ordinal.get(slot(ordinal))?.as_deref()
    }

    pub(crate) fn get_mut(&mut self, ordinal: u64) -> Option<&mut Job<S, D>> {
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
    pub(crate) fn change_state(&mut self, ordinal: u64, state: S) -> Option<S> {
        let left = std::mem::replace(&mut self.get_mut(ordinal)?.state, state);
        self.by_state[row(left)].remove(ordinal);
        self.by_state[row(state)].insert(ordinal);
        Some(left)
    }

    pub(crate) fn remove(&mut self, ordinal: u64) -> Option<Job<S, D>> {
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
    pub(crate) fn ordinals(&self, state: Option<S>) -> &OrdinalSet {
        state.map_or(&self.listed, |state| &self.by_state[row(state)])
    }

    /// Returns all jobs, by ordinal.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Job<S, D>> {
        self.by_ordinal.iter().filter_map(Option::as_deref)
    }
}

/// A table is written as the list of its jobs; everything else can be found from that.
impl<S: JobState, D: JobData> Serialize for JobTable<S, D> {
    fn serialize<W: Serializer>(&self, writer: W) -> Result<W::Ok, W::Error> {
        writer.collect_seq(self.iter())
    }
}

impl<'de, S: JobState, D: JobData> Deserialize<'de> for JobTable<S, D> {
    fn deserialize<R: Deserializer<'de>>(reader: R) -> Result<Self, R::Error> {
        let jobs = Vec::<Job<S, D>>::deserialize(reader)?;
        let mut table = Self::default();
        for job in jobs {
            table.insert(job);
        }
        Ok(table)
    }
}

fn slot(ordinal: u64) -> usize {
    usize::try_from(ordinal).unwrap_or(usize::MAX)
}

/// Returns the place of a state among the provider's states.
fn row<S: JobState>(state: S) -> usize {
    S::ALL.iter().position(|known| *known == state).expect("a provider lists all of its states")
}
