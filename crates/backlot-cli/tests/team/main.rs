//! Do several commands over one PostgreSQL answer as one, however they end?
//!
//! `BACKLOT_TEST_CHAOS=60` lets the random part last for a minute.

#![cfg(all(unix, feature = "postgres"))]
#![expect(clippy::unwrap_used, reason = "in tests, also in their helpers, a panic is the finding")]

mod callers;
mod chaos;
mod checker;
mod going_over;
mod http;
mod receiver;
mod team;
