//! The agenda: what happens next in a world.

use std::sync::Arc;

use jiff::Timestamp;
use journal::{Word, read_optional_word, read_word};
use kernel::time::serialize_instant;
use serde::{Deserialize, Serialize};

/// Shows the next events of a world.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowAgenda {
    /// The largest number of events, 100 if left out and 1000 at most.
    pub limit: Option<usize>,
}

/// The next events of a world.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AgendaView {
    /// The instant of the clock.
    #[serde(serialize_with = "serialize_instant")]
    pub now: Timestamp,
    /// The events, the next one first.
    pub events: Vec<AgendaEvent>,
    /// The number of all events, including those beyond the limit.
    pub total: usize,
}

/// An event that is going to happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaEvent {
    /// The instant of the event.
    #[serde(serialize_with = "serialize_instant")]
    pub at: Timestamp,
    /// The kind of the event.
    pub what: Happening,
    /// The name of the provider.
    #[serde(deserialize_with = "read_word")]
    pub provider: Word,
    /// The public id of the account.
    pub account_id: Arc<str>,
    /// The id of the job that the event is about.
    pub job_id: Arc<str>,
    /// The state that the job enters, in the provider's word. `None` for an attempt to deliver a webhook.
    #[serde(deserialize_with = "read_optional_word")]
    pub to: Option<Word>,
}

/// The kinds of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Happening {
    /// A job enters another state.
    Job,
    /// An attempt to deliver a webhook is made.
    Webhook,
}
