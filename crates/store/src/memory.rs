//! A store that lasts as long as the process.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{Record, Snapshot, Store, StoreError};

/// A store in memory.
#[derive(Debug, Default)]
pub struct Memory(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    records: BTreeMap<(String, u64), Vec<u8>>,
    snapshots: BTreeMap<String, Snapshot>,
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
        worlds.extend(kept.snapshots.keys().cloned());
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

    fn append(&self, records: &[Record]) -> Result<(), StoreError> {
        let mut kept = self.kept();
        for record in records {
            kept.records.insert((record.world.clone(), record.position), record.bytes.clone());
        }
        Ok(())
    }

    fn snapshot(&self, world: &str) -> Result<Option<Snapshot>, StoreError> {
        Ok(self.kept().snapshots.get(world).cloned())
    }

    fn compact(&self, world: &str, snapshot: &Snapshot) -> Result<(), StoreError> {
        let mut kept = self.kept();
        kept.records.retain(|(of, position), _| of != world || *position > snapshot.position);
        kept.snapshots.insert(world.to_owned(), snapshot.clone());
        Ok(())
    }

    fn remove(&self, world: &str) -> Result<(), StoreError> {
        let mut kept = self.kept();
        kept.records.retain(|(of, _), _| of != world);
        kept.snapshots.remove(world);
        Ok(())
    }
}
