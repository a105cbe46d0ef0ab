//! How a sandbox starts.

use mock_core::world::Settings;
use url::Origin;

/// How a sandbox starts: what holds for all of its worlds, and what each world has that says nothing else.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The settings of the default world, and of every world that says nothing else.
    pub world: Settings,
    /// Makes the default world draw its seed, at start and at every reset, instead of taking the one in its settings.
    pub draw_seed: bool,
    /// The hosts beside this machine that webhooks may go to.
    pub allowed_callbacks: Vec<String>,
    /// The names under which the sandbox may be reached, beside those that nobody else can lead to this machine.
    pub allowed_hosts: Vec<String>,
    /// The origins of web pages elsewhere that may use everything, the control API included.
    pub allowed_origins: Vec<Origin>,
}

impl From<Settings> for Options {
    fn from(world: Settings) -> Self {
        Self { world, ..Self::default() }
    }
}
