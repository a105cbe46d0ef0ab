//! The archive: where the logs of worlds go, and where saved worlds come from.

use std::collections::BTreeSet;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mock_http::log::{Log, Record};
use mock_http::world::World;
use store::{Directory, Memory, Store};

use crate::keeper::Keeper;
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

    /// Returns the worlds that an earlier process has kept.
    pub(crate) fn kept(&self) -> Result<Vec<(String, SavedWorld)>, String> {
        let Some(keeper) = &self.durable else { return Ok(Vec::new()) };
        let names = keeper.store().worlds().map_err(|error| error.to_string())?;
        names.into_iter().map(|name| read(keeper.store(), &name).map(|saved| (name, saved))).collect()
    }

    /// Begins the log of a world that starts with a saved state, if it is to have one.
    pub(crate) fn begin(&self, world: &str, is_durable: bool, saved: &SavedWorld) -> Option<Arc<dyn Log>> {
        if is_durable {
            self.names().insert(world.to_owned());
        } else {
            self.names().remove(world);
        }
        let keeper = if is_durable { &self.durable } else { &self.recorder };
        keeper.as_ref().map(|keeper| keeper.begin(world, saved.to_bytes()) as Arc<dyn Log>)
    }

    /// Goes on with the log of a durable world.
    pub(crate) fn resume(&self, world: &str) -> Result<Option<Arc<dyn Log>>, String> {
        let Some(keeper) = &self.durable else { return Ok(None) };
        self.names().insert(world.to_owned());
        let last = last_position(keeper.store(), world)?;
        Ok(Some(keeper.resume(world, last) as Arc<dyn Log>))
    }

    /// Forgets the log of a world.
    pub(crate) fn remove(&self, world: &str) {
        let keeper = if self.names().remove(world) { &self.durable } else { &self.recorder };
        if let Some(keeper) = keeper {
            keeper.remove(world);
        }
    }

    /// Returns a world with its history, or as it is now if it keeps no log.
    pub(crate) async fn save(&self, world: &World) -> Result<SavedWorld, String> {
        let Some(log) = &world.log else { return Ok(SavedWorld::of(world)) };
        log.kept(log.last()).await.map_err(|lost| lost.to_string())?;
        let keeper = if self.is_durable(&world.name) { &self.durable } else { &self.recorder };
        match keeper {
            Some(keeper) => read(keeper.store(), &world.name),
            None => Ok(SavedWorld::of(world)),
        }
    }

    fn names(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read(store: &dyn Store, world: &str) -> Result<SavedWorld, String> {
    let named = |problem: String| format!("the world {world:?}: {problem}");
    let snapshot = store.snapshot(world).map_err(|error| named(error.to_string()))?;
    let snapshot = snapshot.ok_or_else(|| named("has records, but no beginning".to_owned()))?;
    let saved = SavedWorld::read(&snapshot.bytes).map_err(named)?;
    let (mut records, mut after) = (Vec::new(), snapshot.position);
    loop {
        let batch = store.records(world, after, BATCH).map_err(|error| named(error.to_string()))?;
        let Some(last) = batch.last() else { return Ok(saved.and_then(records)) };
        after = last.position;
        for record in &batch {
            let read: Record = serde_json::from_slice(&record.bytes)
                .map_err(|error| named(format!("record {} cannot be read: {error}", record.position)))?;
            records.push(read);
        }
    }
}

fn last_position(store: &dyn Store, world: &str) -> Result<u64, String> {
    let failed = |error: store::StoreError| error.to_string();
    let mut last = store.snapshot(world).map_err(failed)?.map_or(0, |snapshot| snapshot.position);
    loop {
        match store.records(world, last, BATCH).map_err(failed)?.last() {
            Some(record) => last = record.position,
            None => return Ok(last),
        }
    }
}
