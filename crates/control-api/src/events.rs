//! Events: what changes in a world, as it changes.

use jiff::Timestamp;
use kernel::time::serialize_instant;
use serde::{Deserialize, Serialize};

use crate::clock::Reading;

/// Streams what changes in a world as server-sent events: `hello`, `exchange`, `changed`, `gap` and `gone`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StreamEvents {
    /// `true` if each exchange is told as a row too. Otherwise only `changed` tells of it.
    pub journal: Option<bool>,
    /// The number of an exchange. Only later exchanges are told. The header `Last-Event-ID` means the same.
    pub after: Option<u64>,
}

/// The first event of a stream.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Hello {
    /// The name of the world. Empty for the default world.
    pub world: String,
    /// The number of changes of the world so far.
    pub revision: u64,
    /// The clock of the world.
    pub clock: Reading,
    /// The number of the latest exchange.
    pub seq: u64,
}

/// An event that tells of a change.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Changed {
    /// The subjects that may have changed.
    pub what: Vec<Subject>,
    /// The number of changes of the world so far.
    pub revision: u64,
    /// The instant of the clock.
    #[serde(serialize_with = "serialize_instant")]
    pub now: Timestamp,
}

/// The subjects of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// Accounts, their credits and their jobs.
    Jobs,
    /// The journal.
    Journal,
    /// The deliveries of webhooks.
    Webhooks,
    /// The registered faults.
    Faults,
    /// The clock was set or moved.
    Clock,
    /// The inboxes.
    Inbox,
    /// The worlds of the sandbox.
    Worlds,
}

/// An event that tells of exchanges that were forgotten before they could be told.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Gap {
    /// The number of the first exchange that is missing.
    pub from: u64,
    /// The number of the last exchange that is missing.
    pub to: u64,
}

impl Subject {
    /// Every subject.
    pub const ALL: [Self; 7] =
        [Self::Jobs, Self::Journal, Self::Webhooks, Self::Faults, Self::Clock, Self::Inbox, Self::Worlds];
}
