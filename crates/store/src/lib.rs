//! Where durable worlds are kept.
//!
//! A [`Store`] holds the records of each world in order, and the snapshot with which each world begins. It knows neither providers nor worlds: records and snapshots are bytes. [`Memory`] forgets everything with the process;
//! [`Directory`] keeps everything in one file.

mod directory;
mod memory;

use std::fmt;

pub use directory::Directory;
pub use memory::Memory;

/// One record of a world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The name of the world.
    pub world: String,
    /// The place in the world's log, counted from 1.
    pub position: u64,
    /// The record itself.
    pub bytes: Vec<u8>,
}

/// The state of a world after all records up to a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The position of the last record in it.
    pub position: u64,
    /// The state itself.
    pub bytes: Vec<u8>,
}

/// A store that failed. The value is a sentence on the reason.
#[derive(Debug)]
pub struct StoreError(pub String);

impl fmt::Display for StoreError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for StoreError {}

/// A place for logs and snapshots. Everything that a method has returned from survives the process, if anything does.
pub trait Store: Send + Sync {
    /// Returns the names of all worlds that have records or a snapshot.
    fn worlds(&self) -> Result<Vec<String>, StoreError>;

    /// Returns the records of a world after a position, in order, at most `limit` of them.
    fn records(&self, world: &str, after: u64, limit: usize) -> Result<Vec<Record>, StoreError>;

    /// Keeps all of these records, or none.
    fn append(&self, records: &[Record]) -> Result<(), StoreError>;

    /// Returns the snapshot of a world, if there is one.
    fn snapshot(&self, world: &str) -> Result<Option<Snapshot>, StoreError>;

    /// Keeps a snapshot in place of an earlier one, and forgets the records that are in it.
    fn compact(&self, world: &str, snapshot: &Snapshot) -> Result<(), StoreError>;

    /// Forgets a world with its records and its snapshot.
    fn remove(&self, world: &str) -> Result<(), StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(world: &str, position: u64) -> Record {
        Record { world: world.to_owned(), position, bytes: format!("{world} {position}").into_bytes() }
    }

    fn holds_what_it_is_given(store: &dyn Store) {
        let records: Vec<_> = (1..=5).map(|position| record("one", position)).collect();
        store.append(&records).unwrap();
        store.append(&[record("", 1), record("one-more", 1)]).unwrap();
        assert_eq!(store.worlds().unwrap(), ["", "one", "one-more"]);
        assert_eq!(store.records("one", 2, 2).unwrap(), records[2..4]);
        assert_eq!(store.records("none", 0, 9).unwrap(), []);

        let snapshot = Snapshot { position: 3, bytes: b"state".to_vec() };
        store.compact("one", &snapshot).unwrap();
        assert_eq!(store.snapshot("one").unwrap(), Some(snapshot));
        assert_eq!(store.records("one", 0, 9).unwrap(), records[3..]);
        assert_eq!(store.snapshot("").unwrap(), None);

        store.remove("one").unwrap();
        assert_eq!((store.snapshot("one").unwrap(), store.records("one", 0, 9).unwrap()), (None, Vec::new()));
        assert_eq!(store.worlds().unwrap(), ["", "one-more"], "its neighbours stay");
    }

    #[test]
    fn a_store_in_memory_holds_what_it_is_given() {
        holds_what_it_is_given(&Memory::default());
    }

    #[test]
    fn a_directory_holds_what_it_is_given_and_still_does_when_it_is_opened_again() {
        let path = std::env::temp_dir().join(format!("backlot-store-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        holds_what_it_is_given(&Directory::open(&path).unwrap());
        let again = Directory::open(&path).unwrap();
        assert_eq!(again.records("one-more", 0, 9).unwrap(), [record("one-more", 1)]);
        assert!(Directory::open(&path).is_err(), "it belongs to one process");
        drop(again);
        std::fs::remove_dir_all(&path).unwrap();
    }
}
