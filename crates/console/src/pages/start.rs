//! The start: a first call to send, and, once something has called, the state of the world at a glance.

use control_api::{
    BillTotal, BillView, ControlClient, ExchangeRow, JobFilter, ListFaults, ListWebhooks, ProviderView,
    Refusal, ShowBill,
};
use kernel::webhook::State;
use maud::{Markup, html};

use super::{requests, rows, sample};
use crate::frame::{Content, Frame};
use crate::parts::call::as_call;
use crate::parts::word::{count, state};
use crate::visit::Visit;

/// The most exchanges on the page.
const MOST: usize = 20;

/// The numbers of what may need a look.
struct Attention {
    unfinished: usize,
    waiting: usize,
    given_up: usize,
    faults: usize,
}

/// Returns the first page.
pub(crate) async fn page<C: ControlClient>(visit: &Visit<'_, C>) -> Result<Markup, Refusal> {
    let frame = Frame::read(visit).await?;
    let providers = visit.providers().await?;
    let asked = requests::latest(MOST);
    let exchanges = requests::list(visit, asked.clone()).await?.exchanges;
    let bill = visit.call(ShowBill {}).await?;
    let has_begun = !exchanges.is_empty() || !bill.accounts.is_empty();
    let body = html! {
        @if has_begun {
            (attention(visit, &read_attention(visit).await?))
            div.cards { @for provider in &providers { (overview(visit, provider, &bill, &exchanges)) } }
            section.panel {
                div.panel-head { h2 { "Latest requests" } (as_call(visit, &asked)) }
                (rows::table(visit, frame.now(), &exchanges, None))
                p { a href=(visit.link("requests")) { "All requests" } }
            }
        } @else {
            p.lead { "Nothing has called yet. Change your application's base URL to one of these, keep everything else, or send a first call from here. "
                "Any key opens an account with credits of its own, and nothing leaves this machine." }
        }
        details #samples open[!has_begun] {
            summary { "First calls to copy or to send" }
            div.cards.wide { @for provider in &providers { (sample::card(visit, provider)) } }
        }
    };
    Ok(frame.around(visit, &Content { title: "Start", watches: "journal jobs webhooks faults clock", body }))
}

async fn read_attention<C: ControlClient>(visit: &Visit<'_, C>) -> Result<Attention, Refusal> {
    let unfinished = JobFilter { unfinished: Some(true), limit: Some(1), ..JobFilter::default() };
    let deliveries = |state| ListWebhooks { state: Some(state), ..ListWebhooks::default() };
    Ok(Attention {
        unfinished: visit.call(unfinished).await?.total.unwrap_or_default(),
        waiting: visit.call(deliveries(State::Waiting)).await?.deliveries.len(),
        given_up: visit.call(deliveries(State::GivenUp)).await?.deliveries.len(),
        faults: visit.call(ListFaults {}).await?.faults.len(),
    })
}

fn attention<C: ControlClient>(visit: &Visit<'_, C>, attention: &Attention) -> Markup {
    let Attention { unfinished, waiting, given_up, faults } = *attention;
    let rows = [
        (unfinished, "job is under way", "jobs are under way", "jobs?view=timeline&unfinished=true"),
        (waiting, "webhook is waiting", "webhooks are waiting", "webhooks?state=waiting"),
        (given_up, "webhook was given up", "webhooks were given up", "webhooks?state=given_up"),
        (faults, "fault is set", "faults are set", "faults"),
    ];
    html! {
        ul.attention aria-label="Worth a look" {
            @for (number, one, many, address) in rows.into_iter().filter(|(number, ..)| *number > 0) {
                li { a href=(visit.link(address)) { (count(number, one, many)) } }
            }
        }
    }
}

fn overview<C: ControlClient>(
    visit: &Visit<'_, C>,
    provider: &ProviderView,
    bill: &BillView,
    exchanges: &[ExchangeRow],
) -> Markup {
    let name = &*provider.provider;
    let lines: Vec<_> = bill.accounts.iter().filter(|line| line.provider == name).collect();
    let BillTotal { net, .. } = bill.providers.get(name).copied().unwrap_or_default();
    let number = |word: &str| lines.iter().filter_map(|line| line.jobs.get(word)?.as_u64()).sum::<u64>();
    let refused =
        exchanges.iter().find(|row| row.provider == name && row.status.is_none_or(|status| status >= 400));
    html! {
        article.panel {
            h2 { (provider.title) }
            p { (count(lines.len(), "account", "accounts")) " · " strong { (net) } " " (provider.unit) " spent" }
            p.states { @for own in provider.states.iter().filter(|own| number(&own.state) > 0) {
                a href=(visit.link(&format!("jobs?provider={name}&state={}", own.state))) {
                    (state(&own.state, !own.ends)) " " (number(&own.state))
                } " "
            } }
            @if let Some(row) = refused {
                p.note { "Last refusal: " a href=(visit.link(&format!("requests?seq={}", row.seq))) {
                    (row.method) " " bdi { (row.path) }
                } }
            }
        }
    }
}
