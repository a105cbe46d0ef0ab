//! Answers, as they are written.

use serde::Serialize;

/// The envelope of every answer.
#[derive(Serialize)]
pub struct Envelope<T> {
    /// A code that equals the HTTP status.
    pub code: u16,
    /// `success`, or a message about the problem.
    pub message: &'static str,
    /// The data of the answer; absent in some refusals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<T>,
}

impl<T> Envelope<T> {
    /// Wraps data as a success.
    pub fn success(data: T) -> Self {
        Self { code: 200, message: "success", data: Some(data) }
    }
}

/// The `data` of a refusal, if it has any.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Data {
    /// Null.
    Nothing,
    /// The fault of the request.
    Why {
        /// A sentence about the fault.
        error: String,
    },
}

/// A task that was accepted.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Accepted {
    /// The id of the task.
    pub task_id: String,
}

/// The state of a task. Fields that do not apply are absent.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Task {
    /// The id of the task.
    pub task_id: String,
    /// The name of its state.
    pub state: &'static str,
    /// The result: JSON in a string.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result_json: Option<String>,
    /// The code of the failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail_code: Option<String>,
    /// A sentence about the failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail_msg: Option<String>,
    /// The instant of its creation, in Unix milliseconds.
    pub create_time: i64,
    /// The instant of its end, in Unix milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub complete_time: Option<i64>,
    /// The time from creation to success, in milliseconds; absent for a failed task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_time: Option<i64>,
}

/// The content of a task's `resultJson`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskResult {
    /// The URLs of the films.
    pub result_urls: Vec<String>,
}
