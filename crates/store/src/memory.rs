//! A store that lasts as long as the process.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{AppendError, Mark, Record, Snapshot, Store, StoreError};

/// A store in memory.
#[derive(Debug, Default)]
pub struct Memory(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    records: BTreeMap<(String, u64), Vec<u8>>,
    snapshots: BTreeMap<(String, u64), Snapshot>,
}

impl Kept {
    fn remove(&mut self, world: &str) {
        self.records.retain(|(of, _), _| of != world);
        self.snapshots.retain(|(of, _), _| of != world);
    }
}

/// Returns all positions in the log of a world.
fn all(world: &str) -> RangeInclusive<(String, u64)> {
    (world.to_owned(), 0)..=(world.to_owned(), u64::MAX)
}

impl Memory {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for Memory {
    fn worlds(&self) -> Result<Vec<String>, StoreError> {
        let kept = self.kept();
        let mut worlds: Vec<_> = kept.records.keys().map(|(world, _)| world.clone()).collect();
        worlds.extend(kept.snapshots.keys().map(|(world, _)| world.clone()));
        worlds.sort();
        worlds.dedup();
        Ok(worlds)
    }

    fn records(&self, world: &str, after: u64, limit: usize) -> Result<Vec<Record>, StoreError> {
        let kept = self.kept();
        let range = kept.records.range((world.to_owned(), after + 1)..=(world.to_owned(), u64::MAX));
        let record = |((world, position), bytes): (&(String, u64), &Vec<u8>)| Record {
            world: world.clone(),
            position: *position,
            bytes: bytes.clone(),
        };
        Ok(range.take(limit).map(record).collect())
    }

    fn append(&self, records: &[Record]) -> Result<(), AppendError> {
        let mut kept = self.kept();
        for record in records {
            kept.records.insert((record.world.clone(), record.position), record.bytes.clone());
        }
        Ok(())
    }

    fn marks(&self, world: &str) -> Result<Vec<Mark>, StoreError> {
        Ok(self.kept().snapshots.range(all(world)).map(|(_, snapshot)| snapshot.mark).collect())
    }

    fn snapshot(&self, world: &str, position: u64) -> Result<Option<Snapshot>, StoreError> {
        Ok(self.kept().snapshots.get(&(world.to_owned(), position)).cloned())
    }

    fn begin(&self, world: &str, snapshot: &Snapshot) -> Result<(), StoreError> {
        let mut kept = self.kept();
        kept.remove(world);
        kept.snapshots.insert((world.to_owned(), snapshot.mark.position), snapshot.clone());
        Ok(())
    }

    fn save(&self, world: &str, snapshot: &Snapshot) -> Result<(), StoreError> {
        self.kept().snapshots.insert((world.to_owned(), snapshot.mark.position), snapshot.clone());
        Ok(())
    }

    fn forget(&self, world: &str, position: u64) -> Result<(), StoreError> {
        let mut kept = self.kept();
        kept.records.retain(|(of, at), _| of != world || *at > position);
        kept.snapshots.retain(|(of, at), _| of != world || *at >= position);
        Ok(())
    }

    fn remove(&self, world: &str) -> Result<(), StoreError> {
        self.kept().remove(world);
        Ok(())
    }
}
