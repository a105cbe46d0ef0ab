//! One account: its balance, its key, and its ledger.

use control_api::{
    ChangeAccount, CloseAccount, ControlClient, EntryView, LedgerView, Refusal, ShowAccount, ShowLedger,
};
use jiff::Timestamp;
use kernel::keys::Status;
use maud::{Markup, html};

use crate::frame::{Content, Frame};
use crate::parts::call::{as_call, button, copyable, form};
use crate::parts::instant::{instant, moved};
use crate::parts::list::{empty, pages};
use crate::visit::Visit;

/// The most entries on a page.
const MOST: usize = 200;

/// Returns the page of an account. The account is `@` and its id.
pub(crate) async fn page<C: ControlClient>(
    visit: &Visit<'_, C>,
    provider: &str,
    account: &str,
) -> Result<Markup, Refusal> {
    let named = || (provider.to_owned(), account.to_owned());
    let (name, api_key) = named();
    let after = visit.request.query.parsed("after");
    let asked =
        ShowLedger { provider: name.clone(), api_key: api_key.clone().into(), limit: Some(MOST), after };
    let shown = visit.call(ShowAccount { provider: name, api_key: api_key.into() }).await?;
    let LedgerView { balance, entries, next } = visit.call(asked.clone()).await?;
    let frame = Frame::read(visit).await?;
    let change = |status| {
        let (provider, api_key) = named();
        ChangeAccount { provider, api_key: api_key.into(), credits: None, status: Some(status) }
    };
    let back = visit.request.address();
    let (name, api_key) = named();
    let body = html! {
        p.big #balance { (balance) " credits" }
        p.note { "This key opens the account:" }
        (copyable(&shown.api_key))
        div.actions {
            (form::<C, ChangeAccount>(visit, &back, &html! {
                input type="hidden" name="provider" value=(name);
                input type="hidden" name="api_key" value=(api_key);
                label { "Balance" input name="credits:number" type="number" min="0" step="any" required value=(balance); }
                button { "Set" }
            }))
            @if shown.status == Status::Active { (button(visit, &html! { "Suspend" }, &change(Status::Suspended), &back)) }
            @else { (button(visit, &html! { "Make active" }, &change(Status::Active), &back)) }
            (button(visit, &html! { "Forget the account" }, &CloseAccount { provider: name.clone(), api_key: api_key.clone().into() }, "money"))
        }
        section.panel {
            div.panel-head { h2 { "Ledger" } (as_call(visit, &asked)) }
            @if entries.is_empty() { (empty("No credits have moved.", &html! { "Each charge and each refund stands here." })) }
            @else { (chart(&entries)) (table(visit, provider, frame.now(), &entries)) }
            (pages(visit, &format!("money/{provider}/{account}"), "after", next.map(|next| next.to_string()).as_deref()))
        }
    };
    let title = format!("Account {}", shown.account_id);
    Ok(frame.around(visit, &Content { title: &title, watches: "jobs", body }))
}

/// Returns the balance over the entries, as an area.
fn chart(entries: &[EntryView]) -> Markup {
    let units = |entry: &EntryView| entry.balance_after.to_ten_thousandths() as f64;
    let most = entries.iter().map(units).fold(1.0, f64::max);
    let width = 100.0 / entries.len() as f64;
    html! {
        svg.chart width="100%" height="80" role="img" aria-label="The balance after each movement" {
            @for (place, entry) in entries.iter().enumerate() {
                @let height = 76.0 * units(entry).max(0.0) / most;
                rect x=(format!("{:.2}%", place as f64 * width)) width=(format!("{width:.2}%")) y=(format!("{:.1}", 80.0 - height)) height=(format!("{height:.1}")) {}
            }
        }
    }
}

fn table<C: ControlClient>(
    visit: &Visit<'_, C>,
    provider: &str,
    now: Timestamp,
    entries: &[EntryView],
) -> Markup {
    html! {
        div.scroll { table.ledger {
            thead { tr {
                th scope="col" { "At" } th scope="col" { "Kind" } th scope="col" { "Amount" } th scope="col" { "Balance" }
                th scope="col" { "For" } th scope="col" { "Note" }
            } }
            tbody { @for entry in entries {
                @let kind = serde_json::to_value(entry.kind).unwrap_or_default();
                tr {
                    td { (instant(now, entry.at)) }
                    td { (kind.as_str().unwrap_or_default()) }
                    td.number data-amount=(entry.amount) { (moved(entry.amount)) }
                    td.number { (entry.balance_after) }
                    td { @if let Some(job) = &entry.reference { a.id href=(visit.job(provider, job)) { (job) } } }
                    td { bdi { (entry.note) } }
                }
            } }
        } }
    }
}
