//! The call that makes faces, and the status call of the jobs that make pictures.

use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use mock_core::clause::{Citations, ClauseRef};
use mock_core::http::{Answer, Body, Caller};
use mock_core::job::JobState as _;

use super::{answer, step};
use crate::clause;
use crate::refusals::{Refused, UPLOAD_JOB_NOT_FOUND};
use crate::state::series::Prompt;
use crate::state::{Animus, Work, faces};
use crate::wire::{FacesAccepted, FacesRequest, SERIES_STATUS, SeriesStatus};

/// Returns the route of the call that makes faces, and the one below `/upload-job`.
pub(super) fn routes() -> Router {
    Router::new()
        .route("/characters/{character_id}/auto-generate-face-images", post(generate))
        .route("/upload-job/{job_id}/status", get(status))
}

async fn generate(
    caller: Caller<Animus>,
    Path(id): Path<String>,
    body: Body<Animus, FacesRequest>,
) -> Result<Answer, Answer> {
    let pace = caller.visit.world.clock.pace();
    let prompts = body.form.prompts.into_iter().map(Prompt::from).collect();
    let (accepted, late) = step(&caller, |account, now| {
        let late = account.extra.cast.find(&id)?.photos_are_late();
        let (job, credits_deducted) = faces::generate(account, now, pace, &id, prompts)?;
        let Work::FaceSet(series) = &job.detail else { unreachable!("it is a face set") };
        let (total_images, estimated_time) = (series.total(), series.estimate());
        let (job_id, status) = (job.id.to_string(), crate::lifecycle::State::Submitted.name());
        let accepted = FacesAccepted {
            job_id,
            character_id: id,
            status,
            message: "Face image generation started",
            total_images,
            estimated_time,
            credits_deducted,
            remaining_balance: account.ledger.balance(),
        };
        Ok((accepted, late))
    })?;
    let of_call: [ClauseRef; 6] = [
        &clause::FACES_ANSWER,
        &clause::FACES_PRICE,
        &clause::FACES_UP_FRONT,
        &clause::FACES_JOB_ID,
        &clause::FACES_ESTIMATE,
        &clause::ERROR_SUCCESS_WORDS,
    ];
    let late = late.then_some(&clause::CHARACTER_PHOTOS_LATER as ClauseRef);
    Ok(answer(&caller, &accepted, body.cited, of_call).citing(late))
}

async fn status(caller: Caller<Animus>, Path(id): Path<String>) -> Result<Answer, Answer> {
    let (body, next_change, clauses) = step(&caller, |account, _| {
        let job = account.job(&id).ok_or(&UPLOAD_JOB_NOT_FOUND)?;
        let (series, is_dataset) = match &job.detail {
            Work::FaceSet(series) => (series, false),
            Work::Dataset(series) => (series, true),
            _ => return Err(Refused::from(&UPLOAD_JOB_NOT_FOUND)),
        };
        let conditions: [(bool, ClauseRef); 3] = [
            (is_dataset, &clause::DATASET_JOB),
            (series.failed() > 0, &clause::FACES_ONE_FAILS),
            (series.failed() == series.total(), &clause::FACES_ALL_FAIL),
        ];
        let clauses = conditions.into_iter().filter_map(|(holds, clause)| holds.then_some(clause));
        let clauses: Citations = SERIES_STATUS.into_iter().chain(clauses).chain(job.changed_by).collect();
        Ok((SeriesStatus::of(job, job.state.name(), series), job.next_change_at(), clauses))
    })?;
    caller.skip_to(next_change);
    Ok(answer(&caller, &body, clauses, []))
}
