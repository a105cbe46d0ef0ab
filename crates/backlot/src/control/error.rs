//! Refusals of the control API: `{"error", "message"}`.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use mock_core::clause::{Citations, ClauseRef};
use mock_core::http::cite;
use serde_json::json;

/// A control call that was not carried out.
#[derive(Debug)]
pub(crate) struct Refused {
    status: StatusCode,
    error: &'static str,
    message: String,
    clause: Option<ClauseRef>,
}

impl Refused {
    /// The request itself is wrong; the message names the field.
    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error: "bad_request", message: message.into(), clause: None }
    }

    /// What it is about isn't there.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self { status: StatusCode::NOT_FOUND, error: "not_found", message: message.into(), clause: None }
    }

    /// The state of things does not allow it.
    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self { status: StatusCode::CONFLICT, error: "conflict", message: message.into(), clause: None }
    }

    /// What was waited for did not come.
    pub(crate) fn too_late(message: impl Into<String>) -> Self {
        Self { status: StatusCode::REQUEST_TIMEOUT, error: "timeout", message: message.into(), clause: None }
    }

    /// The world that it is about has ended meanwhile.
    pub(crate) fn gone() -> Self {
        let message = "this world was reset or forgotten while the call waited in it".to_owned();
        Self { status: StatusCode::GONE, error: "gone", message, clause: None }
    }

    /// The caller may not come in.
    pub(crate) fn forbidden(message: impl Into<String>) -> Self {
        Self { status: StatusCode::FORBIDDEN, error: "forbidden", message: message.into(), clause: None }
    }

    /// The call is there, but not with this method.
    pub(crate) fn wrong_method() -> Self {
        let message = "this call of the control API takes another method".to_owned();
        Self { status: StatusCode::METHOD_NOT_ALLOWED, error: "method_not_allowed", message, clause: None }
    }
}

impl Refused {
    /// Names the clause by which the provider refuses.
    pub(crate) fn citing(mut self, clause: ClauseRef) -> Self {
        self.clause = Some(clause);
        self
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let body = json!({ "error": self.error, "message": self.message });
        cite((self.status, Json(body)).into_response(), &Citations::from_iter(self.clause))
    }
}
