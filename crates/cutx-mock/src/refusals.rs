//! Every refusal, as rows of a table, in the provider's envelope.
//!
//! The statuses are documented. The documents print only the form of the body (`{"error", "message"}`), so the words are
//! assumptions of this mock.

use std::collections::BTreeMap;

use kernel::evidence::{ClauseRef, Evidence};
use kernel::form::{Fault, Issue, Unreadable};
use kernel::json;
use mock_http::answer::Answer;
use mock_http::refusal::{self, Problem, Refusals, Refuse, Row, StatusCode};
use mock_http::refusals;
use serde::Serialize;

use crate::clause;

/// The body of a refusal.
#[derive(Serialize)]
struct Refused {
    /// The kind of refusal.
    error: &'static str,
    /// A sentence about the refusal.
    message: &'static str,
    /// The faults of the input; absent in other refusals.
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Details>,
}

/// The faults of the input, in the flattened form of Zod.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Details {
    /// The faults of the whole request.
    form_errors: Vec<String>,
    /// The faults by field.
    field_errors: BTreeMap<String, Vec<String>>,
}

/// A refusal: a row of the table.
pub type Refusal = Row<Words>;

/// The words of a refusal.
#[derive(Debug)]
pub struct Words {
    error: &'static str,
    message: &'static str,
}

impl Words {
    fn detailed(&self, details: Option<Details>) -> Refused {
        Refused { error: self.error, message: self.message, details }
    }
}

impl refusal::Words for Words {
    fn body(&self, _status: StatusCode) -> impl Serialize {
        self.detailed(None)
    }
}

const fn says(error: &'static str, message: &'static str) -> Words {
    Words { error, message }
}

refusals! {
    Words, every [ERROR_ENVELOPE];
    /// The token is missing.
    NO_TOKEN: UNAUTHORIZED, says("Unauthorized", "The token is missing or invalid"), [AUTH_MISSING];
    /// The token opens no account.
    UNKNOWN_TOKEN: UNAUTHORIZED, says("Unauthorized", "The token is missing or invalid"), [AUTH_INVALID];
    /// The account was switched off.
    INACTIVE: UNAUTHORIZED, says("Unauthorized", "The token is no longer valid"), [AUTH_INACTIVE];
    /// The account is suspended.
    SUSPENDED: FORBIDDEN, says("Forbidden", "This account is suspended"), [AUTH_SUSPENDED];
    /// The project or the product does not exist.
    NOT_FOUND: NOT_FOUND, says("Not found", "There is no such product in such a project"), [GENERATE_NOT_FOUND];
    /// The product stands in another project.
    FOREIGN: NOT_FOUND, says("Not found", "There is no such product in such a project"), [GENERATE_FOREIGN];
    /// The project to list or to extend does not exist.
    PROJECT_NOT_FOUND: NOT_FOUND, says("Not found", "There is no such project"), [PRODUCT_INGEST_UNKNOWN_PROJECT];
    /// The job does not exist.
    JOB_NOT_FOUND: NOT_FOUND, says("Not found", "There is no such job"), [STATUS_UNKNOWN_JOB];
    /// The account has too few credits.
    INSUFFICIENT_CREDITS: PAYMENT_REQUIRED, says("Insufficient credits", "The balance is smaller than the price"), [GENERATE_INSUFFICIENT_CREDITS];
    /// The copy could not be written.
    COPY_FAILED: INTERNAL_SERVER_ERROR, says("Generation failed", "The copy could not be written"), [COPY_FAILURE, JOB_REFUND];
    /// The path does not exist.
    UNKNOWN_ROUTE: NOT_FOUND, says("Not found", "There is no such endpoint"), [ERROR_ROUTE];
    /// The path does not support the method.
    WRONG_METHOD: METHOD_NOT_ALLOWED, says("Method not allowed", "This endpoint does not take this method"), [ERROR_METHOD];
    /// The body is too large.
    TOO_LARGE: PAYLOAD_TOO_LARGE, says("Payload too large", "A body may have at most 10 MiB"), [ERROR_TOO_LARGE];
    /// There are too many requests. CutX itself has no such limit (`cutx-facts.md`, 4.3).
    TOO_MANY_REQUESTS: TOO_MANY_REQUESTS, says("Too many requests", "Wait before the next request"), [ERROR_TOO_MANY_REQUESTS];
    /// The service failed.
    INTERNAL: INTERNAL_SERVER_ERROR, says("Internal server error", "Something went wrong"), [ERROR_SERVER_ERROR];
    /// The service is unavailable for the moment.
    UNAVAILABLE: SERVICE_UNAVAILABLE, says("Service unavailable", "Try again later"), [ERROR_UNAVAILABLE];
}

