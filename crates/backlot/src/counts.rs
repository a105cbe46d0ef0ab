//! The counters of one world or of many.

use std::collections::BTreeMap;
use std::sync::Arc;

use journal::metrics::{RequestCounts, Totals, exposition};
use mock_http::world::World;

/// The counters of a world.
#[derive(Default)]
pub(crate) struct Counts {
    requests: RequestCounts,
    totals: BTreeMap<&'static str, Totals>,
}

impl Counts {
    /// Returns the counters of a world.
    pub(crate) fn of(world: &Arc<World>) -> Self {
        let totals = world.accounts().map(|accounts| (accounts.provider(), accounts.totals())).collect();
        Self { requests: world.journal.counts(), totals }
    }

    /// Adds the counters of another world.
    pub(crate) fn add(&mut self, other: &Self) {
        self.requests.add(&other.requests);
        for (provider, totals) in &other.totals {
            self.totals.entry(provider).or_default().add(totals);
        }
    }

    /// Adds the counters that stay true of a world that is gone.
    pub(crate) fn retire(&mut self, world: &Arc<World>) {
        let gone = Self::of(world);
        self.requests.add(&gone.requests);
        for (provider, totals) in &gone.totals {
            self.totals.entry(provider).or_default().add_closed(totals);
        }
    }

    /// Adds the counters of the requests of a world that goes on elsewhere.
    pub(crate) fn retire_requests(&mut self, world: &Arc<World>) {
        self.requests.add(&world.journal.counts());
    }

    /// Returns the counters in the Prometheus text format.
    pub(crate) fn exposition(&self, worlds: usize) -> String {
        exposition(worlds, &self.requests, &self.totals)
    }
}
