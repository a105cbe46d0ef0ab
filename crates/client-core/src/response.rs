//! Answers as they arrived: status, headers and body.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

/// The headers in which services name a request, by their usefulness to the service's support.
const REQUEST_IDS: [&str; 5] =
    ["x-request-id", "request-id", "x-amzn-requestid", "x-correlation-id", "cf-ray"];

/// An answer as it arrived.
///
/// Nothing is cut or masked here. So the body can quote the account's key, and is no part of the `Debug` text.
#[derive(Clone)]
pub struct Response {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) attempts: u32,
    pub(crate) elapsed: Duration,
}

impl Response {
    /// Returns the HTTP status.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the value of a header, if it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns the service's own name for the request, from `x-request-id` or a header of that kind.
    pub fn request_id(&self) -> Option<&str> {
        REQUEST_IDS.into_iter().find_map(|name| self.header(name))
    }

    /// Returns the body, whole up to the client's [limit](crate::ClientBuilder::answer_limit).
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Returns the number of tries that the call took, including the one with this answer.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Returns the time that the call took, with all its tries and pauses.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status())
            .field("request_id", &self.request_id())
            .field("bytes", &self.body.len())
            .field("attempts", &self.attempts)
            .field("elapsed", &self.elapsed)
            .finish_non_exhaustive()
    }
}

/// Keeps the last answer with success to the calls that are made with it; see
/// [`CallOptions::with_recorder`](crate::CallOptions::with_recorder). Clones share the answer. For a refusal, the error has
/// it: [`Error::response`](crate::Error::response).
#[derive(Clone, Debug, Default)]
pub struct ResponseRecorder(Arc<Mutex<Option<Response>>>);

impl ResponseRecorder {
    /// Returns the last answer; `None` before the first.
    pub fn last(&self) -> Option<Response> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn keep(&self, response: &Response) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(response.clone());
    }
}
