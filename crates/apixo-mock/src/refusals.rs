//! Every refusal, as rows of a table, in the provider's envelope. The HTTP status and `code` are the same (`apixo-facts.md`,
//! 2.4).

use kernel::evidence::{ClauseRef, Evidence};
use kernel::form::{Fault, Issue, Unreadable};
use kernel::json;
use mock_http::answer::Answer;
use mock_http::refusal::{self, Refusals, Row, StatusCode};
use mock_http::refusals;
use serde::Serialize;

use crate::clause;
use crate::envelope::Envelope;

/// The `data` of a refusal, if it has any.
#[derive(Serialize)]
#[serde(untagged)]
enum Data {
    /// Null.
    Nothing,
    /// The fault of the request.
    Why {
        /// A sentence about the fault.
        error: String,
    },
}

/// A refusal: a row of the table.
pub type Refusal = Row<Words>;

/// The words of a refusal.
#[derive(Debug)]
pub struct Words {
    message: &'static str,
    /// `true` if the body has `data`, which is null in a refusal without details.
    data: bool,
}

impl refusal::Words for Words {
    fn body(&self, status: StatusCode) -> impl Serialize {
        envelope(status, self.message, self.data.then_some(Data::Nothing))
    }
}

fn envelope(status: StatusCode, message: &'static str, data: Option<Data>) -> Envelope<Data> {
    Envelope { code: status.as_u16(), message, data }
}

/// Returns words for a body with `data`, which is null.
const fn says(message: &'static str) -> Words {
    Words { message, data: true }
}

/// Returns words for a body without `data`.
const fn says_only(message: &'static str) -> Words {
    Words { message, data: false }
}

refusals! {
    Words, every [ERROR_ENVELOPE];
    /// The key is missing or unknown.
    UNAUTHENTICATED: UNAUTHORIZED, says_only("Invalid or missing API key"), [AUTH_INVALID];
    /// The key was switched off.
    INACTIVE: UNAUTHORIZED, says_only("Invalid or missing API key"), [AUTH_INACTIVE];
    /// The account is suspended.
    SUSPENDED: FORBIDDEN, says("API key has no permission"), [AUTH_SUSPENDED, AUTH_SUSPENDED_WORDS];
    /// The model does not exist.
    MODEL_NOT_FOUND: NOT_FOUND, says("Model not found"), [ERROR_WORDS];
    /// The task does not exist for this key and model.
    TASK_NOT_FOUND: NOT_FOUND, says("Task not found"), [STATUS_UNKNOWN_TASK, ERROR_WORDS];
    /// The balance is too small.
    INSUFFICIENT_CREDITS: BAD_REQUEST, says("Insufficient credits"), [GENERATE_INSUFFICIENT_CREDITS];
    /// There are too many requests in a minute.
    TOO_MANY_REQUESTS: TOO_MANY_REQUESTS, says("Rate limit exceeded"), [LIMIT_REQUESTS, ERROR_WORDS];
    /// The account has too many unfinished tasks.
    TOO_MANY_TASKS: TOO_MANY_REQUESTS, says("Rate limit exceeded"), [LIMIT_CONCURRENT, ERROR_WORDS];
    /// The path does not exist.
    UNKNOWN_ROUTE: NOT_FOUND, says("Not found"), [ERROR_ROUTE, ERROR_WORDS];
    /// The path does not support the method.
    WRONG_METHOD: METHOD_NOT_ALLOWED, says("Method not allowed"), [ERROR_METHOD, ERROR_WORDS];
    /// The body is too large.
    TOO_LARGE: PAYLOAD_TOO_LARGE, says("Payload too large"), [ERROR_TOO_LARGE, ERROR_WORDS];
    /// The service failed.
    INTERNAL: INTERNAL_SERVER_ERROR, says("Internal server error"), [ERROR_SERVER_ERROR, ERROR_WORDS];
    /// The service is unavailable for the moment.
    UNAVAILABLE: SERVICE_UNAVAILABLE, says("Service unavailable"), [ERROR_UNAVAILABLE, ERROR_WORDS];
    /// The body or the query cannot be read.
    INVALID: BAD_REQUEST, says("Invalid request"), [];
}

/// The answers of APIXO to the refusals of the shell.
pub static REFUSALS: Refusals = Refusals {
    unauthenticated: &UNAUTHENTICATED,
    suspended: &SUSPENDED,
    inactive: &INACTIVE,
    insufficient_credits: &INSUFFICIENT_CREDITS,
    too_many_requests: &TOO_MANY_REQUESTS,
    unreadable,
    too_large: &TOO_LARGE,
    unknown_route: &UNKNOWN_ROUTE,
    wrong_method: &WRONG_METHOD,
    internal: &INTERNAL,
    unavailable: &UNAVAILABLE,
};

/// Answers a request that cannot be read. It names the first fault.
fn unreadable(unreadable: &Unreadable) -> Answer {
    let plain = |error: &str, clause| (error.to_owned(), Evidence::from_iter([clause as ClauseRef]));
    let (error, clauses) = match unreadable {
        Unreadable::ContentType => {
            plain("Content-Type must be application/json", &clause::ERROR_CONTENT_TYPE)
        }
        Unreadable::NotJson(bound @ (json::Error::TooDeep | json::Error::TooMany)) => {
            plain(&bound.to_string(), &clause::ERROR_JSON_BOUNDS)
        }
        Unreadable::NotJson(_) | Unreadable::NotMultipart(_) | Unreadable::Broken => {
            plain("Malformed JSON", &clause::ERROR_JSON)
        }
        Unreadable::NotAnObject(_) => plain("The body must be an object", &clause::ERROR_NOT_AN_OBJECT),
        Unreadable::Fields { issues, .. } => match issues.first() {
            Some(issue) => (sentence(issue), clauses_of(issue, issues.len() > 1)),
            None => plain("Malformed request", &clause::ERROR_JSON),
        },
    };
    let body = envelope(INVALID.status, INVALID.words.message, Some(Data::Why { error }));
    INVALID.answer_with(&body).citing(clauses)
}

/// Returns the clause that decides a fault, which is the field's own unless another one is about this very fault, the clause on
/// the wording, and the one on the order of faults if there are more.
fn clauses_of(issue: &Issue, is_first: bool) -> Evidence {
    let decided_by: ClauseRef = match (issue.field.as_str(), &issue.fault) {
        (_, Fault::WrongType { received: "null", .. }) => &clause::ERROR_NULL,
        ("input", Fault::WrongType { .. }) => &clause::GENERATE_INPUT_OBJECT,
        ("input.image_urls", Fault::Missing) => &clause::GENERATE_IMAGE_URLS_REQUIRED,
        ("input.video_urls", Fault::Missing) => &clause::GENERATE_VIDEO_URLS_REQUIRED,
        ("input.video_urls", Fault::NotUrl) => &clause::GENERATE_VIDEO_URL_HTTP,
        _ => issue.clause,
    };
    let wording: ClauseRef = match issue.fault {
        Fault::Missing => &clause::ERROR_MISSING_FIELD,
        _ => &clause::ERROR_INVALID_VALUE,
    };
    let order = is_first.then_some(&clause::ERROR_FIRST_FAULT as ClauseRef);
    [decided_by, wording].into_iter().chain(order).collect()
}

/// Returns the sentence about a fault. The documents print the first one; the second is an assumption of this mock.
fn sentence(issue: &Issue) -> String {
    match issue.fault {
        Fault::Missing => format!("Missing required field: {}", issue.field),
        _ => format!("Invalid value for {}", issue.field),
    }
}
