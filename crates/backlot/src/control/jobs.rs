//! Jobs: listing, ending, running again.

use axum::Json;
use axum::response::Response;
use kernel::job::{Failure, Outcome, RetryError};
use kernel::job::{FinishError, RestartError};
use mock_http::control::{JobFilter, ProviderAccounts};
use mock_http::request::RequestContext;
use serde::Deserialize;
use serde_json::{Value, json};

use super::accounts::{accounts_at, in_full};
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

pub(super) async fn list(
    context: RequestContext,
    Filter(filter): Filter<JobFilter>,
) -> Result<Response, Refused> {
    let world = &context.world;
    let accounts: Vec<&dyn ProviderAccounts> = match &filter.provider {
        Some(provider) => vec![accounts_at(world, provider)?],
        None => world.accounts().collect(),
    };
    world.check_jobs(&filter).map_err(|bad| Refused::bad_request(bad.to_string()))?;
    let jobs: Vec<_> = accounts.into_iter().flat_map(|accounts| accounts.jobs(&filter)).collect();
    Ok(rows::list(&json!({ "jobs": [] }), "jobs", jobs))
}

pub(super) async fn finish(
    context: RequestContext,
    Path((provider, job_id)): Path<(String, String)>,
    Input(finish): Input<Finish>,
) -> Result<Json<Value>, Refused> {
    let finished = accounts_at(&context.world, &provider)?.finish(&job_id, &finish.outcome()?);
    finished.map(|job| in_full(&job, &job.api_key)).map_err(|error| match error {
        FinishError::UnknownJob => Refused::not_found(format!("job_id: {error}")),
        _ => Refused::conflict(format!("outcome: {error}")),
    })
}

pub(super) async fn retry(
    context: RequestContext,
    Path((provider, job_id)): Path<(String, String)>,
    Input(Nothing {}): Input<Nothing>,
) -> Result<Json<Value>, Refused> {
    let retried = accounts_at(&context.world, &provider)?.retry(&job_id);
    retried.map(|job| in_full(&job, &job.api_key)).map_err(|error| match error {
        RestartError::UnknownJob => Refused::not_found(format!("job_id: {error}")),
        RestartError::Refused(RetryError::KeyInUse(clause)) => {
            Refused::conflict(error.to_string()).citing(clause)
        }
        RestartError::Refused(_) => Refused::conflict(error.to_string()),
    })
}
