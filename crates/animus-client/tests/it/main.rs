//! Tests of the client against scripted answers: the documents' own, and broken ones.

#![expect(clippy::unwrap_used, reason = "a test stops where what it stands on breaks")]

mod answers;
mod characters;
mod jobs;
mod lists;
mod log;
mod odd;
mod refusals;
mod repeats;
mod requests;
#[path = "../../../client-core/tests/it/server.rs"]
#[expect(dead_code, reason = "the scripted server is shared; not every test needs all of it")]
mod server;
mod uploads;

use std::sync::Arc;

use animus_client::AnimusClient;
use client_core::clock::VirtualClock;
use client_core::retry::Jitter;
use server::{Reply, Server};

const GENERATION: &str = "gen_0a1b2c3d4e5f";
const CHARACTER: &str = "char_77";

/// The answer to a submission.
const SUBMITTED: &str = r#"{"generation_id": "gen_0a1b2c3d4e5f", "group_id": "grp_0a1b2c3d", "status": "submitted",
    "message": "Submitted", "estimated_time": 30, "credits_deducted": 4, "remaining_balance": 96}"#;

/// Creates a client of this server with virtual time and with the longest possible pauses.
fn client(server: &Server, clock: &Arc<VirtualClock>) -> AnimusClient {
    let builder = AnimusClient::builder(format!("{}/animus/v2", server.url)).token("key-1");
    let builder = builder.clock(clock.clone()).jitter(Jitter::new(|longest| longest));
    builder.build().unwrap()
}

/// Starts a server that plays this script, with a client of it.
async fn scripted(script: impl IntoIterator<Item = Reply>) -> (Server, AnimusClient) {
    let server = Server::start(script).await;
    let client = client(&server, &Arc::default());
    (server, client)
}

/// Makes an answer from a body that is built at run time.
fn answer(body: impl Into<String>) -> Reply {
    Reply::Json(200, body.into().leak())
}
