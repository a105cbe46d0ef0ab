//! Webhook deliveries: listing, and delivering once more by hand.

use axum::response::Response;
use control_api::{DeliveryList, DeliveryView, ListWebhooks, RedeliverWebhook};
use mock_http::answer::cite;

use super::delivery_list::{delivery, delivery_list};
use super::error::Refused;
use super::handle::{Control, Handle, answer};
use super::settle::settle;

impl Handle for ListWebhooks {
    async fn handle(self, control: &Control) -> Result<DeliveryList, Refused> {
        settle(&control.context.world).await;
        delivery_list(&control.context.world, &self).map(|(list, _)| list)
    }

    /// Cites the clauses that decided the deliveries.
    async fn respond(self, control: Control) -> Result<Response, Refused> {
        settle(&control.context.world).await;
        let (list, evidence) = delivery_list(&control.context.world, &self)?;
        Ok(cite(answer::<Self>(&list), evidence))
    }
}

impl Handle for RedeliverWebhook {
    async fn handle(self, control: &Control) -> Result<DeliveryView, Refused> {
        let (world, id) = (&control.context.world, &*self.id);
        let unknown = || Refused::not_found("id: there is no such delivery");
        let again = world.accounts().find_map(|accounts| accounts.redeliver(id)).ok_or_else(unknown)?;
        if !again {
            return Err(Refused::conflict("an attempt to deliver it is under way or planned"));
        }
        settle(world).await;
        delivery(world, id).ok_or_else(unknown)
    }
}
