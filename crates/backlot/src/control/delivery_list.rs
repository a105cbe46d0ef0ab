//! Lists of webhook deliveries over all accounts, part by part.

use control_api::{DeliveryList, DeliveryView, ListWebhooks};
use mock_http::control::{AccountPages, ProviderAccounts};
use mock_http::world::World;

use super::error::Refused;

/// The number of deliveries in an answer by default, and the largest one.
const MOST_LISTED: usize = 1000;

/// The place of a delivery: its account, and its number there.
struct Place {
    provider: String,
    account_id: String,
    number: u64,
}

impl Place {
    /// Reads a place: `provider/account_id/number`.
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('/');
        let (provider, account_id) = (parts.next()?.to_owned(), parts.next()?.to_owned());
        let number = parts.next()?.parse().ok()?;
        parts.next().is_none().then_some(Self { provider, account_id, number })
    }
}

/// Lists the deliveries of a world that match, or a page of them: by provider, then by key, oldest first.
pub(crate) fn delivery_list(world: &World, asked: &ListWebhooks) -> Result<DeliveryList, Refused> {
    let bad_place = || Refused::bad_request("after: must be the `next` of the page before");
    let after = asked.after.as_deref().map(|after| Place::read(after).ok_or_else(bad_place)).transpose()?;
    let limit = asked.limit.unwrap_or(MOST_LISTED).min(MOST_LISTED);
    let mut accounts: Vec<_> = world.accounts().flat_map(ProviderAccounts::pages).collect();
    let mut from = 0;
    if let Some(Place { provider, account_id, number }) = after {
        let is_it = |account: &Box<dyn AccountPages>| {
            account.provider() == provider && **account.account_id() == *account_id
        };
        accounts.drain(..accounts.iter().position(is_it).ok_or_else(bad_place)?);
        from = number + 1;
    }
    let mut deliveries: Vec<DeliveryView> = Vec::new();
    let mut last = None;
    for account in accounts {
        loop {
            let slice = account.deliveries(from);
            let Some((end, _)) = slice.last() else { break };
            from = end + 1;
            for (number, delivery) in slice.into_iter().filter(|(_, delivery)| covers(asked, delivery)) {
                if deliveries.len() == limit {
                    return Ok(DeliveryList { deliveries, next: last });
                }
                last = Some(format!("{}/{}/{number}", account.provider(), account.account_id()));
                deliveries.push(delivery);
            }
        }
        from = 0;
    }
    Ok(DeliveryList { deliveries, next: None })
}

fn covers(asked: &ListWebhooks, delivery: &DeliveryView) -> bool {
    asked.state.is_none_or(|state| state == delivery.state)
        && asked.job.as_deref().is_none_or(|job| *delivery.job_id == *job)
}
