//! Worlds that may be at other processes: how they come, and how they go.

use std::sync::{Arc, PoisonError};

use control_api::Subject;
use jiff::Timestamp;
use mock_http::log::Standing;
use mock_http::world::World;

use super::Backlot;
use crate::cluster::node::Cluster;

impl Backlot {
    /// Restores a world from the store, to go on here. Nothing if it has no beginning.
    pub(crate) fn restore(
        &self,
        name: &str,
        elsewhere: Option<Timestamp>,
    ) -> Result<Option<Arc<World>>, String> {
        let Some(kept) = self.archive.find(name)? else { return Ok(None) };
        let log = self.archive.resume(&kept);
        self.restored(name, &kept.saved, kept.saved.gone_on(elsewhere), log).map(Some)
    }

    /// Puts a world among those of this process.
    pub(crate) fn put(&self, world: &Arc<World>) {
        self.worlds.write().unwrap_or_else(PoisonError::into_inner).insert(world.name.clone(), world.clone());
        self.changes.note(Subject::Worlds);
    }

    /// Lets go of a world that may not answer here any more. It goes on elsewhere, with the counters of its accounts.
    pub(crate) fn let_go(&self, world: &Arc<World>) {
        let mut worlds = self.worlds.write().unwrap_or_else(PoisonError::into_inner);
        if !worlds.get(&world.name).is_some_and(|current| Arc::ptr_eq(current, world)) {
            return;
        }
        worlds.remove(&world.name);
        drop(worlds);
        self.archive.let_go(&world.name);
        self.changes.note(Subject::Worlds);
        world.end();
        self.past.lock().unwrap_or_else(PoisonError::into_inner).retire_requests(world);
    }

    /// Returns this process among those that share its store, if it shares one.
    pub(crate) fn cluster(&self) -> Option<&Arc<Cluster>> {
        self.cluster.as_ref()
    }

    /// Returns the world with this name if it may answer here.
    pub(crate) fn here(&self, name: &str) -> Option<Arc<World>> {
        let may_answer =
            |world: &Arc<World>| world.log.as_ref().is_none_or(|log| log.standing() == Standing::Good);
        self.world(name).filter(|world| self.cluster.is_none() || may_answer(world))
    }

    /// Returns the world for calls that are about no world: the default world, or in company an empty one, since the default world may
    /// be elsewhere.
    pub(crate) fn lobby(&self) -> Arc<World> {
        if self.cluster.is_none() {
            return self.world("").expect("the default world stays");
        }
        let lobby = || {
            let settings = self.settings.clone();
            let start = settings.clock;
            World::new(String::new(), settings, start, &self.modules, self.sender.clone(), None)
        };
        self.lobby.get_or_init(lobby).clone()
    }
}
