//! A recorder of traffic, for people to read.

use std::fmt::Write as _;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::CONTENT_LENGTH;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use backlot::{DeliveryView, LedgerView, WorldHandle};
use futures_util::stream;
use http_body_util::BodyExt;
use serde_json::Value;

use crate::play::{mp4_size, png_size};
use crate::receiver::Received;

/// A recorder that writes down all exchanges, each with the virtual seconds that had passed at its beginning.
#[derive(Clone, Default)]
pub struct Recorder(Arc<Shared>);

#[derive(Default)]
struct Shared {
    /// The world, and the time of its clock at the beginning, in milliseconds.
    story: OnceLock<(WorldHandle, i64)>,
    notes: Mutex<Notes>,
}

#[derive(Default)]
struct Notes {
    text: String,
    /// The last call, with its answer.
    last: Option<(String, String)>,
    loses_next: bool,
    /// The texts to hide, each with its replacement.
    hidden: Vec<(String, &'static str)>,
}

impl Recorder {
    /// Adds a layer that writes down all traffic once the story's world is [known](Self::follow).
    pub fn around(&self, app: Router) -> Router {
        let recorder = self.clone();
        app.layer(from_fn(move |request: Request, next: Next| {
            let recorder = recorder.clone();
            async move { recorder.pass(request, next).await }
        }))
    }

    /// Names the story's world. The time of the story begins now.
    ///
    /// # Panics
    /// Panics if the recorder follows a world already.
    pub fn follow(&self, world: &WorldHandle) {
        let now = world.clock().now.as_millisecond();
        assert!(self.0.story.set((world.clone(), now)).is_ok(), "one recorder, one story");
    }

    /// Makes the next answer break off on its way. Its request still takes effect.
    pub fn lose_next_answer(&self) {
        self.notes().loses_next = true;
    }

    /// Replaces a text that differs from run to run, such as a receiver's port.
    pub fn hide(&self, text: &str, instead: &'static str) {
        self.notes().hidden.push((text.to_owned(), instead));
    }

    /// Writes a line of narration.
    pub fn tell(&self, line: &str) {
        let _ = writeln!(self.notes().text, "\n# {line}");
    }

    /// Returns everything written down, with an account's ledger at the end.
    pub fn transcript(&self, ledger: &LedgerView) -> String {
        self.tell("The ledger");
        for entry in &ledger.entries {
            let (at, note) = (self.seconds(entry.at.as_millisecond()), &entry.note);
            let (amount, balance) = (entry.amount.to_string(), entry.balance_after.to_string());
            let reference = entry.reference.as_deref().unwrap_or("-");
            let line = format!("{at}  {amount:>5} -> {balance:<5} {note} ({reference})");
            let _ = writeln!(self.notes().text, "{line}");
        }
        self.told()
    }

    /// Writes down the attempts of a delivery, each with the webhook that its receiver got.
    pub fn tell_delivery(&self, delivery: &DeliveryView, received: &[Received]) {
        let mut before = String::new();
        for (attempt, received) in delivery.attempts.iter().zip(received) {
            let at = self.seconds(attempt.at.as_millisecond());
            let status = attempt.status.map_or("no answer".to_owned(), |status| status.to_string());
            let call = format!("{} {}", received.method, received.target);
            let call = format!("{call}{}", printed(&received.body, "to the receiver: ".len() + call.len()));
            let shown = if call == before { "the same again" } else { &call };
            let line = format!("{at}  to the receiver: {shown}\n{:MARGIN$}{status}", "");
            let _ = writeln!(self.notes().text, "{line}");
            before = call;
        }
        let _ = writeln!(self.notes().text, "{:MARGIN$}the delivery is {}", "", delivery.state.name());
    }

    /// Returns everything written down so far.
    pub fn told(&self) -> String {
        let notes = self.notes();
        let hide = |text: String, (hidden, instead): &(String, &str)| text.replace(hidden, instead);
        notes.hidden.iter().fold(notes.text.trim_start().to_owned(), hide)
    }

