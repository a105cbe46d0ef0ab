//! An inbox: what it has received, and the script of its answers.

use control_api::{ControlClient, ForgetInbox, InboxView, ReceivedRequest, Refusal, ScriptInbox, ShowInbox};
use maud::{Markup, html};
use serde_json::Value;

use crate::frame::{Content, Frame};
use crate::page_request::{PageRequest, escaped};
use crate::parts::call::{as_call, button, copyable, form};
use crate::parts::instant::instant;
use crate::parts::json::{SHORT, body, pretty};
use crate::parts::list::empty;
use crate::parts::word::status;
use crate::visit::Visit;

/// The most requests on the page.
const MOST: usize = 20;

/// Returns the address of the inbox that a form asks for.
pub(crate) fn address(request: &PageRequest) -> String {
    format!("inbox/{}", escaped(request.query.get("name").unwrap_or("mine")))
}

/// Returns the page of an inbox.
pub(crate) async fn page<C: ControlClient>(visit: &Visit<'_, C>, name: &str) -> Result<Markup, Refusal> {
    let frame = Frame::read(visit).await?;
    let seen = |after, limit| ShowInbox { name: name.to_owned(), after, limit: Some(limit) };
    let first = visit.call(seen(None, 1)).await?;
    let asked = seen(Some(first.total.saturating_sub(MOST as u64)), MOST);
    let InboxView { url, total, requests, answers, .. } = visit.call(asked.clone()).await?;
    let content = html! {
        p { "Webhooks to this URL are received here:" }
        (copyable(&url))
        (script(visit, name, &pretty(&serde_json::to_value(answers).unwrap_or_default())))
        section.panel {
            div.panel-head { h2 { "Received: " (total) } (as_call(visit, &asked)) }
            @if requests.is_empty() {
                (empty("Nothing has come yet.", &html! { "Give the URL as the callback of a job, then let the job end." }))
            }
            ol.deliveries { @for request in requests.iter().rev() { (received(&frame, request)) } }
        }
        div.actions { (button(visit, &html! { "Forget this inbox" }, &ForgetInbox { name: name.to_owned() }, &visit.request.address())) }
    };
    let title = format!("Inbox {name}");
    Ok(frame.around(visit, &Content { title: &title, watches: "inbox webhooks clock", body: content }))
}

fn script<C: ControlClient>(visit: &Visit<'_, C>, name: &str, answers: &str) -> Markup {
    let fields = html! {
        input type="hidden" name="name" value=(name);
        label { "One after the other; the last one is given from then on"
            textarea name="answers:json" rows="5" spellcheck="false" { (answers) } }
        p.note { "Two failures and then success: " code { r#"[{"status":500,"times":2},{"status":200}]"# } }
        button { "Set the script" }
    };
    html! { section.panel { h2 { "Answers" } (form::<C, ScriptInbox>(visit, &visit.request.address(), &fields)) } }
}

fn received(frame: &Frame, request: &ReceivedRequest) -> Markup {
    html! {
        li id={ "received-" (request.seq) } {
            p.facts { "No. " (request.seq) " " (instant(frame.now(), request.at)) " answered " (status(Some(request.status))) }
            @if request.body != Value::Null { (body(&request.body, SHORT)) }
        }
    }
}
