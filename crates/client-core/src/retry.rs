//! The decision to repeat a failed try, and the pause before the repeat.
//!
//! The decision is a pure function of the policy, the clock's reading and the history of the call. The loop around it only
//! sends and sleeps. Backoff is exponential with full jitter: each pause is chosen between zero and a growing ceiling, so
//! that many clients that failed together don't return together. A `Retry-After` is obeyed: the next try never comes sooner.
//! If the wait would take too long, there is no next try.

use std::fmt;
use std::future::Future;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};

/// The effect of a repeat of a call, which decides when it is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// The call only reads, or a repeat of it is harmless: it can always be repeated.
    Always,
    /// The call buys or changes something, and nothing prevents a second effect. It is repeated only on proof that no
    /// earlier try took effect (see [`Error::may_have_been_sent`]).
    WhenUntouched,
    /// The call buys something, and for at least this long a repeat finds the first purchase. It is repeated like a call
    /// that only reads, but not later than this after the start of the first try that may have taken effect.
    Within(Duration),
}

/// The limits of the repeats of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// The largest number of tries of one call, including the first; 4 by default. 1 turns repeats off.
    pub max_tries: u32,
    /// The ceiling of the first pause; 500 ms by default. The ceiling doubles with each further pause.
    pub first_pause: Duration,
    /// The largest ceiling of a pause; 8 s by default.
    pub longest_pause: Duration,
    /// The longest `Retry-After` that a call waits for; 60 s by default. If the provider asks for more, the error is
    /// returned at once, with [`Error::retry_after`].
    pub longest_retry_after: Duration,
    /// The time limit of all tries and pauses of one call together; 3 minutes by default.
    pub total_time: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_tries: 4,
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(8),
            longest_retry_after: Duration::from_secs(60),
            total_time: Duration::from_secs(180),
        }
    }
}

impl RetryPolicy {
    /// Returns a policy that repeats nothing.
    pub fn never() -> Self {
        Self::default().with_max_tries(1)
    }

    /// Sets [`max_tries`](Self::max_tries).
    #[must_use]
    pub fn with_max_tries(self, max_tries: u32) -> Self {
        Self { max_tries, ..self }
    }

    /// Sets [`first_pause`](Self::first_pause) and [`longest_pause`](Self::longest_pause).
    #[must_use]
    pub fn with_pauses(self, first_pause: Duration, longest_pause: Duration) -> Self {
        Self { first_pause, longest_pause, ..self }
    }

    /// Sets [`longest_retry_after`](Self::longest_retry_after).
    #[must_use]
    pub fn with_longest_retry_after(self, longest_retry_after: Duration) -> Self {
        Self { longest_retry_after, ..self }
    }

    /// Sets [`total_time`](Self::total_time).
    #[must_use]
    pub fn with_total_time(self, total_time: Duration) -> Self {
        Self { total_time, ..self }
    }
}

/// A function that picks a pause between zero and a given ceiling. It is the only source of chance.
#[derive(Clone)]
pub struct Jitter(Arc<dyn Fn(Duration) -> Duration + Send + Sync>);

impl Jitter {
    /// Creates a jitter from a function. A pick above the ceiling counts as the ceiling.
    pub fn new(pick: impl Fn(Duration) -> Duration + Send + Sync + 'static) -> Self {
        Self(Arc::new(pick))
    }

    fn pick(&self, ceiling: Duration) -> Duration {
        (self.0)(ceiling).min(ceiling)
    }
}

impl Default for Jitter {
    /// Returns full jitter from the process's own entropy. It spreads load and protects nothing, so the standard library's
    /// hash keys, which differ from call to call, are random enough.
    fn default() -> Self {
        Self::new(|ceiling| {
            let nanoseconds = u64::try_from(ceiling.as_nanos()).unwrap_or(u64::MAX);
            Duration::from_nanos(RandomState::new().hash_one(()) % nanoseconds.saturating_add(1))
        })
    }
}

