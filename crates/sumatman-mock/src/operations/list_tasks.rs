//! `GET /user/{userId}/tasks`: the tasks of an account, newest first (`sumatman.txt`, list).

use kernel::evidence::ClauseRef;
use kernel::form::{Fault, Fields, integer_text, one_of};
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
const FURTHEST: i128 = u64::MAX as i128;

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
        let any = i128::MIN..=i128::MAX;
        let limit = fields.checked("limit", &clause::LIST_LIMIT_NUMBER, integer_text(any.clone()));
        let bounds = Fault::NotWithin { least: 1, most: i128::MAX };
        match limit {
            None if fields.has("limit") => {}
            None => fields.cite(&clause::LIST_LIMIT_DEFAULT),
            Some(..0) => fields.refuse("limit", bounds, &clause::LIST_LIMIT_NEGATIVE),
            Some(0) => fields.refuse("limit", bounds, &clause::LIST_LIMIT_ZERO),
            Some(large) if large > PAGE as i128 => {
                fields.cite(&clause::LIST_LIMIT_MOST);
                fields.cite(&clause::LIST_LIMIT_CLAMPED);
            }
            Some(_) => fields.cite(&clause::LIST_LIMIT),
        }
        let offset = fields.checked("offset", &clause::LIST_OFFSET_NUMBER, integer_text(any));
        let bounds = Fault::NotWithin { least: 0, most: FURTHEST };
        match offset {
            None if fields.has("offset") => {}
            None => fields.cite(&clause::LIST_OFFSET_DEFAULT),
            Some(..0) => fields.refuse("offset", bounds, &clause::LIST_OFFSET_NEGATIVE),
            Some(large) if large > FURTHEST => fields.refuse("offset", bounds, &clause::LIST_OFFSET_NUMBER),
            Some(_) => fields.cite(&clause::LIST_OFFSET),
        }
        let status = fields.optional("status", &clause::LIST_STATUS, one_of(STATES));
        let size = |number: i128| usize::try_from(number).unwrap_or(usize::MAX);
        Self { status, limit: limit.map_or(PAGE, size).min(PAGE), offset: offset.map_or(0, size) }
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
    let (page, all, total): (Vec<_>, _, _) = call.look(|account, _| {
        let page = account.newest(status, offset, limit).map(|job| Snapshot::of(account, job)).collect();
        let all = account.count();
        (page, all, status.map_or(all, |state| account.count_in(state)))
    });
    let tasks: Vec<_> = page.into_iter().map(|task| task.publish(&call.context)).collect();
    call.cite_where(page_clauses(&tasks, offset, all, total));
    Ok(Answer::ok(&Success::of(TaskList { tasks, total, limit, offset })))
}

/// Returns the clauses on the order, the counts and the bounds of a page, each with its condition.
fn page_clauses(tasks: &[Task], offset: usize, all: usize, total: usize) -> [(bool, ClauseRef); 6] {
    [
        (true, &clause::LIST_ANSWER),
        (tasks.len() > 1, &clause::LIST_NEWEST_FIRST),
        (!tasks.is_empty() && tasks.len() < total, &clause::LIST_TOTAL),
        (total != all, &clause::LIST_TOTAL_FILTERED),
        (offset > 0 && offset >= total, &clause::LIST_OFFSET_BEYOND),
        (all == 0, &clause::LIST_EMPTY),
    ]
}
