//! Every refusal, as rows of a table, in the provider's envelope. The documents print four of the texts; the others are
//! assumptions of this mock (`sumatman-facts.md`, 2.7, 5 and 9).

use kernel::evidence::{ClauseRef, Evidence};
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
    UNAUTHENTICATED: UNAUTHORIZED, Words("Invalid or inactive API key"), [AUTH_INVALID, AUTH_MISSING, AUTH_MISSING_WORDS, AUTH_SCHEME, AUTH_NO_SECOND_TRY, AUTH_BODY_OF_LOOK, ERROR_JSON_WITHOUT_KEY];
    /// The key was switched off.
    INACTIVE: UNAUTHORIZED, Words("Invalid or inactive API key"), [AUTH_INACTIVE];
    /// The account is suspended.
    SUSPENDED: FORBIDDEN, Words("Access denied"), [AUTH_SUSPENDED, AUTH_DENIED_WORDS];
    /// The query names another user as the owner of the task.
    NOT_YOURS: FORBIDDEN, Words("Access denied"), [STATUS_USER_ID_MISMATCH, AUTH_DENIED_WORDS];
    /// The list belongs to another user.
    NOT_YOUR_LIST: FORBIDDEN, Words("Access denied"), [LIST_FOREIGN, LIST_UNKNOWN_USER, LIST_USER_FIRST, AUTH_DENIED_WORDS];
    /// The source task does not exist or belongs to another account.
    SOURCE_NOT_FOUND: NOT_FOUND, Words("Source task not found or you do not have permission to access it"), [REPEAT_UNKNOWN_SOURCE, REPEAT_UNKNOWN_SOURCE_404, REPEAT_FOREIGN_SOURCE, REPEAT_DELETED_SOURCE, CONTINUE_UNKNOWN, EDIT_UNKNOWN];
    /// The task does not exist or belongs to another account.
    TASK_NOT_FOUND: NOT_FOUND, Words("Task not found"), [STATUS_UNKNOWN, STATUS_UNKNOWN_WORDS, STATUS_UNKNOWN_FIRST, STATUS_FOREIGN, DELETE_UNKNOWN, DELETE_OWN_ONLY, DELETE_FOREIGN, DELETE_TWICE, DELETE_GONE];
    /// The task's state allows no deletion.
    CANNOT_DELETE: BAD_REQUEST, Words("Cannot delete task with status '{}'. Only tasks with status 'pending' or 'failed' can be deleted"), [DELETE_PROCESSING, DELETE_COMPLETED, DELETE_STATUS_400];
    /// The task's state allows no edit.
    CANNOT_EDIT: BAD_REQUEST, Words("Cannot edit task with status '{}'"), [EDIT_COMPLETED, EDIT_COMPLETED_WORDS, EDIT_FAILED];
    /// The task to continue has no finished film.
    CANNOT_CONTINUE: BAD_REQUEST, Words("Cannot continue task with status '{}'. Only completed tasks can be continued"), [CONTINUE_COMPLETED_ONLY, CONTINUE_PROCESSING, CONTINUE_FAILED];
    /// The account has too few credits.
    INSUFFICIENT_CREDITS: BAD_REQUEST, Words("Insufficient credits"), [CREDITS_INSUFFICIENT, CREDITS_OPENING, CONTINUE_INSUFFICIENT, EDIT_INSUFFICIENT, EDIT_INSUFFICIENT_TRACE];
    /// The key has made too many requests in a minute.
    TOO_MANY_REQUESTS: TOO_MANY_REQUESTS, Words("Rate limit exceeded"), [LIMIT_REQUESTS, LIMIT_REQUESTS_429, LIMIT_COSTS_NOTHING, LIMIT_EVERY_REQUEST, LIMIT_WINDOW, LIMIT_PER_KEY, LIMIT_PASSES];
    /// The account has made too many tasks in a day.
    TOO_MANY_TASKS: TOO_MANY_REQUESTS, Words("Daily task limit exceeded"), [LIMIT_TASKS, LIMIT_TASKS_429, LIMIT_TASKS_COST_NOTHING, LIMIT_TASKS_NEXT_DAY, LIMIT_TASKS_MODES, LIMIT_TASKS_EDIT, LIMIT_TASKS_DELETED, LIMIT_TASKS_REFUSED];
    /// A new task lacks `story_type` or `input_story`.
    MISSING: BAD_REQUEST, Words("Missing required fields: story_type and input_story"), [CREATE_STORY_TYPE_REQUIRED, CREATE_INPUT_STORY_REQUIRED, CREATE_EMPTY_IS_MISSING, ERROR_MISSING_STATUS, ERROR_MISSING_FIRST];
    /// Another mode lacks its task, or a new task in a strict world lacks a field that the table requires.
    MISSING_ONE: BAD_REQUEST, Words("Missing required field: {}"), [REPEAT_TASK_ID_WORDS, ERROR_MISSING_STATUS];
    /// The story is too short.
    TOO_SHORT: BAD_REQUEST, Words("input_story must be at least 10 characters"), [CREATE_INPUT_STORY_WORDS, CREATE_INPUT_STORY_UNIT, REPEAT_EMPTY_STORY, CONTINUE_SHORT_STORY, ERROR_STATUS_400];
    /// A field breaks its rule.
    INVALID: BAD_REQUEST, Words("Invalid value for {}"), [ERROR_STATUS_400, ERROR_INVALID_VALUE, ERROR_INVALID_VALUE_NAME, ERROR_FIRST_FAULT, ERROR_FIELDS_BEFORE_SOURCE, ERROR_ORDER, REPEAT_OVERRIDE_CHECKED, EDIT_CHECKED];
    /// The body is no JSON object.
    NOT_JSON: BAD_REQUEST, Words("Invalid JSON"), [ERROR_JSON, ERROR_NOT_AN_OBJECT];
    /// The JSON is nested too deeply or holds too many values.
    TOO_MUCH_JSON: BAD_REQUEST, Words("{}"), [ERROR_JSON_BOUNDS];
    /// The body has another content type.
    CONTENT_TYPE: BAD_REQUEST, Words("Content-Type must be application/json"), [ERROR_CONTENT_TYPE];
    /// The path does not exist.
    UNKNOWN_ROUTE: NOT_FOUND, Words("Not found"), [ERROR_ROUTE, ERROR_PREFIX];
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
    let issues = match unreadable {
        Unreadable::ContentType => return CONTENT_TYPE.answer(),
        Unreadable::NotJson(bound @ (json::Error::TooDeep | json::Error::TooMany)) => {
            return about(&TOO_MUCH_JSON, &bound.to_string());
        }
        Unreadable::NotJson(_)
        | Unreadable::NotMultipart(_)
        | Unreadable::NotAnObject(_)
        | Unreadable::Broken => return NOT_JSON.answer(),
        Unreadable::Fields { issues, .. } => issues,
    };
    let missing = issues.iter().find(|issue| issue.fault == Fault::Missing);
    let Some(issue) = missing.or(issues.first()) else { return NOT_JSON.answer() };
    about(refusal_of(issue), &issue.field).citing([issue.clause]).citing(also_decided(issue))
}

