//! Metrics in the Prometheus text format.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use mock_http::request::RequestContext;

use crate::worlds::Backlot;

/// Returns the metrics of one world. At the root, returns those of all worlds together, including worlds that are gone.
pub(super) async fn scrape(
    State(backlot): State<Arc<Backlot>>,
    context: RequestContext,
) -> impl IntoResponse {
    let whole = context.world.name.is_empty();
    let text = backlot.metrics((!whole).then_some(&context.world));
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text)
}
