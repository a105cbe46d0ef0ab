//! Calls about the clock.

use jiff::Timestamp;
use kernel::time::{Mode, Pace, serialize_instant};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::instant::Instant;

/// Shows the clock.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowClock {}

/// A reading of everything that a clock shows.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Reading {
    /// The way in which the clock moves.
    pub mode: Mode,
    /// The instant that the clock shows.
    #[serde(serialize_with = "serialize_instant")]
    pub now: Timestamp,
    /// The pace of jobs.
    pub pace: Pace,
}

/// Sets the clock. What is left out stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetClock {
    /// The way in which the clock moves.
    pub mode: Option<Mode>,
    /// The instant, not earlier than the clock's.
    pub now: Option<Instant>,
    /// The pace of jobs, from 0.001 to 1,000,000.
    pub pace: Option<f64>,
}

/// Moves time on: by a number of seconds, or to a destination.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdvanceClock {
    /// The number of seconds to move on by.
    pub seconds: Option<f64>,
    /// The destination to move on to.
    pub to: Option<Destination>,
}

impl AdvanceClock {
    /// Returns the call that moves time on by a number of seconds.
    pub fn by_seconds(seconds: f64) -> Self {
        Self { seconds: Some(seconds), to: None }
    }

    /// Returns the call that moves time on to a destination.
    pub fn to(destination: Destination) -> Self {
        Self { seconds: None, to: Some(destination) }
    }
}

/// The places to which time can be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// The next event of the agenda.
    Next,
    /// The end of the agenda, including the events that come up on the way.
    Idle,
    /// An instant.
    At(Timestamp),
}

impl Serialize for Destination {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Next => serializer.serialize_str("next"),
            Self::Idle => serializer.serialize_str("idle"),
            Self::At(instant) => serialize_instant(instant, serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Destination {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match &*text {
            "next" => Ok(Self::Next),
            "idle" => Ok(Self::Idle),
            text => text.parse().map(Self::At).map_err(|_| {
                serde::de::Error::custom(
                    "must be \"next\", \"idle\" or an instant up to the year 9999, such as \"2026-01-01T00:00:00Z\"",
                )
            }),
        }
    }
}

/// The clock after time was moved on.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct AdvancedClock {
    /// The way in which the clock moves.
    pub mode: Mode,
    /// The instant that the clock shows.
    #[serde(serialize_with = "serialize_instant")]
    pub now: Timestamp,
    /// The pace of jobs.
    pub pace: Pace,
    /// The number of events that fell due on the way to a destination. It is left out after a move by seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied: Option<u64>,
}
