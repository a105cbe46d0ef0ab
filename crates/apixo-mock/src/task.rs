//! A task as status answers and webhooks show it: the same to the last byte.

use kernel::job::JobState;
use kernel::machine::JobOf;
use serde::Serialize;

use crate::envelope::Envelope;
use crate::fail_codes::FailCode;
use crate::lifecycle::State;
use crate::results;
use crate::state::Apixo;

/// The state of a task. Fields that do not apply are absent.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the provider names the field so")]
pub struct Task {
    /// The id of the task.
    task_id: String,
    /// The name of its state.
    state: &'static str,
    /// The result: JSON in a string.
    #[serde(skip_serializing_if = "Option::is_none")]
    result_json: Option<String>,
    /// The code of the failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    fail_code: Option<String>,
    /// A sentence about the failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    fail_msg: Option<String>,
    /// The instant of its creation, in Unix milliseconds.
    create_time: i64,
    /// The instant of its end, in Unix milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    complete_time: Option<i64>,
    /// The time from creation to success, in milliseconds; absent for a failed task.
    #[serde(skip_serializing_if = "Option::is_none")]
    cost_time: Option<i64>,
}

/// The content of a task's `resultJson`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TaskResult {
    /// The URLs of the films.
    result_urls: Vec<String>,
}

/// Returns the state of a task in the form of the wire. Its URLs begin with `origin`.
pub fn show(account_id: &str, job: &JobOf<Apixo>, origin: &str) -> Envelope<Task> {
    let ended = job.state.is_terminal().then(|| job.changed_at.as_millisecond());
    let failed = job.state == State::Failed;
    let failure = job.failure.as_deref().filter(|_| failed).cloned().unwrap_or_default();
    let code = failed.then(|| failure.code.unwrap_or_else(|| FailCode::GenerationFailed.name().to_owned()));
    let message = |code: &str| {
        let known = FailCode::find(code).unwrap_or(FailCode::GenerationFailed);
        failure.message.unwrap_or_else(|| known.message().to_owned())
    };
    let result = (job.state == State::Success).then(|| {
        let result_urls = vec![format!("{origin}{}", results::path(account_id, &job.id))];
        serde_json::to_string(&TaskResult { result_urls }).expect("a list of strings is JSON")
    });
    Envelope::success(Task {
        task_id: job.id.to_string(),
        state: job.state.name(),
        result_json: result,
        fail_msg: code.as_deref().map(message),
        fail_code: code,
        create_time: job.created_at.as_millisecond(),
        complete_time: ended,
        cost_time: ended.filter(|_| !failed).map(|ended| ended - job.created_at.as_millisecond()),
    })
}
