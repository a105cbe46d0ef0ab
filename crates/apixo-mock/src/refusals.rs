//! Every refusal, as rows of a table, in the provider's envelope: HTTP status and `code` are the same (`apixo-facts.md`, 2.4).

use axum::http::StatusCode;
use mock_core::clause::{Citations, ClauseRef};
use mock_core::fields::{Fault, Issue, Unreadable};
use mock_core::http::Answer;
use mock_core::provider::Problem;

use crate::clause;
use crate::wire::{Data, Envelope};

/// A refusal: a row of the table.
pub struct Refusal {
    status: StatusCode,
    message: &'static str,
    /// Whether the body has `data`, which is null then.
    data: bool,
    clauses: &'static [ClauseRef],
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident: $status:ident, $message:literal, $data:literal, [$($clause:ident),*];)*) => {
        $($(#[$doc])* pub static $name: Refusal = Refusal {
            status: StatusCode::$status,
            message: $message,
            data: $data,
            clauses: &[$(&clause::$clause,)*],
        };)*
    };
}

refusals! {
    /// No key, or one that opens nothing.
    UNAUTHENTICATED: UNAUTHORIZED, "Invalid or missing API key", false, [AUTH_MISSING, AUTH_SCHEME, AUTH_INVALID, AUTH_NO_DATA];
    /// The key was switched off.
    INACTIVE: UNAUTHORIZED, "Invalid or missing API key", false, [AUTH_INVALID, AUTH_INACTIVE, AUTH_NO_DATA];
    /// The account is suspended.
    SUSPENDED: FORBIDDEN, "API key has no permission", true, [AUTH_SUSPENDED, AUTH_SUSPENDED_WORDS];
    /// No such model.
    MODEL_NOT_FOUND: NOT_FOUND, "Model not found", true, [GENERATE_UNKNOWN_MODEL, GENERATE_ONE_MODEL, STATUS_MODEL, ERROR_MODEL_FIRST, ERROR_WORDS];
    /// No such task of this key and model.
    TASK_NOT_FOUND: NOT_FOUND, "Task not found", true, [STATUS_UNKNOWN_TASK, STATUS_FOREIGN, ERROR_WORDS];
    /// The balance is too small.
    INSUFFICIENT_CREDITS: BAD_REQUEST, "Insufficient credits", true, [GENERATE_INSUFFICIENT_CREDITS];
    /// Too many requests.
    TOO_MANY_REQUESTS: TOO_MANY_REQUESTS, "Rate limit exceeded", true, [LIMIT_REQUESTS, LIMIT_WINDOW, ERROR_WORDS];
    /// Too many unfinished tasks.
    TOO_MANY_TASKS: TOO_MANY_REQUESTS, "Rate limit exceeded", true, [LIMIT_CONCURRENT, LIMIT_CONCURRENT_TRACE, ERROR_WORDS];
    /// No such path.
    UNKNOWN_ROUTE: NOT_FOUND, "Not found", true, [ERROR_ROUTE, ERROR_WORDS];
    /// No such method on this path.
    WRONG_METHOD: METHOD_NOT_ALLOWED, "Method not allowed", true, [ERROR_METHOD, ERROR_WORDS];
    /// A body that is too large.
    TOO_LARGE: PAYLOAD_TOO_LARGE, "Payload too large", true, [ERROR_TOO_LARGE, ERROR_WORDS];
    /// A fault of the mock.
    INTERNAL: INTERNAL_SERVER_ERROR, "Internal server error", true, [];
    /// A body or query that cannot be read.
    INVALID: BAD_REQUEST, "Invalid request", true, [ERROR_ORDER];
}

/// What holds for every refusal.
const EVERY: [ClauseRef; 2] = [&clause::ERROR_ENVELOPE, &clause::ERROR_HTTP_STATUS];

impl Refusal {
    /// The answer.
    pub fn answer(&self) -> Answer {
        self.with(self.data.then_some(Data::Nothing))
    }

    fn with(&self, data: Option<Data>) -> Answer {
        let body = Envelope { code: self.status.as_u16(), message: self.message, data };
        Answer::json(self.status, &body).citing(self.clauses.iter().copied()).citing(EVERY)
    }
}

/// The answer to what the shell refuses.
pub fn refuse(problem: &Problem) -> Answer {
    match problem {
        Problem::Unauthenticated => UNAUTHENTICATED.answer(),
        Problem::Suspended => SUSPENDED.answer(),
        Problem::Inactive => INACTIVE.answer(),
        Problem::TooManyRequests(..) => TOO_MANY_REQUESTS.answer(),
        Problem::Unreadable(unreadable) => invalid(unreadable),
        Problem::TooLarge(_) => TOO_LARGE.answer(),
        Problem::UnknownRoute => UNKNOWN_ROUTE.answer(),
        Problem::WrongMethod => WRONG_METHOD.answer(),
        Problem::Internal => INTERNAL.answer(),
    }
}

/// What cannot be read: the first fault is named.
fn invalid(unreadable: &Unreadable) -> Answer {
    let plain = |error: &str, clause| (error.to_owned(), Citations::from_iter([clause as ClauseRef]));
    let (error, clauses) = match unreadable {
        Unreadable::ContentType => {
            plain("Content-Type must be application/json", &clause::ERROR_CONTENT_TYPE)
        }
        Unreadable::NotJson(_) | Unreadable::Broken => plain("Malformed JSON", &clause::ERROR_JSON),
        Unreadable::NotAnObject(_) => plain("The body must be an object", &clause::ERROR_NOT_AN_OBJECT),
        Unreadable::Fields { issues, .. } => match issues.first() {
            Some(issue) => (sentence(issue), clauses_of(issue)),
            None => plain("Malformed request", &clause::ERROR_JSON),
        },
    };
    INVALID.with(Some(Data::Why { error })).citing(clauses)
}

/// The field's own clause, the one that its fault breaks beside it, and those on how faults are told.
fn clauses_of(issue: &Issue) -> Citations {
    let wording: ClauseRef = match issue.fault {
        Fault::Missing => &clause::ERROR_MISSING_FIELD,
        _ => &clause::ERROR_INVALID_VALUE,
    };
    let also: Option<ClauseRef> = match (issue.field.as_str(), &issue.fault) {
        (_, Fault::WrongType { received: "null", .. }) => Some(&clause::ERROR_NULL),
        ("input", Fault::WrongType { .. }) => Some(&clause::GENERATE_INPUT_OBJECT),
        ("input.image_urls", Fault::Missing) => Some(&clause::GENERATE_IMAGE_URLS_REQUIRED),
        ("input.video_urls", Fault::Missing) => Some(&clause::GENERATE_VIDEO_URLS_REQUIRED),
        ("input.image_urls" | "input.video_urls", Fault::NotCounting(_)) => {
            Some(&clause::GENERATE_URLS_EMPTY)
        }
        ("input.video_urls", Fault::NotUrl) => Some(&clause::GENERATE_VIDEO_URL_HTTP),
        ("input.seed", Fault::NotWithin { .. }) => Some(&clause::GENERATE_SEED_TOO_LARGE),
        _ => None,
    };
    [issue.clause, wording, &clause::ERROR_FIRST_FAULT].into_iter().chain(also).collect()
}

/// The first wording is printed in the documents, the second is ours.
fn sentence(issue: &Issue) -> String {
    match issue.fault {
        Fault::Missing => format!("Missing required field: {}", issue.field),
        _ => format!("Invalid value for {}", issue.field),
    }
}
