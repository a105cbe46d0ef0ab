//! `GET /task/{taskId}/status`: a task with its results (`sumatman.txt`, status).

use kernel::evidence::{ClauseRef, Evidence};
use kernel::form::{Fields, text};
use kernel::machine::JobOf;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;

use crate::envelope::Success;
use crate::lifecycle::State;
use crate::state::Sumatman;
use crate::task::Snapshot;
use crate::{clause, lifecycle, prices, refusals};

pub(super) const OPERATION: Operation<Sumatman> =
    Operation::get("/task/{task}/status", |call| Box::pin(async { answer(call) }));

struct Request {
    /// The expected owner of the task.
    user_id: Option<String>,
}

impl Request {
    fn read(fields: &mut Fields<'_>) -> Self {
        let user_id = fields.optional("userId", &clause::STATUS_USER_ID, text(0..=usize::MAX));
        Self { user_id }
    }
}

fn answer(call: &mut Call<Sumatman>) -> Outcome {
    let Request { user_id } = call.query(|fields| Some(Request::read(fields)))?;
    let found = call.look(|account, _| {
        let unknown = || {
            let whose = user_id.as_ref().map(|_| &clause::STATUS_UNKNOWN_FIRST as ClauseRef);
            refusals::TASK_NOT_FOUND.answer().citing([&clause::STATUS_UNKNOWN as ClauseRef]).citing(whose)
        };
        let job = account.job(call.parameter("task")).ok_or_else(unknown)?;
        if user_id.as_ref().is_some_and(|user_id| **user_id != *account.id) {
            return Err(refusals::NOT_YOURS.answer());
        }
        Ok((Snapshot::of(account, job), task_clauses(job), job.next_change_at()))
    });
    let (task, clauses, next_change) = found?;
    let task = task.publish(&call.context);
    call.skip_to(next_change);
    call.cite(clauses);
    Ok(Answer::ok(&Success::of(task)))
}

/// Returns the clauses on a task in the answer: the state that it shows, its time, and what comes with it.
fn task_clauses(job: &JobOf<Sumatman>) -> Evidence {
    let minutes = job.data.story.minutes;
    let (is_processing, is_done) = (job.state == State::Processing, job.state == State::Completed);
    let on_time = (is_processing || is_done) && lifecycle::takes_its_time(job);
    let is_between = prices::of(minutes).minutes != minutes;
    let conditions: [(bool, ClauseRef); 5] = [
        (job.state == State::Pending, &clause::TASK_PENDING_TIME),
        (on_time && (is_processing || !is_between), &clause::TASK_TIME),
        (on_time && is_done && is_between, &clause::TASK_TIME_BY_MINUTES),
        (is_done, &clause::STATUS_URLS),
        (is_done, &clause::RESULT_TEXTS),
    ];
    let decided = conditions.into_iter().filter_map(|(holds, clause)| holds.then_some(clause));
    let entered = job.changed_by().unwrap_or(&clause::TASK_PENDING);
    [&clause::STATUS_ANSWER, entered].into_iter().chain(decided).collect()
}
