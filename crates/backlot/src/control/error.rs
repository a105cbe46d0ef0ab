//! Refusals of the control API: `{"error", "message"}`.

use std::fmt;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::evidence::{ClauseRef, Evidence};
use mock_http::answer::cite;
use mock_http::log::Lost;
use mock_http::refusal::Problem;
use serde_json::json;

use super::unreadable::Unreadable;

/// A control call that was not carried out.
#[derive(Debug)]
pub(crate) struct Refused {
    status: StatusCode,
    error: &'static str,
    message: String,
    clause: Option<ClauseRef>,
}

impl Refused {
    /// Refuses a request that is itself wrong. The message names the field.
    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error: "bad_request", message: message.into(), clause: None }
    }

    /// Refuses a request about something that does not exist.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self { status: StatusCode::NOT_FOUND, error: "not_found", message: message.into(), clause: None }
    }

    /// Refuses a request that the present state does not allow.
    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self { status: StatusCode::CONFLICT, error: "conflict", message: message.into(), clause: None }
    }

    /// Ends a wait whose time has run out.
    pub(crate) fn too_late(message: impl Into<String>) -> Self {
        Self { status: StatusCode::REQUEST_TIMEOUT, error: "timeout", message: message.into(), clause: None }
    }

    /// Refuses a call whose world ended while the call waited in it.
    pub(crate) fn gone() -> Self {
        let message = "this world was reset or forgotten while the call waited in it".to_owned();
        Self { status: StatusCode::GONE, error: "gone", message, clause: None }
    }

    /// Refuses a call whose world can no longer be kept.
    pub(crate) fn lost(lost: Lost) -> Self {
        let message = if lost.may_be_kept {
            "this process may not answer for the world now; the call may have had its effect, so look before it is repeated"
        } else {
            "the log of this world cannot be written; look at the disk, then start the sandbox again"
        };
        let message = message.to_owned();
        Self { status: StatusCode::SERVICE_UNAVAILABLE, error: "unavailable", message, clause: None }
    }

    /// Refuses a call while no process owns its world.
    pub(crate) fn unowned() -> Self {
        Self::unavailable("no process answers for this world now; ask again in some seconds")
    }

    /// Refuses a call that needs others which do not answer.
    pub(crate) fn unavailable(message: impl Into<String>) -> Self {
        let (status, error) = (StatusCode::SERVICE_UNAVAILABLE, "unavailable");
        Self { status, error, message: message.into(), clause: None }
    }

    /// Refuses a caller that has no access.
    pub(crate) fn forbidden(message: impl Into<String>) -> Self {
        Self { status: StatusCode::FORBIDDEN, error: "forbidden", message: message.into(), clause: None }
    }

    /// Refuses a method that the call does not have.
    pub(crate) fn wrong_method() -> Self {
        let message = "this call of the control API takes another method".to_owned();
        Self { status: StatusCode::METHOD_NOT_ALLOWED, error: "method_not_allowed", message, clause: None }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl Refused {
    /// Adds the clause by which the provider refuses.
    pub(crate) fn citing(mut self, clause: ClauseRef) -> Self {
        self.clause = Some(clause);
        self
    }
}

impl From<Unreadable> for Refused {
    fn from(problem: Unreadable) -> Self {
        Self::bad_request(problem.to_string())
    }
}

/// Refuses a body that could not be read to its end.
impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::TooLarge(most) => {
                let message = format!("The body is larger than {} MiB, the most that is read", most >> 20);
                Self { status: StatusCode::PAYLOAD_TOO_LARGE, error: "too_large", message, clause: None }
            }
            _ => Self::bad_request("The body broke off before its end"),
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let body = json!({ "error": self.error, "message": self.message });
        cite((self.status, Json(body)).into_response(), Evidence::from_iter(self.clause))
    }
}