    async fn pass(&self, request: Request, next: Next) -> Response {
        let Some((world, _)) = self.0.story.get() else { return next.run(request).await };
        let at = self.seconds(world.clock().now.as_millisecond());
        let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
        let prefix = world.url("");
        let prefix = prefix.find("/w/").map_or("", |from| &prefix[from..]);
        let call = format!("{} {}", request.method(), target.strip_prefix(prefix).unwrap_or(target));
        let (parts, body) = request.into_parts();
        let asked = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
        let response = next.run(Request::from_parts(parts, Body::from(asked.clone()))).await;
        let (mut parts, body) = response.into_parts();
        let answer = body.collect().await.expect("answers are in memory").to_bytes();

        let mut notes = self.notes();
        let lost = std::mem::take(&mut notes.loses_next);
        let fate = if lost { " (lost on its way)" } else { "" };
        let came = format!("{}{fate}", parts.status.as_u16());
        let came = format!("{came}{}", printed(&answer, came.len()));
        let call = format!("{call}{}", printed(&asked, call.len()));
        let again = notes.last.as_ref() == Some(&(call.clone(), came.clone()));
        let exchange =
            if again { "the same again".to_owned() } else { format!("{call}\n{:MARGIN$}{came}", "") };
        let _ = writeln!(notes.text, "{at}  {exchange}");
        notes.last = Some((call, came));
        drop(notes);
        if !lost {
            return Response::from_parts(parts, Body::from(answer));
        }
        parts.headers.remove(CONTENT_LENGTH);
        let half = answer.slice(..answer.len() / 2);
        let broken = stream::iter([Ok(half), Err(io::Error::other("lost on its way"))]);
        Response::from_parts(parts, Body::from_stream(broken))
    }

    fn seconds(&self, milliseconds: i64) -> String {
        let start = self.0.story.get().map_or(0, |(_, start)| *start);
        let passed = milliseconds - start;
        format!("{:>5}.{:03}", passed / 1000, passed % 1000)
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.0.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns a body in a readable form, behind this many bytes on its line.
fn printed(body: &Bytes, before: usize) -> String {
    if body.is_empty() {
        return String::new();
    }
    if let Some((width, height)) = png_size(body) {
        return format!(" (a PNG of {width}x{height})");
    }
    if let Some((width, height)) = mp4_size(body) {
        return format!(" (an MP4 of {width}x{height})");
    }
    if body.starts_with(b"--") {
        return " (a form)".to_owned();
    }
    let json = serde_json::from_slice(body).unwrap_or_else(|_| Value::from("(not JSON)"));
    format!(" {}", folded(&json, MARGIN, before + 1))
}

/// Returns a text in lines of this many characters, of which all but the first are indented.
fn broken(text: &str, width: usize, indent: usize) -> String {
    let characters: Vec<_> = text.chars().collect();
    let lines: Vec<String> = characters.chunks(width).map(|line| line.iter().collect()).collect();
    lines.join(&format!("\n{:indent$}", ""))
}

/// The indentation of answers, in characters.
const MARGIN: usize = 11;
/// The largest length of a line that is not folded, in bytes.
const WIDTH: usize = 200;

/// Returns JSON on one line if it fits behind what is there already, otherwise with a line for each of its parts. A text that is too
/// long for a line goes on below.
fn folded(json: &Value, indent: usize, before: usize) -> String {
    let flat = json.to_string();
    if indent + before + flat.len() < WIDTH {
        return flat;
    }
    let inner = indent + 2;
    let (parts, open, close): (Vec<_>, _, _) = match json {
        Value::Array(items) => (items.iter().map(|item| folded(item, inner, 0)).collect(), '[', ']'),
        Value::Object(fields) => {
            let part = |(name, value): (&String, &Value)| {
                format!("{name:?}:{}", folded(value, inner, name.len() + "\"\":".len()))
            };
            let parts = fields.iter().map(part);
            (parts.collect(), '{', '}')
        }
        _ => return broken(&flat, WIDTH - inner - before, inner),
    };
    let (between, after) = (format!("\n{:inner$}", ""), format!("\n{:indent$}", ""));
    format!("{open}{between}{}{after}{close}", parts.join(&between))
}
