//! Calls about inboxes: receivers of webhooks inside the sandbox, with answers from a script.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kernel::time::serialize_instant;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Sets the script of an inbox: its answers, one after the other. The last one is given from then on.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptInbox {
    /// The name of the inbox.
    pub name: String,
    /// The answers, at most 100. A single 200 if left out.
    pub answers: Option<Vec<InboxAnswer>>,
    /// The time before each answer, in milliseconds of the machine's time, at most ten minutes.
    pub delay_ms: Option<u64>,
}

/// An answer of an inbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InboxAnswer {
    /// The status, from 200 to 599.
    pub status: u16,
    /// The number of requests that get this answer before the next one has its turn, 1 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// The body: JSON, or a text that is sent as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
}

/// Shows an inbox with what it has received.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowInbox {
    /// The name of the inbox.
    pub name: String,
    /// The number of a request. Only later ones are shown.
    pub after: Option<u64>,
    /// The largest number of requests, 100 if left out and 1000 at most.
    pub limit: Option<usize>,
}

/// An inbox with what it has received.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InboxView {
    /// The name of the inbox.
    pub name: String,
    /// The URL that receives.
    pub url: String,
    /// The answers of the script.
    pub answers: Vec<InboxAnswer>,
    /// The time before each answer, in milliseconds of the machine's time.
    pub delay_ms: u64,
    /// The requests that were received, oldest first.
    pub requests: Vec<ReceivedRequest>,
    /// The number of all requests that were received, including those that are forgotten.
    pub total: u64,
}

/// A request that an inbox has received.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReceivedRequest {
    /// The number, counted from 1 in the order of arrival.
    pub seq: u64,
    /// The instant of the arrival.
    #[serde(serialize_with = "serialize_instant")]
    pub at: Timestamp,
    /// The query of the URL that was called, if there is one.
    pub query: Option<String>,
    /// The headers, without secrets.
    pub headers: BTreeMap<String, String>,
    /// The body: JSON, or a text.
    pub body: Value,
    /// The status of the answer.
    pub status: u16,
}

/// Waits until an inbox has received a number of requests, and shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AwaitInbox {
    /// The name of the inbox.
    pub name: String,
    /// The number of a request. Only later ones count and are shown.
    pub after: Option<u64>,
    /// The number of requests to wait for, 1 if left out and 1000 at most.
    pub count: Option<usize>,
    /// The longest time to wait, in milliseconds of the machine's time: 5 seconds if left out, and 10 minutes at most.
    pub timeout_ms: Option<u64>,
}

/// Forgets an inbox with its script.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForgetInbox {
    /// The name of the inbox.
    pub name: String,
}

/// Receives a webhook. The body may be anything; the answer is the script's.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiveWebhook {
    /// The name of the inbox.
    pub name: String,
    /// The query of the URL that was called, if there is one.
    #[serde(skip)]
    pub query: Option<String>,
    /// The headers, without secrets.
    #[serde(skip)]
    pub headers: BTreeMap<String, String>,
    /// The body.
    #[serde(skip)]
    pub body: Vec<u8>,
}
