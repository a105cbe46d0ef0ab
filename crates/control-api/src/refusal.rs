//! The refusal of a call.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The refusal of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The kind of the refusal, in one word such as `bad_request` or `not_found`.
    pub error: String,
    /// A sentence that begins with the name of the wrong field, if there is one.
    pub message: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}
