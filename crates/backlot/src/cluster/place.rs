//! The place of a world: this process, another one, or none.

use std::sync::Arc;
use std::time::Duration;

use journal::patience::patience;
use mock_http::log::Standing;
use mock_http::world::World;
use store::shared::{Claim, Node};

use super::counts::add;
use super::node::Cluster;
use super::takeover::{NotTaken, take};
use crate::lease::Moment;
use crate::worlds::Backlot;

/// The longest time that a request waits for this process to have its lease again.
const FOR_THE_LEASE: Duration = Duration::from_secs(3);

/// The number of times that a world is claimed while its former owner still writes.
const CLAIMS: usize = 3;

/// The place of a world.
pub(crate) enum Place {
    /// The world is here, and may answer.
    Here(Arc<World>),
    /// The world belongs to another node.
    There(Node),
    /// There is no such world.
    Nowhere,
    /// Nobody can tell now, or nobody can take the world. The value is a sentence on the reason.
    Unknown(String),
}

/// Returns the place of a world, and takes the world if nobody has it.
pub(crate) async fn place(backlot: &Arc<Backlot>, cluster: &Arc<Cluster>, name: &str) -> Place {
    if let Some(place) = known(backlot, cluster, name) {
        return place;
    }
    // A caller that leaves must not stop this half way.
    let (backlot, cluster, name) = (backlot.clone(), cluster.clone(), name.to_owned());
    let found = tokio::spawn(async move { cluster.alone(&name, find(&backlot, &cluster, &name)).await });
    found.await.unwrap_or_else(|error| Place::Unknown(error.to_string()))
}

/// Returns the place of a world without asking the store.
fn known(backlot: &Backlot, cluster: &Cluster, name: &str) -> Option<Place> {
    if let Some(world) = backlot.world(name) {
        match world.log.as_ref().map_or(Standing::Good, |log| log.standing()) {
            Standing::Good => return Some(Place::Here(world)),
            Standing::Waiting => return None,
            Standing::Lost => backlot.let_go(&world),
        }
    }
    cluster.owner(name).map(Place::There)
}

async fn find(backlot: &Arc<Backlot>, cluster: &Arc<Cluster>, name: &str) -> Place {
    let leased = async {
        while cluster.standing() != Standing::Good {
            cluster.next_beat().await;
        }
    };
    if patience(FOR_THE_LEASE, leased).await.is_none() {
        return Place::Unknown(
            "this process has no lease on its worlds, since the store does not answer".to_owned(),
        );
    }
    if let Some(place) = known(backlot, cluster, name) {
        return place;
    }
    if let Some(problem) = cluster.refusal(name) {
        return owner_of_refused(cluster, name, problem).await;
    }
    for _ in 0..CLAIMS {
        let world = name.to_owned();
        let seen = match cluster.ask(move |store, own| store.claim(&world, &own.name)).await {
            Ok(Claim::Mine { seen }) => seen,
            Ok(Claim::Theirs(node)) => {
                cluster.note_owner(name, Some(node.clone()));
                return Place::There(node);
            }
            Ok(Claim::Nobody) => {
                // It may be in the memory of a node that joined a moment ago.
                let looked = cluster.look_around().await;
                return looked.ok().and_then(|()| cluster.owner(name)).map_or(Place::Nowhere, Place::There);
            }
            Err(problem) => return Place::Unknown(problem),
        };
        match take(backlot, cluster, name, seen).await {
            Ok(world) => return Place::Here(world),
            Err(NotTaken::Empty) => return begin(backlot, cluster, name).await,
            Err(NotTaken::TooLate) => {}
            Err(NotTaken::Unreadable(problem)) => return give_back(cluster, name, problem).await,
        }
    }
    Place::Unknown("the former owner of the world still writes".to_owned())
}

/// Returns the owner of a world that this process cannot continue, without a claim.
async fn owner_of_refused(cluster: &Arc<Cluster>, name: &str, problem: String) -> Place {
    let world = name.to_owned();
    let owner = cluster.ask(move |store, _| store.owner(&world)).await;
    match owner {
        Ok(Some(node)) => Place::There(node),
        Ok(None) => Place::Unknown(problem),
        Err(problem) => Place::Unknown(problem),
    }
}

/// Begins the default world, or forgets another one that has no beginning.
async fn begin(backlot: &Arc<Backlot>, cluster: &Arc<Cluster>, name: &str) -> Place {
    if name.is_empty() {
        return backlot.begin_default().map_or_else(Place::Unknown, Place::Here);
    }
    let world = name.to_owned();
    let forgotten = cluster.ask(move |store, _| store.remove(&world)).await;
    forgotten.map_or_else(Place::Unknown, |()| Place::Nowhere)
}

/// Gives a world back that this process cannot continue. Another version may be able to.
async fn give_back(cluster: &Arc<Cluster>, name: &str, problem: String) -> Place {
    tracing::error!(world = name, problem, "a world cannot be continued by this version");
    add(&cluster.counts.refused);
    cluster.refuse(name, problem.clone());
    let (world, now) = (name.to_owned(), Moment::now().microseconds());
    if let Err(error) = cluster.ask(move |store, _| store.release(&world, now)).await {
        tracing::warn!(world = name, error, "a world cannot be given back");
    }
    Place::Unknown(problem)
}
