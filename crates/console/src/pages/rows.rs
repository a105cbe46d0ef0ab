//! Exchanges as rows of a table.

use control_api::{ControlClient, ExchangeRow};
use jiff::Timestamp;
use maud::{Markup, html};

use crate::page_request::{Pairs, address};
use crate::parts::instant::{clock_time, moved, took};
use crate::parts::word::{basis, status};
use crate::visit::Visit;

/// Returns a table of exchanges. The one with the chosen number is marked.
pub(super) fn table<C: ControlClient>(
    visit: &Visit<'_, C>,
    now: Timestamp,
    rows: &[ExchangeRow],
    chosen: Option<u64>,
) -> Markup {
    let query = match &*visit.request.segments[0] {
        "requests" => visit.request.query.clone(),
        _ => Pairs::default(),
    };
    let details = |seq: u64| visit.link(&address("requests", &query.with("seq", Some(&seq.to_string()))));
    html! {
        div.scroll { table.exchanges {
            caption.hidden { "Exchanges, the latest first" }
            thead { tr {
                th scope="col" { "No." } th scope="col" { "Status" } th scope="col" { "Call" } th scope="col" { "At" }
                th scope="col" { "Took" } th scope="col" { "Basis" } th scope="col" { "Credits" } th scope="col" { "Job" }
            } }
            tbody {
                @for row in rows {
                    tr id={ "exchange-" (row.seq) } aria-current=[(chosen == Some(row.seq)).then_some("true")] {
                        td { a.row href=(details(row.seq)) data-swap { (row.seq) } }
                        td { (status(row.status)) @if let Some(fault) = &row.fault {
                            " " span.fault title={ "Fault " (fault) } { span aria-hidden="true" { "⚡" } span.hidden { "by a fault" } }
                        } }
                        td.path { span.provider { (row.provider) } " " b { (row.method) } " " bdi { (row.path) } }
                        td { (clock_time(now, row.at)) }
                        td.number { (took(row.took_us)) }
                        td { @if let Some(word) = row.basis { (basis(word)) } }
                        td.number { (moved(row.moved)) }
                        td { @if let Some(job) = row.jobs.first() {
                            a.id href=(visit.job(row.provider, job)) { (job) }
                            @if row.jobs.len() > 1 { " +" (row.jobs.len() - 1) }
                        } }
                    }
                }
            }
        } }
    }
}
