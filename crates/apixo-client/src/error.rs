//! The provider's refusals by name.

use client_core::{Error, Refusal};
use serde_json::Value;

use crate::answers::Task;
use crate::vocabulary::FailCode;

/// The provider's own words: `message` is a short text, `data.error` a longer one; three shapes of `data` are printed,
/// absent, null and `{"error": "..."}` (facts sheet 2.4).
pub(crate) fn read_refusal(body: &Value) -> Refusal {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let code = text(&body["message"]);
    Refusal { message: text(&body["data"]["error"]).or_else(|| code.clone()), code }
}

/// The envelope's `code`, which is the HTTP status (facts sheet 1).
pub(crate) fn read_status(body: &Value) -> Option<i64> {
    body["code"].as_i64()
}

/// What an [`Error`] means here (S3, error codes; facts sheet 2.4). A refusal's [`code`](Error::code) is the
/// envelope's `message`, its [`message`](Error::message) the longer `data.error` where there is one.
pub trait ApixoErrorExt {
    /// 400: a parameter is missing, or not usable; or the balance is too small.
    fn is_invalid_request(&self) -> bool;

    /// 401: the key is missing, wrong or revoked.
    fn is_unauthenticated(&self) -> bool;

    /// The balance is too small. The documents place that at 400 with the words "Insufficient credits", at 402, and in
    /// a task's fail code (facts sheet 11, C1); all three are understood.
    fn is_insufficient_credits(&self) -> bool;

    /// 403: the key may not, or the content must not; the documents disagree (facts sheet 11, C4).
    fn is_forbidden(&self) -> bool;

    /// 404: no such model, no such task of this key, or a task that another model works on; from a download, a result
    /// that is no longer kept.
    fn is_not_found(&self) -> bool;

    /// 429: too many requests in this minute, or too many tasks at work. Nothing was created; wait and ask again.
    fn is_rate_limited(&self) -> bool;

    /// The task that failed, or that was given up on, when a wait ended in an error.
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
