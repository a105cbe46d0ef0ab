//! The settings with which a sandbox starts.

use std::path::PathBuf;

use mock_http::environment::Settings;
use url::Origin;

/// The settings with which a sandbox starts: those of the whole sandbox, and the defaults of its worlds.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The settings of the default world, and the defaults of every other world.
    pub world: Settings,
    /// `true` if the default world draws its seed at start and at every reset, instead of taking the seed in its settings.
    pub draw_seed: bool,
    /// The hosts, in addition to this machine, that webhooks may call.
    pub allowed_callbacks: Vec<String>,
    /// The names under which the sandbox may be reached, in addition to IP addresses, names without a dot and reserved names.
    pub allowed_hosts: Vec<String>,
    /// The directory in which the default world and worlds that are asked to be durable are kept. `None` keeps none.
    pub data: Option<PathBuf>,
    /// `true` if worlds that are not durable keep a log in memory, so that they can go back and be exported with their history.
    pub record: bool,
    /// The origins of web pages elsewhere that may use everything, including the control API.
    pub allowed_origins: Vec<Origin>,
}

impl From<Settings> for Options {
    fn from(world: Settings) -> Self {
        Self { world, ..Self::default() }
    }
}
