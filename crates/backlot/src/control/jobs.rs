//! Jobs: listing, ending, running again.

use control_api::{
    DeliveryView, FinishJob, JobFilter, JobList, JobResult, JobView, JobWithHistory, RetryJob, ShowJob,
};
use journal::Filter;
use kernel::job::{FinishError, RestartError, RetryError};
use kernel::ledger::EntryKind;
use mock_http::control::AccountPages;
use mock_http::provider::ResultFile;

use super::accounts::accounts_at;
use super::error::Refused;
use super::handle::{Control, Handle};
use super::job_list::job_list;

/// The most exchanges that are told of a job.
const MOST_LISTED: usize = 1000;

impl Handle for JobFilter {
    async fn handle(self, control: &Control) -> Result<JobList, Refused> {
        job_list(&control.context.world, &self)
    }
}

impl Handle for ShowJob {
    async fn handle(self, control: &Control) -> Result<JobWithHistory, Refused> {
        let Control { context, .. } = control;
        let (world, job_id) = (&context.world, &*self.job_id);
        let accounts = accounts_at(world, &self.provider)?.pages();
        let found = accounts.iter().find_map(|account| Some((account, account.story(job_id)?)));
        let (account, story) =
            found.ok_or_else(|| Refused::not_found(format!("job_id: {}", FinishError::UnknownJob)))?;
        let mut history = world.history.of(story.job.provider, job_id);
        if history.is_empty() {
            history.push(story.latest);
        }
        history.extend(story.planned);
        let entries = account.entries_of(job_id);
        let charged = entries.iter().filter(|entry| entry.kind == EntryKind::Charge);
        let named = Filter::all().provider(story.job.provider).job(job_id).latest(MOST_LISTED);
        let exchanges = match self.exchanges {
            Some(false) => Vec::new(),
            _ => world.journal.find_in_turns(&named).await.exchanges,
        };
        let results = story.results.into_iter().map(|ResultFile { path, expires_at }| JobResult {
            url: context.url(&path),
            media_type: mime_guess::from_path(&path).first_raw().unwrap_or("text/html").into(),
            expires_at,
        });
        Ok(JobWithHistory {
            job: in_full(story.job),
            account_id: story.account_id,
            price: charged.map(|entry| -entry.amount).sum(),
            paid: story.paid,
            failure: story.failure,
            detail: story.detail,
            history,
            results: results.collect(),
            entries,
            webhooks: webhooks_of(&**account, job_id),
            exchanges: exchanges.into_iter().map(|seen| seen.seq).collect(),
        })
    }
}

/// Returns the deliveries of webhooks about a job.
fn webhooks_of(account: &dyn AccountPages, job_id: &str) -> Vec<DeliveryView> {
    let (mut own, mut from) = (Vec::new(), 0);
    loop {
        let slice = account.deliveries(from);
        let Some(last) = slice.last() else { return own };
        from = last.number + 1;
        own.extend(
            slice.into_iter().map(|listed| listed.view).filter(|delivery| *delivery.job_id == *job_id),
        );
    }
}

impl Handle for FinishJob {
    async fn handle(self, control: &Control) -> Result<JobView, Refused> {
        let (accounts, job_id) = (accounts_at(&control.context.world, &self.provider)?, self.job_id.clone());
        let outcome = self
            .outcome()
            .map_err(|field| Refused::bad_request(format!("{field}: goes with the outcome `fail` alone")))?;
        accounts.finish(&job_id, &outcome).map(in_full).map_err(|error| match error {
            FinishError::UnknownJob => Refused::not_found(format!("job_id: {error}")),
            _ => Refused::conflict(format!("outcome: {error}")),
        })
    }
}

impl Handle for RetryJob {
    async fn handle(self, control: &Control) -> Result<JobView, Refused> {
        let retried = accounts_at(&control.context.world, &self.provider)?.retry(&self.job_id);
        retried.map(in_full).map_err(|error| match error {
            RestartError::UnknownJob => Refused::not_found(format!("job_id: {error}")),
            RestartError::Refused(RetryError::KeyInUse(clause)) => {
                Refused::conflict(error.to_string()).citing(clause)
            }
            RestartError::Refused(_) => Refused::conflict(error.to_string()),
        })
    }
}

/// Returns one job with its owner's key in full. Lists mask the key.
fn in_full(mut job: JobView) -> JobView {
    job.api_key = job.api_key.in_full();
    job
}
