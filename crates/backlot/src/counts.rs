//! The counters of one world or of many.

use std::collections::BTreeMap;
use std::sync::Arc;

use mock_core::tally::{Tally, Totals, exposition};
use mock_core::world::World;

/// The counters of a world.
#[derive(Default)]
pub(crate) struct Counts {
    tally: Tally,
    totals: BTreeMap<&'static str, Totals>,
}

impl Counts {
    /// Returns the counters of a world.
    pub(crate) fn of(world: &Arc<World>) -> Self {
        let totals = world.desks().map(|desk| (desk.provider(), desk.totals(world))).collect();
        Self { tally: world.journal.tally(), totals }
    }

    /// Adds the counters of another world.
    pub(crate) fn absorb(&mut self, other: &Self) {
        self.tally.absorb(&other.tally);
        for (provider, totals) in &other.totals {
            self.totals.entry(provider).or_default().absorb(totals);
        }
    }

    /// Adds the counters that stay true of a world that is gone.
    pub(crate) fn bury(&mut self, world: &Arc<World>) {
        let gone = Self::of(world);
        self.tally.absorb(&gone.tally);
        for (provider, totals) in &gone.totals {
            self.totals.entry(provider).or_default().absorb_past(totals);
        }
    }

    /// Returns the counters in the Prometheus text format.
    pub(crate) fn exposition(&self, worlds: usize) -> String {
        exposition(worlds, &self.tally, &self.totals)
    }
}
