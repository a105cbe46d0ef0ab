//! Tests of the client against scripted answers: the documents' own, and broken ones.

#![expect(clippy::unwrap_used, reason = "a test stops where what it stands on breaks")]

mod answers;
mod downloads;
mod jobs;
mod odd;
mod refusals;
mod repeats;
mod requests;
#[path = "../../../client-core/tests/it/server.rs"]
#[expect(dead_code, reason = "the scripted server is shared; not every test needs all of it")]
mod server;

use std::sync::Arc;

use client_core::clock::VirtualClock;
use client_core::retry::Jitter;
use cutx_client::CutxClient;
use server::Server;

const PROJECT: &str = "00000000-0000-0000-0000-000000000001";
const PRODUCT: &str = "00000000-0000-0000-0000-000000000002";
const JOB: &str = "00000000-0000-0000-0000-000000000abc";

/// Creates a client of this server with virtual time and with the longest possible pauses.
fn client(server: &Server, clock: &Arc<VirtualClock>) -> CutxClient {
    let builder = CutxClient::builder(format!("{}/cutx/api", server.url)).token("token-1");
    let builder = builder.clock(clock.clone()).jitter(Jitter::new(|longest| longest));
    builder.build().unwrap()
}

/// Starts a server that plays this script, with a client of it.
async fn scripted(script: impl IntoIterator<Item = server::Reply>) -> (Server, CutxClient) {
    let server = Server::start(script).await;
    let client = client(&server, &Arc::default());
    (server, client)
}
