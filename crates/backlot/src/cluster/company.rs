//! Calls of the control API that are about worlds at several nodes.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::response::Response;
use bytes::Bytes;
use control_api::{NodeView, WorldList, WorldView};
use futures_util::future::join_all;
use http_body_util::{BodyExt as _, Limited};
use mock_http::authority::Authority;
use store::shared::Node;

use super::forward::{Forwarded, uri_at};
use super::node::Cluster;
use super::place::{Place, place};
use crate::worlds::Backlot;

/// The path of the list of worlds, and of new ones.
const WORLDS: &str = "/_backlot/worlds";
/// The most bytes of another node's list of its worlds.
const LIST: usize = 64 * 1024 * 1024;
/// The most owners of worlds that are listed.
const OWNERS: usize = 1000;

/// Returns the worlds of all other nodes, as they show them. A node that does not answer is left out.
pub(crate) async fn worlds_elsewhere(
    cluster: &Arc<Cluster>,
    authority: Option<&Authority>,
) -> Vec<WorldView> {
    // A node may have joined a moment ago. If the store does not answer, those that are known are asked.
    let _ = cluster.look_around().await;
    let others = cluster.nodes().into_iter().filter(|node| *node != cluster.own);
    let lists = others.map(|node| async move { list(cluster, &node, authority).await.unwrap_or_default() });
    join_all(lists).await.concat()
}

async fn list(cluster: &Cluster, node: &Node, authority: Option<&Authority>) -> Option<Vec<WorldView>> {
    let request = request_to(node, "GET", Bytes::new())?;
    let Forwarded::Answered(response) = cluster.send(node, request, authority).await else {
        return None;
    };
    let body = Limited::new(response.into_body(), LIST).collect().await.ok()?.to_bytes();
    serde_json::from_slice::<WorldList>(&body).ok().map(|list| list.worlds)
}

/// Lets the owner of a world make another one from it. Nothing if that world is here, or nowhere.
pub(crate) async fn made_at_the_owner(
    backlot: &Arc<Backlot>,
    source: &str,
    body: Bytes,
    authority: Option<&Authority>,
) -> Option<Response> {
    let cluster = backlot.cluster()?;
    let Place::There(node) = place(backlot, cluster, source).await else { return None };
    let request = request_to(&node, "POST", body)?;
    match cluster.send(&node, request, authority).await {
        Forwarded::Answered(response) => Some(response),
        _ => {
            cluster.note_owner(source, None);
            None
        }
    }
}

fn request_to(node: &Node, method: &str, body: Bytes) -> Option<Request> {
    let uri = uri_at(node, WORLDS)?;
    let host = uri.authority()?.to_string();
    Request::builder()
        .method(method)
        .uri(uri)
        .header(HOST, host)
        .header(CONTENT_TYPE, "application/json")
        .body(Body::from(body))
        .ok()
}

/// Returns the nodes whose leases hold, and the worlds that belong to each of them. Worlds that the store does not know are left out.
pub(crate) async fn nodes(cluster: &Arc<Cluster>) -> Result<Vec<NodeView>, String> {
    let (nodes, owners) = cluster.ask(|store, _| Ok((store.nodes()?, store.owners(OWNERS)?))).await?;
    let own = &cluster.own.name;
    let shown = nodes.into_iter().map(|Node { name, url }| {
        let theirs = owners.iter().filter(|owned| owned.node == name);
        let worlds = theirs.map(|owned| owned.world.clone()).collect();
        NodeView { is_own: name == *own, node: name, url, worlds }
    });
    Ok(shown.collect())
}
