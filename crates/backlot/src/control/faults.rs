//! Faults: registering, listing, forgetting.

use axum::Json;
use axum::http::StatusCode;
use axum::response::Response;
use mock_core::faults::{Fault, FaultView};
use mock_core::http::Visit;
use serde_json::json;

use super::error::Refused;
use super::input::{Input, Path};
use super::rows;

pub(super) async fn list(visit: Visit) -> Response {
    rows::list(&json!({ "faults": [] }), "faults", visit.world.faults.list())
}

pub(super) async fn create(
    visit: Visit,
    Input(fault): Input<Fault>,
) -> Result<(StatusCode, Json<FaultView>), Refused> {
    fault.check(&visit.world.known).map_err(|bad| Refused::bad_request(bad.to_string()))?;
    let added = visit.world.faults.add(fault).map_err(|bad| Refused::conflict(bad.to_string()))?;
    Ok((StatusCode::CREATED, Json(added)))
}

pub(super) async fn clear(visit: Visit) -> StatusCode {
    visit.world.faults.clear();
    StatusCode::NO_CONTENT
}

pub(super) async fn remove(visit: Visit, Path(id): Path<String>) -> Result<StatusCode, Refused> {
    if visit.world.faults.remove(&id) {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(Refused::not_found(format!("id: there is no fault {id:?}")))
}
