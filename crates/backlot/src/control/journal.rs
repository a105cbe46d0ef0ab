//! The journal: what a world has seen, now or as soon as it has.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use mock_core::glob::Glob;
use mock_core::http::Visit;
use mock_core::journal::{self, Found};
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::Refused;
use super::input::Filter;
use crate::worlds::Backlot;

/// How many exchanges are listed where nothing is said.
const LISTED: usize = 100;
/// How long is waited where nothing is said, and at most.
const PATIENCE: u64 = 5_000;
const MOST_PATIENCE: u64 = 600_000;

/// What to wait for: a filter, how many, and how long at most.
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
    visit: Visit,
    Filter(filter): Filter<journal::Filter>,
) -> Result<Json<Value>, Refused> {
    let filter = checked(&visit, filter)?;
    Ok(Json(show(&backlot, &visit.world.journal.find(&filter))))
}

pub(super) async fn wait(
    State(backlot): State<Arc<Backlot>>,
    visit: Visit,
    Filter(wait): Filter<Wait>,
) -> Result<Json<Value>, Refused> {
    let Wait { provider, method, path, status, api_key, after, limit, count, timeout_ms } = wait;
    let filter = journal::Filter { provider, method, path, status, api_key, after, limit };
    let filter = checked(&visit, filter)?;
    let (count, timeout_ms) = (count.unwrap_or(1), timeout_ms.unwrap_or(PATIENCE));
    if timeout_ms > MOST_PATIENCE {
        return Err(Refused::bad_request(format!("timeout_ms: must be at most {MOST_PATIENCE}")));
    }
    let journal = &visit.world.journal;
    let there = journal.wait(&filter, count, Duration::from_millis(timeout_ms)).await;
    let found = journal.find(&filter);
    if there {
        return Ok(Json(show(&backlot, &found)));
    }
    let came = format!("after {timeout_ms} ms the journal has fewer than {count} such exchanges");
    Err(Refused::too_late(came))
}

pub(super) async fn clear(visit: Visit) -> StatusCode {
    visit.world.journal.clear();
    StatusCode::NO_CONTENT
}

fn checked(visit: &Visit, mut filter: journal::Filter) -> Result<journal::Filter, Refused> {
    filter
        .check(&visit.world.known)
        .map_err(|unmet| Refused::bad_request(format!("{}: {}", unmet.field, unmet.problem)))?;
    filter.limit = filter.limit.or(Some(LISTED));
    Ok(filter)
}

fn show(backlot: &Backlot, found: &Found) -> Value {
    let exchanges: Vec<_> = found.exchanges.iter().map(|seen| backlot.view(seen)).collect();
    json!({ "exchanges": exchanges, "total": found.total })
}
