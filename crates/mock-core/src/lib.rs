//! The core that every mock stands on.
//!
//! A mock is a set of accounts. An [`Account`](account::Account) is a deterministic state machine: its credits are a
//! [`Ledger`](ledger::Ledger), its long-running work is [`jobs`](job), what will happen to it stands in an
//! [`Agenda`](agenda::Agenda), and chance comes from [`random`], keyed by the account. Nothing in there knows HTTP, reads a
//! clock or waits: the instant is an argument.
//!
//! Around that core stands a thin shell: [`clock`] tells the time in a [`World`](world::World), [`accounts`] guards each
//! account with its own lock, [`http`] turns requests into calls and answers into bytes, and [`control`] gives the control
//! API access to any provider's accounts.
//!
//! Every answer names the [`Clause`](clause::Clause)s that shaped it, so that a user can tell a documented fact from a guess.
//!
//! Nothing here names a provider.

pub mod account;
pub mod accounts;
pub mod agenda;
pub mod api_key;
pub mod clause;
pub mod clock;
pub mod control;
pub mod courier;
pub mod credits;
pub mod criteria;
pub mod faults;
pub mod fields;
pub mod glob;
pub mod http;
pub mod job;
mod jobs;
pub mod journal;
pub mod json;
pub mod kept_text;
pub mod keys;
pub mod ledger;
pub mod limits;
pub mod local;
pub mod mount;
pub mod provider;
pub mod random;
pub mod ranks;
pub mod refusal;
pub mod steer;
pub mod tally;
pub mod webhook;
pub mod world;