/// The answers of CutX to the refusals of the shell.
pub static REFUSALS: Refusals = Refusals {
    unauthenticated: &Unauthenticated,
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

/// A refusal that depends on the presence of a token.
struct Unauthenticated;

impl Refuse for Unauthenticated {
    fn refuse(&self, problem: &Problem) -> Answer {
        if matches!(problem, Problem::UnknownKey) { UNKNOWN_TOKEN.answer() } else { NO_TOKEN.answer() }
    }
}

/// The words for a body or a query that cannot be read.
const INVALID: Words = says("Invalid input", "The request does not match what this endpoint takes");

/// Answers a request that cannot be read, in the flattened form of Zod: faults of the whole, and faults by field.
fn unreadable(unreadable: &Unreadable) -> Answer {
    let mut details = Details::default();
    let mut clauses = Evidence::default();
    match unreadable {
        Unreadable::ContentType => {
            clauses.cite(&clause::ERROR_CONTENT_TYPE);
            details.form_errors.push("Expected a body of type application/json".to_owned());
        }
        Unreadable::NotJson(problem) => {
            clauses.cite(match problem {
                json::Error::TooDeep | json::Error::TooMany => &clause::ERROR_JSON_BOUNDS,
                _ => &clause::ERROR_JSON,
            });
            details.form_errors.push(problem.to_string());
        }
        Unreadable::NotMultipart(problem) => {
            clauses.cite(&clause::ERROR_JSON);
            details.form_errors.push((*problem).to_owned());
        }
        Unreadable::NotAnObject(received) => {
            clauses.cite(&clause::ERROR_NOT_AN_OBJECT);
            details.form_errors.push(format!("Expected object, received {received}"));
        }
        Unreadable::Broken => {
            clauses.cite(&clause::ERROR_JSON);
            details.form_errors.push("The body ended early".to_owned());
        }
        Unreadable::Fields { issues, .. } => {
            for issue in issues {
                clauses.cite(broken(issue));
                let faults = details.field_errors.entry(issue.field.clone()).or_default();
                faults.push(sentence(&issue.fault));
            }
            clauses.cite(&clause::GENERATE_INVALID);
        }
    }
    clauses.cite(&clause::ERROR_DETAILS);
    Answer::json(StatusCode::BAD_REQUEST, &INVALID.detailed(Some(details))).citing(clauses)
}

/// Returns the clause that an issue breaks: the field's own, unless its own is about something else.
fn broken(issue: &Issue) -> ClauseRef {
    match (issue.field.as_str(), &issue.fault) {
        (_, Fault::WrongType { received: "null", .. }) => &clause::GENERATE_OPTIONAL_NULL,
        ("script", Fault::TooLong(_)) => &clause::VIDEO_SCRIPT_LONGEST,
        ("prompt", Fault::TooLong(_)) => &clause::STATIC_AD_PROMPT_LONGEST,
        ("name", Fault::TooLong(_)) => &clause::PRODUCT_PROJECT_NAME_LONGEST,
        _ => issue.clause,
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
        Fault::NotCounting { least, most } => {
            format!("Array must contain {least} to {most} element(s)")
        }
        Fault::NotWhole => "Expected integer, received float".to_owned(),
        Fault::NotWithin { least, most } => format!("Expected a whole number from {least} to {most}"),
    }
}
