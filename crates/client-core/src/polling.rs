//! The pauses between the looks at long-running work.

use std::time::Duration;

/// The times of the looks at a job: the first at once, the others after growing pauses.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Polling {
    /// The least time between the first look and the second; zero by default. It suits work that is known never to end
    /// sooner.
    pub head_start: Duration,
    /// The pause after the first look, unless the head start is longer; 1.5 s by default.
    pub first_pause: Duration,
    /// The longest pause; 10 s by default. Each pause is half as long again as the one before, until it reaches this length.
    /// Only the head start and a `Retry-After` can be longer.
    pub longest_pause: Duration,
}

impl Default for Polling {
    fn default() -> Self {
        Self {
            head_start: Duration::ZERO,
            first_pause: Duration::from_millis(1500),
            longest_pause: Duration::from_secs(10),
        }
    }
}

impl Polling {
    /// Returns a schedule with the same pause between all looks. A short one suits a sandbox whose jobs end at once: by
    /// default a client is as patient there as at the real service.
    pub fn every(pause: Duration) -> Self {
        Self::default().with_pauses(pause, pause)
    }

    /// Sets [`head_start`](Self::head_start).
    #[must_use]
    pub fn with_head_start(self, head_start: Duration) -> Self {
        Self { head_start, ..self }
    }

    /// Sets [`first_pause`](Self::first_pause) and [`longest_pause`](Self::longest_pause).
    #[must_use]
    pub fn with_pauses(self, first_pause: Duration, longest_pause: Duration) -> Self {
        Self { first_pause, longest_pause, ..self }
    }
}
