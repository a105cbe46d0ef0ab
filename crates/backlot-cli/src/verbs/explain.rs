//! `backlot explain`.

use std::fmt::Write as _;

use backlot::ExchangeView;
use clap::Args;
use control_api::{ClauseView, ListClauses, ListExchanges, Shape, ShowExchange};
use journal::Order;
use serde_json::{Value, json};

use super::instant;
use crate::line::escaped_for_people;
use crate::output;
use crate::remote::{Remote, RemoteOptions};

/// The number of characters of a body that stand beside the call.
const SHORT: usize = 100;
/// The number of lines of a longer body that are printed.
const LINES: usize = 30;
/// The number of characters of one of these lines.
const LINE: usize = 160;

#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// The number of the exchange, or `last` for the latest one; `backlot tail` prints the numbers
    #[arg(value_parser = which)]
    exchange: Which,
    #[command(flatten)]
    remote: RemoteOptions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    Number(u64),
    Last,
}

fn which(text: &str) -> Result<Which, String> {
    match text {
        "last" => Ok(Which::Last),
        number => {
            number.parse().map(Which::Number).map_err(|_| "expected a number such as 7, or `last`".to_owned())
        }
    }
}

impl Explain {
    pub(crate) async fn run(&self) -> Result<(), String> {
        let remote = self.remote.connect()?;
        let seq = match self.exchange {
            Which::Number(seq) => seq,
            Which::Last => latest(&remote).await?,
        };
        let exchange = remote.call(ShowExchange { seq }).await?;
        let provider = Some(exchange.provider.to_owned());
        let mut clauses = remote.call(ListClauses { provider, touched: None }).await?.clauses;
        clauses.retain(|clause| exchange.clauses.iter().any(|id| *id == clause.id));
        if self.remote.json {
            output::print_json(&json!({ "exchange": exchange, "clauses": clauses }));
        } else {
            output::print(&text(&exchange, &clauses));
        }
        Ok(())
    }
}

/// Returns the number of the latest exchange.
async fn latest(remote: &Remote) -> Result<u64, String> {
    let list = ListExchanges {
        order: Some(Order::Desc),
        limit: Some(1),
        shape: Some(Shape::Row),
        ..Default::default()
    };
    let list = serde_json::to_value(remote.call(list).await?).unwrap_or_default();
    list["exchanges"][0]["seq"].as_u64().ok_or_else(|| "this world has not seen any call yet".to_owned())
}

fn text(exchange: &ExchangeView, clauses: &[ClauseView]) -> String {
    let mut lines = vec![asked(exchange), answered(exchange)];
    let mut moved = exchange.moved.to_string();
    if moved != "0" {
        let verb = if moved.starts_with('-') { "It cost" } else { "It gave back" };
        moved = moved.trim_start_matches('-').to_owned();
        lines.push(format!("{verb} {moved} credits."));
    }
    for job in &exchange.jobs {
        lines.push(format!("It names a job; `backlot jobs {job}` tells more."));
    }
    if let Some(fault) = &exchange.fault {
        lines.push(format!(
            "A fault that was asked for happened to it: {fault}; `backlot fault list` shows which."
        ));
    }
    if let Some(nearest) = &exchange.nearest {
        lines.push(near_miss(nearest));
    }
    if !exchange.unread_fields.is_empty() {
        let fields = exchange.unread_fields.join(", ");
        lines.push(format!(
            "The call does not know these fields, and did not read them: {fields}. Is one misspelt?"
        ));
    }
    let (known, guessed): (Vec<_>, Vec<_>) = clauses.iter().partition(|clause| clause.basis != "assumed");
    if !known.is_empty() {
        lines.push("\nThis decided the answer, and stands in the provider's documents:".to_owned());
        lines.extend(known.into_iter().map(told));
    }
    if !guessed.is_empty() {
        lines.push("\nThis is a guess, since the documents are silent:".to_owned());
        lines.extend(guessed.into_iter().map(told));
    }
    if clauses.is_empty() {
        lines.push("\nNo clause of the provider's documents decided the answer.".to_owned());
    }
    let lines: Vec<_> = lines.iter().flat_map(|line| line.split('\n')).map(escaped_for_people).collect();
    lines.join("\n") + "\n"
}

fn asked(exchange: &ExchangeView) -> String {
    let ExchangeView { seq, at, provider, api_key, request, .. } = exchange;
    let query = request.query.as_deref().map(|query| format!("?{query}")).unwrap_or_default();
    let caller = api_key.as_deref().map_or("no key".to_owned(), |key| format!("the key {key}"));
    let mut text = format!("Exchange {seq}, at {}: with {caller}, {provider} was asked for", instant(*at));
    let _ = write!(text, "\n  {} {}{query}{}", request.method, request.path, excerpt(&request.body));
    text
}

fn answered(exchange: &ExchangeView) -> String {
    match &exchange.response {
        None => "and gave no answer, or the caller had left.".to_owned(),
        Some(response) => format!("and answered\n  {}{}", response.status, excerpt(&response.body)),
    }
}

fn near_miss(nearest: &Value) -> String {
    let (call, why) = (nearest["call"].as_str(), nearest["why"].as_str().unwrap_or_default());
    match call {
        Some(call) => format!("The provider has no such call. The nearest one is {call}: {why}."),
        None => format!("The provider has no such call: {why}."),
    }
}

fn told(clause: &ClauseView) -> String {
    let ClauseView { id, says, source, basis, why, .. } = clause;
    let mut text = match &**basis {
        "documented" | "assumed" => format!("  {says}"),
        basis => format!("  {says} ({basis})"),
    };
    let _ = write!(text, "\n    {id}, {source}");
    if let Some(why) = why {
        let _ = write!(text, "\n    why: {why}");
    }
    text
}

/// Returns a body as people read it: beside the call if it is short, else below it.
fn excerpt(body: &Value) -> String {
    if body.is_null() {
        return String::new();
    }
    let text = body.to_string();
    if text.chars().nth(SHORT).is_none() {
        return format!(" {text}");
    }
    let whole = format!("{body:#}");
    let (mut lines, mut excerpt) = (whole.lines(), String::new());
    for line in lines.by_ref().take(LINES) {
        let _ = write!(excerpt, "\n    {}", cut(line));
    }
    let rest = lines.count();
    if rest > 0 {
        let _ = write!(excerpt, "\n    … and {}; `--json` prints them", output::count(rest, "more line"));
    }
    excerpt
}

fn cut(line: &str) -> String {
    match line.char_indices().nth(LINE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}
