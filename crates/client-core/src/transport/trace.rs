//! Spans and events, with the names that OpenTelemetry has for HTTP clients.

use tracing::field::Empty;
use tracing::{Span, debug, info_span};
use url::Url;

use super::Answer;
use crate::call::Call;
use crate::error::{Error, Result};
use crate::response::Response;

/// Creates the span of a call. Its status and its number of tries follow at its end.
pub(super) fn call(call: &Call, base: &Url) -> Span {
    info_span!(
        "call",
        otel.name = format!("{} {}", call.method, call.route),
        otel.kind = "client",
        otel.status_code = Empty,
        http.request.method = call.method.as_str(),
        http.request.resend_count = Empty,
        http.response.status_code = Empty,
        url.template = call.route,
        server.address = base.host_str(),
        server.port = base.port_or_known_default(),
        error.type = Empty,
    )
}

/// Completes the span of a call.
pub(super) fn end<T>(span: &Span, end: &Result<Answer<T>>) {
    let (status, attempts) = match end {
        Ok(answer) => (Some(answer.response.status()), answer.response.attempts()),
        Err(error) => (error.status(), error.attempts()),
    };
    if let Some(status) = status {
        span.record("http.response.status_code", status);
    }
    if attempts > 1 {
        span.record("http.request.resend_count", attempts - 1);
    }
    if let Err(error) = end {
        span.record("otel.status_code", "ERROR");
        span.record("error.type", tracing::field::debug(error.kind()));
    }
}

/// Records one event for each try.
pub(super) fn attempt<T: Attempted>(number: u32, end: &Result<T>) {
    match end {
        Ok(answer) => {
            debug!(number, status = answer.status(), request_id = answer.request_id(), "try succeeded");
        }
        Err(error) => {
            let request_id = error.request_id();
            debug!(number, status = error.status(), kind = ?error.kind(), request_id, "try failed");
        }
    }
}

/// The head of an answer, as an event shows it.
pub(super) trait Attempted {
    fn status(&self) -> u16;
    fn request_id(&self) -> Option<&str>;
}

impl<T> Attempted for Answer<T> {
    fn status(&self) -> u16 {
        self.response.status()
    }

    fn request_id(&self) -> Option<&str> {
        Response::request_id(&self.response)
    }
}

impl Attempted for reqwest::Response {
    fn status(&self) -> u16 {
        self.status().as_u16()
    }

    fn request_id(&self) -> Option<&str> {
        None
    }
}

/// Records a repeat of a download from where it broke off.
pub(super) fn resumes(received: u64, error: &Error) {
    debug!(received, kind = ?error.kind(), "download goes on where it broke off");
}
