//! The answers of the calls, inside the provider's envelope. Fields that aren't listed are ignored.

use std::fmt;

use client_core::jobs::{self, Phase};
use client_core::{Result, decode, lenient};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::{Number, Value};

use crate::vocabulary::{FailCode, TaskState};

/// The envelope of every answer (facts sheet 1). The transport has checked its `code`, and its `message` adds nothing.
#[derive(Deserialize)]
pub(crate) struct Envelope<T> {
    pub(crate) data: T,
}

/// The answer to a submission (S3, response).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Submission {
    /// The id of the task to wait for, with [`ApixoClient::task`](crate::ApixoClient::task).
    pub task_id: String,
}

/// A task in a status answer or in a callback (S3, status response fields; facts sheet 3).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Task {
    /// The id of the task, as in the answer to the submission.
    pub task_id: String,
    /// The state of the task.
    pub state: TaskState,
    /// The results as they were sent: JSON inside a string, which [`result_urls`](Self::result_urls) reads. Present only if
    /// the task succeeded.
    #[serde(default, deserialize_with = "json_text")]
    pub result_json: Option<String>,
    /// The reason for the failure, as a code. Present only if the task failed.
    #[serde(default)]
    pub fail_code: Option<FailCode>,
    /// The reason for the failure, in words for people.
    #[serde(default)]
    pub fail_msg: Option<String>,
    /// The instant of creation: Unix time in milliseconds.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub create_time: Option<i64>,
    /// The instant of the end, successful or not: Unix time in milliseconds.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub complete_time: Option<i64>,
    /// The duration of the work in milliseconds. It can be absent for a failed task, and also for a successful one (facts
    /// sheet 3).
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub cost_time: Option<i64>,
}

impl Task {
    /// Returns the URLs of the results, which are kept for 24 hours (facts sheet 1); empty unless the task succeeded.
    ///
    /// A success without a readable [`result_json`](Self::result_json) is an error of kind
    /// [`Decode`](client_core::ErrorKind::Decode), so that it is not taken for a task without results. The rest of the task
    /// can still be read.
    pub fn result_urls(&self) -> Result<Vec<String>> {
        match &self.result_json {
            None if self.state != TaskState::Success => Ok(Vec::new()),
            text => {
                let results: Results = decode(text.as_deref().unwrap_or_default().as_bytes())?;
                Ok(results.result_urls)
            }
        }
    }

    /// Reads the body of a callback. It has the same envelope as a status answer (facts sheet 4).
    ///
    /// Answer the callback with HTTP 200 within 30 s. The provider takes any other answer as a failed delivery, and repeats
    /// it after 30 s, 2 min and 10 min. A callback may come twice, so remember each [`task_id`](Self::task_id). Callbacks
    /// carry no signature: every sender that knows the URL can send one. So make the URL hard to guess, or use the callback
    /// only as a hint and poll the [task](crate::ApixoClient::task) itself. A body that differs from the documents is an
    /// error of kind [`Decode`](client_core::ErrorKind::Decode).
    ///
    /// ```
    /// use apixo_client::{FailCode, Task};
    ///
    /// let task = Task::from_callback(br#"{"code": 200, "message": "success", "data":
    ///     {"taskId": "task_1", "state": "failed", "failCode": "GENERATION_FAILED"}}"#)?;
    /// assert_eq!(task.fail_code, Some(FailCode::GenerationFailed));
    /// # Ok::<(), apixo_client::Error>(())
    /// ```
    pub fn from_callback(body: &[u8]) -> Result<Self> {
        decode(body).map(|envelope: Envelope<Self>| envelope.data)
    }
}

impl jobs::Job for Task {
    fn phase(&self) -> Phase {
        match self.state {
            TaskState::Success => Phase::Succeeded,
            TaskState::Failed => Phase::Failed,
            _ => Phase::Running,
        }
    }

    fn summary(&self) -> String {
        let reasons = [self.fail_code.as_ref().map(FailCode::as_str), self.fail_msg.as_deref()];
        reasons
            .into_iter()
            .flatten()
            .fold(format!("task {} is {}", self.task_id, self.state), |text, reason| {
                format!("{text}: {reason}")
            })
    }
}

/// The content of `resultJson`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Results {
    result_urls: Vec<String>,
}

/// Reads JSON inside a string, as documented, or JSON without the string around it. Null is `None`.
fn json_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    })
}

/// An amount of US dollars with exactly the digits that the provider wrote, without arithmetic or rounding.
#[derive(Clone, Debug)]
pub struct Dollars(String);

impl Dollars {
    /// Returns the amount as a decimal number, such as `74.87`, to be read into a decimal type.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the nearest floating-point number. It is good for comparison with a threshold, but not for sums.
    pub fn to_f64(&self) -> f64 {
        self.0.parse().expect("checked when it was read")
    }
}

impl fmt::Display for Dollars {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Dollars {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let text = raw.get().trim_matches('"');
        serde_json::from_str::<Number>(text)
            .map_err(|_| serde::de::Error::custom("not an amount of dollars"))?;
        Ok(Self(text.to_owned()))
    }
}
