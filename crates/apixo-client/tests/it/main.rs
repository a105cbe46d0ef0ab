//! Tests of the client against scripted answers: the documents' own, and broken ones.

#![expect(clippy::unwrap_used, reason = "a test stops where what it stands on breaks")]

mod answers;
mod callbacks;
mod odd;
mod refusals;
mod repeats;
mod requests;
#[path = "../../../client-core/tests/it/server.rs"]
#[expect(dead_code, reason = "the scripted server is shared; not every test needs all of it")]
mod server;
mod tasks;

use std::sync::Arc;

use apixo_client::{AnimateRequest, ApixoClient};
use client_core::clock::VirtualClock;
use client_core::retry::Jitter;
use server::Server;

/// Creates a client of this server with virtual time and with the longest possible pauses.
fn client(server: &Server, clock: &Arc<VirtualClock>) -> ApixoClient {
    let builder = ApixoClient::builder(format!("{}/apixo/api/v1", server.url)).token("key-1");
    let builder = builder.clock(clock.clone()).jitter(Jitter::new(|longest| longest));
    builder.build().unwrap()
}

/// Starts a server that plays this script, with a client of it.
async fn scripted(script: impl IntoIterator<Item = server::Reply>) -> (Server, ApixoClient) {
    let server = Server::start(script).await;
    let client = client(&server, &Arc::default());
    (server, client)
}

fn animate() -> AnimateRequest {
    AnimateRequest::new("https://example.com/character.png", "https://example.com/motion.mp4")
}
