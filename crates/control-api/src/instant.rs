//! Instants in requests.

use jiff::Timestamp;
use kernel::time::serialize_instant;
use serde::{Deserialize, Serialize};

/// An instant in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Instant(#[serde(serialize_with = "serialize_instant")] pub Timestamp);

impl TryFrom<String> for Instant {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        let instant = text.parse().map(Self);
        instant.map_err(|_| "must be an instant up to the year 9999, such as \"2026-01-01T00:00:00Z\"")
    }
}
