//! The command as people and programs use it.

#![expect(clippy::unwrap_used, reason = "in tests, also in their helpers, a panic is the finding")]

mod distribution;
mod proxy;
mod run;
mod skill;
mod support;
mod verbs;
