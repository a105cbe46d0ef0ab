//! Webhook deliveries: listing, and delivering once more by hand.

use axum::response::Response;
use control_api::{DeliveryList, DeliveryView, ListWebhooks, RedeliverWebhook};
use kernel::evidence::Evidence;
use mock_http::answer::cite;
use mock_http::control::ProviderAccounts;

use super::delivery_list::delivery_list;
use super::error::Refused;
use super::handle::{Control, Handle, answer};
use super::settle::settle;

impl Handle for ListWebhooks {
    async fn handle(self, control: &Control) -> Result<DeliveryList, Refused> {
        settle(&control.context.world).await;
        delivery_list(&control.context.world, &self)
    }

    async fn respond(self, control: Control) -> Result<Response, Refused> {
        let reply = self.handle(&control).await?;
        let accounts = control.context.world.accounts();
        let clauses: Evidence = accounts.flat_map(ProviderAccounts::delivery_clauses).collect();
        Ok(cite(answer::<Self>(&reply), clauses))
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
        let list = delivery_list(world, &ListWebhooks::default())?;
        list.deliveries.into_iter().find(|delivery| *delivery.id == *id).ok_or_else(unknown)
    }
}
