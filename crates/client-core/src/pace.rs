//! A limit of requests that the client keeps by itself, so that the provider need not refuse any.
//!
//! A request counts from its sending until one whole window after its end. The provider counts it on its arrival, which lies
//! between the two. So no window of the provider holds more requests than the pace allows, even if requests are slow. There
//! is one exception: a request that has not ended after a whole window counts no longer than that.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tracing::debug;

use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};

/// A limit of requests: at most `requests` in any period of length `window`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pace {
    /// The largest number of requests in a window; 0 counts as 1.
    pub requests: u16,
    /// The length of the window.
    pub window: Duration,
}

impl Pace {
    /// Creates a pace of at most `requests` in any `window`.
    pub const fn new(requests: u16, window: Duration) -> Self {
        Self { requests, window }
    }
}

/// Grants turns to send at a pace, to whoever asked first. Clones of a transport share one pacer.
#[derive(Debug)]
pub(crate) struct Pacer {
    window: Duration,
    slots: Mutex<Slots>,
}

#[derive(Debug)]
struct Slots {
    /// The instant at which each slot is free again.
    free_at: Vec<Duration>,
    /// The numbers of those who wait, in the order in which they came.
    waiting: BTreeSet<u64>,
    /// The number of those who ever came.
    came: u64,
}

impl Slots {
    /// Takes a slot until `until` for somebody with so many others ahead. If there is none, returns the pause after which there
    /// may be one. That pause can prove too short, if a running request ends meanwhile.
    fn take(
        &mut self,
        ahead: usize,
        now: Duration,
        window: Duration,
        until: Duration,
    ) -> Result<usize, Duration> {
        let count = self.free_at.len();
        let mut in_order: Vec<_> = self.free_at.iter().copied().zip(0..).collect();
        let (_, &mut (free_at, slot), _) = in_order.select_nth_unstable(ahead % count);
        let rounds = u32::try_from(ahead / count).unwrap_or(u32::MAX);
        match free_at.saturating_add(window.saturating_mul(rounds)).saturating_sub(now) {
            // There is one for each of those ahead as well.
            Duration::ZERO => {
                self.free_at[slot] = until;
                Ok(slot)
            }
            pause => Err(pause),
        }
    }
}

/// The place of somebody who waits for a turn. Dropping it lets the next ones move up.
struct Place<'a> {
    pacer: &'a Pacer,
    number: u64,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.pacer.slots().waiting.remove(&self.number);
    }
}

impl Pacer {
    pub(crate) fn new(pace: Pace) -> Self {
        let free_at = vec![Duration::ZERO; pace.requests.max(1).into()];
        let slots = Slots { free_at, waiting: BTreeSet::new(), came: 0 };
        Self { window: pace.window, slots: Mutex::new(slots) }
    }

    /// Waits for a turn to send one request. The request must end before the turn is dropped. Returns an error at once if
    /// the wait would take longer than `limit`.
    pub(crate) async fn turn<'a>(
        &'a self,
        clock: &'a dyn Clock,
        limit: Option<Duration>,
    ) -> Result<Turn<'a>> {
        let last = limit.map(|limit| clock.now().saturating_add(limit));
        let place = self.come();
        loop {
            let now = clock.now();
            let taken = {
                let mut slots = self.slots();
                let ahead = slots.waiting.range(..place.number).count();
                slots.take(ahead, now, self.window, now.saturating_add(self.window))
            };
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

    /// Takes the place behind all who wait.
    fn come(&self) -> Place<'_> {
        let mut slots = self.slots();
        slots.came += 1;
        let number = slots.came;
        slots.waiting.insert(number);
        Place { pacer: self, number }
    }

    fn slots(&self) -> MutexGuard<'_, Slots> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Permission to send one request. Dropping it reports the end of the request, successful or not.
pub(crate) struct Turn<'a> {
    pacer: &'a Pacer,
    clock: &'a dyn Clock,
    slot: usize,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        // If the request took longer than a window, another request has taken its slot meanwhile. This end is the later one.
        let until = self.clock.now().saturating_add(self.pacer.window);
        self.pacer.slots().free_at[self.slot] = until;
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

    /// Returns the wait of each of these requests for its turn, in seconds; `lengths` are their durations in seconds.
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

    #[test]
    fn who_came_first_is_first_and_the_others_know_their_time() {
        let second = Duration::from_secs(1);
        let mut slots = Slots { free_at: vec![second * 60, second * 70], waiting: BTreeSet::new(), came: 0 };
        let waits = [0, 1, 2, 3].map(|ahead| slots.take(ahead, second * 10, MINUTE, MINUTE * 2).unwrap_err());
        assert_eq!(waits, [50, 60, 110, 120].map(Duration::from_secs));
        // One slot is free: it is the first one's, whoever looks earlier.
        assert_eq!(slots.take(1, second * 60, MINUTE, MINUTE * 2), Err(second * 10));
        assert_eq!(slots.take(0, second * 60, MINUTE, MINUTE * 2), Ok(0));
    }

    #[tokio::test]
    async fn somebody_who_waits_no_longer_leaves_no_gap() {
        let (pacer, clock) = (Pacer::new(Pace::new(1, MINUTE)), VirtualClock::default());
        drop(pacer.come());
        let stays = pacer.come();
        assert_eq!(pacer.slots().waiting.range(..stays.number).count(), 0);
        drop(stays);
        drop(pacer.turn(&clock, Some(Duration::ZERO)).await.unwrap());
        assert!(pacer.slots().waiting.is_empty());
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
