//! Arithmetic on virtual time. Nothing here reads a clock.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize, Serializer};

/// The ways in which a clock moves by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Time follows the machine's clock, plus every advance.
    #[default]
    Realtime,
    /// Time moves only on command.
    Frozen,
    /// Time moves on command, and with each status read of an unfinished job to that job's next change. A poll loop sees
    /// every state and never waits.
    Skipping,
}

/// The factor by which jobs run faster than the provider's.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64")]
pub struct Pace(f64);

impl Pace {
    /// The pace of the provider itself.
    pub const PROVIDER: Self = Self(1.0);

    /// Creates a pace from a thousandth to a million times the provider's. `None` for any other number.
    pub fn new(times: f64) -> Option<Self> {
        (0.001..=1e6).contains(&times).then_some(Self(times))
    }

    /// Returns the time at this pace of an action that takes `duration` at the provider.
    pub fn scale(self, duration: Duration) -> Duration {
        duration.div_f64(self.0)
    }
}

impl TryFrom<f64> for Pace {
    type Error = &'static str;

    fn try_from(times: f64) -> Result<Self, &'static str> {
        Self::new(times).ok_or("must be from 0.001 to 1000000")
    }
}

/// Returns `instant` plus `duration`, at most the last instant of the calendar.
pub fn later(instant: Timestamp, duration: Duration) -> Timestamp {
    SignedDuration::try_from(duration)
        .ok()
        .and_then(|duration| instant.checked_add(duration).ok())
        .unwrap_or(Timestamp::MAX)
}

/// Prints an instant in RFC 3339, in UTC with milliseconds, as the control API does.
pub fn instant(instant: Timestamp) -> String {
    format!("{instant:.3}")
}

/// Serializes an [`instant`], for `#[serde(serialize_with)]`.
pub fn serialize_instant<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&instant(*at))
}

/// Serializes an [`instant`] or null, for `#[serde(serialize_with)]`.
pub fn serialize_optional_instant<S: Serializer>(
    at: &Option<Timestamp>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    at.map(instant).serialize(serializer)
}
