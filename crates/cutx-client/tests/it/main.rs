//! Tests of the client against scripted answers: the documents' own, and broken ones.

#![expect(clippy::unwrap_used, reason = "a test stops where what it stands on breaks")]

mod answers;
mod jobs;
mod refusals;
mod repeats;
mod requests;
#[path = "../../../client-core/tests/it/server.rs"]
mod server;

use std::sync::Arc;

use client_core::clock::VirtualClock;
use cutx_client::CutxClient;
use cutx_client::retry::Jitter;
use server::Server;
use uuid::Uuid;

const PROJECT: Uuid = Uuid::from_u128(1);
const PRODUCT: Uuid = Uuid::from_u128(2);
const JOB: Uuid = Uuid::from_u128(0xabc);

/// Creates a client of this server with virtual time and with the longest possible pauses.
fn client(server: &Server, clock: &Arc<VirtualClock>) -> CutxClient {
    let builder = CutxClient::builder(format!("{}/cutx/api", server.url)).token("token-1");
    let builder =
        builder.transport(|transport| transport.clock(clock.clone()).jitter(Jitter::new(|longest| longest)));
    builder.build().unwrap()
}

/// Starts a server that plays this script, with a client of it.
async fn scripted(script: impl IntoIterator<Item = server::Reply>) -> (Server, CutxClient) {
    let server = Server::start(script).await;
    let client = client(&server, &Arc::default());
    (server, client)
}
