//! The provider's refusals by name.

use client_core::{Error, Refusal};
use serde_json::Value;

use crate::answers::Task;
use crate::vocabulary::FailCode;

/// Reads the provider's own words: `message` is a short text, `data.error` a longer one. The documents print three shapes of
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

/// The APIXO view of an [`Error`] (S3, error codes; facts sheet 2.4). The [`code`](Error::code) of a refusal is the
/// envelope's `message`. Its [`message`](Error::message) is the longer `data.error`, if there is one.
pub trait ApixoErrorExt {
    /// Returns `true` for a 400: a parameter is missing or unusable, or the balance is too small.
    fn is_invalid_request(&self) -> bool;

    /// Returns `true` for a 401: the key is missing, wrong or revoked.
    fn is_unauthenticated(&self) -> bool;

    /// Returns `true` if the balance is too small. The documents show this as a 400 with the words "Insufficient credits",
    /// as a 402, and as a task's fail code (facts sheet 11, C1). All three are understood.
    fn is_insufficient_credits(&self) -> bool;

    /// Returns `true` for a 403: the key has no permission, or the content is forbidden; the documents disagree (facts sheet
    /// 11, C4).
    fn is_forbidden(&self) -> bool;

    /// Returns `true` for a 404: there is no such model, the key has no such task, or the task belongs to another model. For
    /// a download: the result is no longer kept.
    fn is_not_found(&self) -> bool;

    /// Returns `true` for a 429: too many requests in this minute, or too many running tasks. Nothing was created; wait and
    /// send the request again.
    fn is_rate_limited(&self) -> bool;

    /// Returns the task, as last seen, if a wait for it failed or reached its deadline.
    fn last_task(&self) -> Option<&Task>;
}

impl ApixoErrorExt for Error {
    fn is_invalid_request(&self) -> bool {
        self.status() == Some(400)
    }

    fn is_unauthenticated(&self) -> bool {
        self.status() == Some(401)
    }

    fn is_insufficient_credits(&self) -> bool {
        let said = |words: Option<&str>| {
            words.is_some_and(|words| words.replace('_', " ").eq_ignore_ascii_case("insufficient credits"))
        };
        match self.status() {
            Some(status) => status == 402 || status == 400 && (said(self.code()) || said(self.message())),
            None => {
                self.last_task().is_some_and(|task| task.fail_code == Some(FailCode::InsufficientCredits))
            }
        }
    }

    fn is_forbidden(&self) -> bool {
        self.status() == Some(403)
    }

    fn is_not_found(&self) -> bool {
        self.status() == Some(404)
    }

    fn is_rate_limited(&self) -> bool {
        self.status() == Some(429)
    }

    fn last_task(&self) -> Option<&Task> {
        self.job()
    }
}
