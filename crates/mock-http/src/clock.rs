//! Virtual time.
//!
//! A world's [`Clock`] is the only thing here that reads the machine's clocks or waits for them. Everything else is told the
//! instant.
//!
//! In real time a clock counts on the machine's monotonic clock. That clock never goes back, but it stands still while the
//! machine sleeps. Each reading therefore compares it with the wall clock, and follows the wall clock if that has run ahead.

mod deadline;

use std::fmt;
use std::sync::{OnceLock, PoisonError, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use kernel::time::{Mode, Pace, later};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

pub use control_api::Reading;
pub use deadline::Deadline;

/// The initial state of a clock.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Start {
    /// The way in which the clock moves.
    pub mode: Mode,
    /// The instant at which it starts; by default now in realtime, and [`Clock::EPOCH`] otherwise.
    pub now: Option<Timestamp>,
    /// The pace of jobs.
    pub pace: Pace,
}

/// The reasons for which a clock is not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockError {
    /// The instant is earlier than the clock's.
    Backwards,
    /// The instant is beyond the year 9999.
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
pub struct Clock {
    state: RwLock<State>,
    moved: watch::Sender<()>,
    observer: OnceLock<Observer>,
}

/// A function that is told each reading after which the clock was set or moved, with the machine's time.
type Observer = Box<dyn Fn(Reading, Timestamp) + Send + Sync>;

/// The lead of the wall clock from which on a clock follows it. Smaller corrections are ignored.
const LAG: SignedDuration = SignedDuration::from_secs(1);

/// A reading of the machine's two clocks.
#[derive(Clone, Copy, Debug)]
struct Machine {
    monotonic: Instant,
    wall: Timestamp,
}

impl Machine {
    fn read() -> Self {
        Self { monotonic: machine_instant(), wall: machine_now() }
    }
}

#[derive(Clone, Copy, Debug)]
struct State {
    mode: Mode,
    /// The virtual instant at `since`.
    now: Timestamp,
    since: Machine,
    pace: Pace,
}

impl State {
    fn reading(&self, machine: Machine) -> Reading {
        let now = match self.mode {
            Mode::Realtime => {
                later(self.now, machine.monotonic.saturating_duration_since(self.since.monotonic))
            }
            Mode::Frozen | Mode::Skipping => self.now,
        };
        Reading { mode: self.mode, now, pace: self.pace }
    }

    /// Returns the time that has passed on the wall clock, if the monotonic clock has missed some of it.
    fn slept(&self, machine: Machine) -> Option<SignedDuration> {
        let wall = machine.wall.duration_since(self.since.wall);
        let monotonic = machine.monotonic.saturating_duration_since(self.since.monotonic);
        let monotonic = SignedDuration::try_from(monotonic).unwrap_or(SignedDuration::MAX);
        (self.mode == Mode::Realtime && wall.saturating_sub(monotonic) > LAG).then_some(wall)
    }

    /// Counts from this reading on, and from the wall clock's time if the machine has slept.
    fn follow(&mut self, machine: Machine) {
        if let Some(wall) = self.slept(machine) {
            self.now = later(self.now, wall.unsigned_abs());
            self.since = machine;
        }
    }
}

impl Clock {
    /// The start of clocks that do not follow the machine: 2026-01-01T00:00:00Z.
    pub const EPOCH: Timestamp = Timestamp::constant(1_767_225_600, 0);

    /// Starts a clock.
    pub fn new(start: Start) -> Self {
        Self::started(start, Machine::read())
    }

    fn started(start: Start, machine: Machine) -> Self {
        let now = start.now.unwrap_or(match start.mode {
            Mode::Realtime => machine.wall,
            Mode::Frozen | Mode::Skipping => Self::EPOCH,
        });
        let state = State { mode: start.mode, now, since: machine, pace: start.pace };
        Self { state: RwLock::new(state), moved: watch::Sender::new(()), observer: OnceLock::new() }
    }

    /// Lets a function see every reading after which the clock was set or moved. Only the first call has an effect.
    pub(crate) fn observe(&self, observer: impl Fn(Reading, Timestamp) + Send + Sync + 'static) {
        let _ = self.observer.set(Box::new(observer));
    }

    /// Returns the machine's time.
    pub fn machine_time() -> Timestamp {
        machine_now()
    }

    /// Returns the instant.
    pub fn now(&self) -> Timestamp {
        self.read().now
    }

    /// Returns the pace of jobs.
    pub fn pace(&self) -> Pace {
        self.state().pace
    }

    /// Returns everything that the clock shows. If the machine has slept, this wakes all tasks that wait for an instant.
    pub fn read(&self) -> Reading {
        self.read_by(Machine::read)
    }

    fn read_by(&self, machine: impl Fn() -> Machine) -> Reading {
        {
            let state = self.state();
            let machine = if state.mode == Mode::Realtime { machine() } else { state.since };
            if state.slept(machine).is_none() {
                return state.reading(machine);
            }
        }
        self.change_by(machine, |state, machine| state.reading(machine))
    }

    /// Sets the given properties and leaves the rest.
    pub fn set(
        &self,
        mode: Option<Mode>,
        now: Option<Timestamp>,
        pace: Option<Pace>,
    ) -> Result<Reading, ClockError> {
        self.change(|state, machine| {
            let current = state.reading(machine).now;
            let now = now.unwrap_or(current);
            if now < current {
                return Err(ClockError::Backwards);
            }
            let (mode, pace) = (mode.unwrap_or(state.mode), pace.unwrap_or(state.pace));
            *state = State { mode, now, since: machine, pace };
            Ok(state.reading(machine))
        })
    }

