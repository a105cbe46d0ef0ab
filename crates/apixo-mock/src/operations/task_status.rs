//! `GET /statusTask/{model}`: the state of a task and its result (`apixo.txt`, status).

use jiff::Timestamp;
use kernel::evidence::{ClauseRef, Evidence};
use kernel::form::{Fields, text};
use kernel::job::{Failure, JobState};
use kernel::machine::JobOf;
use kernel::time::later;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;

use crate::fail_codes::FailCode;
use crate::lifecycle::State;
use crate::results::KEPT;
use crate::state::Apixo;
use crate::{clause, models, refusals, task};

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
    let model = models::find(call.parameter("model")).ok_or_else(|| refusals::MODEL_NOT_FOUND.answer())?;
    let Request { task_id } = call.query(Request::read)?;
    let origin = call.origin();
    let found = call.look(|account, now| {
        let job = account.job(&task_id).filter(|job| job.data.model == model.id)?;
        Some((task::show(&account.id, job, &origin), status_clauses(job, now), job.next_change_at()))
    });
    let (task, clauses, next_change) = found.ok_or_else(|| refusals::TASK_NOT_FOUND.answer())?;
    call.skip_to(next_change);
    call.cite(clauses);
    Ok(Answer::ok(&task))
}

/// Returns the clauses that shape the status answer of a task.
fn status_clauses(job: &JobOf<Apixo>, now: Timestamp) -> Evidence {
    let every: [ClauseRef; 4] = [
        &clause::STATUS_TIMES,
        &clause::STATUS_CREATE_TIME,
        &clause::STATUS_ABSENT,
        &clause::STATUS_RESULT_ON_SUCCESS,
    ];
    let by_state: &[ClauseRef] = match job.state {
        State::Pending => &[&clause::STATUS_PENDING, &clause::TASK_FIRST_STATE, &clause::TASK_PENDING_TIME],
        State::Processing => &[&clause::STATUS_PROCESSING, &clause::TASK_PENDING_TIME],
        State::Success => &[
            &clause::STATUS_SUCCESS,
            &clause::STATUS_COST_TIME,
            &clause::RESULT_JSON,
            &clause::RESULT_ONE_URL,
        ],
        State::Failed => &[
            &clause::STATUS_FAILED,
            &clause::STATUS_FAILED_IS_200,
            &clause::STATUS_FAIL_CODE,
            &clause::STATUS_FAIL_CODE_STYLE,
            &clause::STATUS_COST_TIME_FAILED,
        ],
    };
    let ended = job.state.is_terminal();
    let called = job.data.callback.is_some();
    let conditions = [
        (ended, &clause::STATUS_COMPLETE_TIME as ClauseRef),
        (ended, &clause::TASK_TERMINAL),
        (ended && now > later(job.changed_at, KEPT), &clause::STATUS_KEPT),
        (job.state == State::Success, job.data.brief.resolution.price().timed_by),
        (job.data.brief.seed.is_some(), &clause::RESULT_SEED),
        (called, &clause::WEBHOOK_POLLABLE),
        (called && !ended, &clause::WEBHOOK_UNFINISHED),
        (called && ended, &clause::WEBHOOK_READABLE),
    ];
    let by_condition = conditions.into_iter().filter_map(|(holds, clause)| holds.then_some(clause));
    let failure = job.failure.as_deref().filter(|_| job.state == State::Failed);
    let by_code = failure.map(code_clauses).into_iter().flatten();
    let fixed = every.into_iter().chain(by_state.iter().copied());
    fixed.chain(job.changed_by()).chain(by_condition).chain(by_code).collect()
}

fn code_clauses(failure: &Failure) -> [ClauseRef; 2] {
    let code = failure.code.as_deref().map_or(Some(FailCode::GenerationFailed), FailCode::find);
    match code {
        Some(FailCode::ContentViolation) => {
            [&clause::STATUS_CONTENT_VIOLATION, &clause::STATUS_CONTENT_VIOLATION_WORDS]
        }
        Some(FailCode::GenerationFailed) => [&clause::STATUS_GENERATION_FAILED, &clause::STATUS_FAIL_MESSAGE],
        Some(FailCode::ProcessingTimeout) => [&clause::TASK_TIMEOUT, &clause::STATUS_FAIL_MESSAGE],
        _ => [&clause::STATUS_FAIL_CODE_OPEN, &clause::STATUS_FAIL_MESSAGE],
    }
}
