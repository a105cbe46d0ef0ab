//! The errors of single tries.

use std::time::Duration;

use reqwest::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::body::Incomplete;
use super::{Answer, Shared, retry_after};
use crate::error::{Error, ErrorKind, Refused, Result};
use crate::middleware::MiddlewareError;
use crate::refusal::Refusal;
use crate::response::Response;
use crate::stall::too_slow;
use crate::{tls, upload};

/// A function that reads an answer from its JSON, if it is any, or from its text.
pub(super) type Read<T> = fn(Option<Value>, &[u8]) -> serde_json::Result<T>;

pub(super) fn from_json<T: DeserializeOwned>(json: Option<Value>, text: &[u8]) -> serde_json::Result<T> {
    match json {
        Some(json) => serde_json::from_value(json),
        // It is read again for the place of the mistake alone.
        None => serde_json::from_slice(text),
    }
}

pub(super) fn from_text<T: DeserializeOwned>(_: Option<Value>, text: &[u8]) -> serde_json::Result<T> {
    serde_json::from_slice(text)
}

impl Shared {
    /// Reads a refusal. What a program goes by is read from the raw answer, and only then the texts are masked and cut.
    pub(super) fn refusal(&self, status: StatusCode, response: Response) -> Error {
        let json: Value = serde_json::from_slice(&response.body).unwrap_or_default();
        let words = if json.is_null() { Refusal::default() } else { (self.read_refusal)(&json) };
        let scrub = |text: Option<String>| text.map(|text| self.secret.scrub(&text));
        let words = Refusal { code: scrub(words.code), message: scrub(words.message) };
        let body = self.secret.scrub(&String::from_utf8_lossy(&response.body));
        let retry_after = retry_after(&response.headers);
        Error::refused(Refused { status, words, retry_after, body, json }).with_response(response)
    }

    /// Reads an answer as a type. The error keeps the whole answer, which may have been paid for.
    pub(super) fn decode<T>(&self, answer: Answer<Option<Value>>, read: Read<T>) -> Result<Answer<T>> {
        let Answer { response, value } = answer;
        let no_json = value.is_none();
        match read(value, &response.body) {
            Ok(value) => Ok(Answer { response, value }),
            Err(cause) => {
                // The cause quotes the body, which may quote the key. So the error keeps the scrubbed words of the cause, but
                // not the cause itself.
                let told = self.secret.scrub(&format!("the answer is not as documented: {cause}"));
                let error = Error::new(ErrorKind::Decode, told);
                let error = error.with_body(self.secret.scrub(&String::from_utf8_lossy(&response.body)));
                let error = error.with_response(response);
                Err(if no_json { error.passing_while_polling() } else { error })
            }
        }
    }

    /// Creates the error of an answer with success whose body did not arrive whole.
    pub(super) fn incomplete(
        &self,
        incomplete: Incomplete,
        timeout: Duration,
        response: impl FnOnce(bytes::Bytes) -> Response,
    ) -> Error {
        match incomplete {
            Incomplete::TooLarge(bytes) => {
                let told = format!("the answer is larger than {} bytes", self.answer_limit);
                Error::new(ErrorKind::TooLarge, told).with_response(response(bytes))
            }
            Incomplete::Broken(bytes, cause) => {
                lost(cause.into(), &self.base, timeout).with_response(response(bytes))
            }
        }
    }
}

/// Creates the error of a try at this server that ended without a complete answer.
pub(crate) fn lost(cause: MiddlewareError, server: &Url, timeout: Duration) -> Error {
    let cause = match cause.downcast::<reqwest::Error>() {
        // The URL is left out, because its query may hold secrets that must not be logged.
        Ok(cause) => cause.without_url(),
        Err(cause) => {
            return Error::new(ErrorKind::Transport, "a middleware failed").with_cause(cause);
        }
    };
    if let Some(unreadable) = upload::unreadable(&cause) {
        return unreadable;
    }
    let origin = || server.origin().ascii_serialization();
    let (kind, detail) = if cause.is_builder() {
        (ErrorKind::Build, "the request cannot be made".to_owned())
    } else if cause.is_connect() && tls::is_refused(&cause) {
        (ErrorKind::Tls, format!("no secure connection to {}", origin()))
    } else if cause.is_connect() {
        (ErrorKind::Connect, format!("cannot connect to {}", origin()))
    } else if cause.is_timeout() {
        (ErrorKind::Timeout, too_slow(timeout))
    } else {
        (ErrorKind::Transport, "the connection broke before the answer was complete".to_owned())
    };
    Error::new(kind, detail).with_cause(cause)
}
