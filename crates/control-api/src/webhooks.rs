//! Calls about webhooks: the deliveries, and their attempts.

use std::sync::Arc;

use jiff::Timestamp;
use journal::{Word, read_word};
use kernel::time::{serialize_instant, serialize_optional_instant};
use kernel::webhook::{self, State};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Lists the deliveries of webhooks, by provider, then by account, oldest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListWebhooks {
    /// The state of the delivery.
    pub state: Option<State>,
    /// The id of the job that the webhook is about.
    pub job: Option<String>,
    /// The largest number of deliveries, 1000 if left out and at most.
    pub limit: Option<usize>,
    /// The id of the delivery after which the answer begins: the `next` of the page before.
    pub after: Option<String>,
}

/// The deliveries of a world, or a page of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeliveryList {
    /// The deliveries.
    pub deliveries: Vec<DeliveryView>,
    /// The `after` of the next page. It is left out on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A webhook delivery.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeliveryView {
    /// The id of the delivery.
    pub id: Arc<str>,
    /// The name of the provider.
    #[serde(deserialize_with = "read_word")]
    pub provider: Word,
    /// The id of the job that the webhook is about.
    pub job_id: Arc<str>,
    /// The URL that is called.
    pub url: Arc<str>,
    /// The state of the delivery.
    pub state: State,
    /// The instant at which the webhook was due first.
    #[serde(serialize_with = "serialize_instant")]
    pub created_at: Timestamp,
    /// The instant of the next attempt, if one is planned.
    #[serde(serialize_with = "serialize_optional_instant")]
    pub next_attempt_at: Option<Timestamp>,
    /// The body that is sent, as JSON or as a text.
    pub request: Value,
    /// The reason for which the URL was not called, if it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The attempts so far, oldest first.
    pub attempts: Vec<Attempt>,
}

/// An attempt to deliver a webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// The instant of the attempt.
    #[serde(serialize_with = "serialize_instant")]
    pub at: Timestamp,
    /// The status of the receiver's answer, if it answered.
    pub status: Option<u16>,
    /// The reason for which there is no answer.
    pub error: Option<String>,
    /// The first 2048 bytes of the receiver's answer, if it had a body that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<String>,
}

impl From<&webhook::DeliveryAttempt> for Attempt {
    fn from(attempt: &webhook::DeliveryAttempt) -> Self {
        let webhook::DeliveryAttempt { at, status, error } = attempt.clone();
        Self { at, status, error, response: None }
    }
}

/// Delivers a webhook once more.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RedeliverWebhook {
    /// The id of the delivery.
    pub id: String,
}
