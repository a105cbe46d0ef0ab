//! `GET /generate/status`: the state of a job and its results (`cutx.txt`, status).

use kernel::evidence::{ClauseRef, Evidence};
use kernel::form::{Fields, uuid};
use kernel::job::JobState;
use kernel::machine::JobOf;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::Serialize;
use uuid::Uuid;

use super::in_seconds;
use crate::lifecycle::State;
use crate::prices::Kind;
use crate::results::asset_path;
use crate::state::Cutx;
use crate::{clause, lifecycle, refusals};

pub(super) const OPERATION: Operation<Cutx> =
    Operation::get("/generate/status", |call| Box::pin(async { answer(call) }));

struct Request {
    job_id: Uuid,
}

impl Request {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let job_id = fields.required("jobId", &clause::STATUS_JOB_ID, uuid);
        Some(Self { job_id: job_id? })
    }
}

/// The answer to a status call.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JobStatus {
    /// The id of the job.
    id: String,
    /// The name of the kind of work.
    r#type: &'static str,
    /// The state of the job.
    status: &'static str,
    /// The results of the job; empty until it is completed.
    assets: Vec<Asset>,
    /// The instant of its creation.
    created_at: String,
    /// The instant of its completion.
    completed_at: Option<String>,
}

/// A result of a job.
#[derive(Serialize)]
struct Asset {
    /// The id of the asset.
    id: Uuid,
    /// `image` or `video`.
    r#type: &'static str,
    /// The URL of the file.
    url: String,
}

fn answer(call: &mut Call<Cutx>) -> Outcome {
    let Request { job_id } = call.query(Request::read)?;
    let found = call.look(|account, _| {
        let mut buffer = Uuid::encode_buffer();
        let job = account.job(job_id.hyphenated().encode_lower(&mut buffer))?;
        let path = asset_path(&account.id, &job.id, &job.data.brief);
        let asset = path.filter(|_| job.state == State::Completed).map(|path| (job.data.asset_id, path));
        let times = (job.created_at, job.changed_at);
        Some((job.data.brief.kind(), job.state, times, job_clauses(job), asset, job.next_change_at()))
    });
    let (kind, state, (created_at, changed_at), clauses, asset, next_change) =
        found.ok_or_else(|| refusals::JOB_NOT_FOUND.answer())?;
    let asset = asset.map(|(id, path)| Asset {
        id,
        r#type: if kind == Kind::Video { "video" } else { "image" },
        url: call.url(&path),
    });
    let answer = JobStatus {
        id: job_id.to_string(),
        r#type: kind.price().name,
        status: state.name(),
        assets: asset.into_iter().collect(),
        created_at: in_seconds(created_at),
        completed_at: (state == State::Completed).then(|| in_seconds(changed_at)),
    };
    call.skip_to(next_change);
    call.cite([&clause::STATUS_ANSWER]);
    call.cite(clauses);
    Ok(Answer::ok(&answer))
}

/// Returns the clauses that decide on a job's state, its time and its results.
fn job_clauses(job: &JobOf<Cutx>) -> Evidence {
    let (kind, on_time) = (job.data.brief.kind(), lifecycle::took_its_time(job));
    let is = |state| job.state == state;
    let (is_done, is_waiting) = (is(State::Completed), is(State::Queued) || is(State::Processing));
    let conditions: [(bool, ClauseRef); 9] = [
        (is_waiting, &clause::JOB_QUEUE_TIME),
        (is_done && kind == Kind::Copy, &clause::STATUS_COPY_ASSETS),
        (is_done && kind == Kind::StaticAd && on_time, &clause::STATIC_AD_TIME),
        (is_done && kind == Kind::Video, &clause::STATUS_VIDEO_ASSET),
        (is_done && kind == Kind::Video && on_time, &clause::VIDEO_TIME),
        (is(State::Failed), &clause::STATUS_FAILURE_NOT_SHOWN),
        (is(State::Expired) && lifecycle::expired_by_itself(job), &clause::JOB_EXPIRE_AFTER),
        (!is_done, &clause::STATUS_ASSETS_EMPTY),
        (!is_done, &clause::STATUS_COMPLETED_AT_NULL),
    ];
    let decided = conditions.into_iter().filter_map(|(holds, clause)| holds.then_some(clause));
    job.changed_by().into_iter().chain(decided).collect()
}
