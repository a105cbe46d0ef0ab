//! What the calls answer, inside the provider's envelope. Fields that aren't listed are ignored.

use std::fmt;

use client_core::jobs::{self, Phase};
use client_core::{Result, decode, lenient};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::{Number, Value};

use crate::vocabulary::{FailCode, TaskState};

/// What surrounds every answer (facts sheet 1). Its `code` the transport has seen to, its `message` says no more.
#[derive(Deserialize)]
pub(crate) struct Envelope<T> {
    pub(crate) data: T,
}

/// The answer to a submission (S3, response).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Submission {
    /// The task to wait for, with [`ApixoClient::task`](crate::ApixoClient::task).
    pub task_id: String,
}

/// A task as its status shows it, and as a callback brings it (S3, status response fields; facts sheet 3).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Task {
    /// The id that the submission named.
    pub task_id: String,
    /// How far it is.
    pub state: TaskState,
    /// What it made, as it was sent: JSON inside a string, which [`result_urls`](Self::result_urls) reads. Only there
    /// when it succeeded.
    #[serde(default, deserialize_with = "json_text")]
    pub result_json: Option<String>,
    /// Why it failed; only there when it did.
    #[serde(default)]
    pub fail_code: Option<FailCode>,
    /// The same for people.
    #[serde(default)]
    pub fail_msg: Option<String>,
    /// When it was created: Unix time in milliseconds.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub create_time: Option<i64>,
    /// When it ended, well or not: Unix time in milliseconds.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub complete_time: Option<i64>,
    /// How long it took, in milliseconds. A task that failed need not have it, nor need one that succeeded (facts
    /// sheet 3).
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub cost_time: Option<i64>,
}

impl Task {
    /// Where its results can be fetched, for 24 hours (facts sheet 1); none unless it succeeded.
    ///
    /// Whoever asks for them must not take unreadable ones for none: a success whose [`result_json`](Self::result_json)
    /// is missing or not as documented is an error of kind [`Decode`](client_core::ErrorKind::Decode). The rest of the
    /// task can be read all the same.
    pub fn result_urls(&self) -> Result<Vec<String>> {
        match &self.result_json {
            None if self.state != TaskState::Success => Ok(Vec::new()),
            text => {
                let results: Results = decode(text.as_deref().unwrap_or_default().as_bytes())?;
                Ok(results.result_urls)
            }
        }
    }

    /// Reads the body of a callback: the same envelope as a status answer's (facts sheet 4).
    ///
    /// Answer it with HTTP 200 within 30 s; everything else counts as not delivered, and is repeated after 30 s, 2 min
    /// and 10 min. Callbacks may come twice, so remember each [`task_id`](Self::task_id). They carry no signature:
    /// whoever knows the URL can send one, so make it hard to guess, or take the callback for a hint only and look at
    /// the [task](crate::ApixoClient::task) itself. A body that is not as documented is an error of kind
    /// [`Decode`](client_core::ErrorKind::Decode).
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

/// What stands inside `resultJson`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Results {
    result_urls: Vec<String>,
}

/// JSON inside a string, be it sent as documented or without the string around it.
fn json_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    })
}

/// An amount of US dollars, digit for digit as the provider wrote it: no arithmetic and no rounding lies between.
#[derive(Clone, Debug)]
pub struct Dollars(String);

impl Dollars {
    /// The amount as a decimal number, such as `74.87`; for a decimal type of one's choice.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nearest floating-point number: good for comparing with a threshold, not for adding up.
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
