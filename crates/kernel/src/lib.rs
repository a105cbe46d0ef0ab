//! The kernel: accounts as deterministic state machines, without HTTP, a clock or anything that waits.
//!
//! A provider is a [`Machine`](machine::Machine): the states of its jobs, the data of an account, and the [commands](command)
//! that change an account. An [`Account`](machine::Account) has credits in a [`Ledger`](ledger::Ledger), long-running work as
//! [jobs](job), coming events in an [`Agenda`](agenda::Agenda), and chance from [`random`], keyed by the account.
//!
//! Commands go in, and decisions and effects come out. A command is a value: applied to an account at a moment, it gives the same
//! decision and the same state every time. Whoever looks at an account gets `&Account` and cannot change it.
//!
//! Every decision names the [`Clause`](evidence::Clause)s that decided it, so that a user can tell a documented fact from a
//! guess.

pub mod agenda;
pub mod blob;
pub mod command;
pub mod commands;
pub mod context;
pub mod credits;
pub mod directives;
pub mod evidence;
pub mod form;
pub mod job;
mod job_table;
pub mod json;
pub mod kept_text;
pub mod keys;
pub mod ledger;
pub mod machine;
pub mod ordinals;
pub mod random;
pub mod rate_limit;
pub mod time;
pub mod twins;
pub mod webhook;
