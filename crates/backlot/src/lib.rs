//! Backlot as a library: the mocks of all providers on one port, in any number of worlds, with a control API.
//!
//! In a Rust test, start a [`Sandbox`]. It is ready when `start` returns, and it stops when it is dropped.
//!
//! ```
//! use std::time::Duration;
//!
//! let sandbox = backlot::Sandbox::builder().seed(7).start()?;
//! let world = sandbox.world();
//! println!("point your client at {}", world.url("cutx"));
//!
//! world.advance(Duration::from_secs(25))?; // time stands still until told
//! assert!(world.jobs(&Default::default()).is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! From any other language, run the `backlot` binary and use the control API under `/_backlot`.

mod access;
mod app;
mod archive;
pub mod cluster;
mod console;
mod control;
mod cors;
mod counts;
mod expect;
mod keeper;
mod kept;
mod lease;
mod line;
mod llms;
mod modules;
mod named_jobs;
mod nearest;
mod openapi;
mod options;
mod progress;
mod queue;
mod routes;
mod sandbox;
mod saved_world;
mod tape;
mod traffic;
mod within;
mod world_client;
mod world_error;
mod world_handle;
mod worlds;

pub use app::{App, router};
pub use cluster::node::Membership;
pub use control_api;
pub use control_api::{AccountView, Attempt, BillLine, DeliveryView, JobFilter, JobView, LedgerView};
pub use expect::{Expectation, TooFew};
pub use journal::api_key::ApiKey;
pub use journal::criteria::BadFilter;
pub use journal::glob::Glob;
pub use journal::{ExchangeView, Filter, RequestView, ResponseView};
pub use kernel::commands::AccountChange;
pub use kernel::credits::Credits;
pub use kernel::evidence::{Basis, Clause};
pub use kernel::job::{Failure, FinishError, Outcome, RestartError, RetryError};
pub use kernel::keys::Status;
pub use kernel::time::{Mode, Pace};
pub use kernel::webhook::State as DeliveryState;
pub use line::Line;
pub use mock_http::clock::{ClockError, Reading, Start};
pub use mock_http::control::ChangeError;
pub use mock_http::environment::{OpeningCredits, Settings, WorldNote};
pub use mock_http::faults::{Apply, BadFault, Effect, Fault, FaultView, Match, Refusal};
pub use mock_http::local::is_loopback_address;
pub use mock_http::module::{ProviderModule, TryIt};
pub use mock_http::tls;
pub use modules::modules;
pub use options::Options;
pub use sandbox::{Builder, Sandbox};
pub use saved_world::SavedWorld;
pub use store::{Directory, Store};
pub use world_client::WorldClient;
pub use world_error::WorldError;
pub use world_handle::{Tidy, WorldHandle};
pub use worlds::{Backlot, Watcher};
