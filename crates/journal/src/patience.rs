//! The machine's time, for callers that live in it: how long something took, and how long to wait for it.

use std::time::{Duration, Instant};

/// A stopwatch on the machine's clock.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts a stopwatch.
    pub fn start() -> Self {
        Self(machine_instant())
    }

    /// Returns the time since the start.
    pub fn elapsed(self) -> Duration {
        machine_instant().saturating_duration_since(self.0)
    }
}

/// Waits for a future, at most for a duration on the machine's clock. `None` if the time runs out.
pub async fn patience<T>(at_most: Duration, something: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(at_most, something).await.ok()
}

#[expect(clippy::disallowed_methods, reason = "callers wait on the machine's clock, not on a world's")]
fn machine_instant() -> Instant {
    Instant::now()
}
