//! Where durable worlds are kept.
//!
//! A [`Store`] holds the records of each world in order, and snapshots of the world between them. It knows neither providers nor
//! worlds: records and snapshots are bytes. [`Memory`] forgets everything with the process; [`Directory`] keeps everything in one
//! file.

mod directory;
mod memory;
pub mod shared;

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
    /// Its place in the log.
    pub mark: Mark,
    /// The state itself.
    pub bytes: Vec<u8>,
}

/// The place of a snapshot in the log of its world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The position of the last record in the snapshot.
    pub position: u64,
    /// The bytes of all records and snapshots before it, forgotten ones included.
    pub written: u64,
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

/// The reasons for which records were not appended. The values are sentences.
#[derive(Debug)]
pub enum AppendError {
    /// The records are not kept, and never will be.
    NotKept(String),
    /// The store has not answered in time: the records may be kept.
    Unsure(String),
}

impl fmt::Display for AppendError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::NotKept(problem) | Self::Unsure(problem)) = self;
        formatter.write_str(problem)
    }
}

impl std::error::Error for AppendError {}

impl From<StoreError> for AppendError {
    fn from(StoreError(problem): StoreError) -> Self {
        Self::NotKept(problem)
    }
}

/// A place for logs and snapshots. Everything that a method has returned from survives the process, if anything does.
pub trait Store: fmt::Debug + Send + Sync {
    /// Returns the names of all worlds that have records or a snapshot.
    fn worlds(&self) -> Result<Vec<String>, StoreError>;

    /// Returns the records of a world after a position, in order, at most `limit` of them.
    fn records(&self, world: &str, after: u64, limit: usize) -> Result<Vec<Record>, StoreError>;

    /// Keeps records. Of each world it keeps all of them or none; an error says that those of at least one world are not kept. Appending
    /// the same records again changes nothing.
    fn append(&self, records: &[Record]) -> Result<(), AppendError>;

    /// Returns the places of a world's snapshots in order.
    fn marks(&self, world: &str) -> Result<Vec<Mark>, StoreError>;

    /// Returns the snapshot of a world at a position, if there is one.
    fn snapshot(&self, world: &str, position: u64) -> Result<Option<Snapshot>, StoreError>;

    /// Begins the log of a world with a snapshot, and forgets everything that was kept of that world before: both, or neither.
    fn begin(&self, world: &str, snapshot: &Snapshot) -> Result<(), StoreError>;

    /// Keeps one more snapshot of a world.
    fn save(&self, world: &str, snapshot: &Snapshot) -> Result<(), StoreError>;

    /// Forgets the records of a world up to a position, and the snapshots before it.
    fn forget(&self, world: &str, position: u64) -> Result<(), StoreError>;

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

        let first = Snapshot { mark: Mark { position: 0, written: 0 }, bytes: b"nothing".to_vec() };
        let later = Snapshot { mark: Mark { position: 3, written: 15 }, bytes: b"state".to_vec() };
        store.save("one", &first).unwrap();
        store.save("one", &later).unwrap();
        assert_eq!(store.marks("one").unwrap(), [first.mark, later.mark]);
        assert_eq!(store.snapshot("one", 3).unwrap(), Some(later.clone()));
        assert_eq!((store.snapshot("one", 2).unwrap(), store.snapshot("", 3).unwrap()), (None, None));
        assert_eq!(store.records("one", 0, 9).unwrap(), records);

        store.forget("one", 3).unwrap();
        assert_eq!((store.marks("one").unwrap(), store.marks("").unwrap()), (vec![later.mark], Vec::new()));
        assert_eq!(store.records("one", 0, 9).unwrap(), records[3..]);

        store.begin("one", &first).unwrap();
        assert_eq!(store.marks("one").unwrap(), [first.mark]);
        assert_eq!(store.records("one", 0, 9).unwrap(), []);
        store.append(&records[..1]).unwrap();

        store.remove("one").unwrap();
        assert_eq!(
            (store.marks("one").unwrap(), store.records("one", 0, 9).unwrap()),
            (Vec::new(), Vec::new())
        );
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
