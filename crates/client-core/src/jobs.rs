//! Polling of long-running work until it ends, or the time is up.
//!
//! Two kinds of failure are kept apart. A failed look (no connection, an overloaded provider) says nothing about the job. If
//! it may pass, the watch looks again later. A failed job is an answer like any other.

use std::future::Future;
use std::time::Duration;

use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
use futures_util::stream;

use crate::error::service::HoldsJob;
use crate::error::{Error, ErrorKind, Result};
use crate::transport::Transport;

/// The state of a job, as far as waiting needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Not ended. Every undocumented state counts as this one.
    Running,
    /// Ended, with a result.
    Succeeded,
    /// Ended, without a result.
    Failed,
}

/// A job as one look shows it.
pub trait Job: Clone + PartialEq + Send + Sync + 'static {
    /// Returns the phase of the job.
    fn phase(&self) -> Phase;

    /// Describes the job and its state in words, for error texts: `job 7 is queued`.
    fn summary(&self) -> String;
}

/// The least and the most time by which the last look can outlast the watch.
///
/// The last look is made when the time is up, so that a watch never gives up because of an old answer. A patient caller can
/// spare it a quarter of its patience.
const LAST_LOOK: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(2));

/// Returns the most time by which a watch with this timeout can outlast it.
pub(crate) fn overtime(timeout: Duration) -> Duration {
    (timeout / 4).clamp(LAST_LOOK.0, LAST_LOOK.1)
}

/// A function that looks at a job once, within the given time.
type Look<J, E> = Box<dyn FnMut(Duration) -> BoxFuture<'static, Result<J, E>> + Send>;

/// Looks at one job again and again until it ends.
pub struct Watch<J, E> {
    transport: Transport<E>,
    look: Look<J, E>,
    timeout: Duration,
    start: Duration,
    deadline: Duration,
    looks: u32,
    /// The pause before the next look; `None` before the first.
    pause: Option<Duration>,
    /// The next pause of the schedule, without the head start.
    schedule: Duration,
    head_start: Duration,
    seen: Option<J>,
    over: bool,
}

impl<J: Job, E: HoldsJob<J>> Watch<J, E> {
    /// Starts a watch that gives up after `timeout`, counted from now. `look` is the service's status call. It must end
    /// within the time that it is given (see [`Call::time_limit`](crate::Call::time_limit)).
    pub fn new<Looking>(
        transport: &Transport<E>,
        timeout: Duration,
        mut look: impl FnMut(Duration) -> Looking + Send + 'static,
    ) -> Self
    where
        Looking: Future<Output = Result<J, E>> + Send + 'static,
    {
        let start = transport.clock().now();
        Self {
            transport: transport.clone(),
            look: Box::new(move |time_left| Box::pin(look(time_left))),
            timeout,
            start,
            deadline: start.saturating_add(timeout),
            looks: 0,
            pause: None,
            schedule: transport.polling().first_pause,
            head_start: transport.polling().head_start,
            seen: None,
            over: false,
        }
    }

    /// Waits until the job has its result, and calls `progress` with the job as first seen and after each change.
    ///
    /// Returns an [`ErrorKind::JobFailed`] if the job ended without a result, and an [`ErrorKind::Deadline`] if it is still
    /// running when the time is up. The error of a look that cannot succeed later (such as a 404) is returned as it is. All
    /// of them hold the job as last seen.
    pub async fn until_done(mut self, mut progress: impl FnMut(&J)) -> Result<J, E> {
        while let Some(change) = self.next_change().await {
            let job = change?;
            progress(&job);
            match job.phase() {
                Phase::Running => {}
                Phase::Succeeded => return Ok(job),
                Phase::Failed => {
                    let summary = self.transport.scrub(&job.summary());
                    let error = Error::new(ErrorKind::JobFailed, summary);
                    return Err(E::from(error.after(self.looks, self.elapsed())).with_job(job));
                }
            }
        }
        Err(self.gave_up(None))
    }

