//! A store in a directory: one database file that survives crashes.

use std::path::Path;

use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};

use crate::{Record, Snapshot, Store, StoreError};

/// The records by world and position.
const RECORDS: TableDefinition<(&str, u64), &[u8]> = TableDefinition::new("records");
/// The snapshots by world, each with its position.
const SNAPSHOTS: TableDefinition<&str, (u64, &[u8])> = TableDefinition::new("snapshots");
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
        let transaction = database.begin_write().map_err(failed)?;
        transaction.open_table(RECORDS).map_err(failed)?;
        transaction.open_table(SNAPSHOTS).map_err(failed)?;
        transaction.commit().map_err(failed)?;
        Ok(Self { database })
    }
}

impl Store for Directory {
    fn worlds(&self) -> Result<Vec<String>, StoreError> {
        let transaction = self.database.begin_read().map_err(failed)?;
        let mut worlds = Vec::new();
        for entry in transaction.open_table(SNAPSHOTS).map_err(failed)?.iter().map_err(failed)? {
            worlds.push(entry.map_err(failed)?.0.value().to_owned());
        }
        let records = transaction.open_table(RECORDS).map_err(failed)?;
        // One look a world: the next one begins behind the last position of the one before.
        let mut next = records.first().map_err(failed)?.map(|(key, _)| key.value().0.to_owned());
        while let Some(world) = next {
            let mut beyond = records.range((world.as_str(), u64::MAX)..).map_err(failed)?;
            next = match beyond.next() {
                Some(entry) => Some(entry.map_err(failed)?.0.value().0.to_owned()),
                None => None,
            };
            worlds.push(world);
        }
        worlds.sort();
        worlds.dedup();
        Ok(worlds)
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

    fn append(&self, records: &[Record]) -> Result<(), StoreError> {
        let transaction = self.database.begin_write().map_err(failed)?;
        {
            let mut table = transaction.open_table(RECORDS).map_err(failed)?;
            for record in records {
                let key = (record.world.as_str(), record.position);
                table.insert(key, record.bytes.as_slice()).map_err(failed)?;
            }
        }
        transaction.commit().map_err(failed)
    }

    fn snapshot(&self, world: &str) -> Result<Option<Snapshot>, StoreError> {
        let transaction = self.database.begin_read().map_err(failed)?;
        let table = transaction.open_table(SNAPSHOTS).map_err(failed)?;
        let found = table.get(world).map_err(failed)?;
        Ok(found.map(|found| {
            let (position, bytes) = found.value();
            Snapshot { position, bytes: bytes.to_vec() }
        }))
    }

    fn compact(&self, world: &str, snapshot: &Snapshot) -> Result<(), StoreError> {
        let transaction = self.database.begin_write().map_err(failed)?;
        {
            let mut snapshots = transaction.open_table(SNAPSHOTS).map_err(failed)?;
            snapshots.insert(world, (snapshot.position, snapshot.bytes.as_slice())).map_err(failed)?;
            let mut records = transaction.open_table(RECORDS).map_err(failed)?;
            let gone = (world, 0)..=(world, snapshot.position);
            records.retain_in(gone, |_, _| false).map_err(failed)?;
        }
        transaction.commit().map_err(failed)
    }

    fn remove(&self, world: &str) -> Result<(), StoreError> {
        let transaction = self.database.begin_write().map_err(failed)?;
        {
            let mut snapshots = transaction.open_table(SNAPSHOTS).map_err(failed)?;
            snapshots.remove(world).map_err(failed)?;
            let mut records = transaction.open_table(RECORDS).map_err(failed)?;
            records.retain_in((world, 0)..=(world, u64::MAX), |_, _| false).map_err(failed)?;
        }
        transaction.commit().map_err(failed)
    }
}