impl fmt::Debug for Jitter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Jitter")
    }
}

/// Returns a random text of 32 digits, for idempotency keys. It names, and protects nothing.
#[doc(hidden)]
pub fn random_key() -> String {
    let half = || RandomState::new().hash_one(());
    format!("{:016x}{:016x}", half(), half())
}

/// The limits of one call, fixed at its start.
#[derive(Clone, Debug)]
pub(crate) struct Limits<'a> {
    pub(crate) policy: &'a RetryPolicy,
    pub(crate) jitter: &'a Jitter,
    pub(crate) repeat: Repeat,
    /// The instant at which all tries and pauses must be over.
    pub(crate) deadline: Duration,
}

/// The history of one call.
#[derive(Debug, Default)]
struct History {
    tries: u32,
    /// The start of the first try that may have taken effect.
    in_doubt_since: Option<Duration>,
}

impl Limits<'_> {
    /// Returns the pause before the next try, or `None` if there must be no next try.
    fn pause(&self, history: &History, error: &Error, now: Duration) -> Option<Duration> {
        let asked = error.retry_after().unwrap_or_default();
        let patient = history.tries < self.policy.max_tries && asked <= self.policy.longest_retry_after;
        if !patient || !error.is_retryable() {
            return None;
        }
        let last_start = match (self.repeat, history.in_doubt_since) {
            (Repeat::Always, _) | (_, None) => self.deadline,
            (Repeat::WhenUntouched, Some(_)) => return None,
            (Repeat::Within(window), Some(since)) => self.deadline.min(since.saturating_add(window)),
        };
        let doubled = 2_u32.saturating_pow(history.tries.saturating_sub(1));
        let ceiling = self.policy.first_pause.saturating_mul(doubled).min(self.policy.longest_pause);
        let pause = self.jitter.pick(ceiling).max(asked);
        (now.saturating_add(pause) < last_start).then_some(pause)
    }
}