    /// Returns the job as first seen, and then again after each change. The stream ends after the job has ended, with or
    /// without a result, or after an error: the time is up, or a look failed for good.
    pub fn changes(self) -> BoxStream<'static, Result<J, E>> {
        Box::pin(stream::unfold(self, |mut watch| async move {
            let change = watch.next_change().await?;
            Some((change, watch))
        }))
    }

    async fn next_change(&mut self) -> Option<Result<J, E>> {
        while !self.over {
            if let Some(pause) = self.pause.take() {
                self.transport.clock().sleep(pause).await;
            }
            let left = self.time_left();
            self.looks += 1;
            let looked = (self.look)(left.max(overtime(self.timeout))).await;
            if let Some(change) = self.judge(looked, left.is_zero()) {
                self.over = !matches!(&change, Ok(job) if job.phase() == Phase::Running);
                return Some(change);
            }
        }
        None
    }

    /// Evaluates a look: returns news, or `None` after setting the pause before the next look.
    fn judge(&mut self, looked: Result<J, E>, last: bool) -> Option<Result<J, E>> {
        let left = self.time_left();
        match looked {
            Ok(job) => {
                let ended = job.phase() != Phase::Running;
                let changed = self.seen.as_ref() != Some(&job);
                self.seen = Some(job.clone());
                match (ended, last) {
                    (false, true) => return Some(Err(self.gave_up(None))),
                    (false, false) => self.pause = Some(self.next_pause().min(left)),
                    (true, _) => {}
                }
                (ended || changed).then_some(Ok(job))
            }
            Err(error) if !error.as_ref().may_pass_while_polling() => Some(Err(match self.seen.take() {
                Some(job) => error.with_job(job),
                None => error,
            })),
            Err(error) => {
                let asked = error.as_ref().retry_after().unwrap_or_default();
                // A look that failed and took the rest of the time was the last one.
                if last || left.is_zero() || asked > left {
                    return Some(Err(self.gave_up(Some(error))));
                }
                self.pause = Some(self.next_pause().min(left).max(asked));
                None
            }
        }
    }

    fn next_pause(&mut self) -> Duration {
        let longest = self.transport.polling().longest_pause;
        let pause = self.schedule.min(longest);
        self.schedule = pause.saturating_mul(3) / 2;
        pause.max(std::mem::take(&mut self.head_start))
    }

    fn time_left(&self) -> Duration {
        self.deadline.saturating_sub(self.transport.clock().now())
    }

    fn elapsed(&self) -> Duration {
        self.transport.clock().now().saturating_sub(self.start)
    }

    fn gave_up(&mut self, cause: Option<E>) -> E {
        let state = self.seen.as_ref().map_or_else(|| "the job was never seen".to_owned(), Job::summary);
        let state = self.transport.scrub(&state);
        let error = Error::new(ErrorKind::Deadline, format!("gave up after {:?}: {state}", self.timeout));
        let error = error.after(self.looks, self.elapsed());
        let error = E::from(match cause {
            Some(cause) => error.with_cause(cause),
            None => error,
        });
        match self.seen.take() {
            Some(job) => error.with_job(job),
            None => error,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use futures_util::StreamExt;

    use super::*;
    use crate::client::{ClientBuilder, test_builder};
    use crate::clock::VirtualClock;
    use crate::error::refusal;
    use crate::polling::Polling;
    use crate::refusal::Refusal;

    /// An error that holds any job as its summary.
    #[derive(Debug)]
    struct FakeError(Error, Option<String>);

    impl FakeError {
        fn job(&self) -> Option<&str> {
            self.1.as_deref()
        }
    }

    impl From<Error> for FakeError {
        fn from(error: Error) -> Self {
            Self(error, None)
        }
    }

    impl AsRef<Error> for FakeError {
        fn as_ref(&self) -> &Error {
            &self.0
        }
    }

    impl std::ops::Deref for FakeError {
        type Target = Error;

        fn deref(&self) -> &Error {
            &self.0
        }
    }

    impl std::fmt::Display for FakeError {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            self.0.fmt(f)
        }
    }

    impl std::error::Error for FakeError {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            std::error::Error::source(&self.0)
        }
    }

    impl<J: Job> HoldsJob<J> for FakeError {
        fn with_job(self, job: J) -> Self {
            Self(self.0, Some(job.summary()))
        }
    }

    type Result<T> = super::Result<T, FakeError>;

    fn builder() -> ClientBuilder<Transport<FakeError>> {
        test_builder("http://127.0.0.1:1").token("key")
    }

    #[derive(Clone, Debug, PartialEq)]
    struct Fake(&'static str);

    impl Job for Fake {
        fn phase(&self) -> Phase {
            match self.0 {
                "done" => Phase::Succeeded,
                "failed" => Phase::Failed,
                _ => Phase::Running,
            }
        }

        fn summary(&self) -> String {
            format!("job: {}", self.0)
        }
    }

    fn refused(status: u16, retry_after: Option<u64>) -> Result<Fake> {
        Err(refusal(status, Refusal::default(), retry_after.map(Duration::from_secs)).into())
    }

    /// Creates a watch over scripted looks, the last of which is repeated, and returns it with its clock.
    fn watch(timeout: u64, mut looks: Vec<Result<Fake>>) -> (Arc<VirtualClock>, Watch<Fake, FakeError>) {
        let clock = Arc::new(VirtualClock::default());
        let transport = builder().clock(clock.clone());
        let transport = transport.build().unwrap();
        looks.reverse();
        let watch = Watch::new(&transport, Duration::from_secs(timeout), move |_| {
            let look = looks.pop().unwrap_or(Ok(Fake("running")));
            std::future::ready(look)
        });
        (clock, watch)
    }

    fn seconds(clock: &VirtualClock) -> Vec<f64> {
        clock.sleeps().iter().map(Duration::as_secs_f64).collect()
    }

    #[tokio::test]
    async fn looks_become_rarer_and_the_last_is_made_when_the_time_is_up() {
        let (clock, watch) = watch(40, vec![]);
        let error = watch.until_done(|_| ()).await.unwrap_err();
        assert_eq!(seconds(&clock), [1.5, 2.25, 3.375, 5.0625, 7.59375, 10.0, 10.0, 0.21875]);
        assert_eq!(error.kind(), ErrorKind::Deadline);
        assert_eq!(error.to_string(), "gave up after 40s: job: running");
        assert_eq!(error.job(), Some("job: running"));
    }

    #[tokio::test]
    async fn a_head_start_comes_once_and_after_the_first_look() {
        let polling = Polling::default().with_head_start(Duration::from_secs(60));
        let polling = polling.with_pauses(Duration::from_secs(15), Duration::from_secs(15));
        let clock = Arc::new(VirtualClock::default());
        let transport = builder().clock(clock.clone());
        let transport = transport.polling(polling).build().unwrap();
        let watch =
            Watch::new(&transport, Duration::from_secs(110), |_| std::future::ready(Ok(Fake("running"))));
        assert_eq!(watch.until_done(|_| ()).await.unwrap_err().kind(), ErrorKind::Deadline);
        assert_eq!(seconds(&clock), [60.0, 15.0, 15.0, 15.0, 5.0]);
    }

    #[tokio::test]
    async fn a_job_that_ends_with_the_time_is_still_seen() {
        let (_, watch) = watch(1, vec![Ok(Fake("running")), Ok(Fake("done"))]);
        assert_eq!(watch.until_done(|_| ()).await.unwrap(), Fake("done"));
    }

    #[tokio::test]
    async fn no_patience_is_one_look() {
        let (clock, watch) = watch(0, vec![]);
        assert_eq!(watch.until_done(|_| ()).await.unwrap_err().kind(), ErrorKind::Deadline);
        assert_eq!(seconds(&clock), [0.0; 0]);
    }

    #[tokio::test]
    async fn a_look_is_given_the_time_that_is_left_and_never_too_little() {
        let transport = builder();
        let transport = transport.clock(Arc::new(VirtualClock::default())).build().unwrap();
        let given = Arc::new(std::sync::Mutex::new(Vec::new()));
        let seen = given.clone();
        let watch = Watch::new(&transport, Duration::from_secs(4), move |time_left| {
            seen.lock().unwrap().push(time_left.as_secs_f64());
            std::future::ready(Ok(Fake("running")))
        });
        assert_eq!(watch.until_done(|_| ()).await.unwrap_err().kind(), ErrorKind::Deadline);
        assert_eq!(*given.lock().unwrap(), [4.0, 2.5, 1.0, 1.0]);
    }

    #[tokio::test]
    async fn a_failed_job_is_an_error_that_carries_it() {
        let (_, watch) = watch(60, vec![Ok(Fake("running")), Ok(Fake("failed"))]);
        let error = watch.until_done(|_| ()).await.unwrap_err();
        assert_eq!((error.kind(), error.job()), (ErrorKind::JobFailed, Some("job: failed")));
    }

    #[tokio::test]
    async fn a_key_that_a_job_quotes_stays_out_of_errors() {
        #[derive(Clone, PartialEq)]
        struct Telltale(Phase);

        impl Job for Telltale {
            fn phase(&self) -> Phase {
                self.0
            }

            fn summary(&self) -> String {
                "the key is sesame".to_owned()
            }
        }

        let transport = builder().token("sesame").build().unwrap();
        for phase in [Phase::Running, Phase::Failed] {
            let look = move |_| std::future::ready(Ok(Telltale(phase)));
            let error = Watch::new(&transport, Duration::ZERO, look).until_done(|_| ()).await.err().unwrap();
            assert!(error.to_string().ends_with("the key is [secret]"), "{error}");
        }
    }

    #[tokio::test]
    async fn passing_trouble_is_waited_out_and_lasting_trouble_is_returned() {
        let (clock, passing) = watch(60, vec![refused(503, Some(5)), refused(500, None), Ok(Fake("done"))]);
        assert_eq!(passing.until_done(|_| ()).await.unwrap(), Fake("done"));
        assert_eq!(seconds(&clock), [5.0, 2.25]);
        let (_, lasting) = watch(60, vec![Ok(Fake("running")), refused(404, None)]);
        assert_eq!(lasting.until_done(|_| ()).await.unwrap_err().status(), Some(404));
    }

    #[tokio::test]
    async fn trouble_until_the_end_is_the_deadlines_cause() {
        let (clock, watch) = watch(60, vec![Ok(Fake("queued")), refused(429, Some(90))]);
        let error = watch.until_done(|_| ()).await.unwrap_err();
        assert_eq!((error.kind(), error.job()), (ErrorKind::Deadline, Some("job: queued")));
        let cause = std::error::Error::source(&error).and_then(|cause| cause.downcast_ref::<FakeError>());
        assert_eq!(cause.and_then(|cause| cause.status()), Some(429));
        assert_eq!(seconds(&clock), [1.5], "no look comes sooner than asked, and waiting for it is too long");
    }

    #[tokio::test]
    async fn changes_are_told_once_each_and_a_failed_job_is_no_error_there() {
        let states = ["queued", "queued", "running", "running", "failed"];
        let (_, watch) = watch(60, states.into_iter().map(|state| Ok(Fake(state))).collect());
        let told: Vec<_> = watch.changes().map(|change| change.unwrap().0).collect().await;
        assert_eq!(told, ["queued", "running", "failed"]);
    }

    #[tokio::test]
    async fn changes_end_after_an_error() {
        let (_, watch) = watch(1, vec![]);
        let told: Vec<_> = watch.changes().map(|change| change.map_err(|error| error.kind())).collect().await;
        assert_eq!(told, [Ok(Fake("running")), Err(ErrorKind::Deadline)]);
    }
}
