//! The scaffolding of the contract tests.
//!
//! A [`lab::Lab`] is a sandbox whose traffic is judged by the providers' OpenAPI documents ([`openapi`]). [`direct`] is
//! a sandbox without a socket, and [`rig`] an account in one for property tests. [`play`] plays a clause against a
//! mock. [`canned`] serves a clause's answer to a client, and [`clients`] makes the typed call that a clause describes.
//! [`frames`] sees where two results differ. [`pattern`] compares bodies, and [`imports`] finds files that import each other. [`recorder`] writes traffic down, and [`story`] tells it as a journey, in the one time
//! of a [`shared_clock`]. [`receiver`] takes webhooks, [`subjects`] lists the providers under test with a few calls of each, [`orders`] has plain requests, and [`wire`] writes HTTP by hand.

pub mod canned;
pub mod clients;
pub mod direct;
pub mod frames;
pub mod imports;
pub mod kept_log;
pub mod lab;
pub mod mutations;
pub mod openapi;
pub mod orders;
pub mod pattern;
pub mod play;
pub mod receiver;
pub mod recorder;
pub mod rig;
pub mod shared_clock;
pub mod story;
pub mod subjects;
pub mod wire;

use std::path::PathBuf;

use contract::Contract;

/// Returns the names of all providers with a contract.
pub fn providers() -> impl Iterator<Item = &'static str> {
    subjects::SUBJECTS.iter().map(|subject| subject.name)
}

/// Reads the contract of a provider.
///
/// # Panics
/// Panics if the contract cannot be read.
pub fn contract(provider: &str) -> Contract {
    let folder = workspace().join("fixtures").join(provider);
    Contract::read(&folder).unwrap_or_else(|unsound| panic!("{unsound}"))
}

/// Returns the root folder of the workspace.
pub fn workspace() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The Rust examples of the README, so that they compile and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
