//! The beat of a node: it renews the lease, learns of the others, and takes over the worlds that nobody has.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use mock_http::clock::pause;
use mock_http::log::Standing;
use tokio::task::JoinHandle;

use super::counts::add;
use super::node::Cluster;
use super::place::{Place, place};
use crate::worlds::Backlot;

/// The time between two beats. Several of them fit into a lease, so that one that fails costs nothing.
const BEAT: Duration = Duration::from_secs(1);
/// The most worlds that are taken over in a row.
const ORPHANS: usize = 100;

/// Joins the other processes over the store, if there is a shared one, and makes the default world if nobody has.
///
/// # Errors
/// If the store does not answer, or if nobody can continue the default world.
pub async fn join(backlot: &Arc<Backlot>) -> io::Result<()> {
    let Some(cluster) = backlot.cluster() else { return Ok(()) };
    let joining = cluster.clone();
    let joined = tokio::task::spawn_blocking(move || joining.join()).await;
    joined.map_err(io::Error::other)?.map_err(io::Error::other)?;
    match place(backlot, cluster, "").await {
        Place::Here(_) | Place::There(_) => Ok(()),
        Place::Unknown(problem) => Err(io::Error::other(problem)),
        Place::Nowhere => {
            let entered = cluster.ask(|store, own| store.enter("", &own.name, true)).await;
            // Another process may have been quicker.
            if entered.map_err(io::Error::other)? {
                backlot.begin_default().map_err(io::Error::other)?;
            }
            Ok(())
        }
    }
}

/// Keeps this process among the others for ever, if there is a shared store.
pub async fn beat(backlot: Arc<Backlot>) {
    let Some(cluster) = backlot.cluster() else { return };
    let mut taking: Option<JoinHandle<()>> = None;
    let mut is_well = true;
    loop {
        pause(BEAT).await;
        let done = once(&backlot, cluster).await;
        if let Err(problem) = &done
            && is_well
        {
            tracing::warn!(
                problem,
                "the store does not answer; durable worlds stop answering when the lease runs out"
            );
        }
        is_well = done.is_ok();
        if is_well && taking.as_ref().is_none_or(JoinHandle::is_finished) {
            taking = Some(tokio::spawn(take_over(backlot.clone(), cluster.clone())));
        }
    }
}

async fn once(backlot: &Arc<Backlot>, cluster: &Arc<Cluster>) -> Result<(), String> {
    if !cluster.renew().await? {
        tracing::warn!("the lease of this process ran out, and others may have taken its worlds");
        rejoin(backlot, cluster).await?;
    }
    drop_lost(backlot, cluster);
    cluster.look_around().await
}

/// Drops the worlds whose logs are lost to this process.
fn drop_lost(backlot: &Backlot, cluster: &Cluster) {
    for world in backlot.worlds() {
        if world.log.as_ref().is_some_and(|log| log.standing() == Standing::Lost) {
            backlot.let_go(&world);
            add(&cluster.counts.lost);
        }
    }
}

/// Joins again after the lease ran out. Worlds that are not durable are still here, and take their names again.
async fn rejoin(backlot: &Arc<Backlot>, cluster: &Arc<Cluster>) -> Result<(), String> {
    cluster.lease().get().end();
    drop_lost(backlot, cluster);
    let joining = cluster.clone();
    let joined = tokio::task::spawn_blocking(move || joining.join()).await;
    joined.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
    for world in backlot.worlds() {
        let name = world.name.clone();
        if backlot.is_durable(&world) || cluster.is_local(&name) {
            continue;
        }
        if !cluster.ask(move |store, own| store.enter(&name, &own.name, false)).await? {
            backlot.let_go(&world);
        }
    }
    Ok(())
}

/// Takes over the durable worlds that nobody has.
async fn take_over(backlot: Arc<Backlot>, cluster: Arc<Cluster>) {
    let Ok(orphans) = cluster.ask(|store, _| store.orphans(ORPHANS)).await else { return };
    for world in orphans {
        if cluster.refusal(&world).is_none() {
            place(&backlot, &cluster, &world).await;
        }
    }
}
