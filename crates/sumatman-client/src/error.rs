//! The provider's refusals by name.

use std::ops::RangeInclusive;

use client_core::{Error, ErrorKind, Refusal};
use serde_json::Value;

use crate::answers::Task;
use crate::vocabulary::TaskStatus;

/// Reads the provider's own words: `error` is one sentence. There is no short name (S2, error response format).
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
pub enum SumatmanErrorKind {
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
    /// Any other refusal; [`Error::message`] has the provider's words.
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
const KINDS: [(RangeInclusive<u16>, &str, SumatmanErrorKind); 16] = [
    (ANY, "invalid or inactive api key", SumatmanErrorKind::InvalidApiKey),
    (ANY, "missing required field", SumatmanErrorKind::MissingFields),
    (ANY, "source task not found", SumatmanErrorKind::SourceTaskNotFound),
    (NO_SERVER_ERROR, "insufficient credit", SumatmanErrorKind::InsufficientCredits),
    (402..=402, "", SumatmanErrorKind::InsufficientCredits),
    (NO_SERVER_ERROR, "daily", SumatmanErrorKind::DailyLimit),
    (429..=429, "day", SumatmanErrorKind::DailyLimit),
    (429..=429, "", SumatmanErrorKind::RateLimited),
    (NO_SERVER_ERROR, "rate limit", SumatmanErrorKind::RateLimited),
    (401..=401, "", SumatmanErrorKind::InvalidApiKey),
    (403..=403, "", SumatmanErrorKind::AccessDenied),
    (404..=404, "", SumatmanErrorKind::TaskNotFound),
    (NO_SERVER_ERROR, "task not found", SumatmanErrorKind::TaskNotFound),
    (400..=400, "", SumatmanErrorKind::InvalidParameters),
    (500..=599, "", SumatmanErrorKind::ServerError),
    (ANY, "", SumatmanErrorKind::Other),
];

/// The Sumatman view of an [`Error`] (S2, error handling; facts sheet 2.7 and 5).
pub trait SumatmanErrorExt {
    /// Returns the reason for the refusal, if the provider refused the call. The printed sentences decide first, then the
    /// status.
    fn refusal(&self) -> Option<SumatmanErrorKind>;

    /// Returns the task, as last seen, if a wait for it failed or reached its deadline.
    fn last_task(&self) -> Option<&Task>;
}

impl SumatmanErrorExt for Error {
    fn refusal(&self) -> Option<SumatmanErrorKind> {
        let status = self.status().filter(|_| self.kind() == ErrorKind::Api)?;
        let words = self.message().unwrap_or_default().to_lowercase();
        if let Some(status) = undeletable(&words) {
            return Some(SumatmanErrorKind::CannotDelete { status });
        }
        let fits = |(statuses, part, _): &&(RangeInclusive<u16>, &str, _)| {
            statuses.contains(&status) && words.contains(part)
        };
        KINDS.iter().find(fits).map(|(_, _, kind)| kind.clone())
    }

    fn last_task(&self) -> Option<&Task> {
        self.job()
    }
}

/// Returns the status that forbids a deletion, from the middle of its sentence.
fn undeletable(words: &str) -> Option<TaskStatus> {
    let (status, _) = words.strip_prefix("cannot delete task with status '")?.split_once('\'')?;
    Some(status.into())
}
