//! `backlot ui`.

use clap::Args;
use control_api::ShowClock;
use serde_json::json;

use crate::output;
use crate::remote::RemoteOptions;

#[derive(Args, Debug)]
pub(crate) struct Ui {
    #[command(flatten)]
    remote: RemoteOptions,
}

impl Ui {
    /// Prints the address of the console of a world that is there.
    pub(crate) async fn run(&self) -> Result<(), String> {
        let remote = self.remote.connect()?;
        remote.call(ShowClock {}).await?;
        let url = format!("{}/_backlot/ui/", remote.url());
        if self.remote.json {
            output::print_json(&json!({ "url": url }));
        } else {
            output::print(&format!("{url}\n"));
        }
        Ok(())
    }
}
