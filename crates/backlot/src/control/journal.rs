//! The journal: the exchanges of a world, at once or after a wait.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use journal::glob::Glob;
use journal::{self, Found};
use mock_http::request::RequestContext;
use serde::Deserialize;
use serde_json::json;

use super::error::Refused;
use super::input::Filter;
use super::rows;
use crate::worlds::Backlot;

/// The number of exchanges in an answer by default.
const LISTED: usize = 100;
/// The largest number of exchanges in an answer.
const MOST_LISTED: usize = 1000;
/// The duration of a wait by default, in milliseconds.
const PATIENCE: u64 = 5_000;
const MOST_PATIENCE: u64 = 600_000;

/// The query of a wait: a filter, a number of exchanges, and the longest time to wait.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wait {
    provider: Option<String>,
    method: Option<String>,
    path: Option<Glob>,
    status: Option<u16>,
    api_key: Option<String>,
    after: Option<u64>,
    limit: Option<usize>,
    count: Option<usize>,
    timeout_ms: Option<u64>,
}

pub(super) async fn list(
    State(backlot): State<Arc<Backlot>>,
    context: RequestContext,
    Filter(filter): Filter<journal::Filter>,
) -> Result<Response, Refused> {
    let filter = checked(&context, filter, LISTED)?;
    Ok(show(backlot, context.world.journal.find_in_turns(&filter).await))
}

pub(super) async fn wait(
    State(backlot): State<Arc<Backlot>>,
    context: RequestContext,
    Filter(wait): Filter<Wait>,
) -> Result<Response, Refused> {
    let Wait { provider, method, path, status, api_key, after, limit, count, timeout_ms } = wait;
    let (count, timeout_ms) = (count.unwrap_or(1), timeout_ms.unwrap_or(PATIENCE));
    if count > MOST_LISTED {
        return Err(Refused::bad_request(format!("count: must be at most {MOST_LISTED}")));
    }
    if limit.is_some_and(|limit| limit < count) {
        return Err(Refused::bad_request("limit: must not be below count"));
    }
    if timeout_ms > MOST_PATIENCE {
        return Err(Refused::bad_request(format!("timeout_ms: must be at most {MOST_PATIENCE}")));
    }
    let filter = journal::Filter { provider, method, path, status, api_key, after, limit };
    let filter = checked(&context, filter, LISTED.max(count))?;
    let found = context.world.journal.wait(&filter, count, Duration::from_millis(timeout_ms)).await;
    found.map(|found| show(backlot, found)).ok_or_else(|| {
        let came = format!("after {timeout_ms} ms the journal has fewer than {count} such exchanges");
        Refused::too_late(came)
    })
}

pub(super) async fn clear(context: RequestContext) -> StatusCode {
    context.world.journal.clear();
    StatusCode::NO_CONTENT
}

/// Returns a filter that can match, with the limit of an answer.
fn checked(
    context: &RequestContext,
    mut filter: journal::Filter,
    usual: usize,
) -> Result<journal::Filter, Refused> {
    filter.check(&context.world.known).map_err(|bad| Refused::bad_request(bad.to_string()))?;
    filter.limit = Some(filter.limit.unwrap_or(usual).min(MOST_LISTED));
    Ok(filter)
}

fn show(backlot: Arc<Backlot>, found: Found) -> Response {
    let object = json!({ "exchanges": [], "total": found.total });
    rows::list(&object, "exchanges", found.exchanges.into_iter().map(move |seen| backlot.view(&seen)))
}
