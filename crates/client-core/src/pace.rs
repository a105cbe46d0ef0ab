//! Keeping to a provider's limit of requests by oneself, instead of by being refused.
//!
//! A request counts from when it is sent until a whole window after it has ended. Where the provider counts it, on its
//! arrival, lies between the two, so however long requests are on their way, no window of the provider's holds more of
//! them than the pace allows. Only one that stays without an end for a whole window counts no longer than that.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tracing::debug;

use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};

/// At most so many requests in any window of so much time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pace {
    /// The most requests; 0 counts as 1.
    pub requests: u16,
    /// The time in which there may be so many.
    pub window: Duration,
}

impl Pace {
    /// At most `requests` in any `window`.
    pub const fn new(requests: u16, window: Duration) -> Self {
        Self { requests, window }
    }
}

/// Hands out turns at a pace; clones of a transport share one.
#[derive(Debug)]
pub(crate) struct Pacer {
    window: Duration,
    slots: Mutex<Slots>,
}

/// When each slot can be taken again.
#[derive(Debug)]
struct Slots(Vec<Duration>);

impl Slots {
    /// Takes a slot until `until`, or tells how long it takes until there may be one. That may prove too soon, when a
    /// request that is still under way ends.
    fn take(&mut self, now: Duration, until: Duration) -> Result<usize, Duration> {
        let (slot, free_at) = (0..).zip(&mut self.0).min_by_key(|(_, at)| **at).expect("there is a slot");
        match free_at.saturating_sub(now) {
            Duration::ZERO => {
                *free_at = until;
                Ok(slot)
            }
            pause => Err(pause),
        }
    }
}

impl Pacer {
    pub(crate) fn new(pace: Pace) -> Self {
        let slots = vec![Duration::ZERO; pace.requests.max(1).into()];
        Self { window: pace.window, slots: Mutex::new(Slots(slots)) }
    }

    /// Waits until a request may be sent, which is to end before the turn is dropped; or not at all, if that would
    /// take longer than `limit`.
    pub(crate) async fn turn<'a>(
        &'a self,
        clock: &'a dyn Clock,
        limit: Option<Duration>,
    ) -> Result<Turn<'a>> {
        let last = limit.map(|limit| clock.now().saturating_add(limit));
        loop {
            let now = clock.now();
            let taken = self.slots().take(now, now.saturating_add(self.window));
            let pause = match taken {
                Ok(slot) => return Ok(Turn { pacer: self, clock, slot }),
                Err(pause) => pause,
            };
            if last.is_some_and(|last| now.saturating_add(pause) > last) {
                let told = format!("its turn comes only in {pause:?}, as the pace of requests is limited");
                return Err(Error::new(ErrorKind::Paced, told));
            }
            debug!(?pause, "waits for its turn");
            clock.sleep(pause).await;
        }
    }

    fn slots(&self) -> MutexGuard<'_, Slots> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Leave to send one request. Dropping it tells that the request has ended, however it did.
pub(crate) struct Turn<'a> {
    pacer: &'a Pacer,
    clock: &'a dyn Clock,
    slot: usize,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        // Where the request took longer than a window, its slot has been taken anew meanwhile; this is the later end.
        let until = self.clock.now().saturating_add(self.pacer.window);
        self.pacer.slots().0[self.slot] = until;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::VirtualClock;

    const MINUTE: Duration = Duration::from_secs(60);

    fn passes(clock: &VirtualClock, seconds: u64) {
        drop(clock.sleep(Duration::from_secs(seconds)));
    }

    /// How long each of these requests waits for its turn, in seconds, and then takes.
    async fn waits(requests: u16, lengths: impl IntoIterator<Item = u64>) -> Vec<u64> {
        let (pacer, clock) = (Pacer::new(Pace::new(requests, MINUTE)), VirtualClock::default());
        let mut waits = Vec::new();
        for length in lengths {
            let asked = clock.now();
            let _turn = pacer.turn(&clock, None).await.unwrap();
            waits.push(clock.now().as_secs() - asked.as_secs());
            passes(&clock, length);
        }
        waits
    }

    #[tokio::test]
    async fn requests_beyond_the_pace_wait_for_the_end_of_the_window() {
        assert_eq!(waits(3, [0; 8]).await, [0, 0, 0, 60, 0, 0, 60, 0]);
        assert_eq!(waits(1, [0; 3]).await, [0, 60, 60]);
        assert_eq!(waits(0, [0; 3]).await, [0, 60, 60]);
        assert_eq!(waits(2, [31; 4]).await, [0, 0, 29, 0], "counted from the end of each");
    }

    #[tokio::test]
    async fn rare_requests_never_wait() {
        assert_eq!(waits(2, [61; 9]).await, [0; 9]);
    }

    #[tokio::test]
    async fn a_request_under_way_counts_until_a_window_after_its_end() {
        let (pacer, clock) = (Pacer::new(Pace::new(1, MINUTE)), VirtualClock::default());
        let slow = pacer.turn(&clock, None).await.unwrap();
        passes(&clock, 20);
        drop(slow);
        drop(pacer.turn(&clock, None).await.unwrap());
        assert_eq!(clock.now().as_secs(), 80);
    }

    #[tokio::test]
    async fn a_request_that_outlasts_the_window_does_not_free_the_slot_of_the_next() {
        let (pacer, clock) = (Pacer::new(Pace::new(1, MINUTE)), VirtualClock::default());
        let endless = pacer.turn(&clock, None).await.unwrap();
        let next = pacer.turn(&clock, None).await.unwrap();
        passes(&clock, 10);
        drop(next);
        drop(endless);
        drop(pacer.turn(&clock, None).await.unwrap());
        assert_eq!(clock.now().as_secs(), 130);
    }

    #[tokio::test]
    async fn a_turn_that_comes_too_late_is_not_waited_for() {
        let (pacer, clock) = (Pacer::new(Pace::new(1, MINUTE)), VirtualClock::default());
        drop(pacer.turn(&clock, Some(Duration::ZERO)).await.unwrap());
        let error = pacer.turn(&clock, Some(Duration::from_millis(59_999))).await.err().unwrap();
        assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Paced, false));
        assert_eq!(error.to_string(), "its turn comes only in 60s, as the pace of requests is limited");
        assert_eq!(clock.sleeps(), []);
        assert!(pacer.turn(&clock, Some(MINUTE)).await.is_ok());
    }

    #[tokio::test]
    async fn a_window_without_end_is_no_panic() {
        let (pacer, clock) = (Pacer::new(Pace::new(1, Duration::MAX)), VirtualClock::default());
        passes(&clock, 1);
        drop(pacer.turn(&clock, None).await.unwrap());
        assert!(pacer.turn(&clock, Some(MINUTE)).await.is_err());
    }
}
