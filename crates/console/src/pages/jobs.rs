//! The jobs: as a list, on a timeline, and as a gallery of what they made.

use control_api::{
    ControlClient, JobFilter, JobList, JobView, JobWithHistory, ProviderView, Refusal, ShowJob,
};
use jiff::Timestamp;
use journal::Order;
use maud::{Markup, html};

use super::{gallery, timeline};
use crate::frame::{Content, Frame};
use crate::page_request::{Pairs, address};
use crate::parts::call::as_call;
use crate::parts::instant::instant;
use crate::parts::list::{chips, choice, empty, pages};
use crate::parts::word::{count, state};
use crate::visit::Visit;

/// The views with the most jobs on a page of each. The first one is shown unless another one is asked for.
const VIEWS: [(&str, &str, usize); 3] =
    [("list", "List", 100), ("timeline", "Timeline", 40), ("gallery", "Gallery", 24)];
/// The filters, by the names of their parameters.
const FILTERS: [&str; 4] = ["provider", "state", "kind", "unfinished"];

/// Returns the page with the jobs.
pub(crate) async fn page<C: ControlClient>(visit: &Visit<'_, C>) -> Result<Markup, Refusal> {
    let query = &visit.request.query;
    let view = query.get("view").unwrap_or_default();
    let (view, _, most) = VIEWS.iter().find(|(name, ..)| *name == view).unwrap_or(&VIEWS[0]);
    let asked = asked(query, *most);
    let frame = Frame::read(visit).await?;
    let providers = visit.providers().await?;
    let JobList { jobs, total, next } = visit.call(asked.clone()).await?;
    let shown = match *view {
        _ if jobs.is_empty() => none(visit),
        "timeline" => timeline::lanes(visit, frame.now(), &with_history(visit, &jobs).await?),
        "gallery" => gallery::tiles(visit, frame.now(), &with_history(visit, &jobs).await?),
        _ => table(visit, frame.now(), &jobs),
    };
    let body = html! {
        nav.tabs aria-label="Views" { @for (name, title, _) in VIEWS {
            a href=(visit.link(&address("jobs", &query.with("view", Some(name)).with("after", None))))
                aria-current=[(name == *view).then_some("page")] data-swap { (title) }
        } }
        (filter(visit, &providers, view))
        (chips(visit, "jobs", &FILTERS))
        section.panel aria-label="Jobs" {
            div.panel-head { p { (count(total.unwrap_or(jobs.len()), "job", "jobs")) } (as_call(visit, &asked)) }
            (shown)
            (pages(visit, "jobs", "after", next.as_deref()))
        }
    };
    Ok(frame.around(visit, &Content { title: "Jobs", watches: "jobs webhooks clock", body }))
}

fn asked(query: &Pairs, most: usize) -> JobFilter {
    JobFilter {
        provider: query.text("provider"),
        state: query.text("state"),
        kind: query.text("kind"),
        account_id: query.text("account_id"),
        unfinished: query.parsed("unfinished"),
        after: query.text("after"),
        order: Some(Order::Desc),
        limit: Some(most),
        ..JobFilter::default()
    }
}

async fn with_history<C: ControlClient>(
    visit: &Visit<'_, C>,
    jobs: &[JobView],
) -> Result<Vec<JobWithHistory>, Refusal> {
    let mut all = Vec::new();
    for job in jobs {
        all.push(
            visit
                .call(ShowJob {
                    provider: job.provider.to_owned(),
                    job_id: job.job_id.to_string(),
                    exchanges: Some(false),
                })
                .await?,
        );
    }
    Ok(all)
}

fn filter<C: ControlClient>(visit: &Visit<'_, C>, providers: &[ProviderView], view: &str) -> Markup {
    let query = &visit.request.query;
    let names = providers.iter().map(|provider| &*provider.provider);
    let chosen = providers
        .iter()
        .filter(|provider| query.get("provider").is_none_or(|name| name == provider.provider));
    let mut states: Vec<_> =
        chosen.clone().flat_map(|provider| provider.states.iter().map(|own| &*own.state)).collect();
    let mut kinds: Vec<_> = chosen.flat_map(|provider| provider.kinds.iter().map(|kind| &**kind)).collect();
    for words in [&mut states, &mut kinds] {
        words.sort_unstable();
        words.dedup();
    }
    html! {
        form.filter method="get" action=(visit.link("jobs")) role="search" {
            input type="hidden" name="view" value=(view);
            (choice("Provider", "provider", names, query))
            (choice("State", "state", states, query))
            (choice("Kind", "kind", kinds, query))
            (choice("Unfinished", "unfinished", ["true", "false"], query))
            button { "Filter" }
        }
    }
}

fn none<C: ControlClient>(visit: &Visit<'_, C>) -> Markup {
    if FILTERS.iter().any(|name| visit.request.query.get(name).is_some()) {
        return empty("No job matches.", &html! { a href=(visit.link("jobs")) { "Show all" } });
    }
    empty(
        "No job yet.",
        &html! {
            "A call that starts work makes a job. " a href=(visit.link("")) { "Send one from the start page." }
        },
    )
}

fn table<C: ControlClient>(visit: &Visit<'_, C>, now: Timestamp, jobs: &[JobView]) -> Markup {
    html! {
        div.scroll { table {
            caption.hidden { "Jobs, the latest first" }
            thead { tr {
                th scope="col" { "Job" } th scope="col" { "State" } th scope="col" { "Kind" } th scope="col" { "Key" }
                th scope="col" { "Created" } th scope="col" { "Next change" }
            } }
            tbody { @for job in jobs {
                tr id={ "job-" (job.job_id) } {
                    td { a.row.id href=(visit.job(job.provider, &job.job_id)) { (job.job_id) } }
                    td { (state(job.state, job.next_change_at.is_some())) }
                    td { span.provider { (job.provider) } " " (job.kind) }
                    td { code dir="auto" { (job.api_key) } }
                    td { (instant(now, job.created_at)) }
                    td { @if let Some(at) = job.next_change_at { (instant(now, at)) } }
                }
            } }
        } }
    }
}