fn refusal_of(issue: &Issue) -> &'static Refusal {
    match (issue.field.as_str(), &issue.fault) {
        ("story_type and input_story", Fault::Missing) => &MISSING,
        (_, Fault::Missing) => &MISSING_ONE,
        ("input_story", Fault::TooShort(_)) => &TOO_SHORT,
        _ => &INVALID,
    }
}

/// Returns the clauses that decide a fault in addition to the field's own.
fn also_decided(issue: &Issue) -> Evidence {
    let wrong_type: [ClauseRef; 4] = [
        &clause::ERROR_WRONG_TYPE,
        &clause::ERROR_WRONG_TYPE_TEXT,
        &clause::ERROR_WRONG_TYPE_REQUIRED,
        &clause::ERROR_WRONG_TYPE_TASK_ID,
    ];
    let of_type = matches!(issue.fault, Fault::WrongType { .. });
    let one: Option<ClauseRef> = match (issue.field.as_str(), &issue.fault) {
        ("story_type", Fault::NotOneOf { .. }) => Some(&clause::CREATE_STORY_TYPE_MISSPELT),
        ("illustration_style", Fault::TooShort(_)) => Some(&clause::CREATE_ILLUSTRATION_STYLE_EMPTY),
        ("video_duration", Fault::WrongType { .. }) => Some(&clause::CREATE_VIDEO_DURATION_TEXT),
        ("temperature", Fault::NotWithin { .. }) => Some(&clause::CREATE_TEMPERATURE_NEGATIVE),
        ("limit", _) => Some(&clause::LIST_LIMIT_NUMBER),
        ("offset", _) => Some(&clause::LIST_OFFSET_NUMBER),
        ("status", _) => Some(&clause::LIST_STATUS_UNKNOWN),
        _ => None,
    };
    let more: &[ClauseRef] = match issue.field.as_str() {
        "video_duration" => &[
            &clause::CREATE_VIDEO_DURATION_TOO_SHORT,
            &clause::CREATE_VIDEO_DURATION_TOO_LONG,
            &clause::CREATE_VIDEO_DURATION_WHOLE,
        ],
        "limit" => &[&clause::LIST_LIMIT_ZERO, &clause::LIST_LIMIT_NEGATIVE, &clause::LIST_FIRST_FAULT],
        "offset" => &[&clause::LIST_OFFSET_NEGATIVE, &clause::LIST_FIRST_FAULT],
        _ => &[],
    };
    one.into_iter().chain(more.iter().copied()).chain(wrong_type.into_iter().filter(|_| of_type)).collect()
}
