//! Tests of the client against scripted answers: the documents' own, and broken ones.

#![expect(clippy::unwrap_used, reason = "a test stops where what it stands on breaks")]

mod answers;
mod lists;
mod odd;
mod pace;
mod refusals;
mod repeats;
mod requests;
#[path = "../../../client-core/tests/it/server.rs"]
#[expect(dead_code, reason = "the scripted server is shared; not every test needs all of it")]
mod server;
mod tasks;

use std::sync::Arc;

use client_core::clock::VirtualClock;
use client_core::retry::Jitter;
use server::{Reply, Server};
use sumatman_client::{CreateRequest, StoryType, SumatmanClient};

/// The id in the documents' examples.
const TASK: &str = "web_1755877911087_ewf2efddz";

/// The answer to a submission, as printed.
const SUBMITTED: &str = r#"{"success": true, "data": {"taskId": "web_1755877911087_ewf2efddz", "creditCost": 50,
    "sceneCount": 25, "mode": "create", "status": "pending", "createdAt": "2025-08-23T10:30:00.000Z"}}"#;

/// Creates a client of this server with virtual time and with the longest possible pauses.
fn client(server: &Server, clock: &Arc<VirtualClock>) -> SumatmanClient {
    let builder = SumatmanClient::builder(format!("{}/sumatman/api", server.url)).token("key-1");
    let builder = builder.clock(clock.clone()).jitter(Jitter::new(|longest| longest));
    builder.build().unwrap()
}

/// Starts a server that plays this script, with a client of it.
async fn scripted(script: impl IntoIterator<Item = Reply>) -> (Server, SumatmanClient) {
    let server = Server::start(script).await;
    let client = client(&server, &Arc::default());
    (server, client)
}

/// Makes an answer from a body that is built at run time.
fn answer(body: impl Into<String>) -> Reply {
    Reply::Json(200, body.into().leak())
}

/// Returns the answer with a task of this status.
fn status(status: &str) -> Reply {
    answer(format!(r#"{{"success": true, "data": {{"task_id": "{TASK}", "process_status": "{status}"}}}}"#))
}

fn create() -> CreateRequest {
    CreateRequest::new(StoryType::Fairytale, "A brave knight saves a magical kingdom")
}
