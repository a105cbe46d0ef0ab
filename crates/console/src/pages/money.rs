//! The money: what every account has spent.

use control_api::{AccountView, BillLine, BillTotal, ControlClient, ListAccounts, Refusal, ShowBill};
use maud::{Markup, html};

use crate::frame::{Content, Frame};
use crate::page_request::escaped;
use crate::parts::call::as_call;
use crate::parts::list::{empty, pages};
use crate::parts::word::class;
use crate::visit::Visit;

/// The most accounts on a page.
const MOST: usize = 100;

/// Returns the page with the bill.
pub(crate) async fn page<C: ControlClient>(visit: &Visit<'_, C>) -> Result<Markup, Refusal> {
    let frame = Frame::read(visit).await?;
    let accounts = visit.call(ListAccounts {}).await?.accounts;
    let bill = visit.call(ShowBill {}).await?;
    let first: usize = visit.request.query.parsed("from").unwrap_or_default();
    let next = (accounts.len() > first + MOST).then(|| (first + MOST).to_string());
    // Both lists are in the same order.
    let lines: Vec<_> = accounts.iter().zip(&bill.accounts).skip(first).take(MOST).collect();
    let body = html! {
        @if accounts.is_empty() {
            (empty("No account yet.", &html! { "The first call with a key opens an account. " a href=(visit.link("")) { "Send one from the start page." } }))
        } @else {
            div.cards { @for (provider, BillTotal { charges, refunds, net }) in &bill.providers {
                article.panel { h2 { (provider) } p.big { (net) } p.note { "credits spent: " (charges) " charged, " (refunds) " given back" } }
            } }
            section.panel {
                div.panel-head { h2 { "Accounts" } (as_call(visit, &ShowBill {})) }
                (table(visit, &lines))
                (pages(visit, "money", "from", next.as_deref()))
            }
        }
    };
    Ok(frame.around(visit, &Content { title: "Money", watches: "jobs", body }))
}

fn table<C: ControlClient>(visit: &Visit<'_, C>, lines: &[(&AccountView, &BillLine)]) -> Markup {
    html! {
        div.scroll { table {
            thead { tr {
                th scope="col" { "Account" } th scope="col" { "Key" } th scope="col" { "Status" } th scope="col" { "Balance" }
                th scope="col" { "Charged" } th scope="col" { "Given back" } th scope="col" { "Spent" } th scope="col" { "Jobs" }
            } }
            tbody { @for (account, line) in lines {
                @let status = serde_json::to_value(account.status).unwrap_or_default();
                @let status = status.as_str().unwrap_or_default();
                tr id={ "account-" (account.account_id) } {
                    td { span.provider { (account.provider) } " " a.row.id
                        href=(visit.link(&format!("money/{}/@{}", account.provider, escaped(&account.account_id)))) { (account.account_id) } }
                    td { code dir="auto" { (account.api_key) } }
                    td { span.(class(status)) { (status) } }
                    td.number { (account.credits) } td.number { (line.charges) } td.number { (line.refunds) } td.number { (line.net) }
                    td { @for (state, number) in &line.jobs { (number) " " (state) " " } }
                }
            } }
        } }
    }
}