    /// Moves time on by a duration.
    pub fn advance(&self, by: Duration) -> Result<Reading, ClockError> {
        self.change(|state, machine| {
            let by = SignedDuration::try_from(by).map_err(|_| ClockError::TooFar)?;
            state.reading(machine).now.checked_add(by).map_err(|_| ClockError::TooFar)?;
            state.now += by;
            Ok(state.reading(machine))
        })
    }

    /// Moves a skipping clock to `instant`, unless the clock is already there or beyond.
    pub fn skip_to(&self, instant: Timestamp) {
        let skips = {
            let state = self.state();
            state.mode == Mode::Skipping && state.now < instant
        };
        if skips {
            // Two readers may skip at once; the later instant stands.
            self.change(|state, _| state.now = state.now.max(instant));
        }
    }

    /// Returns a receiver that is told when the clock is set or moved.
    pub fn moved(&self) -> watch::Receiver<()> {
        self.moved.subscribe()
    }

    /// Waits until the clock shows `instant`. A skipping clock moves there at once.
    pub async fn reached(&self, instant: Timestamp) {
        self.wait(instant, true).await;
    }

    /// Waits until the clock shows `instant`, and moves no clock for it, not even a skipping one.
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
                // The loop looks again, both after a move and after the time has passed by itself.
                let _ = tokio::time::timeout(left, change).await;
            } else if change.await.is_err() {
                return;
            }
        }
    }

    fn state(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(&self, change: impl FnOnce(&mut State, Machine) -> T) -> T {
        self.change_by(Machine::read, change)
    }

    /// Reads the machine under the lock; otherwise a clock that stops could show less than it has shown before.
    fn change_by<T>(
        &self,
        machine: impl Fn() -> Machine,
        change: impl FnOnce(&mut State, Machine) -> T,
    ) -> T {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let machine = machine();
        state.follow(machine);
        let changed = change(&mut state, machine);
        if let Some(observer) = self.observer.get() {
            // Nobody can see the new instant before it is written down.
            observer(state.reading(machine), machine.wall);
        }
        drop(state);
        self.moved.send_replace(());
        changed
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock enters")]
fn machine_now() -> Timestamp {
    Timestamp::now()
}

#[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock enters")]
fn machine_instant() -> Instant {
    Instant::now()
}

/// Waits for a duration on the machine's clock. For the shell alone, since its callers live in the machine's time.
#[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is waited for")]
pub async fn pause(duration: Duration) {
    tokio::time::sleep(duration).await;
}

#[cfg(test)]
mod tests {
    use kernel::time::instant;

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

    /// Returns a reading of the machine's clocks after these numbers of seconds, counted from a common start.
    fn machine(start: Machine, monotonic: u64, wall: i64) -> Machine {
        Machine {
            monotonic: start.monotonic + Duration::from_secs(monotonic),
            wall: start.wall + SignedDuration::from_secs(wall),
        }
    }

    #[test]
    fn a_realtime_clock_follows_the_wall_clock_forward_and_never_back() {
        let start = Machine::read();
        let clock = Clock::started(Start { mode: Mode::Realtime, now: None, pace: Pace::PROVIDER }, start);
        let hours = 3600;
        // Seconds on the monotonic clock, on the wall clock, and on the world's.
        let rows = [
            (10, 10, 10),
            (20, 21, 20),
            (30, 8 * hours, 8 * hours),
            (40, 8 * hours + 10, 8 * hours + 10),
            (50, 20, 8 * hours + 20),
            (60, -5 * hours, 8 * hours + 30),
            (70, 8 * hours + 40, 8 * hours + 40),
            (80, 9 * hours, 9 * hours),
        ];
        for (monotonic, wall, expected) in rows {
            let now = clock.read_by(|| machine(start, monotonic, wall)).now;
            assert_eq!(
                now,
                start.wall + SignedDuration::from_secs(expected),
                "{monotonic} s, wall clock {wall} s"
            );
        }
    }

    #[test]
    fn only_real_time_follows_the_wall_clock_and_advances_are_kept() {
        let start = Machine::read();
        let slept = || machine(start, 1, 3600);
        for mode in [Mode::Frozen, Mode::Skipping] {
            let clock = Clock::started(Start { mode, now: None, pace: Pace::PROVIDER }, start);
            assert_eq!(clock.read_by(slept).now, Clock::EPOCH);
        }
        let now = Some(Clock::EPOCH);
        let clock = Clock::started(Start { mode: Mode::Realtime, now, pace: Pace::PROVIDER }, start);
        clock.change_by(|| start, |state, _| state.now += SignedDuration::from_secs(60));
        assert_eq!(clock.read_by(slept).now, later(Clock::EPOCH, Duration::from_secs(3660)));
    }

    #[tokio::test]
    async fn waiting_ends_when_somebody_looks_after_the_machine_has_slept() {
        let start = Machine::read();
        let clock = Clock::started(Start { mode: Mode::Realtime, now: None, pace: Pace::PROVIDER }, start);
        let mut wait = Box::pin(clock.passed(start.wall + SignedDuration::from_secs(7200)));
        assert!(futures_poll(&mut wait));
        clock.read_by(|| machine(start, 0, 8 * 3600));
        assert!(!futures_poll(&mut wait), "it has been told");
    }

    #[test]
    fn paces_have_bounds() {
        assert_eq!(Pace::new(10.0).unwrap().scale(Duration::from_secs(20)), Duration::from_secs(2));
        for times in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(Pace::new(times).is_none());
        }
    }
}
