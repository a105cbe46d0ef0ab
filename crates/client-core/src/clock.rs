//! The only source of time: a clock that can be read and slept on.
//!
//! Clients never read the machine's clock themselves. So a caller can use virtual time instead, and a test can watch an hour
//! of polling without waiting. The timeout of a single try is the exception: a socket waits in real time, even under a
//! virtual clock.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// A sleep in progress.
pub type Sleep<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Time as a client sees it.
pub trait Clock: Debug + Send + Sync + 'static {
    /// Returns the time since a fixed instant of the clock's choice. It never goes back.
    fn now(&self) -> Duration;

    /// Waits until `pause` has passed on this clock.
    fn sleep(&self, pause: Duration) -> Sleep<'_>;
}

pub use system::SystemClock;

mod system {
    #![expect(clippy::disallowed_methods, reason = "the one place where clients read and wait on real time")]

    use std::time::Duration;

    use tokio::time::Instant;

    use super::{Clock, Sleep};

    /// Real time: tokio's clock, which is the machine's monotonic one. So a program that has paused that clock for a test pauses
    /// its clients too.
    #[derive(Debug)]
    pub struct SystemClock {
        origin: Instant,
    }

    impl Default for SystemClock {
        fn default() -> Self {
            Self { origin: Instant::now() }
        }
    }

    impl Clock for SystemClock {
        fn now(&self) -> Duration {
            self.origin.elapsed()
        }

        fn sleep(&self, pause: Duration) -> Sleep<'_> {
            Box::pin(tokio::time::sleep(pause))
        }
    }
}

#[cfg(any(test, feature = "test-util"))]
pub use simulated::VirtualClock;

#[cfg(any(test, feature = "test-util"))]
mod simulated {
    use std::sync::{Mutex, MutexGuard, PoisonError};
    use std::time::Duration;

    use super::{Clock, Sleep};

    /// Virtual time: a sleep ends at once and moves the clock on by its length. It needs the feature `test-util`.
    ///
    /// ```
    /// use std::time::Duration;
    /// use client_core::clock::{Clock, VirtualClock};
    ///
    /// let clock = VirtualClock::default();
    /// drop(clock.sleep(Duration::from_secs(3600)));
    /// assert_eq!(clock.now(), Duration::from_secs(3600));
    /// assert_eq!(clock.sleeps(), [Duration::from_secs(3600)]);
    /// ```
    #[derive(Debug, Default)]
    pub struct VirtualClock {
        sleeps: Mutex<Vec<Duration>>,
    }

    impl VirtualClock {
        /// Returns all sleeps on this clock, in order.
        pub fn sleeps(&self) -> Vec<Duration> {
            self.lock().clone()
        }

        fn lock(&self) -> MutexGuard<'_, Vec<Duration>> {
            self.sleeps.lock().unwrap_or_else(PoisonError::into_inner)
        }
    }

    impl Clock for VirtualClock {
        fn now(&self) -> Duration {
            self.lock().iter().sum()
        }

        fn sleep(&self, pause: Duration) -> Sleep<'_> {
            self.lock().push(pause);
            Box::pin(std::future::ready(()))
        }
    }
}
