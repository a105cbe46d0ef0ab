//! Tests of the transport against servers on the loopback that give strange answers, or none.

#![expect(clippy::unwrap_used, reason = "a test stops where what it stands on breaks")]

mod bounds;
mod download;
mod exchange;
mod options;
mod own_client;
mod pages;
mod server;
mod upload;
mod waiting;

use client_core::{ClientBuilder, Polling, Refusal, Service, Transport};
use serde_json::Value;

/// The facts about a service of the tests.
fn service() -> Service {
    Service {
        user_agent: "test/1",
        variables: ("TEST_CORE_KEY", "TEST_CORE_URL"),
        polling: Polling::default(),
        pace: None,
        read_refusal: |body: &Value| Refusal {
            code: body["code"].as_str().map(str::to_owned),
            message: body["message"].as_str().map(str::to_owned),
        },
        read_status: |_| None,
    }
}

/// Creates the settings of a client of this service at a URL, in real time.
fn builder(url: &str) -> ClientBuilder<Transport> {
    ClientBuilder::new(url, service()).token("key-1")
}
