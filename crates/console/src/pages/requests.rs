//! The requests: the latest exchanges, filtered by the address, and one of them in detail.

use control_api::{
    ClearJournal, ControlClient, Exchanges, ExportJournal, ListExchanges, Refusal, RowList, Shape, Target,
};
use journal::Order;
use journal::glob::Glob;
use maud::{Markup, html};

use super::{exchange, rows};
use crate::frame::{Content, Frame};
use crate::page_request::{Pairs, address};
use crate::parts::call::{as_call, button};
use crate::parts::list::{chips, choice, empty, field, pages};
use crate::parts::word::count;
use crate::visit::Visit;

/// The most rows of a page.
const MOST: usize = 100;
/// The filters, by the names of their parameters.
const FILTERS: [&str; 9] =
    ["provider", "method", "status", "basis", "path", "text", "job", "clause", "fault"];
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const STATUSES: [&str; 5] = ["2xx", "3xx", "4xx", "5xx", "429"];
const BASES: [&str; 4] = ["documented", "example", "contradicted", "assumed"];

/// Returns the page with the requests.
pub(crate) async fn page<C: ControlClient>(visit: &Visit<'_, C>) -> Result<Markup, Refusal> {
    let query = &visit.request.query;
    let asked = asked(query)?;
    let frame = Frame::read(visit).await?;
    let providers = visit.providers().await?;
    let RowList { exchanges, total } = list(visit, asked.clone()).await?;
    let next = exchanges.last().filter(|_| total > exchanges.len()).map(|row| row.seq.to_string());
    let chosen: Option<u64> = query.parsed("seq");
    let detail = match chosen {
        Some(seq) => Some(exchange::detail(visit, frame.now(), &providers, seq).await),
        None => None,
    };
    let names = providers.iter().map(|provider| &*provider.provider);
    let body = html! {
        form.filter method="get" action=(visit.link("requests")) role="search" {
            (choice("Provider", "provider", names, query))
            (choice("Method", "method", METHODS, query))
            (choice("Status", "status", STATUSES, query))
            (choice("Basis", "basis", BASES, query))
            (field("Path", "path", "/generate/*", query))
            (field("Text", "text", "in path or bodies", query))
            button { "Filter" }
        }
        (chips(visit, "requests", &FILTERS))
        div.split.open[detail.is_some()] {
            section.panel aria-label="Exchanges" {
                div.panel-head {
                    p #total data-total=(total) { (count(total, "exchange", "exchanges")) }
                    button type="button" #pill hidden { "New exchanges" }
                    (as_call(visit, &asked))
                }
                @if exchanges.is_empty() {
                    @if query.0.is_empty() {
                        (empty("Nothing has called yet.", &html! { a href=(visit.link("")) { "Send a first call" } " from the start page." }))
                    } @else { (empty("No exchange matches.", &html! { a href=(visit.link("requests")) { "Show all" } })) }
                } @else { (rows::table(visit, frame.now(), &exchanges, chosen)) }
                (pages(visit, "requests", "before", next.as_deref()))
                div.actions {
                    a href=(nearby_call(visit, &ExportJournal::default())) download { "Save as HAR" }
                    @if total > 0 { (button(visit, &html! { "Forget all" }, &ClearJournal {}, "requests")) }
                }
            }
            @if let Some(detail) = detail {
                aside.panel #detail aria-label="Exchange" tabindex="-1" {
                    a.close href=(visit.link(&address("requests", &query.with("seq", None)))) data-swap data-close { "Close" }
                    @match detail {
                        Ok(detail) => { (detail) },
                        Err(refusal) => { p.empty { (refusal.message) } },
                    }
                }
            }
        }
    };
    Ok(frame.around(visit, &Content { title: "Requests", watches: "journal clock", body }))
}

/// Returns the rows of the exchanges that a call asks for.
pub(super) async fn list<C: ControlClient>(
    visit: &Visit<'_, C>,
    asked: ListExchanges,
) -> Result<RowList, Refusal> {
    match visit.call(asked).await? {
        Exchanges::Rows(rows) => Ok(rows),
        // Both shapes of an empty list read alike.
        Exchanges::Full(list) => Ok(RowList { exchanges: Vec::new(), total: list.total }),
    }
}

/// Returns the call for the latest exchanges.
pub(super) fn latest(limit: usize) -> ListExchanges {
    let (shape, order) = (Some(Shape::Row), Some(Order::Desc));
    ListExchanges { shape, order, limit: Some(limit), ..ListExchanges::default() }
}

/// Returns the call that the filters in an address ask for.
fn asked(query: &Pairs) -> Result<ListExchanges, Refusal> {
    let wrong =
        |name: &str, why: String| Refusal { error: "bad_request".into(), message: format!("{name}: {why}") };
    let status =
        query.get("status").map(|text| text.parse().map_err(|error| wrong("status", format!("{error}"))));
    let basis = query.get("basis").map(|text| {
        serde_json::from_value(text.into()).map_err(|_| wrong("basis", format!("{text:?} is none")))
    });
    Ok(ListExchanges {
        provider: query.text("provider"),
        method: query.text("method"),
        path: query.get("path").map(Glob::new),
        status: status.transpose()?,
        basis: basis.transpose()?,
        fault: query.text("fault"),
        clause: query.text("clause"),
        job: query.text("job"),
        text: query.text("text"),
        before: query.parsed("before"),
        ..latest(MOST)
    })
}

/// Returns the address of a call as a link of the page.
fn nearby_call<C: ControlClient, K: control_api::Call>(visit: &Visit<'_, C>, call: &K) -> String {
    visit.nearby(&visit.url_of::<K>(&Target::of(call)))
}
