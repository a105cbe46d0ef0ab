//! Every refusal, as rows of a table, in the provider's envelope. The documents print four of the texts; the others are
//! assumptions of this mock (`sumatman-facts.md`, 2.7, 5 and 9).

use kernel::evidence::ClauseRef;
use kernel::form::{Fault, Issue, Unreadable};
use kernel::json;
use mock_http::answer::Answer;
use mock_http::refusal::{self, Refusals, Row, StatusCode};
use mock_http::refusals;
use serde::Serialize;

use crate::clause;

/// The body of a refusal.
#[derive(Serialize)]
struct Refused {
    /// `false`.
    success: bool,
    /// The reason, in a sentence.
    error: String,
}

/// A refusal: a row of the table.
pub type Refusal = Row<Words>;

/// The text of a refusal. `{}` stands for its subject.
#[derive(Debug)]
pub struct Words(&'static str);

impl Words {
    fn about(&self, what: &str) -> Refused {
        Refused { success: false, error: self.0.replace("{}", what) }
    }
}

impl refusal::Words for Words {
    fn body(&self, _status: StatusCode) -> impl Serialize {
        self.about("")
    }
}

/// Returns the answer of a refusal, with its subject in the text.
pub fn about(row: &Refusal, what: &str) -> Answer {
    row.answer_with(&row.words.about(what))
}

refusals! {
    Words, every [ERROR_ENVELOPE];
    /// The key is missing or unknown.
    UNAUTHENTICATED: UNAUTHORIZED, Words("Invalid or inactive API key"), [AUTH_INVALID];
    /// The key was switched off.
    INACTIVE: UNAUTHORIZED, Words("Invalid or inactive API key"), [AUTH_INACTIVE];
    /// The account is suspended.
    SUSPENDED: FORBIDDEN, Words("Access denied"), [AUTH_SUSPENDED, AUTH_DENIED_WORDS];
    /// The query names another user as the owner of the task.
    NOT_YOURS: FORBIDDEN, Words("Access denied"), [STATUS_USER_ID_MISMATCH, AUTH_DENIED_WORDS];
    /// The list belongs to another user.
    NOT_YOUR_LIST: FORBIDDEN, Words("Access denied"), [LIST_FOREIGN, AUTH_DENIED_WORDS];
    /// The source task does not exist or belongs to another account.
    SOURCE_NOT_FOUND: NOT_FOUND, Words("Source task not found or you do not have permission to access it"), [REPEAT_UNKNOWN_SOURCE, REPEAT_UNKNOWN_SOURCE_404];
    /// The task does not exist or belongs to another account.
    TASK_NOT_FOUND: NOT_FOUND, Words("Task not found"), [STATUS_UNKNOWN_WORDS];
    /// The task's state allows no deletion.
    CANNOT_DELETE: BAD_REQUEST, Words("Cannot delete task with status '{}'. Only tasks with status 'pending' or 'failed' can be deleted"), [DELETE_STATUS_400];
    /// The task's state allows no edit.
    CANNOT_EDIT: BAD_REQUEST, Words("Cannot edit task with status '{}'"), [EDIT_COMPLETED_WORDS];
    /// A failed task is edited: in the words that are printed for a completed one.
    CANNOT_EDIT_FAILED: BAD_REQUEST, Words("Cannot edit task with status '{}'"), [];
    /// The task to continue has no finished film.
    CANNOT_CONTINUE: BAD_REQUEST, Words("Cannot continue task with status '{}'. Only completed tasks can be continued"), [CONTINUE_PROCESSING];
    /// A failed task is continued: in the words that are printed for an early call.
    CANNOT_CONTINUE_FAILED: BAD_REQUEST, Words("Cannot continue task with status '{}'. Only completed tasks can be continued"), [];
    /// The account has too few credits.
    INSUFFICIENT_CREDITS: BAD_REQUEST, Words("Insufficient credits"), [];
    /// The key has made too many requests in a minute.
    TOO_MANY_REQUESTS: TOO_MANY_REQUESTS, Words("Rate limit exceeded"), [LIMIT_REQUESTS, LIMIT_REQUESTS_429];
    /// The account has made too many tasks in a day.
    TOO_MANY_TASKS: TOO_MANY_REQUESTS, Words("Daily task limit exceeded"), [LIMIT_TASKS, LIMIT_TASKS_429];
    /// A new task lacks `story_type` or `input_story`.
    MISSING: BAD_REQUEST, Words("Missing required fields: story_type and input_story"), [ERROR_MISSING_STATUS];
    /// A new task in a strict world lacks a field that the table requires.
    MISSING_ONE: BAD_REQUEST, Words("Missing required field: {}"), [ERROR_MISSING_STATUS];
    /// Another mode lacks its task.
    MISSING_TASK: BAD_REQUEST, Words("Missing required field: {}"), [ERROR_MISSING_STATUS, REPEAT_TASK_ID_WORDS];
    /// The story is too short.
    TOO_SHORT: BAD_REQUEST, Words("input_story must be at least 10 characters"), [ERROR_STATUS_400, CREATE_INPUT_STORY_WORDS];
    /// A field breaks its rule.
    INVALID: BAD_REQUEST, Words("Invalid value for {}"), [ERROR_STATUS_400, ERROR_INVALID_VALUE];
    /// The body is no JSON object.
    NOT_JSON: BAD_REQUEST, Words("Invalid JSON"), [];
    /// The JSON is nested too deeply or holds too many values.
    TOO_MUCH_JSON: BAD_REQUEST, Words("{}"), [ERROR_JSON_BOUNDS];
    /// The body has another content type.
    CONTENT_TYPE: BAD_REQUEST, Words("Content-Type must be application/json"), [ERROR_CONTENT_TYPE];
    /// The path does not exist.
    UNKNOWN_ROUTE: NOT_FOUND, Words("Not found"), [ERROR_ROUTE];
    /// The path does not support the method.
    WRONG_METHOD: METHOD_NOT_ALLOWED, Words("Method not allowed"), [ERROR_METHOD];
    /// The body is too large.
    TOO_LARGE: PAYLOAD_TOO_LARGE, Words("Payload too large"), [ERROR_TOO_LARGE];
    /// The service failed.
    INTERNAL: INTERNAL_SERVER_ERROR, Words("Internal server error"), [ERROR_SERVER_ERROR, ERROR_SERVER_ERROR_WORDS];
    /// The service is unavailable for the moment.
    UNAVAILABLE: SERVICE_UNAVAILABLE, Words("Service unavailable"), [ERROR_UNAVAILABLE];
}

/// The answers of Sumatman to the refusals of the shell.
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

/// Answers a request that cannot be read. A missing field is named before a wrong one, and of several faults only the first.
fn unreadable(unreadable: &Unreadable) -> Answer {
    let not_json = || NOT_JSON.answer().citing([&clause::ERROR_JSON as ClauseRef]);
    let issues = match unreadable {
        Unreadable::ContentType => return CONTENT_TYPE.answer(),
        Unreadable::NotJson(bound @ (json::Error::TooDeep | json::Error::TooMany)) => {
            return about(&TOO_MUCH_JSON, &bound.to_string());
        }
        Unreadable::NotAnObject(_) => {
            return NOT_JSON.answer().citing([&clause::ERROR_NOT_AN_OBJECT as ClauseRef]);
        }
        Unreadable::NotJson(_) | Unreadable::NotMultipart(_) | Unreadable::Broken => return not_json(),
        Unreadable::Fields { issues, .. } => issues,
    };
    let missing = issues.iter().find(|issue| issue.fault == Fault::Missing);
    let Some(issue) = missing.or(issues.first()) else { return not_json() };
    about(refusal_of(issue), &issue.field).citing([decided_by(issue)]).citing(chosen_by(issue, issues))
}

fn refusal_of(issue: &Issue) -> &'static Refusal {
    match (issue.field.as_str(), &issue.fault) {
        ("story_type and input_story", Fault::Missing) => &MISSING,
        ("task_id", Fault::Missing) => &MISSING_TASK,
        (_, Fault::Missing) => &MISSING_ONE,
        ("input_story", Fault::TooShort(_)) => &TOO_SHORT,
        _ => &INVALID,
    }
}

