//! How long callers wait.

use std::time::Duration;

use super::error::Refused;

/// The largest number that can be waited for.
pub(super) const MOST_AWAITED: usize = 1000;
/// The duration of a wait by default, in milliseconds.
const PATIENCE: u64 = 5_000;
/// The duration of the longest wait, in milliseconds.
const MOST_PATIENCE: u64 = 600_000;

/// Returns the longest time to wait, on the machine's clock.
pub(super) fn patience(timeout_ms: Option<u64>) -> Result<Duration, Refused> {
    let timeout_ms = timeout_ms.unwrap_or(PATIENCE);
    if timeout_ms > MOST_PATIENCE {
        return Err(Refused::bad_request(format!("timeout_ms: must be at most {MOST_PATIENCE}")));
    }
    Ok(Duration::from_millis(timeout_ms))
}
