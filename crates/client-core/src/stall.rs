//! Tries that take too long, and the end of a try that sends files but moves no more.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::error::{Error, ErrorKind, Result};

/// Describes a try that took too long.
pub(crate) fn too_slow(timeout: Duration) -> String {
    format!("no complete answer within {timeout:?}")
}

/// The number of file bytes that were sent in one try.
#[derive(Clone, Default)]
pub(crate) struct Moved(Arc<AtomicU64>);

impl Moved {
    /// Counts bytes that were sent.
    pub(crate) fn add(&self, bytes: u64) {
        self.0.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Ends a try with a timeout if it neither sends a byte nor completes for this long.
    pub(crate) async fn unless_stalled<T>(
        &self,
        timeout: Duration,
        trying: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        let mut trying = pin!(trying);
        let mut before = 0;
        loop {
            if let Ok(end) = tokio::time::timeout(timeout, &mut trying).await {
                return end;
            }
            let now = self.0.load(Ordering::Relaxed);
            if now == before {
                return Err(Error::new(ErrorKind::Timeout, too_slow(timeout)));
            }
            before = now;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;

    const LIMIT: Duration = Duration::from_secs(60);

    async fn pass(time: Duration) {
        tokio::time::timeout(time, pending::<()>()).await.unwrap_err();
    }

    #[tokio::test(start_paused = true)]
    async fn a_try_may_take_long_as_long_as_something_moves() {
        let moved = Moved::default();
        let moving = async {
            for _ in 0..10 {
                pass(LIMIT * 9 / 10).await;
                moved.add(1);
            }
            Ok("sent")
        };
        assert_eq!(moved.unless_stalled(LIMIT, moving).await.unwrap(), "sent");
    }

    #[tokio::test(start_paused = true)]
    async fn a_try_in_which_nothing_moves_is_ended() {
        let moved = Moved::default();
        let stalling = async {
            moved.add(1);
            pass(LIMIT * 3).await;
            Ok(())
        };
        let error = moved.unless_stalled(LIMIT, stalling).await.unwrap_err();
        assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Timeout, true));
    }
}
