//! One exchange in detail: the request and its answer, the clauses that decided it, and the same call as code.

use control_api::{
    ClauseView, ControlClient, ListAccounts, ListClauses, ProviderView, Refusal, ReplayExchange, ShowAccount,
    ShowExchange,
};
use jiff::Timestamp;
use journal::ExchangeView;
use maud::{Markup, html};
use serde_json::{Map, Value};

use crate::page_request::escaped;
use crate::parts::call::{as_call, button, form};
use crate::parts::code::{CodeRequest, languages};
use crate::parts::instant::{instant, moved, took};
use crate::parts::json::{LONGEST, body, cut, pretty};
use crate::parts::word::{basis, status};
use crate::visit::Visit;

/// Returns an exchange in detail.
pub(super) async fn detail<C: ControlClient>(
    visit: &Visit<'_, C>,
    now: Timestamp,
    providers: &[ProviderView],
    seq: u64,
) -> Result<Markup, Refusal> {
    let seen = visit.call(ShowExchange { seq }).await?;
    let clauses = clauses(visit, &seen).await?;
    let key = key(visit, &seen).await?;
    let base = providers.iter().find(|own| own.provider == seen.provider).map_or("", |own| &*own.url);
    let query = seen.request.query.as_ref().map(|query| format!("?{query}"));
    let url = format!("{base}{}{}", seen.request.path, query.unwrap_or_default());
    let sent = if is_digest(&seen.request.body) { &Value::Null } else { &seen.request.body };
    let code = CodeRequest { method: &seen.request.method, url, key: &key, body: sent };
    Ok(html! {
        h2 { span.provider { (seen.provider) } " " (seen.request.method) " " bdi { (seen.request.path) } }
        p.facts {
            (status(seen.response.as_ref().map(|response| response.status)))
            " No. " (seen.seq) " · " (instant(now, seen.at)) " · took " (took(seen.took_us)) " " (moved(seen.moved))
            @if let Some(fault) = &seen.fault { " · " a href=(visit.link("faults")) { "by fault " (fault) } }
        }
        @for job in &seen.jobs { p { "Job " a.id href=(visit.job(seen.provider, job)) { (job) } } }
        (nearest(&seen))
        @if !seen.unread_fields.is_empty() {
            div.warning { strong { "The call does not know these fields: " }
                @for field in &seen.unread_fields { code { (field) } " " } }
        }
        h3 { "Request" }
        @if let Some(query) = &seen.request.query { p { "Query " code dir="auto" { (cut(query).0) } } }
        (headers(&seen.request.headers))
        (body(&seen.request.body, LONGEST))
        h3 { "Answer" }
        @match &seen.response {
            Some(response) => { (headers(&response.headers)) (body(&response.body, LONGEST)) },
            None => { p.empty { "There was no answer: the connection ended, or the caller had left." } },
        }
        h3 { "Clauses that decided it" }
        @if clauses.is_empty() { p.empty { "None." } }
        ul.clauses { @for clause in &clauses { li { (clause_line(visit, clause)) } } }
        h3 { "As code" }
        @if is_digest(&seen.request.body) { p.note { "The body was kept as a digest alone; put your own in." } }
        (languages(&code, "exchange-code"))
        h3 { "Once more" }
        div.actions { (button(visit, &html! { "Send again" }, &ReplayExchange { seq, body: None }, "requests?seq={seq}")) }
        (changed(visit, &seen))
        (as_call(visit, &ShowExchange { seq }))
    })
}

/// Returns the form that sends the request once more with another body.
fn changed<C: ControlClient>(visit: &Visit<'_, C>, seen: &ExchangeView) -> Markup {
    let (text, is_cut) = match &seen.request.body {
        value @ (Value::Object(_) | Value::Array(_)) if !is_digest(value) => (pretty(value), false),
        _ => (String::new(), true),
    };
    let (shown, is_longer) = cut(&text);
    html! {
        @if !is_cut && !is_longer {
            details { summary { "Change the body and send it" }
                (form::<C, ReplayExchange>(visit, "requests?seq={seq}", &html! {
                    input type="hidden" name="seq:number" value=(seen.seq);
                    textarea name="body:json" rows="10" aria-label="Body" spellcheck="false" { (shown) }
                    button { "Send" }
                }))
            }
        }
    }
}

fn nearest(seen: &ExchangeView) -> Markup {
    let text = |name: &str| seen.nearest.as_ref()?.get(name)?.as_str();
    html! {
        @if let Some(why) = text("why") {
            div.warning {
                strong { "No such call: " (why) "." }
                p { "Asked: " code dir="auto" { (seen.request.method) " " (seen.request.path) } }
                @if let Some(call) = text("call") { p { "Nearest: " code { (call) } } }
            }
        }
    }
}

/// Returns a clause in a line, with its basis, its source and the reason for it.
pub(super) fn clause_line<C: ControlClient>(visit: &Visit<'_, C>, clause: &ClauseView) -> Markup {
    html! {
        (basis(&clause.basis)) " " (clause.says)
        p.note {
            a.id href=(visit.link(&format!("requests?clause={}", escaped(&clause.id)))) { (clause.id) }
            " · " (clause.aspect) " · " (clause.source)
            @if let Some(why) = &clause.why { " · " em { (why) } }
        }
    }
}

async fn clauses<C: ControlClient>(
    visit: &Visit<'_, C>,
    seen: &ExchangeView,
) -> Result<Vec<ClauseView>, Refusal> {
    if seen.clauses.is_empty() {
        return Ok(Vec::new());
    }
    let asked = ListClauses { provider: Some(seen.provider.to_owned()), touched: None };
    let mut all = visit.call(asked).await?.clauses;
    all.retain(|clause| seen.clauses.iter().any(|id| *id == *clause.id));
    Ok(all)
}

/// Returns the key for code that makes the same call: the account's own if its mask belongs to one account alone.
async fn key<C: ControlClient>(visit: &Visit<'_, C>, seen: &ExchangeView) -> Result<String, Refusal> {
    let Some(mask) = &seen.api_key else { return Ok("my-key".to_owned()) };
    let accounts = visit.call(ListAccounts {}).await?.accounts;
    let mut own =
        accounts.iter().filter(|account| account.provider == seen.provider && *account.api_key == **mask);
    match (own.next(), own.next()) {
        (Some(account), None) => {
            let api_key = format!("@{}", account.account_id);
            let account = visit
                .call(ShowAccount { provider: seen.provider.to_owned(), api_key: api_key.into() })
                .await?;
            Ok((*account.api_key).to_owned())
        }
        _ => Ok(mask.clone()),
    }
}

fn is_digest(body: &Value) -> bool {
    body.as_object()
        .is_some_and(|body| body.len() == 2 && body.contains_key("sha256") && body.contains_key("size"))
}

fn headers(headers: &Map<String, Value>) -> Markup {
    html! {
        details { summary { "Headers (" (headers.len()) ")" }
            dl.headers { @for (name, value) in headers.iter().take(100) {
                dt { (name) } dd dir="auto" { (cut(value.as_str().unwrap_or_default()).0.chars().take(2000).collect::<String>()) }
            } }
        }
    }
}
