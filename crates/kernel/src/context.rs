//! The context of a command: the facts that it may know beside its account.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::job::Failure;
use crate::time::Pace;

/// The facts that a command may know beside its account. They are read once, under the account's lock.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Context {
    /// The instant at which the command is applied.
    pub now: Timestamp,
    /// The pace of jobs.
    pub pace: Pace,
    /// `true` if a document's table wins over its own printed example.
    pub strict: bool,
    /// `true` if the providers' limits apply, `false` if not. `None` leaves each provider its default.
    pub rate_limits: Option<bool>,
    /// The beginning of URLs that work for the caller.
    pub origin: Arc<str>,
    /// The failure of the jobs that the command starts, if they are to fail.
    pub forced_failure: Option<Failure>,
}
