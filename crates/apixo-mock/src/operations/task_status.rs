//! `GET /statusTask/{model}`: the state of a task and its result (`apixo.txt`, status).

use kernel::evidence::{ClauseRef, Evidence};
use kernel::form::{Fields, text};
use kernel::job::Failure;
use kernel::machine::JobOf;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;

use crate::fail_codes::FailCode;
use crate::lifecycle::State;
use crate::state::Apixo;
use crate::{clause, lifecycle, models, refusals, task};

pub(super) const OPERATION: Operation<Apixo> =
    Operation::get("/statusTask/{model}", |call| Box::pin(async { answer(call) }));

struct Request {
    task_id: String,
}

impl Request {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let task_id = fields.required("taskId", &clause::STATUS_TASK_ID, text(1..=usize::MAX));
        Some(Self { task_id: task_id? })
    }
}

fn answer(call: &mut Call<Apixo>) -> Outcome {
    let unknown = || refusals::MODEL_NOT_FOUND.answer().citing([&clause::STATUS_MODEL as ClauseRef]);
    let model = models::find(call.parameter("model")).ok_or_else(unknown)?;
    let Request { task_id } = call.query(Request::read)?;
    let origin = call.origin();
    let found = call.look(|account, _| {
        let job = account.job(&task_id).filter(|job| job.data.model == model.id)?;
        Some((task::show(&account.id, job, &origin), status_clauses(job), job.next_change_at()))
    });
    let (task, clauses, next_change) = found.ok_or_else(|| refusals::TASK_NOT_FOUND.answer())?;
    call.skip_to(next_change);
    call.cite(clauses);
    Ok(Answer::ok(&task))
}

/// Returns the clauses on a task in the answer: the state that it shows, its time, and what comes with it.
fn status_clauses(job: &JobOf<Apixo>) -> Evidence {
    let with_state: &[ClauseRef] = match job.state {
        State::Pending => {
            &[&clause::STATUS_CREATE_TIME, &clause::TASK_FIRST_STATE, &clause::TASK_PENDING_TIME]
        }
        State::Processing => &[&clause::STATUS_CREATE_TIME, &clause::TASK_PENDING_TIME],
        State::Success => &[&clause::RESULT_JSON],
        State::Failed => &[&clause::STATUS_FAILED_IS_200],
    };
    let (price, took) = (job.data.brief.resolution.price(), job.changed_at.duration_since(job.created_at));
    let is_on_time = job.state == State::Success && took.unsigned_abs() == price.work;
    let timed_by = is_on_time.then_some(price.timed_by);
    let entered = job.changed_by().unwrap_or(&clause::STATUS_PENDING);
    let failure = job.failure.as_deref().filter(|_| job.state == State::Failed);
    let by_code = failure.map(|failure| code_clauses(failure, lifecycle::timed_out(job)));
    let by_code = by_code.into_iter().flatten();
    [entered].into_iter().chain(with_state.iter().copied()).chain(timed_by).chain(by_code).collect()
}

/// Returns the clauses on the code of a failure and on its message, as far as the caller did not choose them.
fn code_clauses(failure: &Failure, timed_out: bool) -> impl Iterator<Item = ClauseRef> + use<> {
    let code = failure.code.as_deref().map_or(Some(FailCode::GenerationFailed), FailCode::find);
    let (named_by, worded_by): (Option<ClauseRef>, ClauseRef) = match code {
        Some(FailCode::ContentViolation) => {
            (Some(&clause::STATUS_CONTENT_VIOLATION), &clause::STATUS_CONTENT_VIOLATION_WORDS)
        }
        Some(FailCode::GenerationFailed) => {
            (Some(&clause::STATUS_GENERATION_FAILED), &clause::STATUS_FAIL_MESSAGE)
        }
        Some(FailCode::ProcessingTimeout) if timed_out => {
            (Some(&clause::TASK_TIMEOUT), &clause::STATUS_FAIL_MESSAGE)
        }
        Some(_) => (None, &clause::STATUS_FAIL_MESSAGE),
        None => (Some(&clause::STATUS_FAIL_CODE_OPEN), &clause::STATUS_FAIL_MESSAGE),
    };
    named_by.into_iter().chain(failure.message.is_none().then_some(worded_by))
}
