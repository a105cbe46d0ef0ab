//! Addresses that lead to the latest of a kind, for links in terminals.

use control_api::{ControlClient, JobFilter, ListWebhooks, Refusal};
use journal::Order;

use super::requests;
use crate::page_request::escaped;
use crate::visit::Visit;

/// Returns the address of the latest job, request or webhook, if there is one.
pub(crate) async fn address<C: ControlClient>(
    visit: &Visit<'_, C>,
    what: &str,
) -> Result<Option<String>, Refusal> {
    match what {
        "job" => {
            let latest = JobFilter { order: Some(Order::Desc), limit: Some(1), ..JobFilter::default() };
            let jobs = visit.call(latest).await?.jobs;
            Ok(jobs.first().map(|job| format!("jobs/{}/{}", job.provider, escaped(&job.job_id))))
        }
        "request" => {
            let rows = requests::list(visit, requests::latest(1)).await?;
            Ok(rows.exchanges.first().map(|row| format!("requests?seq={}", row.seq)))
        }
        "webhook" => {
            let deliveries = visit.call(ListWebhooks::default()).await?.deliveries;
            let latest = deliveries.iter().max_by_key(|delivery| delivery.created_at);
            Ok(latest.map(|delivery| format!("webhooks?job={}", escaped(&delivery.job_id))))
        }
        _ => Ok(None),
    }
}
