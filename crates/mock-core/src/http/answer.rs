//! Answers: a status, a JSON body, and the clauses that shaped them.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;

use crate::clause::{Citations, ClauseRef};

/// The header with the ids of the clauses that shaped an answer, separated by commas.
const CLAUSES: HeaderName = HeaderName::from_static("backlot-clauses");
/// The header with the weakest basis of these clauses.
const BASIS: HeaderName = HeaderName::from_static("backlot-basis");

/// An answer of a mock.
#[derive(Debug)]
pub struct Answer {
    status: StatusCode,
    body: Bytes,
    headers: Vec<(HeaderName, HeaderValue)>,
    citations: Citations,
}

impl Answer {
    /// Creates a JSON answer.
    pub fn json(status: StatusCode, body: &impl Serialize) -> Self {
        let mut bytes = Vec::with_capacity(256);
        serde_json::to_writer(&mut bytes, body).expect("wire types have string keys and write to memory");
        Self { status, body: bytes.into(), headers: Vec::new(), citations: Citations::default() }
    }

    /// Creates a JSON answer with status 200.
    pub fn ok(body: &impl Serialize) -> Self {
        Self::json(StatusCode::OK, body)
    }

    /// Adds clauses that shaped the answer.
    #[must_use]
    pub fn citing(mut self, clauses: impl IntoIterator<Item = ClauseRef>) -> Self {
        self.citations.extend(clauses);
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
        cite(response, &self.citations)
    }
}

/// Adds the headers with the clauses to a response that is no [`Answer`], such as a result file.
pub fn cite(mut response: Response, citations: &Citations) -> Response {
    if let Some(basis) = citations.basis() {
        let ids = HeaderValue::try_from(citations.ids()).expect("clause ids are plain ASCII");
        response.headers_mut().insert(CLAUSES, ids);
        response.headers_mut().insert(BASIS, HeaderValue::from_static(basis.name()));
    }
    response
}
