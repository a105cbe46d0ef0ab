//! `backlot tail`.

use std::fmt::Write as _;
use std::time::Duration;

use backlot::{ExchangeView, Glob};
use clap::Args;
use control_api::{AwaitExchanges, ListExchanges, Shape};
use journal::{Order, StatusFilter};
use serde_json::Value;

use crate::line::escaped_for_people;
use crate::output;
use crate::remote::{Remote, RemoteOptions};

/// The time for which one call waits for the next exchange.
const WAIT: Duration = Duration::from_secs(60);
/// The largest number of exchanges in an answer.
const PAGE: usize = 1000;

#[derive(Args, Debug)]
pub(crate) struct Tail {
    /// Calls of this provider alone
    #[arg(long)]
    provider: Option<String>,
    /// Calls with this method alone
    #[arg(long)]
    method: Option<String>,
    /// Calls alone whose path below the provider's base matches, such as `/generate/*`
    #[arg(long)]
    path: Option<String>,
    /// Answers alone with this status, such as 404, or of its class, such as 4xx
    #[arg(long)]
    status: Option<String>,
    /// Calls with this key alone
    #[arg(long)]
    api_key: Option<String>,
    /// The number of earlier exchanges to begin with
    #[arg(long, short = 'n', default_value_t = 10)]
    last: usize,
    /// End after the earlier exchanges
    #[arg(long)]
    no_follow: bool,
    #[command(flatten)]
    remote: RemoteOptions,
}

impl Tail {
    /// Prints exchanges until it is ended from outside.
    pub(crate) async fn run(&self) -> Result<(), String> {
        let remote = self.remote.connect()?;
        let mut seen = self.earlier(&remote).await?;
        if self.no_follow {
            return Ok(());
        }
        loop {
            seen = self.next(&remote, seen).await?;
        }
    }

    /// Prints the latest exchanges. Returns the number of the last one, whether it matches or not.
    async fn earlier(&self, remote: &Remote) -> Result<u64, String> {
        let newest = ListExchanges { order: Some(Order::Desc), limit: Some(1), ..ListExchanges::default() };
        let newest = self.exchanges(remote, newest).await?.first().map_or(0, |exchange| exchange.seq);
        if self.last == 0 {
            return Ok(newest);
        }
        let earlier = ListExchanges {
            provider: self.provider.clone(),
            method: self.method.clone(),
            path: self.path()?,
            status: self.status()?,
            api_key: self.api_key.clone().map(Into::into),
            order: Some(Order::Desc),
            before: Some(newest + 1),
            limit: Some(self.last.min(PAGE)),
            ..ListExchanges::default()
        };
        let mut exchanges = self.exchanges(remote, earlier).await?;
        exchanges.reverse();
        self.print(&exchanges);
        Ok(newest)
    }

    async fn exchanges(&self, remote: &Remote, list: ListExchanges) -> Result<Vec<ExchangeView>, String> {
        match remote.call(ListExchanges { shape: Some(Shape::Full), ..list }).await? {
            control_api::Exchanges::Full(list) => Ok(list.exchanges),
            control_api::Exchanges::Rows(_) => Ok(Vec::new()),
        }
    }

    /// Waits for exchanges after the one that was seen last, and prints them. Returns the number of the last one.
    async fn next(&self, remote: &Remote, seen: u64) -> Result<u64, String> {
        let call = AwaitExchanges {
            provider: self.provider.clone(),
            method: self.method.clone(),
            path: self.path()?,
            status: self.status()?,
            api_key: self.api_key.clone().map(Into::into),
            after: Some(seen),
            limit: Some(PAGE),
            timeout_ms: Some(u64::try_from(WAIT.as_millis()).unwrap_or(u64::MAX)),
            ..AwaitExchanges::default()
        };
        let Some(list) = remote.answer_in_time(call, WAIT).await? else { return Ok(seen) };
        self.print(&list.exchanges);
        Ok(list.exchanges.last().map_or(seen, |exchange| exchange.seq))
    }

    fn path(&self) -> Result<Option<Glob>, String> {
        read(self.path.as_deref(), "--path")
    }

    fn status(&self) -> Result<Option<StatusFilter>, String> {
        read(self.status.as_deref(), "--status")
    }

    fn print(&self, exchanges: &[ExchangeView]) {
        for exchange in exchanges {
            if self.remote.json {
                output::print_json(exchange);
            } else {
                output::print(&line(exchange));
            }
        }
    }
}

/// Reads the value of an option as the control API does.
fn read<T: serde::de::DeserializeOwned>(text: Option<&str>, option: &str) -> Result<Option<T>, String> {
    let value = text.map(|text| serde_json::from_value(Value::from(text)));
    value.transpose().map_err(|problem| format!("{option}: {problem}"))
}

/// Returns an exchange in one line.
fn line(exchange: &ExchangeView) -> String {
    let request = &exchange.request;
    let at = format!("{:.0}", exchange.at);
    let time = at.split_once('T').map_or("", |(_, time)| time.trim_end_matches('Z'));
    let query = request.query.as_deref().map(|query| format!("?{query}")).unwrap_or_default();
    let status = exchange.response.as_ref().map_or("---".to_owned(), |response| response.status.to_string());
    let mut text = format!(
        "{:>5}  {time} {status} {:<10} {:<6} {}{query}",
        exchange.seq, exchange.provider, request.method, request.path
    );
    let moved = exchange.moved.to_string();
    if moved != "0" {
        let _ = write!(text, "  {moved} credits");
    }
    if let Some(fault) = &exchange.fault {
        let _ = write!(text, "  by {fault}");
    }
    format!("{}\n", escaped_for_people(&text))
}
