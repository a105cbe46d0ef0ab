//! Jobs: listing, ending, running again.

use axum::Json;
use axum::response::Response;
use mock_core::control::{Desk, FinishError, JobFilter, JobView, RestartError};
use mock_core::http::Visit;
use mock_core::job::{Failure, Outcome, RetryError};
use serde::Deserialize;
use serde_json::json;

use super::accounts::desk;
use super::error::Refused;
use super::input::{Filter, Input, Nothing, Path};
use super::rows;

/// `{"outcome", "code"?, "message"?}`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Finish {
    outcome: Outcome,
    code: Option<String>,
    message: Option<String>,
}

pub(super) async fn list(visit: Visit, Filter(filter): Filter<JobFilter>) -> Result<Response, Refused> {
    let world = &visit.world;
    let desks: Vec<&dyn Desk> = match &filter.provider {
        Some(provider) => vec![desk(world, provider)?],
        None => world.desks().collect(),
    };
    let jobs: Vec<_> = desks.into_iter().flat_map(|desk| desk.jobs(world, &filter)).collect();
    Ok(rows::list(&json!({ "jobs": [] }), "jobs", jobs))
}

pub(super) async fn finish(
    visit: Visit,
    Path((provider, job_id)): Path<(String, String)>,
    Input(finish): Input<Finish>,
) -> Result<Json<JobView>, Refused> {
    let Finish { outcome, code, message } = finish;
    if outcome != Outcome::Fail && (code.is_some() || message.is_some()) {
        return Err(Refused::bad_request("code, message: only an outcome of `fail` has them"));
    }
    let failure = Failure { code, message };
    let finished = desk(&visit.world, &provider)?.finish(&visit.world, &job_id, outcome, failure);
    finished.map(Json).map_err(|error| match error {
        FinishError::UnknownJob => unknown(),
        FinishError::NoSuchOutcome => {
            Refused::conflict("outcome: this provider has no such end for such a job")
        }
        FinishError::NotAllowed { state } => Refused::conflict(format!("outcome: the job is {state}")),
    })
}

pub(super) async fn retry(
    visit: Visit,
    Path((provider, job_id)): Path<(String, String)>,
    Input(Nothing {}): Input<Nothing>,
) -> Result<Json<JobView>, Refused> {
    let retried = desk(&visit.world, &provider)?.retry(&visit.world, &job_id);
    retried.map(Json).map_err(|error| match error {
        RestartError::UnknownJob => unknown(),
        RestartError::Refused(RetryError::NotAllowed(refused)) => {
            Refused::conflict(format!("the provider runs no job again that is {}", refused.from))
        }
        RestartError::Refused(RetryError::InsufficientCredits(short)) => {
            Refused::conflict(format!("it costs {} and there are {}", short.required, short.balance))
        }
        RestartError::Refused(RetryError::KeyInUse(clause)) => {
            Refused::conflict("its idempotency key belongs to a newer job that is still running")
                .citing(clause)
        }
    })
}

fn unknown() -> Refused {
    Refused::not_found("no account of this provider has such a job")
}
