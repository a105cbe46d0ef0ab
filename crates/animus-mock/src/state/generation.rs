//! Generations: one picture or clip each.

use std::sync::Arc;
use std::time::Duration;

use kernel::kept_text::KeptText;
use serde::{Deserialize, Serialize};

use super::drawings::{Note, Source};
use crate::prices::Kind;

/// The data of a generation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Generation {
    /// The content of the request; all pictures of one call share it.
    pub brief: Arc<Brief>,
    /// The seed that its result is drawn from.
    pub seed: u64,
    /// The seed of the look that all pictures of its character share.
    pub look: Option<u64>,
    /// The number of its group.
    pub group: u64,
    /// The time that it waited for a worker; `None` as long as it waits.
    pub waited: Option<Duration>,
}

/// The content of a request, as far as answers and results show it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Brief {
    /// The kind of generation.
    pub kind: Kind,
    /// The prompt.
    pub prompt: KeptText,
    /// The picture that it is made from, behind it the one that that picture was made from, and so on. The result shows three.
    pub sources: Box<[Source]>,
    /// The width and the height, in pixels.
    pub pixels: (u16, u16),
    /// Other options that the result shows.
    pub notes: Box<[Note]>,
    /// `true` if the caller gave the seed.
    pub is_seeded: bool,
}
