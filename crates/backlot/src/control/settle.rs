//! The settling of a world, with the webhooks that it sends.

use std::sync::Arc;

use mock_http::world::World;

/// Applies all due events, including webhooks with their retries. A receiver that does not answer delays this by little more than
/// a second.
pub(crate) async fn settle(world: &Arc<World>) {
    loop {
        world.settle();
        if world.in_flight.is_none() {
            return;
        }
        world.in_flight.none().await;
        if !world.in_flight.is_none() {
            return;
        }
    }
}
