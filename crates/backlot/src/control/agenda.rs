//! What happens next: the agenda of a world, and the way to its events.

use std::collections::BinaryHeap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use control_api::{AgendaEvent, AgendaView, Destination, ShowAgenda};
use jiff::Timestamp;
use mock_http::clock::ClockError;
use mock_http::control::ProviderAccounts;
use mock_http::world::World;
use tokio::task::yield_now;

use super::error::Refused;
use super::handle::{Control, Handle};
use super::settle::settle;

/// The number of events in an answer by default.
const LISTED: usize = 100;
/// The largest number of events in an answer.
const MOST_LISTED: usize = 1000;
/// The most moves to the next event in one call. An application that starts a job for each webhook would have no end.
const MOST_MOVES: usize = 100_000;

impl Handle for ShowAgenda {
    async fn handle(self, control: &Control) -> Result<AgendaView, Refused> {
        let world = &control.context.world;
        let limit = self.limit.unwrap_or(LISTED).min(MOST_LISTED);
        let (mut total, mut first) = (0, BinaryHeap::new());
        for account in world.accounts().flat_map(ProviderAccounts::pages) {
            let mut place = None;
            loop {
                let (events, last) = account.planned(place);
                total += events.len();
                for event in events {
                    let key = (event.at, event.provider, event.job_id.clone());
                    first.push(Planned(key, event));
                    if first.len() > limit {
                        first.pop();
                    }
                }
                if last.is_none() {
                    break;
                }
                place = last;
            }
        }
        let events = first.into_sorted_vec().into_iter().map(|planned| planned.1).collect();
        Ok(AgendaView { now: world.clock.now(), events, total })
    }
}

/// An event, ordered by its key.
struct Planned((Timestamp, &'static str, Arc<str>), AgendaEvent);

impl Ord for Planned {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}

impl PartialOrd for Planned {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Planned {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Planned {}

/// Moves time on to a destination, and applies everything that is due. Returns the number of events.
pub(super) async fn go_to(world: &Arc<World>, to: Destination) -> Result<u64, Refused> {
    let before = world.applied.load(Ordering::Relaxed);
    match to {
        Destination::At(instant) => {
            let moved = world.clock.set(None, Some(instant), None);
            moved.map_err(|error| Refused::bad_request(format!("to: {error}")))?;
            settle(world).await;
        }
        Destination::Next => {
            go_to_next(world).await;
        }
        Destination::Idle => {
            let mut moves = 0;
            while go_to_next(world).await {
                moves += 1;
                if moves == MOST_MOVES {
                    let message = format!("to: after {MOST_MOVES} events there are still more to come");
                    return Err(Refused::conflict(message));
                }
                yield_now().await;
            }
        }
    }
    Ok(world.applied.load(Ordering::Relaxed) - before)
}

/// Moves time on to the next event, and applies everything that is due then. Returns `false` if nothing is planned.
async fn go_to_next(world: &Arc<World>) -> bool {
    let Some(next) = world.accounts().filter_map(ProviderAccounts::next_due).min() else { return false };
    match world.clock.set(None, Some(next), None) {
        // In real time the event may have come by itself.
        Ok(_) | Err(ClockError::Backwards) => settle(world).await,
        Err(ClockError::TooFar) => return false,
    }
    true
}
