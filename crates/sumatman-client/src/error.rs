//! The service's refusals by name.

use std::ops::RangeInclusive;

use client_core::{Error, ErrorKind, Refusal, service_error};
use serde_json::Value;

use crate::answers::Task;
use crate::vocabulary::TaskStatus;

/// Reads the service's own words: `error` is one sentence. There is no short name (S2, error response format).
pub(crate) fn read_refusal(body: &Value) -> Refusal {
    Refusal { code: None, message: body["error"].as_str().map(str::to_owned) }
}

/// Returns 0, which is no status, for an answer with `"success": false`, under any HTTP status.
pub(crate) fn read_status(body: &Value) -> Option<i64> {
    (body["success"] == false).then_some(0)
}

/// The reason for a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SumatmanRefusal {
    /// The key is missing, wrong or inactive.
    InvalidApiKey,
    /// A new film was requested without a story type or without a story.
    MissingFields,
    /// Another parameter is unusable, or the mode is not allowed for the status of the source task.
    InvalidParameters,
    /// The task to repeat, edit or continue does not exist, or belongs to another account.
    SourceTaskNotFound,
    /// The task to read or delete does not exist, or belongs to another account. For a download: the file does not exist.
    TaskNotFound,
    /// The task cannot be deleted, because it is neither pending nor failed.
    CannotDelete {
        /// The status of the task.
        status: TaskStatus,
    },
    /// The request is for data of another user.
    AccessDenied,
    /// The account has too few credits. Nothing was created.
    InsufficientCredits,
    /// More than 10 requests in a minute with this key. The client keeps below that limit by itself, so another client uses
    /// the same key.
    RateLimited,
    /// More than 100 tasks in a day for this account.
    DailyLimit,
    /// A status of 500 to 599: the provider has a problem.
    ServerError,
    /// Any other refusal; [`Error::message`](client_core::Error::message) has the service's words.
    Other,
}

const ANY: RangeInclusive<u16> = 0..=u16::MAX;
const NO_SERVER_ERROR: RangeInclusive<u16> = 0..=499;

/// The kinds of refusals, by status and words. The first row that matches counts.
///
/// The printed sentences come first and count under any status, because the documents print them without one (facts sheet
/// 2.7). For the two limits and for a lack of credits the documents print no sentence, and their table has no status (facts
/// sheet 9, B7 and B8). So those rows match the likely statuses and the likely words. All others are matched by status (S2,
/// HTTP status codes).
const KINDS: [(RangeInclusive<u16>, &str, SumatmanRefusal); 16] = [
    (ANY, "invalid or inactive api key", SumatmanRefusal::InvalidApiKey),
    (ANY, "missing required field", SumatmanRefusal::MissingFields),
    (ANY, "source task not found", SumatmanRefusal::SourceTaskNotFound),
    (NO_SERVER_ERROR, "insufficient credit", SumatmanRefusal::InsufficientCredits),
    (402..=402, "", SumatmanRefusal::InsufficientCredits),
    (NO_SERVER_ERROR, "daily", SumatmanRefusal::DailyLimit),
    (429..=429, "day", SumatmanRefusal::DailyLimit),
    (429..=429, "", SumatmanRefusal::RateLimited),
    (NO_SERVER_ERROR, "rate limit", SumatmanRefusal::RateLimited),
    (401..=401, "", SumatmanRefusal::InvalidApiKey),
    (403..=403, "", SumatmanRefusal::AccessDenied),
    (404..=404, "", SumatmanRefusal::TaskNotFound),
    (NO_SERVER_ERROR, "task not found", SumatmanRefusal::TaskNotFound),
    (400..=400, "", SumatmanRefusal::InvalidParameters),
    (500..=599, "", SumatmanRefusal::ServerError),
    (ANY, "", SumatmanRefusal::Other),
];

/// Reads the reason for a refusal: the printed sentences decide first, then the status.
fn read(error: &Error) -> Option<SumatmanRefusal> {
    let status = error.status().filter(|_| error.kind() == ErrorKind::Api)?;
    let words = read_refusal(error.json()).message.unwrap_or_default().to_lowercase();
    if let Some(status) = undeletable(&words) {
        return Some(SumatmanRefusal::CannotDelete { status });
    }
    let fits = |(statuses, part, _): &&(RangeInclusive<u16>, &str, _)| {
        statuses.contains(&status) && words.contains(part)
    };
    KINDS.iter().find(fits).map(|(_, _, kind)| kind.clone())
}

service_error! {
    /// The failure of a call to Sumatman, or of the wait for a task (S2, error handling; facts sheet 2.7 and 5).
    pub struct SumatmanError { refusal: SumatmanRefusal, reads: read, job: Task }
}

/// Returns the status that forbids a deletion, from the middle of its sentence.
fn undeletable(words: &str) -> Option<TaskStatus> {
    let (status, _) = words.strip_prefix("cannot delete task with status '")?.split_once('\'')?;
    Some(status.into())
}
