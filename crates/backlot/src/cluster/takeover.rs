//! Taking a world that was claimed: it is restored from the store, and its first record fences its former owner off.

use std::sync::Arc;

use jiff::Timestamp;
use mock_http::log::Standing;
use mock_http::world::World;

use super::counts::add;
use super::node::Cluster;
use crate::saved_world;
use crate::worlds::Backlot;

/// The reasons for which a claimed world is not taken.
pub(super) enum NotTaken {
    /// It has no beginning: whoever made it got no further than to its name.
    Empty,
    /// The former owner was quicker with a last record, or the store does not answer. Another claim may succeed.
    TooLate,
    /// This version cannot continue it. The value is a sentence on the reason.
    Unreadable(String),
}

/// Restores a world that this node has claimed, and lets it go on here.
pub(super) async fn take(
    backlot: &Arc<Backlot>,
    cluster: &Arc<Cluster>,
    name: &str,
    seen: Option<i64>,
) -> Result<Arc<World>, NotTaken> {
    let seen = seen.and_then(|seen| Timestamp::from_microsecond(seen).ok());
    let (restoring, world) = (backlot.clone(), name.to_owned());
    let restored = tokio::task::spawn_blocking(move || restoring.restore(&world, seen)).await;
    let restored = restored.map_err(|error| NotTaken::Unreadable(error.to_string()))?;
    let world = restored.map_err(NotTaken::Unreadable)?.ok_or(NotTaken::Empty)?;
    let log = world.log.as_ref().ok_or(NotTaken::TooLate)?;
    if log.kept(log.push(&saved_world::clock_of(&world))).await.is_err() || log.standing() != Standing::Good {
        return Err(NotTaken::TooLate);
    }
    saved_world::go_on(&world);
    backlot.put(&world);
    add(&cluster.counts.taken);
    Ok(world)
}