/// Returns the clause that decides a fault: the field's own, unless another one is about this very fault.
fn decided_by(issue: &Issue) -> ClauseRef {
    match (issue.field.as_str(), &issue.fault) {
        ("illustration_style", Fault::TooShort(_)) => &clause::CREATE_ILLUSTRATION_STYLE_EMPTY,
        ("video_duration", Fault::WrongType { .. }) => &clause::CREATE_VIDEO_DURATION_TEXT,
        ("video_duration", Fault::NotWhole) => &clause::CREATE_VIDEO_DURATION_WHOLE,
        ("status", _) => &clause::LIST_STATUS_UNKNOWN,
        ("task_id", Fault::WrongType { .. }) => &clause::ERROR_WRONG_TYPE_TASK_ID,
        ("taskData", _) => issue.clause,
        (_, Fault::WrongType { .. }) => &clause::ERROR_WRONG_TYPE,
        _ => issue.clause,
    }
}

/// Returns the clause by which this one of several faults is told.
fn chosen_by(issue: &Issue, issues: &[Issue]) -> Option<ClauseRef> {
    let is_query = matches!(issue.field.as_str(), "limit" | "offset" | "status");
    match issues {
        [_] | [] => None,
        _ if issue.fault == Fault::Missing => {
            issues.iter().any(|other| other.fault != Fault::Missing).then_some(&clause::ERROR_MISSING_FIRST)
        }
        _ if is_query => Some(&clause::LIST_FIRST_FAULT),
        _ => Some(&clause::ERROR_FIRST_FAULT),
    }
}
