//! Virtual time.
//!
//! A world's [`Clock`] is the only thing here that reads the machine's clock or waits for it. Everything else is told the
//! instant.

mod deadline;

use std::fmt;
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize, Serializer};
use tokio::sync::watch;

pub use deadline::Deadline;

/// How a clock moves by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// With the machine's clock, plus every advance.
    #[default]
    Realtime,
    /// Only when told.
    Frozen,
    /// Like frozen, and after each status read of an unfinished job to that job's next change: a poll loop sees every
    /// state and never waits.
    Skipping,
}

/// Jobs run this many times faster than the provider's.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize)]
pub struct Pace(f64);

impl Pace {
    /// The provider's own pace.
    pub const PROVIDER: Self = Self(1.0);

    /// A pace from a thousandth to a million times the provider's; `None` for anything else.
    pub fn new(times: f64) -> Option<Self> {
        (0.001..=1e6).contains(&times).then_some(Self(times))
    }

    /// How long something takes at this pace that takes the provider `duration`.
    pub fn scale(self, duration: Duration) -> Duration {
        duration.div_f64(self.0)
    }
}

/// How a clock starts.
#[derive(Clone, Copy, Debug)]
pub struct Start {
    /// How it moves.
    pub mode: Mode,
    /// When it starts; by default now in realtime, and [`Clock::EPOCH`] otherwise.
    pub now: Option<Timestamp>,
    /// How fast jobs run.
    pub pace: Pace,
}

/// What a clock shows.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Reading {
    /// How it moves.
    pub mode: Mode,
    /// The instant.
    #[serde(serialize_with = "serialize_instant")]
    pub now: Timestamp,
    /// How fast jobs run.
    pub pace: Pace,
}

/// Why a clock was not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockError {
    /// Time never goes back.
    Backwards,
    /// Beyond the year 9999.
    TooFar,
}

impl fmt::Display for ClockError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Backwards => "time never goes back",
            Self::TooFar => "beyond the end of the calendar",
        })
    }
}

impl std::error::Error for ClockError {}

/// The clock of a world.
#[derive(Debug)]
pub struct Clock {
    state: RwLock<State>,
    moved: watch::Sender<()>,
}

#[derive(Clone, Copy, Debug)]
struct State {
    mode: Mode,
    /// The virtual instant at `since`.
    now: Timestamp,
    since: Instant,
    pace: Pace,
}

impl State {
    fn now(&self) -> Timestamp {
        match self.mode {
            Mode::Realtime => later(self.now, machine_instant().saturating_duration_since(self.since)),
            Mode::Frozen | Mode::Skipping => self.now,
        }
    }
}

impl Clock {
    /// Where clocks that don't follow the machine start: 2026-01-01T00:00:00Z.
    pub const EPOCH: Timestamp = Timestamp::constant(1_767_225_600, 0);

    /// A clock that starts as told.
    pub fn new(start: Start) -> Self {
        let now = start.now.unwrap_or_else(|| match start.mode {
            Mode::Realtime => machine_now(),
            Mode::Frozen | Mode::Skipping => Self::EPOCH,
        });
        let state = State { mode: start.mode, now, since: machine_instant(), pace: start.pace };
        Self { state: RwLock::new(state), moved: watch::Sender::new(()) }
    }

    /// The instant.
    pub fn now(&self) -> Timestamp {
        self.state().now()
    }

    /// How fast jobs run.
    pub fn pace(&self) -> Pace {
        self.state().pace
    }

    /// Everything the clock shows.
    pub fn read(&self) -> Reading {
        let state = self.state();
        Reading { mode: state.mode, now: state.now(), pace: state.pace }
    }

    /// Changes what is given and leaves the rest.
    pub fn set(
        &self,
        mode: Option<Mode>,
        now: Option<Timestamp>,
        pace: Option<Pace>,
    ) -> Result<Reading, ClockError> {
        self.change(|state| {
            let current = state.now();
            let now = now.unwrap_or(current);
            if now < current {
                return Err(ClockError::Backwards);
            }
            *state = State {
                mode: mode.unwrap_or(state.mode),
                now,
                since: machine_instant(),
                pace: pace.unwrap_or(state.pace),
            };
            Ok(())
        })?;
        Ok(self.read())
    }

    /// Moves time on.
    pub fn advance(&self, by: Duration) -> Result<Reading, ClockError> {
        self.change(|state| {
            let by = SignedDuration::try_from(by).map_err(|_| ClockError::TooFar)?;
            state.now.checked_add(by).map_err(|_| ClockError::TooFar)?;
            state.now().checked_add(by).map_err(|_| ClockError::TooFar)?;
            state.now += by;
            Ok(())
        })?;
        Ok(self.read())
    }

    /// Moves a skipping clock to `instant`, unless it is there already.
    pub fn skip_to(&self, instant: Timestamp) {
        let skips = {
            let state = self.state();
            state.mode == Mode::Skipping && state.now < instant
        };
        if skips {
            // Two readers may skip at once; the later instant stands.
            let _ = self.change(|state| {
                state.now = state.now.max(instant);
                Ok(())
            });
        }
    }

    /// Waits until the clock shows `instant`. A skipping clock goes there at once.
    pub async fn reached(&self, instant: Timestamp) {
        self.wait(instant, true).await;
    }

