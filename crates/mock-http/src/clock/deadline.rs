//! A limit on the time without movement, for the shell alone.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep};

/// A limit on the time that may pass without movement, on the machine's clock.
///
/// The timer stays registered during movement and is set anew only when it goes off, so that a movement costs no more than a
/// look at the clock.
#[derive(Debug)]
pub struct Deadline {
    limit: Duration,
    still_since: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Deadline {
    /// Creates a deadline that is not running.
    pub fn new(limit: Duration) -> Self {
        Self { limit, still_since: None, timer: None }
    }

    /// Notes a movement. The time starts over with the next wait.
    pub fn moved(&mut self) {
        self.still_since = None;
    }

    /// Waits for a movement. Ready with an error once the limit has passed.
    #[expect(clippy::disallowed_methods, reason = "callers' patience runs on the machine's clock")]
    pub fn poll(&mut self, context: &mut Context<'_>, complaint: &'static str) -> Poll<io::Error> {
        let due = *self.still_since.get_or_insert_with(Instant::now) + self.limit;
        let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(due)));
        while timer.as_mut().poll(context).is_ready() {
            if timer.deadline() >= due {
                self.still_since = None;
                self.timer = None;
                return Poll::Ready(io::Error::new(io::ErrorKind::TimedOut, complaint));
            }
            // The timer was set before the last movement.
            timer.as_mut().reset(due);
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;

    async fn outcome(deadline: &mut Deadline) -> io::ErrorKind {
        poll_fn(|context| deadline.poll(context, "stood still")).await.kind()
    }

    #[tokio::test(start_paused = true)]
    #[expect(clippy::disallowed_methods, reason = "tokio's paused clock is virtual")]
    async fn the_limit_counts_from_the_last_movement() {
        let limit = Duration::from_secs(30);
        let mut deadline = Deadline::new(limit);
        let start = Instant::now();
        for _ in 0..3 {
            let nearly = tokio::time::timeout(Duration::from_secs(29), outcome(&mut deadline)).await;
            assert!(nearly.is_err(), "nothing was still for 30 s");
            deadline.moved();
        }
        assert_eq!(outcome(&mut deadline).await, io::ErrorKind::TimedOut);
        assert_eq!((Instant::now() - start).as_secs(), 3 * 29 + 30);
    }
}
