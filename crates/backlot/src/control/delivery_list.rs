//! Lists of webhook deliveries over all accounts, part by part.

use control_api::{DeliveryList, DeliveryView, ListWebhooks};
use kernel::evidence::Evidence;
use mock_http::control::ProviderAccounts;
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

/// Lists the deliveries of a world that match, or a page of them: by provider, then by key, oldest first. Returns the clauses that
/// decided them, too.
pub(crate) fn delivery_list(
    world: &World,
    asked: &ListWebhooks,
) -> Result<(DeliveryList, Evidence), Refused> {
    let bad_place = || Refused::bad_request("after: must be the `next` of the page before");
    let after = asked.after.as_deref().map(|after| Place::read(after).ok_or_else(bad_place)).transpose()?;
    let limit = asked.limit.unwrap_or(MOST_LISTED).min(MOST_LISTED);
    let mut accounts: Vec<_> = world.accounts().flat_map(ProviderAccounts::pages).collect();
    let mut from = 0;
    if let Some(Place { provider, account_id, number }) = after {
        let place = accounts
            .iter()
            .position(|account| account.provider() == provider && **account.account_id() == *account_id);
        accounts.drain(..place.ok_or_else(bad_place)?);
        from = number + 1;
    }
    let (mut deliveries, mut evidence) = (Vec::new(), Evidence::default());
    let mut last = None;
    for account in accounts {
        loop {
            let slice = account.deliveries(from);
            let Some(end) = slice.last() else { break };
            from = end.number + 1;
            for listed in slice.into_iter().filter(|listed| covers(asked, &listed.view)) {
                if deliveries.len() == limit {
                    return Ok((DeliveryList { deliveries, next: last }, evidence));
                }
                last = Some(format!("{}/{}/{}", account.provider(), account.account_id(), listed.number));
                deliveries.push(listed.view);
                evidence.extend(listed.evidence);
            }
        }
        from = 0;
    }
    Ok((DeliveryList { deliveries, next: None }, evidence))
}

/// Returns the delivery with this id.
pub(super) fn delivery(world: &World, id: &str) -> Option<DeliveryView> {
    for account in world.accounts().flat_map(ProviderAccounts::pages) {
        let mut from = 0;
        loop {
            let slice = account.deliveries(from);
            let Some(last) = slice.last() else { break };
            from = last.number + 1;
            if let Some(found) = slice.into_iter().find(|listed| *listed.view.id == *id) {
                return Some(found.view);
            }
        }
    }
    None
}

fn covers(asked: &ListWebhooks, delivery: &DeliveryView) -> bool {
    asked.state.is_none_or(|state| state == delivery.state)
        && asked.job.as_deref().is_none_or(|job| *delivery.job_id == *job)
}
