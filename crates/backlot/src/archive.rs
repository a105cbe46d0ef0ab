//! The archive: where the logs of worlds go, and where saved worlds come from.

use std::collections::BTreeSet;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mock_http::log::Record;
use mock_http::world::World;
use store::{Directory, Memory, Store};

use crate::keeper::{Keeper, Tape};
use crate::options::Options;
use crate::saved_world::SavedWorld;

/// The number of records that are read from a store at once.
const BATCH: usize = 10_000;

/// The logs of worlds: of durable ones in a directory, of others in memory or nowhere.
pub(crate) struct Archive {
    durable: Option<Keeper>,
    recorder: Option<Keeper>,
    /// The names of the worlds that are durable.
    names: Mutex<BTreeSet<String>>,
}

impl Archive {
    /// Opens the archive that the options ask for.
    pub(crate) fn open(options: &Options) -> io::Result<Self> {
        let durable = match &options.data {
            Some(directory) => {
                let store = Directory::open(directory).map_err(io::Error::other)?;
                Some(Keeper::start(Arc::new(store)))
            }
            None => None,
        };
        let recorder = options.record.then(|| Keeper::start(Arc::new(Memory::default())));
        Ok(Self { durable, recorder, names: Mutex::default() })
    }

    /// Returns `true` if worlds can be durable.
    pub(crate) fn has_a_store(&self) -> bool {
        self.durable.is_some()
    }

    /// Returns `true` if the world with this name survives the process.
    pub(crate) fn is_durable(&self, world: &str) -> bool {
        self.names().contains(world)
    }

    /// Returns the worlds that an earlier process has kept, each with the position at which its log goes on.
    pub(crate) fn kept(&self) -> Result<Vec<(String, SavedWorld, u64)>, String> {
        let Some(keeper) = &self.durable else { return Ok(Vec::new()) };
        let names = keeper.store().worlds().map_err(|error| error.to_string())?;
        let read = |name: String| read(keeper.store(), &name).map(|(saved, last)| (name, saved, last));
        names.into_iter().map(read).collect()
    }

    /// Returns the log for a world that is about to [begin](Self::begin), if it is to have one.
    pub(crate) fn first(&self, world: &str, is_durable: bool) -> Option<Arc<Tape>> {
        self.keeper(is_durable).map(|keeper| keeper.first(world))
    }

    /// Begins the log of a world that starts with a saved state, in place of any earlier log.
    pub(crate) fn begin(&self, world: &str, is_durable: bool, tape: Option<&Tape>, saved: &SavedWorld) {
        if is_durable {
            self.names().insert(world.to_owned());
        } else {
            self.names().remove(world);
        }
        if let (Some(keeper), Some(tape)) = (self.keeper(is_durable), tape) {
            keeper.begin(tape, saved.to_bytes());
        }
    }

    /// Goes on with the log of a durable world after a position.
    pub(crate) fn resume(&self, world: &str, after: u64) -> Option<Arc<Tape>> {
        self.names().insert(world.to_owned());
        self.keeper(true).map(|keeper| keeper.resume(world, after))
    }

    /// Forgets the log of a world.
    pub(crate) fn remove(&self, world: &str) {
        let was_durable = self.names().remove(world);
        if let Some(keeper) = self.keeper(was_durable) {
            keeper.remove(world);
        }
    }

    /// Returns a world with its history, or as it is now if it keeps no log.
    pub(crate) async fn save(&self, world: &World) -> Result<SavedWorld, String> {
        let Some(log) = &world.log else { return Ok(SavedWorld::of(world)) };
        log.kept(log.last()).await.map_err(|lost| lost.to_string())?;
        match self.keeper(self.is_durable(&world.name)) {
            Some(keeper) => read(keeper.store(), &world.name).map(|(saved, _)| saved),
            None => Ok(SavedWorld::of(world)),
        }
    }

    fn keeper(&self, is_durable: bool) -> Option<&Keeper> {
        if is_durable { self.durable.as_ref() } else { self.recorder.as_ref() }
    }

    fn names(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads a world with its history, and the position of the last record.
fn read(store: &dyn Store, world: &str) -> Result<(SavedWorld, u64), String> {
    let named = |problem: String| format!("the world {world:?}: {problem}");
    let snapshot = store.snapshot(world).map_err(|error| named(error.to_string()))?;
    let snapshot = snapshot.ok_or_else(|| named("has records, but no beginning".to_owned()))?;
    let saved = SavedWorld::read(&snapshot.bytes).map_err(named)?;
    let (mut records, mut after) = (Vec::new(), snapshot.position);
    loop {
        let batch = store.records(world, after, BATCH).map_err(|error| named(error.to_string()))?;
        let Some(last) = batch.last() else { return Ok((saved.and_then(records), after)) };
        after = last.position;
        for record in &batch {
            let read: Record = serde_json::from_slice(&record.bytes)
                .map_err(|error| named(format!("record {} cannot be read: {error}", record.position)))?;
            records.push(read);
        }
    }
}
