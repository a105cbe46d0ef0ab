//! Worlds as a store has them.

use jiff::Timestamp;
use mock_http::log::Record;
use store::{Mark, Snapshot, Store, StoreError};

use crate::saved_world::SavedWorld;

/// The number of records that are read from a store at once.
const BATCH: usize = 10_000;

/// A world as a store has it: a snapshot, and the records since.
pub(crate) struct Kept {
    /// The name of the world.
    pub(crate) name: String,
    /// The world itself.
    pub(crate) saved: SavedWorld,
    /// The bytes of its snapshot and its records.
    pub(crate) bytes: u64,
    /// The end of its tape.
    pub(crate) end: Mark,
}

/// The snapshot to begin with.
#[derive(Clone, Copy)]
pub(crate) enum Beginning {
    /// The earliest one, with the longest history.
    Earliest,
    /// The latest one, with the least to replay.
    Latest,
    /// The latest one that is not after an instant, or else the earliest one.
    Before(Timestamp),
}

impl Kept {
    /// Reads a world from a store. The error is a sentence.
    pub(crate) fn read(store: &dyn Store, world: &str, beginning: Beginning) -> Result<Self, String> {
        let named = |problem: String| format!("the world {world:?}: {problem}");
        let (snapshot, saved) = begin(store, world, beginning).map_err(named)?;
        let (mut records, mut end) = (Vec::new(), snapshot.mark);
        end.written += snapshot.bytes.len() as u64;
        loop {
            let batch = store.records(world, end.position, BATCH).map_err(|error| named(error.0))?;
            let Some(last) = batch.last() else { break };
            end.position = last.position;
            for record in &batch {
                let read: Record = serde_json::from_slice(&record.bytes).map_err(|_| {
                    named(format!("its record {} is none of this version's", record.position))
                })?;
                end.written += record.bytes.len() as u64;
                records.push(read);
            }
        }
        let bytes = end.written - snapshot.mark.written;
        Ok(Self { name: world.to_owned(), saved: saved.and_then(records), bytes, end })
    }
}

fn begin(store: &dyn Store, world: &str, beginning: Beginning) -> Result<(Snapshot, SavedWorld), String> {
    let failed = |error: StoreError| error.0;
    let marks = store.marks(world).map_err(failed)?;
    let read = |mark: &Mark| {
        let snapshot = store.snapshot(world, mark.position).map_err(failed)?;
        let snapshot = snapshot.ok_or_else(|| "it has lost a snapshot".to_owned())?;
        let saved = SavedWorld::read(&snapshot.bytes).map_err(|error| error.to_string())?;
        Ok((snapshot, saved))
    };
    let earliest = marks.first().ok_or_else(|| "it has records, but no beginning".to_owned())?;
    match beginning {
        Beginning::Earliest => read(earliest),
        Beginning::Latest => read(marks.last().unwrap_or(earliest)),
        Beginning::Before(instant) => {
            for mark in marks.iter().skip(1).rev() {
                let (snapshot, saved) = read(mark)?;
                if saved.since() <= instant {
                    return Ok((snapshot, saved));
                }
            }
            read(earliest)
        }
    }
}
