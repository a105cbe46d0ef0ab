//! Every refusal, as rows of a table, in the provider's envelope.
//!
//! The statuses are documented; of the bodies only one is printed (`{"error", "message"}`), so the words are ours.

use axum::http::StatusCode;
use mock_core::clause::{Citations, ClauseRef};
use mock_core::fields::{Fault, Issue, Unreadable};
use mock_core::http::Answer;
use mock_core::provider::Problem;

use crate::clause;
use crate::wire::{Details, Refused};

/// A refusal: a row of the table.
pub struct Refusal {
    status: StatusCode,
    error: &'static str,
    message: &'static str,
    clauses: &'static [ClauseRef],
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident: $status:ident, $error:literal, $message:literal, [$($clause:ident),*];)*) => {
        $($(#[$doc])* pub static $name: Refusal = Refusal {
            status: StatusCode::$status,
            error: $error,
            message: $message,
            clauses: &[$(&clause::$clause,)* &clause::ERROR_ENVELOPE],
        };)*
    };
}

refusals! {
    /// No token, or one that opens nothing.
    UNAUTHENTICATED: UNAUTHORIZED, "Unauthorized", "The token is missing or invalid", [AUTH_MISSING, AUTH_INVALID];
    /// The account was switched off.
    INACTIVE: UNAUTHORIZED, "Unauthorized", "The token is no longer valid", [AUTH_INVALID, AUTH_INACTIVE];
    /// The account is suspended.
    SUSPENDED: FORBIDDEN, "Forbidden", "This account is suspended", [AUTH_SUSPENDED];
    /// No such project, or no such product.
    NOT_FOUND: NOT_FOUND, "Not found", "There is no such product in such a project", [GENERATE_NOT_FOUND];
    /// No such project to list or to add to.
    PROJECT_NOT_FOUND: NOT_FOUND, "Not found", "There is no such project", [PRODUCT_INGEST_UNKNOWN_PROJECT];
    /// No such job.
    JOB_NOT_FOUND: NOT_FOUND, "Not found", "There is no such job", [STATUS_UNKNOWN_JOB];
    /// Too few credits.
    INSUFFICIENT_CREDITS: PAYMENT_REQUIRED, "Insufficient credits", "The balance is smaller than the price", [GENERATE_INSUFFICIENT_CREDITS];
    /// A copy that could not be written.
    COPY_FAILED: INTERNAL_SERVER_ERROR, "Generation failed", "The copy could not be written", [COPY_FAILURE, JOB_REFUND];
    /// No such path.
    UNKNOWN_ROUTE: NOT_FOUND, "Not found", "There is no such endpoint", [ERROR_ROUTE];
    /// No such method on this path.
    WRONG_METHOD: METHOD_NOT_ALLOWED, "Method not allowed", "This endpoint does not take this method", [ERROR_METHOD];
    /// A body that is too large.
    TOO_LARGE: PAYLOAD_TOO_LARGE, "Payload too large", "A body may have at most 10 MiB", [ERROR_TOO_LARGE];
    /// A fault of the mock.
    INTERNAL: INTERNAL_SERVER_ERROR, "Internal server error", "The sandbox itself failed; this is a bug in it", [];
    /// A body or query that cannot be read.
    INVALID: BAD_REQUEST, "Invalid input", "The request does not match what this endpoint takes", [GENERATE_INVALID, ERROR_DETAILS];
}

impl Refusal {
    /// The answer.
    pub fn answer(&self) -> Answer {
        self.with(None)
    }

    fn with(&self, details: Option<Details>) -> Answer {
        let body = Refused { error: self.error, message: self.message, details };
        Answer::json(self.status, &body).citing(self.clauses.iter().copied())
    }
}

/// The answer to what the shell refuses.
pub fn refuse(problem: &Problem) -> Answer {
    match problem {
        Problem::Unauthenticated => UNAUTHENTICATED.answer(),
        Problem::Suspended => SUSPENDED.answer(),
        Problem::Inactive => INACTIVE.answer(),
        Problem::Unreadable(unreadable) => invalid(unreadable),
        Problem::TooLarge(_) => TOO_LARGE.answer(),
        Problem::UnknownRoute => UNKNOWN_ROUTE.answer(),
        Problem::WrongMethod => WRONG_METHOD.answer(),
        // CutX limits no requests (`cutx-facts.md`, 4.3), so nothing asks for the first of these.
        Problem::TooManyRequests(..) | Problem::Internal => INTERNAL.answer(),
    }
}

/// What cannot be read, flattened as Zod flattens it: faults of the whole, and faults by field.
fn invalid(unreadable: &Unreadable) -> Answer {
    let mut details = Details::default();
    let mut clauses = Citations::default();
    match unreadable {
        Unreadable::ContentType => {
            clauses.cite(&clause::ERROR_CONTENT_TYPE);
            details.form_errors.push("Expected a body of type application/json".to_owned());
        }
        Unreadable::NotJson(problem) => {
            clauses.cite(&clause::ERROR_JSON);
            details.form_errors.push(format!("Invalid JSON: {problem}"));
        }
        Unreadable::NotAnObject(received) => {
            clauses.cite(&clause::ERROR_NOT_AN_OBJECT);
            details.form_errors.push(format!("Expected object, received {received}"));
        }
        Unreadable::Broken => {
            clauses.cite(&clause::ERROR_JSON);
            details.form_errors.push("The body ended early".to_owned());
        }
        Unreadable::Fields { issues, cited } => {
            for issue in issues {
                clauses.cite(issue.clause);
                clauses.extend(also_decided(issue));
                let faults = details.field_errors.entry(issue.field.clone()).or_default();
                faults.push(sentence(&issue.fault));
            }
            let key = clause::GENERATE_IDEMPOTENCY_KEY.id;
            if cited.iter().any(|cited| cited.id == key) {
                clauses.cite(&clause::IDEMPOTENCY_VALIDATION_FIRST);
            }
        }
    }
    INVALID.with(Some(details)).citing(clauses)
}

/// A clause that decides a fault beside the field's own.
fn also_decided(issue: &Issue) -> Option<ClauseRef> {
    match (issue.field.as_str(), &issue.fault) {
        ("jobId", _) => Some(&clause::STATUS_JOB_ID),
        (_, Fault::TooShort(_) | Fault::TooLong(_)) => Some(&clause::GENERATE_LENGTH_UNIT),
        (_, Fault::WrongType { received: "null", .. }) => Some(&clause::GENERATE_OPTIONAL_NULL),
        _ => None,
    }
}

fn sentence(fault: &Fault) -> String {
    match fault {
        Fault::Missing => "Required".to_owned(),
        Fault::WrongType { expected, received } => format!("Expected {expected}, received {received}"),
        Fault::TooShort(least) => format!("String must contain at least {least} character(s)"),
        Fault::TooLong(most) => format!("String must contain at most {most} character(s)"),
        Fault::NotOneOf { allowed, received } => {
            let allowed: Vec<_> = allowed.iter().map(|word| format!("'{word}'")).collect();
            format!("Expected {}, received '{received}'", allowed.join(" | "))
        }
        Fault::NotUuid => "Invalid uuid".to_owned(),
        Fault::NotUrl => "Invalid url".to_owned(),
        Fault::NotCounting(count) => format!("Array must contain exactly {count} element(s)"),
        Fault::NotWithin { least, most } => format!("Expected a whole number from {least} to {most}"),
    }
}
