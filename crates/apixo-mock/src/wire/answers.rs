//! Answers, as they are written.

use serde::Serialize;

/// The envelope of every answer.
#[derive(Serialize)]
pub struct Envelope<T> {
    /// The same as the HTTP status.
    pub code: u16,
    /// `success`, or what is wrong.
    pub message: &'static str,
    /// What was asked for; absent in some refusals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<T>,
}

impl<T> Envelope<T> {
    /// A success.
    pub fn success(data: T) -> Self {
        Self { code: 200, message: "success", data: Some(data) }
    }
}

/// The `data` of a refusal, where it has any.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Data {
    /// Null.
    Nothing,
    /// What is wrong with the request.
    Why {
        /// In a sentence.
        error: String,
    },
}

/// A task that was accepted.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Accepted {
    /// Its id.
    pub task_id: String,
}

/// How a task stands. What does not apply is absent.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Task {
    /// Its id.
    pub task_id: String,
    /// Its state.
    pub state: &'static str,
    /// What came of it: JSON in a string.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result_json: Option<String>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail_code: Option<String>,
    /// Why it failed, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail_msg: Option<String>,
    /// When it was accepted, in Unix milliseconds.
    pub create_time: i64,
    /// When it ended, in Unix milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub complete_time: Option<i64>,
    /// How long it took, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_time: Option<i64>,
}

/// What stands in a task's `resultJson`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskResult {
    /// Where the films are.
    pub result_urls: Vec<String>,
}
