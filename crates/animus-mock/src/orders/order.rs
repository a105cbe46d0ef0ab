//! Orders of generations, and their results.

use std::sync::Arc;

use kernel::credits::Credits;
use kernel::directives::PromptDirectives;
use serde::{Deserialize, Serialize};

use crate::lifecycle::State;
use crate::prices::Kind;
use crate::state::generation::Brief;

/// A call for generations, read and ready.
#[derive(Clone, Debug)]
pub struct Order {
    /// The requests for single generations, or the sentence that tells why a request is not valid.
    pub asks: Vec<Result<Ask, String>>,
    /// The kind of its first generation.
    pub kind: Kind,
    /// `true` if its generations have one id to poll.
    pub is_batch: bool,
    /// The id of the character.
    pub character_id: Option<String>,
    /// The choice of the group.
    pub choice: Choice,
}

/// A request for one picture or clip.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ask {
    /// The content of the request.
    pub brief: Arc<Brief>,
    /// The directives in its prompt.
    pub directives: PromptDirectives,
    /// The LoRAs that it needs.
    pub loras: Loras,
    /// The seed, if the caller gave one.
    pub seed: Option<u64>,
}

/// The LoRAs that a generation needs.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Loras {
    /// `true` if the LoRA of the face is needed.
    pub face: bool,
    /// `true` if the LoRA of the body is needed.
    pub body: bool,
}

/// The choice of a group for generations.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Choice {
    /// The id of an existing group.
    pub group_id: Option<String>,
    /// The title of a new group.
    pub title: Option<String>,
}

/// The result of an order.
#[derive(Debug)]
pub struct Placed {
    /// The id to poll: of the generation, or of the batch.
    pub id: Arc<str>,
    /// The id of the group.
    pub group_id: Arc<str>,
    /// The result of each request, in their order.
    pub parts: Vec<Result<Accepted, String>>,
    /// The credits that were charged and not refunded at once.
    pub deducted: Credits,
    /// The balance after the order.
    pub remaining: Credits,
}

/// A generation that was accepted.
#[derive(Debug)]
pub struct Accepted {
    /// The id of the generation.
    pub id: Arc<str>,
    /// The state of the generation.
    pub state: State,
}
