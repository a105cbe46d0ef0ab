//! Inboxes: receivers of webhooks inside the sandbox.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use control_api::{
    AwaitInbox, ForgetInbox, InboxAnswer, InboxView, ReceiveWebhook, ReceivedRequest, ScriptInbox, ShowInbox,
    Subject,
};
use journal::{shown_body, shown_header, shown_query};
use mock_http::clock::pause;
use mock_http::faults::status_of;
use mock_http::inboxes::{Contents, Inbox, Script};
use serde_json::Value;

use super::error::Refused;
use super::handle::{Control, Handle};
use super::input::Input;
use super::patience::{MOST_AWAITED, patience};

/// The number of requests in an answer by default.
const LISTED: usize = 100;
/// The largest number of requests in an answer.
const MOST_LISTED: usize = 1000;
/// The most answers of a script.
const MOST_ANSWERS: usize = 100;
/// The longest time before an answer, in milliseconds.
const LONGEST_DELAY: u64 = 600_000;
/// The length of the longest name.
const LONGEST_NAME: usize = 64;

impl Handle for ScriptInbox {
    async fn handle(self, control: &Control) -> Result<InboxView, Refused> {
        let inbox = open(control, &self.name)?;
        let mut script = Script::default();
        if let Some(delay_ms) = self.delay_ms {
            if delay_ms > LONGEST_DELAY {
                return Err(Refused::bad_request(format!("delay_ms: must be at most {LONGEST_DELAY}")));
            }
            script.delay = Duration::from_millis(delay_ms);
        }
        if let Some(answers) = self.answers {
            check(&answers)?;
            script.answers = answers;
        }
        inbox.set_script(script);
        control.context.world.changes.note(Subject::Inbox);
        Ok(view(control, &self.name, inbox.contents(0, LISTED)))
    }
}

impl Handle for ShowInbox {
    async fn handle(self, control: &Control) -> Result<InboxView, Refused> {
        let inbox = open(control, &self.name)?;
        let limit = self.limit.unwrap_or(LISTED).min(MOST_LISTED);
        Ok(view(control, &self.name, inbox.contents(self.after.unwrap_or(0), limit)))
    }
}

impl Handle for AwaitInbox {
    async fn handle(self, control: &Control) -> Result<InboxView, Refused> {
        let (count, after) = (self.count.unwrap_or(1), self.after.unwrap_or(0));
        if count > MOST_AWAITED {
            return Err(Refused::bad_request(format!("count: must be at most {MOST_AWAITED}")));
        }
        let at_most = patience(self.timeout_ms)?;
        let inbox = open(control, &self.name)?;
        if !inbox.wait(after, count, at_most).await {
            let (ms, name) = (at_most.as_millis(), &self.name);
            return Err(Refused::too_late(format!(
                "after {ms} ms the inbox {name} has fewer than {count} requests"
            )));
        }
        Ok(view(control, &self.name, inbox.contents(after, MOST_LISTED)))
    }
}

impl Handle for ForgetInbox {
    async fn handle(self, control: &Control) -> Result<(), Refused> {
        if control.context.world.inboxes.remove(&self.name) {
            control.context.world.changes.note(Subject::Inbox);
            return Ok(());
        }
        Err(Refused::not_found(format!("name: there is no inbox {:?}", self.name)))
    }
}

impl Handle for ReceiveWebhook {
    async fn handle(self, control: &Control) -> Result<Value, Refused> {
        let (answer, delay) = receive(self, control)?;
        pause(delay).await;
        Ok(answer.body.unwrap_or_default())
    }

    /// Takes the query and the body as they are, whatever they are.
    fn read(input: Input) -> Result<Self, Refused> {
        let call: Self = input.in_path()?;
        let Input { query, headers, body, .. } = input;
        Ok(Self { query, headers: shown(&headers), body: body.into(), ..call })
    }

    async fn respond(self, control: Control) -> Result<Response, Refused> {
        let (InboxAnswer { status, body, .. }, delay) = receive(self, &control)?;
        pause(delay).await;
        Ok(match body {
            None | Some(Value::Null) => status_of(status).into_response(),
            Some(Value::String(text)) => (status_of(status), text).into_response(),
            Some(json) => (status_of(status), [(header::CONTENT_TYPE, "application/json")], json.to_string())
                .into_response(),
        })
    }
}

/// Receives a request. Returns the answer, and the time before it.
fn receive(call: ReceiveWebhook, control: &Control) -> Result<(InboxAnswer, Duration), Refused> {
    let ReceiveWebhook { name, query, headers, body } = call;
    let inbox = open(control, &name)?;
    let world = &control.context.world;
    let (at, query) = (world.clock.now(), query.map(|query| shown_query(&query)));
    let names: usize = headers.iter().map(|(name, value)| name.len() + value.len()).sum();
    let size = body.len() + names + query.as_deref().map_or(0, str::len);
    let body = shown_body(&body, None);
    let request = |seq, status| ReceivedRequest { seq, at, query, headers, body, status };
    let received = inbox.receive(size, request);
    world.changes.note(Subject::Inbox);
    Ok(received)
}

/// Returns the headers without secrets.
fn shown(headers: &HeaderMap) -> BTreeMap<String, String> {
    let shown = headers.iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        (name.as_str().to_owned(), shown_header(name.as_str(), &value))
    });
    shown.collect()
}

fn open(control: &Control, name: &str) -> Result<Arc<Inbox>, Refused> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    if !(1..=LONGEST_NAME).contains(&name.len()) || !name.bytes().all(is_plain) {
        return Err(Refused::bad_request("name: must be 1 to 64 letters, digits, hyphens and underscores"));
    }
    let full = || Refused::conflict("name: the world has 100 inboxes; forget some");
    control.context.world.inboxes.open(name).ok_or_else(full)
}

fn check(answers: &[InboxAnswer]) -> Result<(), Refused> {
    if !(1..=MOST_ANSWERS).contains(&answers.len()) {
        return Err(Refused::bad_request(format!("answers: must be 1 to {MOST_ANSWERS} answers")));
    }
    for answer in answers {
        if !(200..=599).contains(&answer.status) {
            return Err(Refused::bad_request("answers.status: must be from 200 to 599"));
        }
        if answer.times == Some(0) {
            return Err(Refused::bad_request("answers.times: must be at least 1"));
        }
    }
    Ok(())
}

fn view(control: &Control, name: &str, contents: Contents) -> InboxView {
    let Contents { script, requests, total } = contents;
    InboxView {
        name: name.to_owned(),
        url: control.context.url(&format!("/_backlot/inbox/{name}")),
        answers: script.answers,
        delay_ms: u64::try_from(script.delay.as_millis()).unwrap_or(u64::MAX),
        requests,
        total,
    }
}
