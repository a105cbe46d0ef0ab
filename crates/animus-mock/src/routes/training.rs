//! The calls on a character's trainings.

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderValue, Method, header};
use axum::routing::{get, post};
use mock_core::clause::{Citations, ClauseRef};
use mock_core::http::{Answer, Caller, Query};
use mock_core::job::Job;
use mock_core::provider::Provider as _;
use mock_core::refusal::Problem;

use super::{answer, next_change, step};
use crate::clause;
use crate::lifecycle::State;
use crate::logs;
use crate::state::Animus;
use crate::state::characters::LoraStatus;
use crate::state::training::{self, Part, STEPS};
use crate::wire::{
    CompleteStatus, Done, LogsBody, LogsQuery, TrainingJob, TrainingJobs, TrainingStarted, TrainingStatus,
};

/// Returns the routes below a character's `training`.
pub(super) fn routes() -> Router {
    Router::new()
        .route("/{character_id}/training/face-lora", post(face).get(face))
        .route("/{character_id}/training/body-lora", post(body).get(body))
        .route("/{character_id}/training/status", get(status))
        .route("/{character_id}/training/jobs", get(jobs))
        .route("/{character_id}/training/jobs/{job_id}/logs", get(log))
        .route("/{character_id}/training/jobs/{job_id}/cancel", post(cancel))
        .route("/{character_id}/training/complete-status", get(complete_status))
}

async fn face(method: Method, caller: Caller<Animus>, Path(id): Path<String>) -> Result<Answer, Answer> {
    start(&method, &caller, &id, Part::Face)
}

async fn body(method: Method, caller: Caller<Animus>, Path(id): Path<String>) -> Result<Answer, Answer> {
    start(&method, &caller, &id, Part::Body)
}

/// Starts a training. This works with POST, and also with GET, which the guide prints, unless the world is strict.
fn start(method: &Method, caller: &Caller<Animus>, id: &str, part: Part) -> Result<Answer, Answer> {
    let printed = *method == Method::GET && !caller.visit.world.settings.strict;
    if *method != Method::POST && !printed {
        let refused = Animus::refuse(Problem::WrongMethod).citing([&clause::TRAINING_POST as ClauseRef]);
        return Err(refused.with_header(header::ALLOW, HeaderValue::from_static("POST")));
    }
    let pace = caller.visit.world.clock.pace();
    let (started, before, other) = step(caller, |account, now| {
        let character = account.extra.cast.find(id)?;
        let (before, other) = (character.lora(part).status, character.lora(part.other()).status);
        let (job, credits_deducted) = training::start(account, now, pace, id, part)?;
        let started = TrainingStarted {
            success: true,
            message: match part {
                Part::Face => "Face LoRA training started",
                Part::Body => "Body LoRA training started",
            },
            job_id: job.id.to_string(),
            training_steps: STEPS,
            credits_deducted,
            remaining_balance: account.ledger.balance(),
        };
        Ok((started, before, other))
    })?;
    let by_part: ClauseRef = match part {
        Part::Face => &clause::TRAINING_FACE,
        Part::Body => &clause::TRAINING_BODY,
    };
    let of_call: [ClauseRef; 5] = [
        by_part,
        &clause::TRAINING_PRICE,
        &clause::TRAINING_STEPS,
        &clause::TRAINING_JOB_ID,
        &clause::ERROR_SUCCESS_WORDS,
    ];
    let conditions: [(bool, ClauseRef); 3] = [
        (printed, &clause::TRAINING_PRINTED_GET),
        (before != LoraStatus::NotStarted, &clause::TRAINING_AGAIN),
        (other == LoraStatus::Training, &clause::TRAINING_BOTH),
    ];
    let clauses = conditions.into_iter().filter_map(|(holds, clause)| holds.then_some(clause));
    Ok(answer(caller, &started, Citations::default(), of_call).citing(clauses))
}

/// The clauses that shape every training in an answer.
const JOB: [ClauseRef; 5] = [
    &clause::TRAINING_JOB_TYPE,
    &clause::TRAINING_SERVICE_ID,
    &clause::TRAINING_METERS,
    &clause::TRAINING_PHASES,
    &clause::TRAINING_UPDATED_AT,
];

/// Returns the clauses that shape a training in its state.
fn job_clauses(job: &Job<Animus>) -> impl Iterator<Item = ClauseRef> {
    let queued = (job.state == State::Queued).then_some(&clause::TRAINING_QUEUED as ClauseRef);
    JOB.into_iter().chain(queued).chain(job.changed_by)
}

