//! The control API, under `/_backlot` of every world.
//!
//! The calls that make and list worlds, and health, are at the root only. Every body and query is read strictly: an unknown
//! or malformed field is answered with 400 and named.

mod accounts;
mod clock;
mod error;
mod faults;
mod input;
mod jobs;
mod journal;
mod metrics;
mod rows;
mod webhooks;
mod worlds;

use std::sync::Arc;

use axum::Router;
use axum::response::IntoResponse;
use axum::routing::{get, post, put};

use crate::worlds::Backlot;

pub(crate) use clock::settle;
pub(crate) use error::Refused;

/// Every call of the control API.
pub(crate) fn routes(backlot: Arc<Backlot>) -> Router {
    Router::new()
        .route("/health", get(worlds::health))
        .route("/worlds", get(worlds::list).post(worlds::create))
        .route("/worlds/{world}", axum::routing::delete(worlds::remove))
        .route("/reset", post(worlds::reset))
        .route("/clauses", get(worlds::clauses))
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
        .route("/faults/{id}", axum::routing::delete(faults::remove))
        .route("/journal", get(journal::list).delete(journal::clear))
        .route("/journal/wait", get(journal::wait))
        .route("/metrics", get(metrics::scrape))
        .route("/webhooks", get(webhooks::list))
        .route("/webhooks/{id}/redeliver", post(webhooks::redeliver))
        .route("/jobs", get(jobs::list))
        .route("/jobs/{provider}/{job_id}/finish", post(jobs::finish))
        .route("/jobs/{provider}/{job_id}/retry", post(jobs::retry))
        .fallback(async || Refused::not_found("the control API has no such call").into_response())
        .method_not_allowed_fallback(async || Refused::wrong_method().into_response())
        .with_state(backlot)
}
