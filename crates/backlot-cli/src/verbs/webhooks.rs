//! `backlot webhooks`.

use clap::{Args, Subcommand};
use control_api::{DeliveryList, DeliveryView, ListWebhooks, RedeliverWebhook};

use super::{instant_or_dash, word};
use crate::output::table;
use crate::remote::RemoteOptions;

#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Webhooks {
    #[command(subcommand)]
    action: Option<Action>,
    /// Webhooks about this job alone
    #[arg(long)]
    job: Option<String>,
    #[command(flatten)]
    remote: RemoteOptions,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Send a webhook once more
    Redeliver {
        /// The id of the webhook
        id: String,
        #[command(flatten)]
        remote: RemoteOptions,
    },
}

impl Webhooks {
    pub(crate) async fn run(&self) -> Result<(), String> {
        match &self.action {
            Some(Action::Redeliver { id, remote }) => {
                remote
                    .show(RedeliverWebhook { id: id.clone() }, |delivery| {
                        rows(std::slice::from_ref(delivery))
                    })
                    .await
            }
            None => {
                self.remote
                    .show(ListWebhooks { job: self.job.clone(), ..ListWebhooks::default() }, text)
                    .await
            }
        }
    }
}

fn text(list: &DeliveryList) -> String {
    if list.deliveries.is_empty() {
        return "There are no webhooks: none was asked for, or no job that has one has changed yet.\n"
            .to_owned();
    }
    rows(&list.deliveries)
}

fn rows(deliveries: &[DeliveryView]) -> String {
    let headings = ["id", "provider", "job", "url", "state", "tries", "next try", "last answer"];
    table(headings, deliveries.iter().map(row))
}

fn row(delivery: &DeliveryView) -> [String; 8] {
    let last = delivery.attempts.last();
    let answer = last.and_then(|last| last.status.map(|status| status.to_string()).or(last.error.clone()));
    [
        delivery.id.to_string(),
        delivery.provider.to_string(),
        delivery.job_id.to_string(),
        delivery.url.to_string(),
        word(&delivery.state),
        delivery.attempts.len().to_string(),
        instant_or_dash(delivery.next_attempt_at),
        answer.or(delivery.reason.clone()).unwrap_or("-".to_owned()),
    ]
}
