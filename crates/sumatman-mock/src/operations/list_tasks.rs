//! `GET /user/{userId}/tasks`: the tasks of an account, newest first (`sumatman.txt`, list).

use kernel::evidence::ClauseRef;
use kernel::form::{Fields, integer_text, one_of};
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::Serialize;

use crate::envelope::Success;
use crate::lifecycle::State;
use crate::state::Sumatman;
use crate::task::{Snapshot, Task};
use crate::{clause, refusals};

pub(super) const OPERATION: Operation<Sumatman> =
    Operation::get("/user/{user}/tasks", |call| Box::pin(async { answer(call) }));

/// The most tasks of a page, and also the default.
const PAGE: usize = 100;
/// The largest `offset`.
const FURTHEST: u64 = u64::MAX;

/// The states that tasks can be listed by.
const STATES: &[(&str, State)] = &[
    ("pending", State::Pending),
    ("processing", State::Processing),
    ("completed", State::Completed),
    ("failed", State::Failed),
];

struct Request {
    /// The state to filter by.
    status: Option<State>,
    /// The most tasks of the page.
    limit: usize,
    /// The number of tasks to skip.
    offset: usize,
}

impl Request {
    fn read(fields: &mut Fields<'_>) -> Self {
        let limit = fields.optional("limit", &clause::LIST_LIMIT, integer_text(1..=i128::MAX));
        let limit = limit.map(|limit| usize::try_from(limit).unwrap_or(usize::MAX));
        match limit {
            None => fields.cite(&clause::LIST_LIMIT_DEFAULT),
            Some(large) if large > PAGE => fields.cite(&clause::LIST_LIMIT_CLAMPED),
            Some(_) => {}
        }
        let offset = fields.optional("offset", &clause::LIST_OFFSET, integer_text(0..=FURTHEST));
        if offset.is_none() {
            fields.cite(&clause::LIST_OFFSET_DEFAULT);
        }
        let status = fields.optional("status", &clause::LIST_STATUS, one_of(STATES));
        let offset = offset.map_or(0, |offset| usize::try_from(offset).unwrap_or(usize::MAX));
        Self { status, limit: limit.unwrap_or(PAGE).min(PAGE), offset }
    }
}

/// A page of tasks.
#[derive(Serialize)]
struct TaskList {
    /// The tasks.
    tasks: Vec<Task>,
    /// The number of tasks on all pages.
    total: usize,
    /// The most tasks of a page.
    limit: usize,
    /// The number of tasks before this page.
    offset: usize,
}

fn answer(call: &mut Call<Sumatman>) -> Outcome {
    // The owner is checked before anything else in the request.
    if call.look(|account, _| *account.id != *call.parameter("user")) {
        return Err(refusals::NOT_YOUR_LIST.answer());
    }
    let Request { status, limit, offset } = call.query(|fields| Some(Request::read(fields)))?;
    let (page, total): (Vec<_>, _) = call.look(|account, _| {
        let page = account.newest(status, offset, limit).map(|job| Snapshot::of(account, job)).collect();
        (page, status.map_or(account.count(), |state| account.count_in(state)))
    });
    let tasks = page.into_iter().map(|task| task.publish(&call.context)).collect();
    call.cite(LIST.into_iter().chain(filter_clause(status)));
    Ok(Answer::ok(&Success::of(TaskList { tasks, total, limit, offset })))
}

/// The clauses that shape every list.
const LIST: [ClauseRef; 13] = [
    &clause::LIST_ANSWER,
    &clause::LIST_FREE,
    &clause::LIST_NEWEST_FIRST,
    &clause::LIST_SAME_INSTANT,
    &clause::LIST_TOTAL,
    &clause::LIST_LIMIT_MOST,
    &clause::LIST_OFFSET_BEYOND,
    &clause::LIST_TOTAL_FILTERED,
    &clause::LIST_PRINTED,
    &clause::LIST_PRINTED_PAGE,
    &clause::LIST_EMPTY,
    &clause::DELETE_GONE_FROM_LIST,
    &clause::AUTH_EVERY_CALL,
];

/// Returns the clause that shapes a list of the tasks in this state; `None` without a filter and for `pending`.
fn filter_clause(state: Option<State>) -> Option<ClauseRef> {
    Some(match state? {
        State::Pending => return None,
        State::Processing => &clause::LIST_STATUS_PROCESSING,
        State::Completed => &clause::LIST_STATUS_COMPLETED,
        State::Failed => &clause::LIST_STATUS_FAILED,
    })
}
