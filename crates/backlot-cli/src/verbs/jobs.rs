//! `backlot jobs`.

use std::fmt::Write as _;

use clap::Args;
use control_api::{JobFilter, JobList, JobView, JobWithHistory, ShowJob};
use journal::Order;

use super::{instant, instant_or_dash};
use crate::output::{count, table};
use crate::remote::RemoteOptions;

#[derive(Args, Debug)]
pub(crate) struct Jobs {
    /// The id of a job, to print everything about it
    job_id: Option<String>,
    /// Jobs of this provider alone
    #[arg(long)]
    provider: Option<String>,
    /// Jobs in this state alone, in the provider's own word
    #[arg(long)]
    state: Option<String>,
    /// Jobs alone that have not ended
    #[arg(long)]
    unfinished: bool,
    /// The largest number of jobs, the latest ones
    #[arg(long, default_value_t = 100)]
    limit: usize,
    #[command(flatten)]
    remote: RemoteOptions,
}

impl Jobs {
    pub(crate) async fn run(&self) -> Result<(), String> {
        if let Some(job_id) = &self.job_id {
            let provider = self.provider_of(job_id).await?;
            return self
                .remote
                .show(ShowJob { provider, job_id: job_id.clone(), exchanges: None }, about_one)
                .await;
        }
        let filter = JobFilter {
            provider: self.provider.clone(),
            state: self.state.clone(),
            unfinished: self.unfinished.then_some(true),
            order: Some(Order::Desc),
            limit: Some(self.limit),
            ..JobFilter::default()
        };
        self.remote.show(filter, about_many).await
    }

    /// Returns the provider that knows a job.
    async fn provider_of(&self, job_id: &str) -> Result<String, String> {
        if let Some(provider) = &self.provider {
            return Ok(provider.clone());
        }
        let remote = self.remote.connect()?;
        for provider in remote.providers().await? {
            let provider = provider.provider.into_owned();
            let job =
                ShowJob { provider: provider.clone(), job_id: job_id.to_owned(), exchanges: Some(false) };
            if remote.call(job).await.is_ok() {
                return Ok(provider);
            }
        }
        Err(format!("no provider knows a job {job_id}; `backlot jobs` lists them"))
    }
}

fn about_many(list: &JobList) -> String {
    if list.jobs.is_empty() {
        return "There are no such jobs.\n".to_owned();
    }
    let rows =
        table(["provider", "job", "kind", "state", "created", "next change"], list.jobs.iter().map(row));
    let left_out = list.total.unwrap_or_default().saturating_sub(list.jobs.len());
    match left_out {
        0 => rows,
        _ => format!("{rows}and {} earlier; --limit shows more\n", count(left_out as u64, "job")),
    }
}

fn row(job: &JobView) -> [String; 6] {
    [
        job.provider.to_string(),
        job.job_id.to_string(),
        job.kind.to_string(),
        job.state.to_string(),
        instant(job.created_at),
        instant_or_dash(job.next_change_at),
    ]
}

fn about_one(found: &JobWithHistory) -> String {
    let JobWithHistory {
        job, account_id, price, paid, failure, history, results, webhooks, exchanges, ..
    } = found;
    let mut text = format!(
        "{} {} of account @{account_id}: {}, {}\n{paid} credits paid, of {price} charged\n",
        job.provider, job.job_id, job.kind, job.state
    );
    if let Some(failure) = failure {
        let parts = [failure.code.as_deref(), failure.message.as_deref()];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        let _ = writeln!(text, "failure: {}", parts.join(", "));
    }
    let changes = history.iter().map(|change| {
        let when = if change.planned { "planned" } else { "" };
        [
            instant(change.at),
            change.state.to_string(),
            when.to_owned(),
            change.clause.unwrap_or("-").to_owned(),
        ]
    });
    text.push_str(&table(["at", "state", "", "clause"], changes));
    for result in results {
        let _ = writeln!(text, "result: {} ({})", result.url, result.media_type);
    }
    for webhook in webhooks {
        let _ = writeln!(text, "webhook: {} to {}", super::word(&webhook.state), webhook.url);
    }
    let exchanges: Vec<_> = exchanges.iter().rev().map(u64::to_string).collect();
    let _ = writeln!(text, "exchanges: {}", exchanges.join(", "));
    text
}
