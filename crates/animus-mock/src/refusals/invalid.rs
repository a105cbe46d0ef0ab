//! The refusals of requests that cannot be read, in sentences on their faults.

use kernel::evidence::{ClauseRef, Evidence};
use kernel::form::{Fault, Issue, Unreadable};
use kernel::json;
use mock_http::answer::Answer;
use mock_http::refusals;

use super::words::{Envelope, Words};
use crate::clause;

refusals! {
    Words, every [ERROR_WORDS];
    /// The request cannot be read. Its words are made for each fault.
    INVALID: BAD_REQUEST, Words::Detail("The request is not valid"), [];
}

/// Returns the answer for an invalid request, with a sentence and its clauses.
pub fn invalid(detail: &str, clauses: impl IntoIterator<Item = ClauseRef>) -> Answer {
    INVALID.answer_with(&Envelope::of_detail(detail)).citing(clauses)
}

/// Answers a request that cannot be read. It names every fault, in the order of the fields.
pub(super) fn unreadable(unreadable: &Unreadable) -> Answer {
    match unreadable {
        Unreadable::ContentType => {
            invalid("The body must be of type application/json", [&clause::ERROR_CONTENT_TYPE as ClauseRef])
        }
        Unreadable::NotJson(problem) => {
            let clause: ClauseRef = match problem {
                json::Error::TooDeep | json::Error::TooMany => &clause::ERROR_JSON_BOUNDS,
                _ => &clause::ERROR_JSON,
            };
            invalid(&problem.to_string(), [clause])
        }
        Unreadable::NotAnObject(received) => invalid(
            &format!("The body must be an object, not {received}"),
            [&clause::ERROR_JSON as ClauseRef],
        ),
        Unreadable::NotMultipart(problem) => invalid(problem, [&clause::UPLOAD_FORM as ClauseRef]),
        Unreadable::Broken => invalid("The body ended early", [&clause::ERROR_JSON as ClauseRef]),
        Unreadable::Fields { issues, .. } => {
            let mut clauses: Evidence = issues.iter().map(broken).collect();
            clauses.cite(&clause::ERROR_DETAIL);
            if issues.len() > 1 {
                clauses.cite(&clause::ERROR_EVERY_FAULT);
            }
            invalid(&sentences(issues), clauses)
        }
    }
}

/// Returns the clause that an issue breaks: the field's own, unless its own is about something else.
fn broken(issue: &Issue) -> ClauseRef {
    let is = |clause: ClauseRef| std::ptr::eq(issue.clause, clause);
    match (issue.field.as_str(), &issue.fault) {
        (_, Fault::WrongType { .. } | Fault::NotWhole) if !is(&clause::CREATE_NEEDS_SOURCE) => {
            &clause::ERROR_WRONG_TYPE
        }
        ("prompt", Fault::TooShort(_)) if is(&clause::CREATE_PROMPT) => &clause::CREATE_PROMPT_EMPTY,
        ("width" | "height", _) => &clause::CREATE_SIZE_BOUNDS,
        ("strength", _) => &clause::ERROR_OUT_OF_RANGE,
        _ => issue.clause,
    }
}

/// Describes the faults of a request's fields.
pub fn sentences(issues: &[Issue]) -> String {
    let sentences: Vec<_> = issues.iter().map(sentence).collect();
    sentences.join("; ")
}

/// Describes the fault of a field.
fn sentence(issue: &Issue) -> String {
    let field = &issue.field;
    match &issue.fault {
        Fault::Missing => format!("{field} is required"),
        Fault::WrongType { expected, received } => format!("{field} must be {expected}, not {received}"),
        Fault::TooShort(least) => format!("{field} must have at least {least} character(s)"),
        Fault::TooLong(most) => format!("{field} must have at most {most} character(s)"),
        Fault::NotOneOf { allowed, received } => {
            format!("{field} must be one of {}, not {received}", allowed.join(", "))
        }
        Fault::NotUuid => format!("{field} must be a UUID"),
        Fault::NotUrl => format!("{field} must be an absolute http or https URL"),
        Fault::NotCounting { least, most } => format!("{field} must have {least} to {most} element(s)"),
        Fault::NotWhole => format!("{field} must be integer, not number"),
        Fault::NotWithin { least, most } => format!("{field} must be from {least} to {most}"),
    }
}
