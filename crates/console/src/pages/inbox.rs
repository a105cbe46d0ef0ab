//! An inbox: what it has received, and the script of its answers.

use control_api::{ControlClient, ForgetInbox, InboxView, ReceivedRequest, Refusal, ScriptInbox, ShowInbox};
use maud::{Markup, html};
use serde_json::Value;

use crate::frame::{Content, Frame};
use crate::page_request::{PageRequest, escaped};
use crate::parts::call::{as_call, button, copyable, form};
use crate::parts::instant::instant;
use crate::parts::json::{body, pretty};
use crate::parts::list::empty;
use crate::parts::word::status;
use crate::visit::Visit;

/// The most requests on the page.
const MOST: u64 = 20;
/// A script to begin with.
const EXAMPLE: &str = r#"[{"status":500,"times":2},{"status":200}]"#;

/// Returns the address of the inbox that a form asks for.
pub(crate) fn address(request: &PageRequest) -> String {
    format!("inbox/{}", escaped(request.query.get("name").unwrap_or("mine")))
}

/// Returns the page of an inbox. One that is not there yet can be made here.
pub(crate) async fn page<C: ControlClient>(visit: &Visit<'_, C>, name: &str) -> Result<Markup, Refusal> {
    let frame = Frame::read(visit).await?;
    let seen = |after| ShowInbox { name: name.to_owned(), after, limit: Some(1) };
    let found = match visit.call(seen(None)).await {
        Ok(first) => {
            let after = first.total.saturating_sub(MOST);
            let asked = ShowInbox { limit: Some(usize::try_from(MOST).unwrap_or_default()), ..seen(Some(after)) };
            Some((visit.call(asked.clone()).await?, asked))
        }
        Err(refusal) if refusal.error == "not_found" => None,
        Err(refusal) => return Err(refusal),
    };
    let back = visit.request.address();
    let content = html! {
        @match &found {
            Some((InboxView { url, total, requests, answers, .. }, asked)) => {
                p { "Webhooks to this URL are received here:" }
                (copyable(url))
                (script(visit, name, &pretty(&serde_json::to_value(answers).unwrap_or_default())))
                section.panel {
                    div.panel-head { h2 { "Received: " (total) } (as_call(visit, asked)) }
                    @if requests.is_empty() { (empty("Nothing has come yet.", &html! { "Give the URL as the callback of a job, then let the job end." })) }
                    ol.deliveries { @for request in requests.iter().rev() { (received(&frame, request)) } }
                }
                div.actions { (button(visit, &html! { "Forget this inbox" }, &ForgetInbox { name: name.to_owned() }, &back)) }
            },
            None => {
                (empty("There is no such inbox yet.", &html! { "Set a script, or send it a webhook." }))
                (copyable(&format!("{}/_backlot/inbox/{}", visit.console.url, escaped(name))))
                (script(visit, name, EXAMPLE))
            },
        }
    };
    let title = format!("Inbox {name}");
    Ok(frame.around(visit, &Content { title: &title, watches: "inbox webhooks clock", body: content }))
}

fn script<C: ControlClient>(visit: &Visit<'_, C>, name: &str, answers: &str) -> Markup {
    section("Answers", &form::<C, ScriptInbox>(visit, &visit.request.address(), &html! {
        input type="hidden" name="name" value=(name);
        label { "One after the other; the last one is given from then on"
            textarea name="answers:json" rows="5" spellcheck="false" { (answers) } }
        button { "Set the script" }
    }))
}

fn section(title: &str, content: &Markup) -> Markup {
    html! { section.panel { h2 { (title) } (content) } }
}

fn received(frame: &Frame, request: &ReceivedRequest) -> Markup {
    html! {
        li id={ "received-" (request.seq) } {
            p.facts { "No. " (request.seq) " " (instant(frame.now(), request.at)) " answered " (status(Some(request.status))) }
            @if request.body != Value::Null { (body(&request.body)) }
        }
    }
}
