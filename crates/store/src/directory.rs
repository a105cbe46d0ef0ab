//! A store in a directory: one database file that survives crashes.

use std::collections::BTreeSet;
use std::path::Path;

use redb::{Database, ReadableDatabase, ReadableTable, Table, TableDefinition};

use crate::{AppendError, Mark, Record, Snapshot, Store, StoreError};

/// The records by world and position.
const RECORDS: TableDefinition<(&str, u64), &[u8]> = TableDefinition::new("records");
/// The snapshots by world and position, each with the bytes of the records before it.
const SNAPSHOTS: TableDefinition<(&str, u64), (u64, &[u8])> = TableDefinition::new("snapshots");
/// The name of the file.
const FILE: &str = "backlot.redb";
/// The most memory for pages of the file, in bytes. The log is written at its end and read in order: more would serve nobody.
const CACHE: usize = 16 * 1024 * 1024;

/// A store in a directory.
#[derive(Debug)]
pub struct Directory {
    database: Database,
}

fn failed(error: impl Into<redb::Error>) -> StoreError {
    StoreError(error.into().to_string())
}

impl Directory {
    /// Opens the store in a directory, and creates both if they are missing.
    ///
    /// # Errors
    /// If the directory cannot be written, if another process has it open, or if the file is no such store.
    pub fn open(directory: &Path) -> Result<Self, StoreError> {
        std::fs::create_dir_all(directory)
            .map_err(|error| StoreError(format!("{}: {error}", directory.display())))?;
        let path = directory.join(FILE);
        let database = Database::builder()
            .set_cache_size(CACHE)
            .create(&path)
            .map_err(|error| StoreError(format!("{}: {error}", path.display())))?;
        let directory = Self { database };
        directory.change(|_| Ok(()))?;
        Ok(directory)
    }

    /// Makes a change in one transaction: it is kept as a whole, or not at all.
    fn change(
        &self,
        change: impl FnOnce(&mut Tables<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let transaction = self.database.begin_write().map_err(failed)?;
        let mut tables = Tables {
            records: transaction.open_table(RECORDS).map_err(failed)?,
            snapshots: transaction.open_table(SNAPSHOTS).map_err(failed)?,
        };
        change(&mut tables)?;
        drop(tables);
        transaction.commit().map_err(failed)
    }
}

/// Both tables within a transaction.
struct Tables<'txn> {
    records: Table<'txn, (&'static str, u64), &'static [u8]>,
    snapshots: Table<'txn, (&'static str, u64), (u64, &'static [u8])>,
}

impl Tables<'_> {
    fn save(&mut self, world: &str, Snapshot { mark, bytes }: &Snapshot) -> Result<(), StoreError> {
        let value = (mark.written, bytes.as_slice());
        self.snapshots.insert((world, mark.position), value).map_err(failed)?;
        Ok(())
    }

    /// Forgets the records of a world up to a position, and the snapshots before it.
    fn forget(&mut self, world: &str, position: u64) -> Result<(), StoreError> {
        self.records.retain_in((world, 0)..=(world, position), |_, _| false).map_err(failed)?;
        self.snapshots.retain_in((world, 0)..(world, position), |_, _| false).map_err(failed)
    }
}

/// Returns the worlds of a table, with one look for each: the next one begins behind the last position of the one before.
fn named<V: redb::Value + 'static>(
    table: &impl ReadableTable<(&'static str, u64), V>,
) -> Result<BTreeSet<String>, StoreError> {
    let mut worlds = BTreeSet::new();
    let mut next = table.first().map_err(failed)?.map(|(key, _)| key.value().0.to_owned());
    while let Some(world) = next {
        let mut beyond = table.range((world.as_str(), u64::MAX)..).map_err(failed)?;
        next = match beyond.next() {
            Some(entry) => Some(entry.map_err(failed)?.0.value().0.to_owned()),
            None => None,
        };
        worlds.insert(world);
    }
    Ok(worlds)
}

impl Store for Directory {
    fn worlds(&self) -> Result<Vec<String>, StoreError> {
        let transaction = self.database.begin_read().map_err(failed)?;
        let mut worlds = named(&transaction.open_table(RECORDS).map_err(failed)?)?;
        worlds.append(&mut named(&transaction.open_table(SNAPSHOTS).map_err(failed)?)?);
        Ok(worlds.into_iter().collect())
    }

    fn records(&self, world: &str, after: u64, limit: usize) -> Result<Vec<Record>, StoreError> {
        let transaction = self.database.begin_read().map_err(failed)?;
        let table = transaction.open_table(RECORDS).map_err(failed)?;
        let range = table.range((world, after + 1)..(world, u64::MAX)).map_err(failed)?;
        let record = |entry: Result<_, redb::StorageError>| {
            let (key, value): (redb::AccessGuard<'_, (&str, u64)>, redb::AccessGuard<'_, &[u8]>) =
                entry.map_err(failed)?;
            let (world, position) = key.value();
            Ok(Record { world: world.to_owned(), position, bytes: value.value().to_vec() })
        };
        range.take(limit).map(record).collect()
    }

    fn append(&self, records: &[Record]) -> Result<(), AppendError> {
        let appended = self.change(|tables| {
            for record in records {
                let key = (record.world.as_str(), record.position);
                tables.records.insert(key, record.bytes.as_slice()).map_err(failed)?;
            }
            Ok(())
        });
        appended.map_err(Into::into)
    }

    fn marks(&self, world: &str) -> Result<Vec<Mark>, StoreError> {
        let transaction = self.database.begin_read().map_err(failed)?;
        let table = transaction.open_table(SNAPSHOTS).map_err(failed)?;
        let mut marks = Vec::new();
        for entry in table.range((world, 0)..=(world, u64::MAX)).map_err(failed)? {
            let (key, value) = entry.map_err(failed)?;
            marks.push(Mark { position: key.value().1, written: value.value().0 });
        }
        Ok(marks)
    }

    fn snapshot(&self, world: &str, position: u64) -> Result<Option<Snapshot>, StoreError> {
        let transaction = self.database.begin_read().map_err(failed)?;
        let table = transaction.open_table(SNAPSHOTS).map_err(failed)?;
        let found = table.get((world, position)).map_err(failed)?;
        Ok(found.map(|found| {
            let (written, bytes) = found.value();
            Snapshot { mark: Mark { position, written }, bytes: bytes.to_vec() }
        }))
    }

    fn begin(&self, world: &str, snapshot: &Snapshot) -> Result<(), StoreError> {
        self.change(|tables| {
            tables.forget(world, u64::MAX)?;
            tables.save(world, snapshot)
        })
    }

    fn save(&self, world: &str, snapshot: &Snapshot) -> Result<(), StoreError> {
        self.change(|tables| tables.save(world, snapshot))
    }

    fn forget(&self, world: &str, position: u64) -> Result<(), StoreError> {
        self.change(|tables| tables.forget(world, position))
    }

    fn remove(&self, world: &str) -> Result<(), StoreError> {
        self.change(|tables| tables.forget(world, u64::MAX))
    }
}
