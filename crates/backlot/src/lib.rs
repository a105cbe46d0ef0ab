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
mod control;
mod cors;
mod counts;
mod expect;
mod line;
mod nearest;
mod openapi;
mod options;
mod sandbox;
mod traffic;
mod worlds;

pub use app::{App, router};
pub use expect::{Expectation, Tidy, TooFew};
pub use line::Line;
pub use mock_core::account::Status;
pub use mock_core::api_key::ApiKey;
pub use mock_core::clause::{Basis, Clause};
pub use mock_core::clock::{ClockError, Mode, Pace, Reading, Start};
pub use mock_core::control::{
    AccountChange, AccountView, BillLine, ChangeError, DeliveryView, FinishError, JobFilter, JobView,
    LedgerView, RestartError,
};
pub use mock_core::credits::Credits;
pub use mock_core::criteria::BadFilter;
pub use mock_core::faults::{Apply, BadFault, Effect, Fault, FaultView, Match, Refusal};
pub use mock_core::glob::Glob;
pub use mock_core::http::serve;
pub use mock_core::job::{Failure, Outcome, RetryError};
pub use mock_core::journal::{AskedView, CameView, ExchangeView, Filter};
pub use mock_core::local::is_loopback_address;
pub use mock_core::mount::{Mount, TryIt};
pub use mock_core::webhook::{Attempt, State as DeliveryState};
pub use mock_core::world::{OpeningCredits, Settings};
pub use options::Options;
pub use sandbox::{Builder, Sandbox, WorldHandle};
pub use worlds::{Backlot, Watcher, WorldError, mounts};