    /// Waits until the clock shows `instant`, whatever brings it there: even a skipping clock is not moved.
    pub async fn passed(&self, instant: Timestamp) {
        self.wait(instant, false).await;
    }

    async fn wait(&self, instant: Timestamp, skips: bool) {
        let mut moved = self.moved.subscribe();
        loop {
            if skips {
                self.skip_to(instant);
            }
            let reading = self.read();
            if reading.now >= instant {
                return;
            }
            let change = moved.changed();
            if reading.mode == Mode::Realtime {
                let left = instant.duration_since(reading.now).unsigned_abs();
                // Whether time was moved or passed by itself, the loop looks again.
                let _ = tokio::time::timeout(left, change).await;
            } else if change.await.is_err() {
                return;
            }
        }
    }

    fn state(&self) -> State {
        *self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State) -> Result<(), ClockError>) -> Result<(), ClockError> {
        let changed = change(&mut self.state.write().unwrap_or_else(PoisonError::into_inner));
        self.moved.send_replace(());
        changed
    }
}

/// `instant` plus `duration`, at most the last instant of the calendar.
pub fn later(instant: Timestamp, duration: Duration) -> Timestamp {
    SignedDuration::try_from(duration)
        .ok()
        .and_then(|duration| instant.checked_add(duration).ok())
        .unwrap_or(Timestamp::MAX)
}

/// RFC 3339 in UTC with milliseconds, as the control API prints instants.
pub fn instant(instant: Timestamp) -> String {
    format!("{instant:.3}")
}

/// For `#[serde(serialize_with)]`: [`instant`].
pub fn serialize_instant<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&instant(*at))
}

/// For `#[serde(serialize_with)]`: [`instant`] or null.
pub fn serialize_optional_instant<S: Serializer>(
    at: &Option<Timestamp>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    at.map(instant).serialize(serializer)
}

#[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock enters")]
fn machine_now() -> Timestamp {
    Timestamp::now()
}

#[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock enters")]
fn machine_instant() -> Instant {
    Instant::now()
}

/// Measures how long something takes on the machine's clock.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts it.
    pub fn start() -> Self {
        Self(machine_instant())
    }

    /// How long ago that was.
    pub fn elapsed(self) -> Duration {
        machine_instant().saturating_duration_since(self.0)
    }
}

/// Waits so long on the machine's clock: for the shell alone, where somebody outside waits in the machine's time.
#[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is waited for")]
pub async fn pause(duration: Duration) {
    tokio::time::sleep(duration).await;
}

/// What comes of something within so long on the machine's clock: for the shell alone.
pub async fn patience<T>(at_most: Duration, something: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(at_most, something).await.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frozen() -> Clock {
        Clock::new(Start { mode: Mode::Frozen, now: None, pace: Pace::PROVIDER })
    }

    #[test]
    fn a_frozen_clock_moves_only_when_told_and_never_back() {
        let clock = frozen();
        assert_eq!(clock.now(), Clock::EPOCH);
        clock.advance(Duration::from_millis(1500)).unwrap();
        assert_eq!(instant(clock.now()), "2026-01-01T00:00:01.500Z");
        assert_eq!(clock.set(None, Some(Clock::EPOCH), None).unwrap_err(), ClockError::Backwards);
        assert_eq!(clock.advance(Duration::MAX).unwrap_err(), ClockError::TooFar);
        clock.skip_to(later(Clock::EPOCH, Duration::from_secs(60)));
        assert_eq!(instant(clock.now()), "2026-01-01T00:00:01.500Z");
    }

    #[test]
    fn a_skipping_clock_goes_to_the_next_change() {
        let clock = frozen();
        clock.set(Some(Mode::Skipping), None, None).unwrap();
        let change = later(Clock::EPOCH, Duration::from_secs(60));
        clock.skip_to(change);
        assert_eq!(clock.now(), change);
        clock.skip_to(Clock::EPOCH);
        assert_eq!(clock.now(), change);
    }

    #[test]
    fn a_realtime_clock_never_goes_back_when_it_changes_its_mode() {
        let clock = Clock::new(Start { mode: Mode::Realtime, now: None, pace: Pace::PROVIDER });
        let before = clock.now();
        let frozen = clock.set(Some(Mode::Frozen), None, None).unwrap().now;
        assert!(frozen >= before);
        assert!(clock.set(Some(Mode::Realtime), None, None).unwrap().now >= frozen);
    }

    #[tokio::test]
    async fn waiting_ends_when_time_is_moved() {
        let clock = frozen();
        let due = later(Clock::EPOCH, Duration::from_secs(5));
        let mut wait = Box::pin(clock.reached(due));
        let unfinished = futures_poll(&mut wait);
        assert!(unfinished, "time stands still");
        clock.advance(Duration::from_secs(5)).unwrap();
        wait.await;
    }

    fn futures_poll(future: &mut (impl Future<Output = ()> + Unpin)) -> bool {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        std::pin::Pin::new(future).poll(&mut context).is_pending()
    }

    #[test]
    fn paces_have_bounds() {
        assert_eq!(Pace::new(10.0).unwrap().scale(Duration::from_secs(20)), Duration::from_secs(2));
        for times in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(Pace::new(times).is_none());
        }
    }
}
