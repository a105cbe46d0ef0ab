//! A count of the attempts to deliver webhooks that are under way.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::Notify;

/// The minimum time for a receiver's answer on the machine's clock, since virtual time may have been moved far ahead.
pub(crate) const GRACE: Duration = Duration::from_secs(1);

/// A count of a world's attempts that are under way.
#[derive(Debug, Default)]
pub struct InFlight {
    count: AtomicUsize,
    none: Notify,
}

impl InFlight {
    /// Waits until no attempt is under way, at most 1.25 seconds on the machine's clock.
    pub async fn none(&self) {
        let quiet = async {
            loop {
                let none = self.none.notified();
                if self.is_none() {
                    return;
                }
                none.await;
            }
        };
        // An attempt that takes longer waits for virtual time.
        let _ = tokio::time::timeout(GRACE * 5 / 4, quiet).await;
    }

    /// Returns `true` if no attempt is under way.
    pub fn is_none(&self) -> bool {
        self.count.load(Ordering::SeqCst) == 0
    }

    pub(crate) fn one_more(&self) {
        self.count.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn one_less(&self) {
        if self.count.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.none.notify_waiters();
        }
    }
}
