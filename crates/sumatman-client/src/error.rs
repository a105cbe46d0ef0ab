//! The provider's refusals by name.

use std::ops::RangeInclusive;

use client_core::{Error, ErrorKind, Refusal};
use serde_json::Value;

use crate::answers::Task;
use crate::vocabulary::TaskStatus;

/// The provider's own words: `error` is one sentence, and there is no short name (S2, error response format).
pub(crate) fn read_refusal(body: &Value) -> Refusal {
    Refusal { code: None, message: body["error"].as_str().map(str::to_owned) }
}

/// An answer that says it is none, whatever its HTTP status.
pub(crate) fn read_status(body: &Value) -> Option<i64> {
    (body["success"] == false).then_some(0)
}

/// Why the provider refused a call.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SumatmanErrorKind {
    /// The key is missing, wrong or inactive.
    InvalidApiKey,
    /// A new film was asked for without the kind of story, or without the story.
    MissingFields,
    /// Another parameter is not usable, or the source task's status rules the mode out.
    InvalidParameters,
    /// The task to repeat, edit or continue is not there, or is another account's.
    SourceTaskNotFound,
    /// The task to look at or delete is not there, or is another account's; from a download, the file is not there.
    TaskNotFound,
    /// The task cannot be deleted, as only pending and failed ones can be.
    CannotDelete {
        /// How far it is.
        status: TaskStatus,
    },
    /// What was asked for is another user's.
    AccessDenied,
    /// The credits don't suffice; nothing was created.
    InsufficientCredits,
    /// More than 10 requests in a minute with this key. The client keeps below that by itself, so somebody else uses
    /// the key too.
    RateLimited,
    /// More than 100 tasks in a day in this account.
    DailyLimit,
    /// The provider is in trouble.
    ServerError,
    /// Something else; [`Error::message`] has the provider's words.
    Other,
}

const ANY: RangeInclusive<u16> = 0..=u16::MAX;
const NO_SERVER_ERROR: RangeInclusive<u16> = 0..=499;

/// Which statuses with which words mean what; the first row that fits counts.
///
/// The printed sentences come first and count under any status, as the documents print them without theirs (facts sheet
/// 2.7). Neither limit nor a lack of credits is printed, nor has it a status in the documents' table (facts sheet 9, B7
/// and B8); so their rows understand the likely statuses and the likely words. The rest goes by status (S2, HTTP status
/// codes).
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

/// What an [`Error`] means here (S2, error handling; facts sheet 2.7 and 5).
pub trait SumatmanErrorExt {
    /// Why the provider refused, if it did: told by the printed sentences, and else by the status.
    fn refusal(&self) -> Option<SumatmanErrorKind>;

    /// The task that failed, or that was given up on, when a wait ended in an error.
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

/// The status that forbids a deletion, which stands in the middle of its sentence.
fn undeletable(words: &str) -> Option<TaskStatus> {
    let (status, _) = words.strip_prefix("cannot delete task with status '")?.split_once('\'')?;
    Some(status.into())
}
