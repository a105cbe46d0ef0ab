//! Faults: registering, listing, forgetting.

use axum::Json;
use axum::http::StatusCode;
use axum::response::Response;
use mock_http::faults::{Fault, FaultView};
use mock_http::request::RequestContext;
use serde_json::json;

use super::error::Refused;
use super::input::{Input, Path};
use super::rows;

pub(super) async fn list(context: RequestContext) -> Response {
    rows::list(&json!({ "faults": [] }), "faults", context.world.faults.list())
}

pub(super) async fn create(
    context: RequestContext,
    Input(fault): Input<Fault>,
) -> Result<(StatusCode, Json<FaultView>), Refused> {
    fault.check(&context.world.known).map_err(|bad| Refused::bad_request(bad.to_string()))?;
    let added = context.world.faults.add(fault).map_err(|bad| Refused::conflict(bad.to_string()))?;
    Ok((StatusCode::CREATED, Json(added)))
}

pub(super) async fn clear(context: RequestContext) -> StatusCode {
    context.world.faults.clear();
    StatusCode::NO_CONTENT
}

pub(super) async fn remove(context: RequestContext, Path(id): Path<String>) -> Result<StatusCode, Refused> {
    if context.world.faults.remove(&id) {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(Refused::not_found(format!("id: there is no fault {id:?}")))
}
