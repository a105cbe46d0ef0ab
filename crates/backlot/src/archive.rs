//! The archive: where the logs of worlds go, and where saved worlds come from.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mock_http::world::World;
use store::{Memory, Store};

use crate::keeper::Keeper;
use crate::kept::{Beginning, Kept};
use crate::lease::CurrentLease;
use crate::options::Options;
use crate::saved_world::SavedWorld;
use crate::tape::Tape;

/// The logs of worlds: of durable ones in a store, of others in memory or nowhere.
pub(crate) struct Archive {
    durable: Option<Keeper>,
    recorder: Option<Keeper>,
    /// `true` if other processes share the store, which then knows the names of all worlds.
    is_shared: bool,
    /// The names of the worlds that are durable.
    names: Mutex<BTreeSet<String>>,
}

impl Archive {
    /// Creates the archive that the options ask for.
    pub(crate) fn new(options: &Options, lease: Option<Arc<CurrentLease>>) -> Self {
        let keeper = |store: Arc<dyn Store>, lease| Keeper::start(store, options.history, lease);
        let recorder = options.record.then(|| keeper(Arc::new(Memory::default()), None));
        let shared = options.membership.as_ref().map(|membership| membership.store.clone() as Arc<dyn Store>);
        let is_shared = shared.is_some();
        let store = shared.or_else(|| options.store.clone());
        let durable = store.map(|store| keeper(store, lease));
        Self { durable, recorder, is_shared, names: Mutex::default() }
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
    pub(crate) fn kept(&self) -> Result<Vec<Kept>, String> {
        let Some(keeper) = &self.durable else { return Ok(Vec::new()) };
        let names = keeper.store().worlds().map_err(|error| error.to_string())?;
        names.iter().map(|name| Kept::read(keeper.store(), name, Beginning::Latest)).collect()
    }

    /// Returns a world as the store has it, if it has a beginning.
    pub(crate) fn find(&self, world: &str) -> Result<Option<Kept>, String> {
        let Some(keeper) = &self.durable else { return Ok(None) };
        let marks = keeper.store().marks(world).map_err(|error| error.to_string())?;
        if marks.is_empty() {
            return Ok(None);
        }
        Kept::read(keeper.store(), world, Beginning::Latest).map(Some)
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

    /// Goes on with the log of a durable world.
    pub(crate) fn resume(&self, kept: &Kept) -> Option<Arc<Tape>> {
        self.names().insert(kept.name.clone());
        self.keeper(true).map(|keeper| keeper.resume(kept))
    }

    /// Forgets the log of a world, and its name if the store is shared.
    pub(crate) fn remove(&self, world: &str) {
        let was_durable = self.names().remove(world);
        let durable = self.durable.iter().filter(|_| was_durable || self.is_shared);
        let recorder = self.recorder.iter().filter(|_| !was_durable);
        for keeper in durable.chain(recorder) {
            keeper.remove(world);
        }
    }

    /// Lets go of a world that another process owns now, or that is lost to this one. The store keeps it.
    pub(crate) fn let_go(&self, world: &str) {
        self.names().remove(world);
    }

    /// Returns a world from its log as far as it is kept, or as it is now if it has none.
    pub(crate) fn save(&self, world: &World, beginning: Beginning) -> Result<SavedWorld, String> {
        let keeper = self.keeper(self.is_durable(&world.name)).filter(|_| world.log.is_some());
        match keeper {
            Some(keeper) => Kept::read(keeper.store(), &world.name, beginning).map(|kept| kept.saved),
            None => Ok(SavedWorld::of(world)),
        }
    }

    /// Returns a world whose log has become so long that it needs a snapshot, if there is one.
    pub(crate) fn overdue(&self) -> Option<String> {
        self.durable.iter().chain(&self.recorder).find_map(Keeper::overdue)
    }

    /// Adds a snapshot to the log of a world, with the state that replaying the log gives.
    pub(crate) fn shorten(
        &self,
        world: &str,
        replay: impl FnOnce(&Kept) -> Result<SavedWorld, String>,
    ) -> Result<(), String> {
        let Some(keeper) = self.keeper(self.is_durable(world)) else { return Ok(()) };
        // The tape comes first: if another one takes its place meanwhile, the snapshot is thrown away.
        let Some(progress) = keeper.current(world) else { return Ok(()) };
        let kept = Kept::read(keeper.store(), world, Beginning::Latest)?;
        keeper.save(progress, kept.end, replay(&kept)?.to_bytes());
        Ok(())
    }

    /// Adds a snapshot to the log of every durable world, so that the next start has nothing to replay. What happens from now on is
    /// not kept.
    pub(crate) fn close(&self, worlds: &[Arc<World>]) {
        let Some(keeper) = &self.durable else { return };
        for world in worlds.iter().filter(|world| self.is_durable(&world.name)) {
            let Some(progress) = keeper.current(&world.name) else { continue };
            let (end, saved) = (progress.end(), SavedWorld::of(world));
            // What happens meanwhile is in the state, or it is not: then the log alone tells.
            if progress.end() == end {
                keeper.save(progress, end, saved.to_bytes());
            }
        }
        keeper.stop();
    }

    fn keeper(&self, is_durable: bool) -> Option<&Keeper> {
        if is_durable { self.durable.as_ref() } else { self.recorder.as_ref() }
    }

    fn names(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
