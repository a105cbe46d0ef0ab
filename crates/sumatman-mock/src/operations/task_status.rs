//! `GET /task/{taskId}/status`: a task with its results (`sumatman.txt`, status).

use jiff::Timestamp;
use kernel::evidence::{ClauseRef, Evidence};
use kernel::form::{Fields, text};
use kernel::job::JobState;
use kernel::machine::JobOf;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;

use crate::envelope::Success;
use crate::lifecycle::State;
use crate::state::Sumatman;
use crate::task::Snapshot;
use crate::{clause, refusals};

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
    let found = call.look(|account, now| {
        let job = account.job(call.parameter("task")).ok_or_else(|| refusals::TASK_NOT_FOUND.answer())?;
        if user_id.is_some_and(|user_id| *user_id != *account.id) {
            return Err(refusals::NOT_YOURS.answer());
        }
        Ok((Snapshot::of(account, job), task_clauses(job, now), job.next_change_at()))
    });
    let (task, clauses, next_change) = found?;
    let task = task.publish(&call.context);
    call.skip_to(next_change);
    call.cite(LOOK.into_iter().chain(clauses));
    Ok(Answer::ok(&Success::of(task)))
}

/// The clauses that shape the answer to a look at one task.
const LOOK: [ClauseRef; 6] = [
    &clause::STATUS_ANSWER,
    &clause::STATUS_ENVELOPE,
    &clause::STATUS_ENDPOINT,
    &clause::STATUS_FREE,
    &clause::LIMIT_PER_KEY,
    &clause::AUTH_EVERY_CALL,
];

/// Returns the clauses that shape a task in the answer.
fn task_clauses(job: &JobOf<Sumatman>, now: Timestamp) -> Evidence {
    let every: [ClauseRef; 9] = [
        &clause::TASK_FIELDS,
        &clause::TASK_NUMBER,
        &clause::TASK_NUMBER_COUNTS,
        &clause::TASK_USER_ID,
        &clause::TASK_USER_ID_UUID,
        &clause::TASK_USER_EMAIL,
        &clause::TASK_PROCESS_STATUS,
        &clause::TASK_TIMESTAMPS,
        &clause::TASK_UPDATED_AT,
    ];
    let by_state: &[ClauseRef] = match job.state {
        State::Pending => &[&clause::TASK_PENDING, &clause::TASK_PENDING_TIME],
        State::Processing => &[
            &clause::TASK_PROCESSING,
            &clause::TASK_PENDING_TIME,
            &clause::TASK_TIME,
            &clause::CREDITS_REFUND_WITH_FAILED,
        ],
        State::Completed => &[
            &clause::TASK_COMPLETED,
            &clause::TASK_COMPLETED_AT,
            &clause::TASK_TIME,
            &clause::TASK_TIME_BY_MINUTES,
            &clause::CREDITS_SPENT,
            &clause::RESULT_TEXTS,
            &clause::RESULT_HASHTAGS,
            &clause::RESULT_VIDEO_ID,
            &clause::STATUS_URLS,
        ],
        State::Failed => &[
            &clause::TASK_FAILED,
            &clause::TASK_FAILED_LATE,
            &clause::TASK_FAILED_NO_REASON,
            &clause::TASK_RESULTS_NULL_FAILED,
            &clause::CREDITS_REFUND,
            &clause::CREDITS_REFUND_WITH_FAILED,
            &clause::CREDITS_REFUND_ONCE,
        ],
    };
    let ended = job.state.is_terminal();
    let minutes = job.data.story.minutes;
    let completed = job.state == State::Completed;
    let long_ago = now.duration_since(job.changed_at).as_hours() >= 24;
    let early_failure = job.state == State::Failed && job.changed_at == job.created_at;
    let conditions: [(bool, ClauseRef); 11] = [
        (!ended, &clause::TASK_RESULTS_NULL),
        (!ended, &clause::STATUS_POLLING),
        (ended, &clause::TASK_TERMINAL),
        (ended && long_ago, &clause::TASK_KEPT),
        (completed && minutes == 3, &clause::TASK_TIME_3_MINUTES),
        (completed && minutes == 10, &clause::TASK_TIME_10_MINUTES),
        (completed && minutes == 30, &clause::TASK_TIME_30_MINUTES),
        (early_failure, &clause::TASK_FAILED_BEFORE_WORK),
        (early_failure, &clause::CREDITS_REFUND_REJECTED),
        (job.data.from.is_none(), &clause::TASK_FROM_TASK_ID),
        (completed, &clause::RESULT_URLS),
    ];
    let by_condition = conditions.into_iter().filter_map(|(holds, clause)| holds.then_some(clause));
    every.into_iter().chain(by_state.iter().copied()).chain(job.changed_by()).chain(by_condition).collect()
}
