//! The end of a request: an answer, an answer that breaks off, or none.

use std::collections::BTreeMap;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body::{Body as _, Frame, SizeHint};
use http_body_util::{BodyExt, Collected};
use kernel::credits::Credits;
use kernel::evidence::Evidence;
use kernel::ledger::InsufficientCredits;
use mock_http::faults::{Refusal, header_of, status_of};
use mock_http::module::ProviderModule;
use mock_http::refusal::{Limited, Problem};
use mock_http::server::Hangup;
use serde_json::Value;

/// The header with the id of the fault that happened to an exchange.
const FAULT: HeaderName = HeaderName::from_static("backlot-fault");
/// A body that is declared as JSON, but is not JSON.
const MALFORMED: Bytes = Bytes::from_static(b"{\"status\":\"ok\",\"data\":");
/// The time until a request is admitted again after a fault has refused it.
const SOON: Duration = Duration::from_secs(1);

/// An answer that goes out, in whole or in part.
pub(super) struct Outgoing {
    /// The status of the answer.
    pub(super) status: StatusCode,
    /// The headers of the answer.
    pub(super) headers: HeaderMap,
    /// The part of the body that goes out.
    pub(super) body: Bytes,
    /// The way in which the answer ends.
    pub(super) end: End,
    /// The clauses that decided the answer.
    pub(super) evidence: Evidence,
}

/// The ways in which an answer ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The answer is complete.
    Whole,
    /// The answer breaks off before this number of bytes, which its headers announce.
    BrokenOff(usize),
    /// The answer never begins.
    Never,
}

impl Outgoing {
    /// Takes over a response as it is.
    pub(super) async fn of(response: Response) -> Self {
        let (mut parts, body) = response.into_parts();
        let evidence = parts.extensions.remove().unwrap_or_default();
        let (status, headers) = (parts.status, parts.headers);
        Self { status, headers, body: whole(body).await, end: End::Whole, evidence }
    }

    fn json(status: StatusCode, body: Bytes) -> Self {
        let headers =
            HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
        Self { status, headers, body, end: End::Whole, evidence: Evidence::default() }
    }

    /// Creates the answer that a fault prescribes.
    pub(super) fn made(status: u16, headers: &BTreeMap<String, String>, body: &Value) -> Self {
        let (content_type, bytes) = match body {
            Value::Null => (None, Bytes::new()),
            Value::String(text) => (Some("text/plain; charset=utf-8"), text.clone().into()),
            json => (Some("application/json"), json.to_string().into()),
        };
        let mut made = Self::json(status_of(status), bytes);
        made.headers.clear();
        if let Some(content_type) = content_type {
            made.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        // The headers were checked when the fault was registered.
        for (name, value) in headers.iter().filter_map(|(name, value)| header_of(name, value).ok()) {
            made.headers.insert(name, value);
        }
        made
    }

    /// Creates the provider's own refusal.
    pub(super) async fn refusal(module: &ProviderModule, refusal: Refusal) -> Self {
        let problem = match refusal {
            Refusal::RateLimited => Problem::TooManyRequests(Limited { clause: None, wait: SOON }),
            Refusal::Unauthorized => Problem::UnknownKey,
            Refusal::InsufficientCredits => {
                // For any account, the price is the smallest and the balance is zero.
                let (required, balance) = (Credits::whole(1), Credits::ZERO);
                Problem::InsufficientCredits(InsufficientCredits { required, balance })
            }
            Refusal::ServerError => Problem::Internal,
            Refusal::Unavailable => Problem::Unavailable,
        };
        Self::of((module.refuse)(problem).into_response()).await
    }

    /// Creates an answer with an empty object.
    pub(super) fn empty_object() -> Self {
        Self::json(StatusCode::OK, Bytes::from_static(b"{}"))
    }

    /// Creates a success that cannot be parsed.
    pub(super) fn malformed() -> Self {
        Self::json(StatusCode::OK, MALFORMED)
    }

    /// Creates an answer that never begins.
    pub(super) fn nothing() -> Self {
        Self { end: End::Never, ..Self::json(StatusCode::OK, Bytes::new()) }
    }

    /// Breaks the answer off after this many bytes, at the latest before its last one. It then cites no clauses.
    pub(super) fn truncated(mut self, bytes: usize) -> Self {
        let full = self.body.len();
        self.body.truncate(bytes.min(full.saturating_sub(1)));
        self.end = End::BrokenOff(full);
        self.headers.remove("backlot-clauses");
        self.headers.remove("backlot-basis");
        self.evidence = Evidence::default();
        self
    }

    /// Drops the body, as in the answer to a HEAD.
    pub(super) fn without_body(mut self) -> Self {
        self.body = Bytes::new();
        if self.end != End::Never {
            self.end = End::Whole;
        }
        self
    }

    /// Adds a policy for browsers, so that no script in a fault's answer runs in a page.
    pub(super) fn sandboxed(mut self) -> Self {
        self.headers.append(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox"));
        self
    }

    /// Tells the caller that the connection cannot be used again.
    pub(super) fn closing(mut self) -> Self {
        self.headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        self
    }

    /// Adds the fault's id.
    pub(super) fn marked(mut self, id: &str) -> Self {
        if let Ok(id) = HeaderValue::from_str(id) {
            self.headers.insert(FAULT, id);
        }
        self
    }

    /// Returns the response.
    pub(super) fn into_response(self) -> Response {
        let body = match self.end {
            End::Whole => Body::from(self.body),
            End::BrokenOff(full) => Body::new(Broken { sent: Some(self.body), full, pauses: 0 }),
            End::Never => Body::new(Broken { sent: None, full: 1, pauses: 0 }),
        };
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        match self.end {
            End::Whole => {}
            End::BrokenOff(full) => {
                response.headers_mut().insert(header::CONTENT_LENGTH, full.into());
            }
            End::Never => {
                response.extensions_mut().insert(Hangup);
            }
        }
        response
    }
}

/// Returns a response's body in one piece. All answers are in memory, and nearly all of them are one piece already.
pub(super) async fn whole(mut body: Body) -> Bytes {
    let Some(Ok(Ok(first))) = body.frame().await.map(|frame| frame.map(Frame::into_data)) else {
        return Bytes::new();
    };
    if body.is_end_stream() {
        return first;
    }
    let rest = body.collect().await.map(Collected::to_bytes).unwrap_or_default();
    [first, rest].concat().into()
}

/// The number of pauses in which the connection can write out its data before the break.
const PAUSES: u8 = 4;

/// A body that breaks off.
struct Broken {
    sent: Option<Bytes>,
    full: usize,
    pauses: u8,
}

impl http_body::Body for Broken {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(bytes) = self.sent.take().filter(|bytes| !bytes.is_empty()) {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        if self.pauses < PAUSES {
            self.pauses += 1;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(io::Error::other("broken off"))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.full as u64)
    }
}
