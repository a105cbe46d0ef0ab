//! The service's refusals by name.

use client_core::{Error, ErrorKind, Refusal, service_error};
use serde_json::Value;

use crate::answers::Task;
use crate::vocabulary::FailCode;

/// Reads the service's own words: `message` is a short text, `data.error` a longer one. The documents print three shapes of
/// `data`: absent, null and `{"error": "..."}` (facts sheet 2.4).
pub(crate) fn read_refusal(body: &Value) -> Refusal {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let code = text(&body["message"]);
    Refusal { message: text(&body["data"]["error"]).or_else(|| code.clone()), code }
}

/// Returns the envelope's `code`, which is the HTTP status (facts sheet 1).
pub(crate) fn read_status(body: &Value) -> Option<i64> {
    body["code"].as_i64()
}

/// The reason for a refusal (S3, error codes; facts sheet 2.4). The [`code`](client_core::Error::code) of a refusal is the
/// envelope's `message`. Its [`message`](client_core::Error::message) is the longer `data.error`, if there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ApixoRefusal {
    /// 400: a parameter is missing or unusable.
    InvalidRequest,
    /// 401: the key is missing, wrong or revoked.
    Unauthenticated,
    /// The balance is too small. The documents show this as a 400 with the words "Insufficient credits", and as a 402 (facts
    /// sheet 11, C1). A task can also fail for it: see [`ApixoError::is_insufficient_credits`].
    InsufficientCredits,
    /// 403: the key has no permission, or the content is forbidden; the documents disagree (facts sheet 11, C4).
    Forbidden,
    /// 404: there is no such model, the key has no such task, or the task belongs to another model. For a download: the
    /// result is no longer kept.
    NotFound,
    /// 429: too many requests in this minute, or too many running tasks. Nothing was created; wait and send the request
    /// again.
    RateLimited,
    /// A status of 500 to 599: the service has a problem.
    ServerError,
    /// Any other refusal; [`Error::message`](client_core::Error::message) has the service's words.
    Other,
}

fn read(error: &Error) -> Option<ApixoRefusal> {
    let status = error.status().filter(|_| error.kind() == ErrorKind::Api)?;
    let words = read_refusal(error.json());
    let said = |words: Option<String>| {
        words.is_some_and(|words| words.replace('_', " ").eq_ignore_ascii_case("insufficient credits"))
    };
    Some(match status {
        400 if said(words.code) || said(words.message) => ApixoRefusal::InsufficientCredits,
        400 => ApixoRefusal::InvalidRequest,
        401 => ApixoRefusal::Unauthenticated,
        402 => ApixoRefusal::InsufficientCredits,
        403 => ApixoRefusal::Forbidden,
        404 => ApixoRefusal::NotFound,
        429 => ApixoRefusal::RateLimited,
        500..=599 => ApixoRefusal::ServerError,
        _ => ApixoRefusal::Other,
    })
}

service_error! {
    /// The failure of a call to APIXO, or of the wait for a task.
    pub struct ApixoError { refusal: ApixoRefusal, reads: read, job: Task }
}

impl ApixoError {
    /// Returns `true` if the balance is too small: for a refused call, and for a task that failed for it.
    pub fn is_insufficient_credits(&self) -> bool {
        let failed =
            || self.last_job().is_some_and(|task| task.fail_code == Some(FailCode::InsufficientCredits));
        self.refusal() == Some(&ApixoRefusal::InsufficientCredits) || failed()
    }
}
