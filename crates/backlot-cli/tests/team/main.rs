//! Do several commands over one PostgreSQL answer as one, however they end?
//!
//! `BACKLOT_TEST_CHAOS=60` lets the random part last for a minute.

#![cfg(all(unix, feature = "postgres"))]
#![expect(clippy::unwrap_used, reason = "in tests, also in their helpers, a panic is the finding")]
#![expect(
    clippy::disallowed_methods,
    reason = "callers live in the machine's time, and so does what is checked of them"
)]
#![expect(clippy::print_stdout, reason = "what happened at random is told, so that it can be judged")]

mod callers;
mod chaos;
mod checker;
mod going_over;
#[path = "../support/http.rs"]
mod http;
#[path = "../support/receiver.rs"]
mod receiver;
mod team;
