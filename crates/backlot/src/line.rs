//! A line in the log.

use std::time::Duration;

use jiff::Timestamp;

/// A line in the log about one request.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    /// The instant at which the request came, in the world's time.
    pub at: Timestamp,
    /// The HTTP method.
    pub method: &'a str,
    /// The path within the world, without the query and without keys.
    pub path: &'a str,
    /// The status of the answer. `None` if the request was not answered.
    pub status: Option<u16>,
    /// The name of the provider. `None` for the control API.
    pub provider: Option<&'a str>,
    /// The name of the world. Empty for the default world.
    pub world: &'a str,
    /// The duration of the exchange, on the machine's clock.
    pub took: Duration,
    /// The weakest basis of the answer's clauses.
    pub basis: Option<&'a str>,
    /// The id of the fault that happened to the request.
    pub fault: Option<&'a str>,
    /// The words of a refusal, masked.
    pub reason: Option<&'a str>,
    /// The fields of a successful request's body or query that the call does not know.
    pub unread_fields: &'a [String],
}
