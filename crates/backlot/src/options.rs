//! The settings with which a sandbox starts.

use std::sync::Arc;

use mock_http::environment::Settings;
use store::Store;
use url::Origin;

use crate::cluster::node::Membership;

/// The settings with which a sandbox starts: those of the whole sandbox, and the defaults of its worlds.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own, as on the command line")]
pub struct Options {
    /// The settings of the default world, and the defaults of every other world.
    pub world: Settings,
    /// `true` if the default world draws its seed at start and at every reset, instead of taking the seed in its settings.
    pub draw_seed: bool,
    /// The hosts, in addition to this machine, that webhooks may call.
    pub allowed_callbacks: Vec<String>,
    /// The names under which the sandbox may be reached, in addition to IP addresses, names without a dot and reserved names.
    pub allowed_hosts: Vec<String>,
    /// The store in which the default world and worlds that are asked to be durable are kept. `None` keeps none.
    pub store: Option<Arc<dyn Store>>,
    /// The store that this process shares with others, in place of `store`. `None` leaves the process alone.
    pub membership: Option<Membership>,
    /// `true` if worlds that are not durable keep a log in memory, so that they can go back and be exported with their history.
    pub record: bool,
    /// The most bytes of earlier snapshots and records that are kept of each world with a log, so that it can go back.
    pub history: u64,
    /// The origins of web pages elsewhere that may use everything, including the control API.
    pub allowed_origins: Vec<Origin>,
    /// `true` if URLs in answers begin as a proxy in front tells in `Forwarded` and `X-Forwarded-*`.
    pub trust_forwarded: bool,
    /// `true` if the worlds have no console.
    pub no_console: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            world: Settings::default(),
            draw_seed: false,
            allowed_callbacks: Vec::new(),
            allowed_hosts: Vec::new(),
            store: None,
            membership: None,
            record: false,
            history: 256 * 1024 * 1024,
            allowed_origins: Vec::new(),
            trust_forwarded: false,
            no_console: false,
        }
    }
}

impl From<Settings> for Options {
    fn from(world: Settings) -> Self {
        Self { world, ..Self::default() }
    }
}
