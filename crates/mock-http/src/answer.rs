//! Answers: a status, a JSON body, and the clauses that shaped them.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;

use kernel::evidence::{ClauseRef, Evidence};

/// The header with the ids of the clauses that shaped an answer, separated by commas.
const CLAUSES: HeaderName = HeaderName::from_static("backlot-clauses");
/// The header with the weakest basis of these clauses, for each aspect.
const BASIS: HeaderName = HeaderName::from_static("backlot-basis");

/// The answer to a call, or its refusal.
pub type Outcome = Result<Answer, Answer>;

/// An answer of a mock.
#[derive(Debug)]
pub struct Answer {
    status: StatusCode,
    body: Bytes,
    headers: Vec<(HeaderName, HeaderValue)>,
    evidence: Evidence,
}

impl Answer {
    /// Creates a JSON answer.
    pub fn json(status: StatusCode, body: &impl Serialize) -> Self {
        let mut bytes = Vec::with_capacity(256);
        serde_json::to_writer(&mut bytes, body).expect("wire types have string keys and write to memory");
        Self { status, body: bytes.into(), headers: Vec::new(), evidence: Evidence::default() }
    }

    /// Creates a JSON answer with status 200.
    pub fn ok(body: &impl Serialize) -> Self {
        Self::json(StatusCode::OK, body)
    }

    /// Adds clauses that shaped the answer.
    #[must_use]
    pub fn citing(mut self, clauses: impl IntoIterator<Item = ClauseRef>) -> Self {
        self.evidence.extend(clauses);
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.extend(self.headers);
        cite(response, self.evidence)
    }
}

/// Adds the evidence to a response: as headers for the caller, and as a value for the journal.
pub fn cite(mut response: Response, evidence: Evidence) -> Response {
    if !evidence.is_empty() {
        let header = |text: String| HeaderValue::try_from(text).expect("ids and bases are plain ASCII");
        response.headers_mut().insert(CLAUSES, header(evidence.ids()));
        response.headers_mut().insert(BASIS, header(evidence.basis()));
        response.extensions_mut().insert(evidence);
    }
    response
}
