//! `backlot bill`.

use clap::Args;
use control_api::{BillLine, BillView, ShowBill};

use crate::output::table;
use crate::remote::RemoteOptions;

#[derive(Args, Debug)]
pub(crate) struct Bill {
    #[command(flatten)]
    remote: RemoteOptions,
}

impl Bill {
    pub(crate) async fn run(&self) -> Result<(), String> {
        self.remote.show(ShowBill {}, text).await
    }
}

fn text(bill: &BillView) -> String {
    if bill.accounts.is_empty() {
        return "Nobody has called yet, so that nothing was spent.\n".to_owned();
    }
    let lines =
        table(["provider", "account", "charges", "refunds", "net", "jobs"], bill.accounts.iter().map(row));
    let totals =
        bill.providers.iter().map(|(provider, total)| format!("{provider}: {} credits net\n", total.net));
    [lines].into_iter().chain(totals).collect()
}

fn row(line: &BillLine) -> [String; 6] {
    let jobs: Vec<_> = line.jobs.iter().map(|(state, count)| format!("{count} {state}")).collect();
    [
        line.provider.to_string(),
        (*line.api_key).to_owned(),
        line.charges.to_string(),
        line.refunds.to_string(),
        line.net.to_string(),
        jobs.join(", "),
    ]
}
