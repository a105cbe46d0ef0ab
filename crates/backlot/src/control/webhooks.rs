//! Webhook deliveries: listing, and delivering once more by hand.

use axum::Json;
use axum::response::Response;
use mock_core::clause::Citations;
use mock_core::control::{DeliveryView, Desk};
use mock_core::http::{Visit, cite};
use serde_json::json;

use super::clock::settle;
use super::error::Refused;
use super::input::{Input, Nothing, Path};
use super::rows;

pub(super) async fn list(visit: Visit) -> Response {
    settle(&visit.world).await;
    let deliveries = deliveries(&visit);
    let told: Vec<_> = deliveries.iter().map(|delivery| delivery.provider).collect();
    let desks = visit.world.desks().filter(|desk| told.contains(&desk.provider()));
    let clauses: Citations = desks.flat_map(Desk::webhook_clauses).copied().collect();
    cite(rows::list(&json!({ "deliveries": [] }), "deliveries", deliveries), &clauses)
}

pub(super) async fn redeliver(
    visit: Visit,
    Path(id): Path<String>,
    Input(Nothing {}): Input<Nothing>,
) -> Result<Json<DeliveryView>, Refused> {
    let world = &visit.world;
    let unknown = || Refused::not_found("id: there is no such delivery");
    let again = world.desks().find_map(|desk| desk.redeliver(world, &id)).ok_or_else(unknown)?;
    if !again {
        return Err(Refused::conflict("an attempt to deliver it is under way or planned"));
    }
    settle(world).await;
    deliveries(&visit).into_iter().find(|delivery| *delivery.id == *id).map(Json).ok_or_else(unknown)
}

fn deliveries(visit: &Visit) -> Vec<DeliveryView> {
    visit.world.desks().flat_map(|desk| desk.deliveries(&visit.world)).collect()
}
