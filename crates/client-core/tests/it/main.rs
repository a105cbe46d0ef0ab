//! Tests of the transport against servers on the loopback that give strange answers, or none.

#![expect(clippy::unwrap_used, reason = "a test stops where what it stands on breaks")]

mod download;
mod exchange;
mod pages;
mod server;
mod upload;
