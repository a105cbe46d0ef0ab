//! Webhook deliveries: listing, and delivering once more by hand.

use axum::Json;
use axum::response::Response;
use kernel::evidence::Evidence;
use mock_http::answer::cite;
use mock_http::control::{DeliveryView, ProviderAccounts};
use mock_http::request::RequestContext;
use serde_json::json;

use super::clock::settle;
use super::error::Refused;
use super::input::{Input, Nothing, Path};
use super::rows;

pub(super) async fn list(context: RequestContext) -> Response {
    settle(&context.world).await;
    let clauses: Evidence = context.world.accounts().flat_map(ProviderAccounts::delivery_clauses).collect();
    cite(rows::list(&json!({ "deliveries": [] }), "deliveries", deliveries(&context)), clauses)
}

pub(super) async fn redeliver(
    context: RequestContext,
    Path(id): Path<String>,
    Input(Nothing {}): Input<Nothing>,
) -> Result<Json<DeliveryView>, Refused> {
    let world = &context.world;
    let unknown = || Refused::not_found("id: there is no such delivery");
    let again = world.accounts().find_map(|accounts| accounts.redeliver(&id)).ok_or_else(unknown)?;
    if !again {
        return Err(Refused::conflict("an attempt to deliver it is under way or planned"));
    }
    settle(world).await;
    deliveries(&context).into_iter().find(|delivery| *delivery.id == *id).map(Json).ok_or_else(unknown)
}

fn deliveries(context: &RequestContext) -> Vec<DeliveryView> {
    context.world.accounts().flat_map(ProviderAccounts::deliveries).collect()
}
