//! One time for both sides: a client that sleeps moves the clock of its world.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use backlot::WorldHandle;
use client_core::clock::{Clock, Sleep};

/// The clock of a world, as the clock of a client.
pub struct SharedClock(WorldHandle);

impl SharedClock {
    /// Creates a clock for [`ClientBuilder::clock`](client_core::ClientBuilder::clock).
    pub fn of(world: &WorldHandle) -> Arc<Self> {
        Arc::new(Self(world.clone()))
    }
}

impl fmt::Debug for SharedClock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SharedClock")
    }
}

impl Clock for SharedClock {
    fn now(&self) -> Duration {
        Duration::from_micros(self.0.clock().now.as_microsecond().unsigned_abs())
    }

    fn sleep(&self, pause: Duration) -> Sleep<'_> {
        self.0.advance(pause).expect("no story reaches the end of the calendar");
        Box::pin(std::future::ready(()))
    }
}
