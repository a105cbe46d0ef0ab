//! The journal: the exchanges of a world, at once or after a wait.

use axum::response::Response;
use control_api::{
    AwaitExchanges, ClearJournal, ExchangeList, Exchanges, ListExchanges, RowList, Shape, Subject,
};
use journal::{Filter, Found};
use serde_json::json;

use super::error::Refused;
use super::exchange::{row, view};
use super::handle::{Control, Handle, answer};
use super::patience::{MOST_AWAITED, patience};
use super::rows;

/// The number of exchanges in an answer by default.
const LISTED: usize = 100;
/// The largest number of exchanges in an answer.
const MOST_LISTED: usize = 1000;
impl Handle for ListExchanges {
    async fn handle(self, control: &Control) -> Result<Exchanges, Refused> {
        let shape = self.shape.unwrap_or_default();
        let found = find(control, self.filter()).await?;
        Ok(match shape {
            Shape::Full => Exchanges::Full(full(control, &found)),
            Shape::Row => Exchanges::Rows(RowList {
                exchanges: found.exchanges.iter().map(|seen| row(control, seen)).collect(),
                total: found.total,
            }),
        })
    }

    /// Answers exchange by exchange, since they may be large.
    async fn respond(self, control: Control) -> Result<Response, Refused> {
        if self.shape == Some(Shape::Row) {
            return Ok(answer::<Self>(&self.handle(&control).await?));
        }
        let found = find(&control, self.filter()).await?;
        Ok(show(control, found))
    }
}

impl Handle for AwaitExchanges {
    async fn handle(self, control: &Control) -> Result<ExchangeList, Refused> {
        Ok(full(control, &wait(control, self).await?))
    }

    /// Answers row by row, since exchanges may be large.
    async fn respond(self, control: Control) -> Result<Response, Refused> {
        let found = wait(&control, self).await?;
        Ok(show(control, found))
    }
}

impl Handle for ClearJournal {
    async fn handle(self, control: &Control) -> Result<(), Refused> {
        let world = &control.context.world;
        world.journal.clear();
        world.changes.note(Subject::Journal);
        Ok(())
    }
}

/// Returns the exchanges that a filter names, at most as many as an answer has.
pub(super) async fn find(control: &Control, filter: Filter) -> Result<Found, Refused> {
    let filter = checked(control, filter, LISTED)?;
    Ok(control.context.world.journal.find_in_turns(&filter).await)
}

async fn wait(control: &Control, wait: AwaitExchanges) -> Result<Found, Refused> {
    let count = wait.count.unwrap_or(1);
    if count > MOST_AWAITED {
        return Err(Refused::bad_request(format!("count: must be at most {MOST_AWAITED}")));
    }
    if wait.limit.is_some_and(|limit| limit < count) {
        return Err(Refused::bad_request("limit: must not be below count"));
    }
    let at_most = patience(wait.timeout_ms)?;
    let filter = checked(control, wait.filter(), LISTED.max(count))?;
    control.context.world.journal.wait(&filter, count, at_most).await.ok_or_else(|| {
        let ms = at_most.as_millis();
        Refused::too_late(format!("after {ms} ms the journal has fewer than {count} such exchanges"))
    })
}

/// Returns a filter that can match, with the limit of an answer.
fn checked(control: &Control, mut filter: Filter, usual: usize) -> Result<Filter, Refused> {
    filter.check(&control.context.world.known).map_err(|bad| Refused::bad_request(bad.to_string()))?;
    filter.limit = Some(filter.limit.unwrap_or(usual).min(MOST_LISTED));
    Ok(filter)
}

fn full(control: &Control, found: &Found) -> ExchangeList {
    let exchanges = found.exchanges.iter().map(|seen| view(control, seen)).collect();
    ExchangeList { exchanges, total: found.total }
}

fn show(control: Control, found: Found) -> Response {
    let object = json!({ "exchanges": [], "total": found.total });
    rows::list(&object, "exchanges", found.exchanges.into_iter().map(move |seen| view(&control, &seen)))
}
