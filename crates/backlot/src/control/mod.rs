//! The control API, under `/_backlot` of every world.
//!
//! The calls on worlds and health are at the root only. Every body and query is read strictly: an unknown or malformed field is
//! answered with 400 and named.

mod accounts;
mod clock;
mod error;
mod faults;
mod input;
mod jobs;
mod journal;
mod metrics;
mod reader;
mod rows;
mod webhooks;
mod worlds;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn;
use axum::response::IntoResponse;
use axum::routing::{delete, get, post, put};

use crate::worlds::Backlot;

pub(crate) use clock::settle;
pub(crate) use error::Refused;

use input::without_query;

/// Returns the routes of the control API.
pub(crate) fn routes(backlot: Arc<Backlot>) -> Router {
    Router::new()
        .route("/health", get(worlds::health))
        .route("/worlds", get(worlds::list).post(worlds::create))
        .route("/worlds/{world}", delete(worlds::remove))
        .route("/reset", post(worlds::reset))
        .route("/rewind", post(worlds::rewind))
        .route("/export", get(worlds::export))
        .route("/clock", get(clock::show).put(clock::set))
        .route("/clock/advance", post(clock::advance))
        .route("/accounts", get(accounts::list))
        .route(
            "/accounts/{provider}/{api_key}",
            put(accounts::change).get(accounts::show).delete(accounts::close),
        )
        .route("/accounts/{provider}/{api_key}/ledger", get(accounts::ledger))
        .route("/bill", get(accounts::bill))
        .route("/faults", get(faults::list).post(faults::create).delete(faults::clear))
        .route("/faults/{id}", delete(faults::remove))
        .route("/journal", delete(journal::clear))
        .route("/metrics", get(metrics::scrape))
        .route("/webhooks", get(webhooks::list))
        .route("/webhooks/{id}/redeliver", post(webhooks::redeliver))
        .route("/jobs/{provider}/{job_id}/finish", post(jobs::finish))
        .route("/jobs/{provider}/{job_id}/retry", post(jobs::retry))
        .route_layer(from_fn(without_query))
        .route("/clauses", get(worlds::clauses))
        .route("/jobs", get(jobs::list))
        .route("/journal", get(journal::list))
        .route("/journal/wait", get(journal::wait))
        .fallback(async || Refused::not_found("the control API has no such call").into_response())
        .method_not_allowed_fallback(async || Refused::wrong_method().into_response())
        .with_state(backlot)
}
