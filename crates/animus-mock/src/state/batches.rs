//! Batches: several generations of one call, with one id to poll.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::prices::Kind;

/// The data of a batch.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Batch {
    /// The number of the group of its generations.
    pub group: u64,
    /// The kind of its first generation.
    pub kind: Kind,
    /// The instant of its creation.
    pub created_at: Timestamp,
    /// The ordinal of its first generation; the others follow.
    pub first: u64,
    /// The number of generations that were accepted.
    pub accepted: u64,
}
