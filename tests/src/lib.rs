//! What the contract tests stand on.
//!
//! A [`lab::Lab`] is a sandbox whose whole traffic is held to the providers' OpenAPI documents ([`openapi`]). [`play`] plays a
//! clause against a mock in it; [`canned`] serves a clause's answer to a client; [`clients`] makes the typed call that a
//! clause describes. [`pattern`] compares bodies. [`rig`] is an account for property tests. [`recorder`] writes traffic down as a story, told in the one time of a
//! [`shared_clock`]; [`orders`] has plain requests.

pub mod canned;
pub mod clients;
pub mod direct;
pub mod lab;
pub mod openapi;
pub mod orders;
pub mod pattern;
pub mod play;
pub mod receiver;
pub mod recorder;
pub mod rig;
pub mod shared_clock;
pub mod story;
pub mod wire;

use std::path::PathBuf;

use contract::Contract;

/// Every provider with a contract.
pub const PROVIDERS: [&str; 4] = ["animus", "apixo", "cutx", "sumatman"];

/// A provider's contract.
///
/// # Panics
/// If it cannot be read.
pub fn contract(provider: &str) -> Contract {
    let folder = workspace().join("fixtures").join(provider);
    Contract::read(&folder).unwrap_or_else(|unsound| panic!("{unsound}"))
}

/// The top of the workspace.
pub fn workspace() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The README's Rust examples, so that they compile and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
