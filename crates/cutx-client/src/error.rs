//! The service's refusals by name.

use std::collections::BTreeMap;

use client_core::{Error, ErrorKind, Refusal, service_error};
use serde_json::Value;

use crate::answers::Job;

/// Reads the service's own words: `error` is a short text, `message` a longer one that is often missing (facts sheet 1.2).
pub(crate) fn read_refusal(body: &Value) -> Refusal {
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    Refusal { code: text("error"), message: text("message").or_else(|| text("error")) }
}

/// The reason for a refusal. The HTTP status tells them apart, because their bodies are hardly documented (S4, errors; facts
/// sheet 1.1 and 1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CutxRefusal {
    /// 400: a field is missing or not within its limits; see [`CutxError::field_errors`].
    InvalidInput,
    /// 401: the token is missing, wrong or expired (it is valid for 7 days).
    Unauthenticated,
    /// 402: the account has too few credits. Nothing was charged.
    InsufficientCredits,
    /// 403: the account is suspended or banned.
    Forbidden,
    /// 404: the account has no such project, product or job. For a download: the file does not exist.
    NotFound,
    /// 429: too many requests. The documents name no limit.
    RateLimited,
    /// A status of 500 to 599: the service has a problem.
    ServerError,
    /// Any other refusal; [`Error::message`](client_core::Error::message) has the service's words.
    Other,
}

fn read(error: &Error) -> Option<CutxRefusal> {
    let status = error.status().filter(|_| error.kind() == ErrorKind::Api)?;
    Some(match status {
        400 => CutxRefusal::InvalidInput,
        401 => CutxRefusal::Unauthenticated,
        402 => CutxRefusal::InsufficientCredits,
        403 => CutxRefusal::Forbidden,
        404 => CutxRefusal::NotFound,
        429 => CutxRefusal::RateLimited,
        500..=599 => CutxRefusal::ServerError,
        _ => CutxRefusal::Other,
    })
}

service_error! {
    /// The failure of a call to `CutX`, or of the wait for a job.
    pub struct CutxError { refusal: CutxRefusal, reads: read, job: Job }
}

impl CutxError {
    /// Returns the problems of each field, if the service lists them in `details.fieldErrors`. That shape is not documented.
    /// Without it the map is empty, and [`Error::body`](client_core::Error::body) has the text of the answer.
    pub fn field_errors(&self) -> BTreeMap<String, Vec<String>> {
        serde_json::from_value(self.json()["details"]["fieldErrors"].clone()).unwrap_or_default()
    }
}
