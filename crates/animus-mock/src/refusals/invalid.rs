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
    INVALID: BAD_REQUEST, Words::Detail("The request is not valid"), [ERROR_DETAIL, ERROR_DETAIL_EVERYWHERE];
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
            let mut clauses: Evidence = issues.iter().flat_map(clauses_of).collect();
            if issues.len() > 1 {
                clauses.cite(&clause::ERROR_EVERY_FAULT);
            }
            invalid(&sentences(issues), clauses)
        }
    }
}

/// Returns the clauses that decide a fault: the field's own, and those on the kind of fault.
fn clauses_of(issue: &Issue) -> impl Iterator<Item = ClauseRef> {
    let is = |clause: ClauseRef| std::ptr::eq(issue.clause, clause);
    let (one, other): (Option<ClauseRef>, Option<ClauseRef>) = match (issue.field.as_str(), &issue.fault) {
        (_, Fault::WrongType { .. } | Fault::NotWhole) => (Some(&clause::ERROR_WRONG_TYPE), None),
        ("prompt", Fault::TooShort(_)) if is(&clause::CREATE_PROMPT) => {
            (Some(&clause::CREATE_PROMPT_EMPTY), None)
        }
        ("width" | "height", _) => (Some(&clause::CREATE_SIZE_BOUNDS), None),
        ("prompts", _) if is(&clause::BATCH_COUNT) => (Some(&clause::BATCH_MAXIMUM), None),
        ("num_images", _) => {
            (Some(&clause::CREATE_NUM_IMAGES_MINIMUM), Some(&clause::CREATE_NUM_IMAGES_MAXIMUM))
        }
        _ => (None, None),
    };
    let is_outside = matches!(issue.fault, Fault::NotWithin { .. } | Fault::NotCounting { .. });
    let outside = is_outside.then_some(&clause::ERROR_OUT_OF_RANGE as ClauseRef);
    [issue.clause].into_iter().chain(one).chain(other).chain(outside)
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
