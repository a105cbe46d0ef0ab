//! Is everything there that was answered, however the command ends?
//!
//! `BACKLOT_TEST_KILLS=1000` kills it a thousand times, in directories of fifty lives.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "in tests, also in their helpers, a panic is the finding")]

mod files;
#[path = "../support/http.rs"]
mod http;
mod killed;
mod orders;
#[path = "../support/receiver.rs"]
mod receiver;
mod sandbox;
