//! The answers of the calls, inside the service's envelope. Fields that aren't listed are kept in `extra`.

use std::fmt;
use std::time::Duration;

use client_core::jobs::{self, Phase};
use client_core::lenient::{Lenient, Reading};
use client_core::{Timestamp, Value};
use serde::Deserialize;

use crate::vocabulary::{FailCode, TaskState};

client_core::ids! {
    /// The id of a task.
    TaskId,
}

/// The envelope of every answer (facts sheet 1). The transport has checked its `code`, and its `message` adds nothing.
#[derive(Deserialize)]
pub(crate) struct Envelope<T> {
    pub(crate) data: T,
}

client_core::answers! {
    /// The answer to a submission (S3, response).
    Submission {
        /// The id of the task to wait for, with [`ApixoClient::task`](crate::ApixoClient::task).
        task_id: TaskId = "taskId",
        ;
    }
}

client_core::answers! {
    /// A task in a status answer or in a callback (S3, status response fields; facts sheet 3).
    Task {
        /// The state of the task.
        state: TaskState,
        ;
        /// The id of the task, as in the answer to the submission.
        task_id: TaskId = "taskId",
        /// The results as they were sent: JSON inside a string, which [`result_urls`](Self::result_urls) reads. Present only if
        /// the task succeeded.
        result_json: Option<ResultJson> = "resultJson",
        /// The reason for the failure, as a code. Present only if the task failed.
        fail_code: Option<FailCode> = "failCode",
        /// The reason for the failure, in words for people.
        fail_msg: Option<String> = "failMsg",
        /// The instant of creation: Unix time in milliseconds.
        create_time: Option<Timestamp> = "createTime",
        /// The instant of the end, successful or not: Unix time in milliseconds.
        complete_time: Option<Timestamp> = "completeTime",
        /// The duration of the work in milliseconds. It can be absent for a failed task, and also for a successful one (facts
        /// sheet 3).
        cost_time: Option<u64> = "costTime",
    }
}

impl From<&Submission> for TaskId {
    fn from(submission: &Submission) -> Self {
        submission.task_id.clone()
    }
}

impl Task {
    /// Returns the duration of the work; see [`cost_time`](Self::cost_time).
    pub fn duration(&self) -> Option<Duration> {
        self.cost_time.map(Duration::from_millis)
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

/// JSON inside a string, as documented, or JSON without the string around it, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultJson(String);

impl ResultJson {
    /// Returns the JSON.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ResultJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Lenient for ResultJson {
    fn read(value: Value) -> Reading<Self> {
        Reading::of(Self(match value {
            Value::String(text) => text,
            other => other.to_string(),
        }))
    }

    fn write(&self) -> Option<Value> {
        Some(self.as_str().into())
    }
}
