//! Instants and durations as answers show them.

use std::time::Duration;

use jiff::Timestamp;

/// Formats an instant for an answer: UTC with microseconds, and no zone (`animus-facts.md`, C4 and A15).
pub fn instant(at: Timestamp) -> String {
    let mut text = format!("{at:.6}");
    text.pop();
    text
}

/// Converts a duration to minutes with one decimal, as logs and jobs show it.
pub fn minutes(duration: Duration) -> f64 {
    (duration.as_secs_f64() / 6.0).round() / 10.0
}
