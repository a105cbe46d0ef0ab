//! Jobs: listing, ending, running again.

use axum::Json;
use axum::response::Response;
use mock_core::control::{Desk, FinishError, JobFilter, RestartError};
use mock_core::http::Visit;
use mock_core::job::{Failure, Outcome, RetryError};
use serde::Deserialize;
use serde_json::{Value, json};

use super::accounts::{desk, in_full};
use super::error::Refused;
use super::input::{Filter, Input, Nothing, Path};
use super::rows;

/// The body of an end: `{"outcome", "code"?, "message"?}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Finish {
    outcome: End,
    code: Option<String>,
    message: Option<String>,
}

/// An [`Outcome`] in one word.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum End {
    Succeed,
    Fail,
    Cancel,
    Expire,
}

impl Finish {
    fn outcome(self) -> Result<Outcome, Refused> {
        let given = [("code", self.code.is_some()), ("message", self.message.is_some())];
        let outcome = match self.outcome {
            End::Fail => return Ok(Outcome::Fail(Failure { code: self.code, message: self.message })),
            End::Succeed => Outcome::Succeed,
            End::Cancel => Outcome::Cancel,
            End::Expire => Outcome::Expire,
        };
        match given.into_iter().find(|(_, given)| *given) {
            None => Ok(outcome),
            Some((field, _)) => {
                Err(Refused::bad_request(format!("{field}: goes with the outcome `fail` alone")))
            }
        }
    }
}

pub(super) async fn list(visit: Visit, Filter(filter): Filter<JobFilter>) -> Result<Response, Refused> {
    let world = &visit.world;
    let desks: Vec<&dyn Desk> = match &filter.provider {
        Some(provider) => vec![desk(world, provider)?],
        None => world.desks().collect(),
    };
    filter.check(world).map_err(|bad| Refused::bad_request(bad.to_string()))?;
    let jobs: Vec<_> = desks.into_iter().flat_map(|desk| desk.jobs(world, &filter)).collect();
    Ok(rows::list(&json!({ "jobs": [] }), "jobs", jobs))
}

pub(super) async fn finish(
    visit: Visit,
    Path((provider, job_id)): Path<(String, String)>,
    Input(finish): Input<Finish>,
) -> Result<Json<Value>, Refused> {
    let finished = desk(&visit.world, &provider)?.finish(&visit.world, &job_id, &finish.outcome()?);
    finished.map(|job| in_full(&job, &job.api_key)).map_err(|error| match error {
        FinishError::UnknownJob => Refused::not_found(format!("job_id: {error}")),
        _ => Refused::conflict(format!("outcome: {error}")),
    })
}

pub(super) async fn retry(
    visit: Visit,
    Path((provider, job_id)): Path<(String, String)>,
    Input(Nothing {}): Input<Nothing>,
) -> Result<Json<Value>, Refused> {
    let retried = desk(&visit.world, &provider)?.retry(&visit.world, &job_id);
    retried.map(|job| in_full(&job, &job.api_key)).map_err(|error| match error {
        RestartError::UnknownJob => Refused::not_found(format!("job_id: {error}")),
        RestartError::Refused(RetryError::KeyInUse(clause)) => {
            Refused::conflict(error.to_string()).citing(clause)
        }
        RestartError::Refused(_) => Refused::conflict(error.to_string()),
    })
}
