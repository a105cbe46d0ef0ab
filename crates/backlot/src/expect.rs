//! Assertions on the exchanges of a world. A failure prints the latest exchanges.

use std::fmt::{self, Write as _};

use journal::{ExchangeView, Filter};

/// The number of exchanges in a transcript. Only the latest are shown.
const SHOWN: usize = 50;
/// The number of characters of a body in a transcript.
const EXCERPT: usize = 200;

/// An expectation on the number of exchanges that match a filter. It is made by [`WorldHandle::expect`](crate::WorldHandle::expect).
#[must_use = "say how many: `exactly`, `at_least` or `none`"]
pub struct Expectation<'a> {
    filter: Filter,
    found: Vec<ExchangeView>,
    transcript: Box<dyn Fn() -> String + 'a>,
}

impl<'a> Expectation<'a> {
    /// Creates an expectation on the exchanges that were found. The transcript is made only for a failure.
    pub(crate) fn new(
        filter: Filter,
        found: Vec<ExchangeView>,
        transcript: impl Fn() -> String + 'a,
    ) -> Self {
        Self { filter, found, transcript: Box::new(transcript) }
    }

    /// Asserts that exactly `count` exchanges match, and returns them.
    ///
    /// # Panics
    /// If there are more or fewer, with a transcript.
    #[track_caller]
    pub fn exactly(self, count: usize) -> Vec<ExchangeView> {
        self.check(&format!("exactly {count}"), |found| found == count)
    }

    /// Asserts that at least `count` exchanges match, and returns them.
    ///
    /// # Panics
    /// If there are fewer, with a transcript.
    #[track_caller]
    pub fn at_least(self, count: usize) -> Vec<ExchangeView> {
        self.check(&format!("at least {count}"), |found| found >= count)
    }

    /// Asserts that no exchange matches.
    ///
    /// # Panics
    /// If there is one, with a transcript.
    #[track_caller]
    pub fn none(self) {
        self.exactly(0);
    }

    #[track_caller]
    fn check(self, expected: &str, holds: impl FnOnce(usize) -> bool) -> Vec<ExchangeView> {
        let count = self.found.len();
        assert!(
            holds(count),
            "expected {expected} exchanges with {}, found {count}\n{}",
            Named(&self.filter),
            (self.transcript)()
        );
        self.found
    }
}

/// An error for a wait that ended with too few exchanges. It comes from [`WorldHandle::exchanges_when`](crate::WorldHandle::exchanges_when).
pub struct TooFew {
    /// The number of exchanges that were waited for.
    pub wanted: usize,
    /// The filter that the exchanges had to match.
    pub filter: Filter,
    /// The exchanges that had come when the time ran out.
    pub found: Vec<ExchangeView>,
}

impl fmt::Display for TooFew {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (filter, found) = (Named(&self.filter), self.found.len());
        write!(formatter, "expected at least {} exchanges with {filter}, found {found} in time", self.wanted)
    }
}

/// Prints the same sentence as `Display`: people read what `unwrap` prints, and the filter holds a key.
impl fmt::Debug for TooFew {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl std::error::Error for TooFew {}

/// Returns a readable text of the latest of these exchanges.
pub(crate) fn transcript(exchanges: &[ExchangeView]) -> String {
    let mut text = format!("the journal has {} exchanges", exchanges.len());
    let left_out = exchanges.len().saturating_sub(SHOWN);
    if left_out > 0 {
        let _ = write!(text, ", of which these are the latest {SHOWN}");
    }
    text.push_str(":\n");
    for exchange in &exchanges[left_out..] {
        let request = &exchange.request;
        let query = request.query.as_deref().map(|query| format!("?{query}")).unwrap_or_default();
        let status =
            exchange.response.as_ref().map_or("no answer".to_owned(), |came| came.status.to_string());
        let fault = exchange.fault.as_deref().map(|fault| format!(" by {fault}")).unwrap_or_default();
        let asked = excerpt(&request.body);
        let came = exchange.response.as_ref().map(|came| excerpt(&came.body)).unwrap_or_default();
        let _ = writeln!(
            text,
            "{:>4}  {} {} {}{query}{asked}\n      {status}{fault}{came}",
            exchange.seq, exchange.provider, request.method, request.path
        );
    }
    text
}

fn excerpt(body: &serde_json::Value) -> String {
    if body.is_null() {
        return String::new();
    }
    let text = body.to_string();
    match text.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!(" {}…", &text[..end]),
        None => format!(" {text}"),
    }
}

/// A filter in words.
struct Named<'a>(&'a Filter);

impl fmt::Display for Named<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Filter {
            provider,
            method,
            path,
            status,
            api_key,
            basis,
            fault,
            clause,
            job,
            text,
            order: _,
            after,
            before,
            limit,
        } = self.0;
        let path = path.clone().map(String::from);
        let parts = [
            ("provider", provider.clone()),
            ("method", method.clone()),
            ("path", path),
            ("status", status.map(|status| status.to_string())),
            ("api_key", api_key.as_ref().map(|_| "***".to_owned())),
            ("basis", basis.map(|basis| basis.name().to_owned())),
            ("fault", fault.clone()),
            ("clause", clause.clone()),
            ("job", job.clone()),
            ("text", text.clone()),
            ("before", before.map(|before| before.to_string())),
            ("after", after.map(|after| after.to_string())),
            ("limit", limit.map(|limit| limit.to_string())),
        ];
        let parts = parts.into_iter().filter_map(|(name, value)| Some(format!("{name} {}", value?)));
        let parts: Vec<_> = parts.collect();
        formatter.write_str(if parts.is_empty() { "anything" } else { "" })?;
        formatter.write_str(&parts.join(", "))
    }
}
