//! `backlot health`.

use clap::Args;
use control_api::{HealthView, ShowHealth};

use crate::remote::RemoteOptions;

#[derive(Args, Debug)]
pub(crate) struct Health {
    #[command(flatten)]
    remote: RemoteOptions,
}

impl Health {
    pub(crate) async fn run(&self) -> Result<(), String> {
        let root = self.remote.connect()?.root;
        let text = |health: &HealthView| format!("{}: version {} at {root}\n", health.status, health.version);
        self.remote.show(ShowHealth {}, text).await
    }
}