/// Repeats a call until a try succeeds or must not be repeated. `attempt` gets the number of the try, from 1, and the time
/// left for all tries.
pub(crate) async fn run<T, Trying>(
    clock: &dyn Clock,
    limits: Limits<'_>,
    mut attempt: impl FnMut(u32, Duration) -> Trying,
) -> Result<T>
where
    Trying: Future<Output = Result<T>>,
{
    let mut history = History::default();
    let mut last: Option<Error> = None;
    let start = clock.now();
    let ended = |error: Error, history: &History| {
        let elapsed = clock.now().saturating_sub(start);
        error.or_in_doubt(history.in_doubt_since.is_some()).after(history.tries, elapsed)
    };
    loop {
        let began = clock.now();
        history.tries += 1;
        let error = match (attempt(history.tries, limits.deadline.saturating_sub(began)).await, last) {
            (Ok(answer), _) => return Ok(answer),
            // An attempt without a turn was no try, so the error of the try before it is returned.
            (Err(error), Some(last)) if error.kind() == ErrorKind::Paced => {
                history.tries -= 1;
                return Err(ended(last, &history));
            }
            (Err(error), _) => error,
        };
        if error.may_have_been_sent() {
            history.in_doubt_since.get_or_insert(began);
        }
        match limits.pause(&history, &error, clock.now()) {
            Some(pause) => {
                clock.sleep(pause).await;
                last = Some(error);
            }
            None => return Err(ended(error, &history)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::clock::VirtualClock;
    use crate::error::refusal;
    use crate::refusal::Refusal;

    /// The duration of a try in seconds, and its end.
    type Try = (u64, Result<(), Error>);

    fn fails(kind: ErrorKind) -> Result<(), Error> {
        Err(Error::new(kind, ""))
    }

    fn answers(status: u16, retry_after: Option<u64>) -> Result<(), Error> {
        Err(refusal(status, Refusal::default(), retry_after.map(Duration::from_secs)))
    }

    struct Played {
        result: Result<()>,
        tries: u32,
        /// The pauses in seconds.
        pauses: Vec<f64>,
    }

    /// Plays tries against a policy with ceilings of 1, 2, 4, 4... seconds. The jitter picks the whole ceiling.
    async fn play(repeat: Repeat, tries: Vec<Try>) -> Played {
        let policy = RetryPolicy::default()
            .with_pauses(Duration::from_secs(1), Duration::from_secs(4))
            .with_longest_retry_after(Duration::from_secs(20))
            .with_total_time(Duration::from_secs(100))
            .with_max_tries(5);
        let jitter = Jitter::new(|_| Duration::MAX);
        let (clock, work) = (VirtualClock::default(), VirtualClock::default());
        let limits = Limits { policy: &policy, jitter: &jitter, repeat, deadline: policy.total_time };
        let script = Mutex::new(tries.into_iter());
        let count = Mutex::new(0);
        let clock = Both(clock, work);
        let result = run(&clock, limits, |number, _| {
            *count.lock().unwrap() = number;
            let (seconds, end) = script.lock().unwrap().next().expect("no further try");
            drop(clock.1.sleep(Duration::from_secs(seconds)));
            std::future::ready(end)
        });
        let result = result.await;
        let pauses = clock.0.sleeps().iter().map(Duration::as_secs_f64).collect();
        Played { result, tries: count.into_inner().unwrap(), pauses }
    }

    /// A clock that keeps pauses, which it sleeps itself, apart from work, which its owner adds.
    #[derive(Debug)]
    struct Both(VirtualClock, VirtualClock);

    impl Clock for Both {
        fn now(&self) -> Duration {
            self.0.now() + self.1.now()
        }

        fn sleep(&self, pause: Duration) -> crate::clock::Sleep<'_> {
            self.0.sleep(pause)
        }
    }

    #[tokio::test]
    async fn a_read_is_repeated_through_passing_trouble_with_doubling_pauses() {
        let tries = vec![
            (0, fails(ErrorKind::Timeout)),
            (0, fails(ErrorKind::Transport)),
            (0, answers(503, None)),
            (0, fails(ErrorKind::Connect)),
            (0, Ok(())),
        ];
        let played = play(Repeat::Always, tries).await;
        assert!(played.result.is_ok());
        assert_eq!((played.tries, played.pauses), (5, vec![1.0, 2.0, 4.0, 4.0]));
    }

    #[tokio::test]
    async fn tries_end_at_the_attempt_limit() {
        let tries = (0..5).map(|_| (0, answers(500, None))).collect();
        let played = play(Repeat::Always, tries).await;
        assert_eq!(played.result.unwrap_err().status(), Some(500));
        assert_eq!(played.tries, 5);
    }

    #[tokio::test]
    async fn trouble_that_lasts_is_not_repeated() {
        for end in [answers(400, None), answers(501, None), fails(ErrorKind::Decode), fails(ErrorKind::Build)]
        {
            let played = play(Repeat::Always, vec![(0, end)]).await;
            assert_eq!((played.result.is_err(), played.tries, played.pauses), (true, 1, vec![]));
        }
    }

    #[tokio::test]
    async fn a_retry_after_is_waited_for_but_only_within_its_limit() {
        let played = play(Repeat::Always, vec![(0, answers(429, Some(20))), (0, Ok(()))]).await;
        assert_eq!((played.result.is_ok(), played.pauses), (true, vec![20.0]));
        let played = play(Repeat::Always, vec![(0, answers(429, Some(0))), (0, Ok(()))]).await;
        assert_eq!((played.result.is_ok(), played.pauses), (true, vec![1.0]));
        let played = play(Repeat::Always, vec![(0, answers(429, Some(21)))]).await;
        assert_eq!((played.tries, played.pauses), (1, vec![]));
        assert_eq!(played.result.unwrap_err().retry_after(), Some(Duration::from_secs(21)));
    }

    #[tokio::test]
    async fn what_has_no_turn_leaves_the_answer_that_there_was() {
        let paced = || fails(ErrorKind::Paced);
        let played = play(Repeat::Always, vec![(0, answers(429, None)), (0, paced())]).await;
        let error = played.result.unwrap_err();
        assert_eq!((error.status(), error.may_have_been_sent(), played.tries), (Some(429), false, 2));
        let tries = vec![(0, fails(ErrorKind::Transport)), (0, answers(429, None)), (0, paced())];
        let error = play(Repeat::Always, tries).await.result.unwrap_err();
        assert_eq!((error.status(), error.may_have_been_sent()), (Some(429), true));
    }

    #[tokio::test]
    async fn no_try_begins_after_the_total_time() {
        let in_time = play(Repeat::Always, vec![(98, fails(ErrorKind::Timeout)), (0, Ok(()))]).await;
        assert_eq!((in_time.result.is_ok(), in_time.tries), (true, 2));
        let too_late = play(Repeat::Always, vec![(99, fails(ErrorKind::Timeout))]).await;
        assert_eq!((too_late.result.is_ok(), too_late.tries), (false, 1));
    }

    #[tokio::test]
    async fn a_purchase_is_repeated_only_on_proof_that_nothing_was_bought() {
        let proven = vec![(0, fails(ErrorKind::Connect)), (0, answers(429, None)), (0, Ok(()))];
        let played = play(Repeat::WhenUntouched, proven).await;
        assert_eq!((played.result.is_ok(), played.tries), (true, 3));
        let doubtful = [
            fails(ErrorKind::Timeout),
            fails(ErrorKind::Transport),
            answers(408, None),
            answers(500, None),
            answers(502, None),
            answers(503, Some(1)),
        ];
        for end in doubtful {
            let played = play(Repeat::WhenUntouched, vec![(0, end)]).await;
            assert_eq!(played.tries, 1);
            assert!(played.result.unwrap_err().may_have_been_sent());
        }
    }

    #[tokio::test]
    async fn a_guarded_purchase_is_repeated_within_its_window_and_not_after() {
        let window = Repeat::Within(Duration::from_secs(10));
        let quick = vec![(8, fails(ErrorKind::Transport)), (0, Ok(()))];
        assert!(play(window, quick).await.result.is_ok());
        let slow = play(window, vec![(9, fails(ErrorKind::Transport))]).await;
        assert_eq!((slow.tries, slow.result.unwrap_err().may_have_been_sent()), (1, true));
        let pushed_out = play(window, vec![(0, answers(503, Some(11)))]).await;
        assert_eq!(pushed_out.tries, 1);
    }

    #[tokio::test]
    async fn the_window_opens_with_the_first_doubt_and_never_again() {
        let window = Repeat::Within(Duration::from_secs(10));
        // The 30 s without any connection don't count. Doubt begins with the second try, and neither further doubt nor a
        // failed connection moves it.
        let tries = vec![
            (30, fails(ErrorKind::Connect)),
            (3, fails(ErrorKind::Transport)),
            (0, fails(ErrorKind::Transport)),
            (0, fails(ErrorKind::Connect)),
        ];
        let played = play(window, tries).await;
        assert_eq!((played.tries, played.pauses), (4, vec![1.0, 2.0, 4.0]));
        let error = played.result.unwrap_err();
        assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Connect, true));
    }

    #[test]
    fn chance_stays_below_its_ceiling_and_is_not_always_the_same() {
        let jitter = Jitter::default();
        for ceiling in [Duration::ZERO, Duration::from_nanos(1), Duration::from_secs(8), Duration::MAX] {
            assert!(jitter.pick(ceiling) <= ceiling);
        }
        let picks: Vec<_> = (0..20).map(|_| jitter.pick(Duration::from_secs(8))).collect();
        assert!(picks.iter().any(|pick| *pick != picks[0]), "{picks:?}");
    }
}