async fn status(caller: Caller<Animus>, Path(id): Path<String>) -> Result<Answer, Answer> {
    let (body, next_change, clauses) = step(&caller, |account, now| {
        let character = account.extra.cast.find(&id)?;
        let (jobs, clauses): (Vec<_>, Vec<Citations>) = training::history(account, character)
            .map(|(job, training)| (TrainingJob::of(job, training, now), job_clauses(job).collect()))
            .unzip();
        let clauses: Citations = clauses.into_iter().flatten().collect();
        let body = TrainingStatus::of(character, jobs);
        Ok((body, next_change(account, character), clauses))
    })?;
    caller.skip_to(next_change);
    let of_call: [ClauseRef; 4] = [
        &clause::TRAINING_STATUS,
        &clause::TRAINING_STATUS_NAMES,
        &clause::TRAINING_STATUS_NONE,
        &clause::TRAINING_JOBS_ORDER,
    ];
    Ok(answer(&caller, &body, clauses, of_call))
}

async fn jobs(caller: Caller<Animus>, Path(id): Path<String>) -> Result<Answer, Answer> {
    let (body, next_change, clauses) = step(&caller, |account, now| {
        let character = account.extra.cast.find(&id)?;
        let (training_jobs, clauses): (Vec<_>, Vec<Citations>) = training::history(account, character)
            .map(|(job, training)| (TrainingJob::of(job, training, now), job_clauses(job).collect()))
            .unzip();
        let clauses: Citations = clauses.into_iter().flatten().collect();
        let body = TrainingJobs { total: training_jobs.len(), training_jobs };
        Ok((body, next_change(account, character), clauses))
    })?;
    caller.skip_to(next_change);
    let of_call: [ClauseRef; 2] = [&clause::TRAINING_JOBS, &clause::TRAINING_JOBS_ORDER];
    Ok(answer(&caller, &body, clauses, of_call))
}

async fn log(
    caller: Caller<Animus>,
    Path((id, job_id)): Path<(String, String)>,
    query: Query<Animus, LogsQuery>,
) -> Result<Answer, Answer> {
    let most = query.form.lines;
    let (body, next_change) = step(&caller, |account, now| {
        let (job, training) = training::find(account, &id, &job_id)?;
        let lines = logs::lines(job, training, now);
        let tail = &lines[lines.len().saturating_sub(most)..];
        let (logs, count) = (tail.join("\n"), tail.len());
        let body = LogsBody { job_id: job.id.to_string(), logs, lines: count, timestamp: now.as_second() };
        Ok((body, job.next_change_at()))
    })?;
    caller.skip_to(next_change);
    let queued = (body.lines == 0).then_some(&clause::TRAINING_LOGS_QUEUED as ClauseRef);
    let of_call: [ClauseRef; 4] = [
        &clause::TRAINING_LOGS,
        &clause::TRAINING_LOGS_PHASES,
        &clause::TRAINING_LOGS_LINES,
        &clause::TRAINING_LOGS_RETURNED,
    ];
    Ok(answer(&caller, &body, query.cited, of_call).citing(queued))
}

async fn cancel(
    caller: Caller<Animus>,
    Path((id, job_id)): Path<(String, String)>,
) -> Result<Answer, Answer> {
    let cancelled = step(&caller, |account, now| training::cancel(account, now, &id, &job_id))?;
    let (message, by_outcome): (_, ClauseRef) = if cancelled {
        ("Training cancelled", &clause::TRAINING_CANCEL_NO_REFUND)
    } else {
        ("The training has ended already", &clause::TRAINING_CANCEL_ENDED)
    };
    let body = Done { success: cancelled, message };
    let of_call: [ClauseRef; 3] = [&clause::TRAINING_CANCEL, by_outcome, &clause::ERROR_SUCCESS_WORDS];
    Ok(answer(&caller, &body, Citations::default(), of_call))
}

async fn complete_status(caller: Caller<Animus>, Path(id): Path<String>) -> Result<Answer, Answer> {
    let (body, next_change) = step(&caller, |account, _| {
        let character = account.extra.cast.find(&id)?;
        Ok((CompleteStatus::of(character), next_change(account, character)))
    })?;
    caller.skip_to(next_change);
    let of_call: [ClauseRef; 3] = [
        &clause::TRAINING_COMPLETE_STATUS,
        &clause::TRAINING_COMPLETE_STATUS_FIELDS,
        &clause::TRAINING_CANCEL_LORA,
    ];
    Ok(answer(&caller, &body, Citations::default(), of_call))
}
