//! `GET /upload-job/{job_id}/status`: the state of a job that makes pictures of a character (`animus-facts.md`, 3.8).

use kernel::evidence::{ClauseRef, Evidence};
use kernel::job::JobState as _;
use kernel::machine::JobOf;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::Serialize;

use crate::formats::instant;
use crate::lifecycle::State;
use crate::state::series::Series;
use crate::state::{Animus, JobData};
use crate::{clause, refusals};

pub(super) const OPERATION: Operation<Animus> =
    Operation::get("/upload-job/{job_id}/status", |call| Box::pin(async { answer(call) }));

/// The answer to the call.
#[derive(Serialize)]
struct SeriesStatus {
    /// The id of the job.
    job_id: String,
    /// The id of the character.
    character_id: String,
    /// The state of the job.
    status: &'static str,
    /// The progress, from 0 to 100.
    progress: usize,
    /// The number of all pictures of the job.
    total_images: usize,
    /// The number of pictures that were made.
    completed_images: usize,
    /// The number of pictures that could not be made.
    failed_images: usize,
    /// The ids of the pictures that were made.
    asset_ids: Vec<String>,
    /// The reason for a failure.
    error: Option<String>,
    /// The instant of its creation.
    created_at: String,
    /// The instant of its last change.
    updated_at: String,
}

impl SeriesStatus {
    fn of(job: &JobOf<Animus>, series: &Series) -> Self {
        let failure = job.failure.as_deref().filter(|_| job.state == State::Failed);
        let error = failure
            .map(|failure| failure.message.clone().unwrap_or_else(|| "No image could be made".to_owned()));
        Self {
            job_id: job.id.to_string(),
            character_id: series.character_id.to_string(),
            status: job.state.name(),
            progress: series.progress(),
            total_images: series.total(),
            completed_images: series.landed().count(),
            failed_images: series.failed(),
            asset_ids: series.landed().map(|picture| picture.id.to_string()).collect(),
            error,
            created_at: instant(job.created_at),
            updated_at: instant(job.changed_at),
        }
    }
}

fn answer(call: &mut Call<Animus>) -> Outcome {
    let found = call.look(|account, _| {
        let job = account.job(call.parameter("job_id"))?;
        let (series, is_dataset) = match &job.data {
            JobData::Faces(series) => (series, false),
            JobData::Dataset(series) => (series, true),
            _ => return None,
        };
        let (failed, total) = (series.failed(), series.total());
        let conditions: [(bool, ClauseRef); 4] = [
            (true, &clause::FACES_STATUS),
            (is_dataset, &clause::DATASET_JOB),
            (failed > 0 && failed < total, &clause::FACES_ONE_FAILS),
            (failed == total, &clause::FACES_ALL_FAIL),
        ];
        let clauses = conditions.into_iter().filter_map(|(holds, clause)| holds.then_some(clause));
        let evidence: Evidence = clauses.chain(job.changed_by()).collect();
        Some((SeriesStatus::of(job, series), job.next_change_at(), evidence))
    });
    let (body, next_change, evidence) = found.ok_or_else(|| refusals::UPLOAD_JOB_NOT_FOUND.answer())?;
    call.skip_to(next_change);
    call.cite(evidence);
    Ok(Answer::ok(&body))
}
