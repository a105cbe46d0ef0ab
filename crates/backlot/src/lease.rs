//! The lease of this process on its worlds, by its own clocks.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jiff::Timestamp;
use journal::patience::Stopwatch;
use mock_http::clock::Clock;
use mock_http::log::Standing;
use store::shared::LEASE;

/// The time for which a renewal holds here, counted from before it was asked for. It ends a second before the store gives the worlds to
/// others, since no two clocks run alike.
const HOLDS: Duration = LEASE.saturating_sub(Duration::from_secs(1));

/// A lease. Once it is over, it stays over: the next one is another value.
#[derive(Debug)]
pub(crate) struct Lease {
    renewed: RwLock<Moment>,
    is_over: AtomicBool,
}

/// A moment on the machine's clocks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    monotonic: Stopwatch,
    wall: Timestamp,
}

impl Moment {
    /// Returns this moment.
    pub(crate) fn now() -> Self {
        Self { monotonic: Stopwatch::start(), wall: Clock::machine_time() }
    }

    /// Returns the instant in microseconds since 1970.
    pub(crate) fn microseconds(self) -> i64 {
        self.wall.as_microsecond()
    }

    /// Returns the time since then, by the clock that says more: the monotonic one stands still while the machine sleeps.
    fn elapsed(self) -> Duration {
        let wall = Clock::machine_time().duration_since(self.wall);
        self.monotonic.elapsed().max(Duration::try_from(wall).unwrap_or_default())
    }
}

impl Lease {
    /// Creates a lease that was asked for at a moment.
    pub(crate) fn new(asked: Moment) -> Self {
        Self { renewed: RwLock::new(asked), is_over: AtomicBool::new(false) }
    }

    /// Renews the lease, as it was asked for at a moment.
    pub(crate) fn renew(&self, asked: Moment) {
        *self.renewed.write().unwrap_or_else(PoisonError::into_inner) = asked;
    }

    /// Ends the lease for ever.
    pub(crate) fn end(&self) {
        self.is_over.store(true, Ordering::SeqCst);
    }

    /// Returns the standing of the worlds under this lease.
    pub(crate) fn standing(&self) -> Standing {
        let renewed = *self.renewed.read().unwrap_or_else(PoisonError::into_inner);
        if self.is_over.load(Ordering::SeqCst) {
            Standing::Lost
        } else if renewed.elapsed() < HOLDS {
            Standing::Good
        } else {
            Standing::Waiting
        }
    }
}

/// The lease that holds now. Worlds that are taken from now on are under it.
#[derive(Debug)]
pub(crate) struct CurrentLease(RwLock<Arc<Lease>>);

impl CurrentLease {
    /// Creates the place with a first lease.
    pub(crate) fn new(lease: Lease) -> Arc<Self> {
        Arc::new(Self(RwLock::new(Arc::new(lease))))
    }

    /// Returns the lease.
    pub(crate) fn get(&self) -> Arc<Lease> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts another lease in its place, and ends it.
    pub(crate) fn replace(&self, lease: Lease) {
        let mut current = self.0.write().unwrap_or_else(PoisonError::into_inner);
        current.end();
        *current = Arc::new(lease);
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn a_lease_holds_for_nine_seconds_by_whichever_clock_and_never_again_once_it_is_over() {
        let ago = |seconds| {
            let now = Moment::now();
            Moment { wall: now.wall - SignedDuration::from_secs(seconds), ..now }
        };
        let lease = Lease::new(ago(8));
        assert_eq!(lease.standing(), Standing::Good);
        lease.renew(ago(9));
        assert_eq!(lease.standing(), Standing::Waiting, "the machine has slept");
        lease.renew(ago(-5));
        assert_eq!(lease.standing(), Standing::Good, "the wall clock was set back");
        let current = CurrentLease::new(lease);
        let former = current.get();
        current.replace(Lease::new(ago(0)));
        former.renew(ago(0));
        assert_eq!((former.standing(), current.get().standing()), (Standing::Lost, Standing::Good));
    }
}
