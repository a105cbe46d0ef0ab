//! The journal: the latest exchanges that a world has seen, as many as fit into a bound.
//!
//! An [`Exchange`] is cheap to record: texts and bodies are copied as they came, and nothing is formatted. Masking and formatting
//! happen on reading ([`ExchangeView`]). An exchange takes one short lock, under which it is also counted. The counters still
//! count exchanges that the ring has forgotten.

mod exchange;
mod mask;
mod names;
mod reason;
mod ring;
mod segment;
mod transcript;
mod view;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use tokio::sync::Notify;
use tokio::task::yield_now;

pub use exchange::{About, Exchange};
pub use mask::{hide, masked_key};
pub use reason::reason;
pub use segment::Seen;
pub use transcript::{Fingerprint, Kept, Lines, Said, Text, Transcript};
pub use view::{AskedView, CameView, ExchangeView};

use crate::clock::{Stopwatch, patience};
use crate::criteria::{BadFilter, Criteria, Known};
use crate::glob::Glob;
use crate::tally::Tally;
use ring::Ring;

/// The number of bytes of exchanges that a world keeps.
pub const BOUND: usize = 64 * 1024 * 1024;
/// The number of exchanges that are looked at under one lock.
const SLICE: usize = 1024;

/// A filter of exchanges. An exchange has to meet every criterion that is given.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// The name of the provider.
    pub provider: Option<String>,
    /// The HTTP method.
    pub method: Option<String>,
    /// A glob on the path below the provider's base, without the query.
    pub path: Option<Glob>,
    /// The status of the answer.
    pub status: Option<u16>,
    /// The API key of the request, in full.
    pub api_key: Option<String>,
    /// The number of an exchange. Only later exchanges match.
    pub after: Option<u64>,
    /// The largest number of exchanges to return, the earliest first.
    pub limit: Option<usize>,
}

impl Filter {
    /// Creates a filter that every exchange matches.
    pub fn all() -> Self {
        Self::default()
    }

    /// Restricts the filter to a provider.
    #[must_use]
    pub fn provider(mut self, provider: &str) -> Self {
        self.provider = Some(provider.to_owned());
        self
    }

    /// Restricts the filter to an HTTP method.
    #[must_use]
    pub fn method(mut self, method: &str) -> Self {
        self.method = Some(method.to_owned());
        self
    }

    /// Restricts the filter to paths that a glob matches, below the provider's base.
    #[must_use]
    pub fn path(mut self, glob: &str) -> Self {
        self.path = Some(Glob::new(glob));
        self
    }

    /// Restricts the filter to a status of the answer.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Restricts the filter to an API key.
    #[must_use]
    pub fn api_key(mut self, api_key: &str) -> Self {
        self.api_key = Some(api_key.to_owned());
        self
    }

    /// Restricts the filter to exchanges after the one with this number.
    #[must_use]
    pub fn later_than(mut self, seq: u64) -> Self {
        self.after = Some(seq);
        self
    }

    /// Refuses a filter that no exchange can ever match in a sandbox with these providers.
    pub fn check(&self, known: &[Known]) -> Result<(), BadFilter> {
        let Self { provider, method, path, api_key, .. } = self;
        let (provider, method, api_key) = (provider.as_deref(), method.as_deref(), api_key.as_deref());
        Criteria { provider, method, path: path.as_ref(), api_key }.check(known)?;
        if self.status.is_some_and(|status| !(100..=599).contains(&status)) {
            return Err(BadFilter { field: "status", problem: "must be from 100 to 599".to_owned() });
        }
        Ok(())
    }

    fn covers(&self, seen: &Seen) -> bool {
        let about = seen.about();
        self.provider.as_deref().is_none_or(|provider| provider == about.provider)
            && self.status.is_none_or(|status| about.status() == Some(status))
            && self.method.as_deref().is_none_or(|method| method == about.method)
            && self.api_key.as_deref().is_none_or(|key| about.api_key.as_deref() == Some(key))
            && self.path.as_ref().is_none_or(|glob| glob.matches(about.path(seen.said())))
    }

    /// Returns `true` if an index alone can count the exchanges that match.
    fn is_indexed(&self) -> bool {
        let one = self.provider.is_none() || self.api_key.is_none();
        one && self.method.is_none() && self.path.is_none() && self.status.is_none()
    }
}

/// The result of a search.
#[derive(Debug, Default)]
pub struct Found {
    /// The exchanges, earliest first.
    pub exchanges: Vec<Seen>,
    /// The number of exchanges that match, including those that `after` and `limit` leave out.
    pub total: usize,
    /// The number of exchanges that were looked at.
    pub looked_at: usize,
}

/// The exchanges of a world.
pub struct Journal {
    book: Mutex<Book>,
    came: Notify,
}

struct Book {
    ring: Ring,
    tally: Tally,
}

/// A search that is under way.
struct Search<'a> {
    journal: &'a Journal,
    filter: &'a Filter,
    limit: usize,
    /// The number of the last exchange that was looked at.
    after: Option<u64>,
    found: Found,
}

impl<'a> Search<'a> {
    fn begin(journal: &'a Journal, filter: &'a Filter) -> Self {
        let mut found = Found::default();
        let mut after = None;
        if filter.is_indexed() {
            found.total = journal.book().ring.count(filter);
            after = filter.after;
        }
        Self { journal, filter, limit: filter.limit.unwrap_or(usize::MAX), after, found }
    }

    /// Looks at one more slice. Returns `false` if the search is over.
    fn goes_on(&mut self) -> bool {
        let (filter, found) = (self.filter, &mut self.found);
        let is_indexed = filter.is_indexed();
        if is_indexed && found.exchanges.len() >= self.limit {
            return false;
        }
        let Some((last, slice)) = self.journal.slice(filter, self.after) else { return false };
        found.looked_at += slice.len();
        for seen in slice.into_iter().filter(|seen| filter.covers(seen)) {
            found.total += usize::from(!is_indexed);
            if found.exchanges.len() < self.limit && filter.after.is_none_or(|after| seen.seq > after) {
                found.exchanges.push(seen);
            }
        }
        self.after = Some(last);
        true
    }
}

impl Default for Journal {
    fn default() -> Self {
        Self::bounded(BOUND)
    }
}

impl Journal {
    /// Creates a journal that keeps this many bytes.
    pub fn bounded(bytes: usize) -> Self {
        Self {
            book: Mutex::new(Book { ring: Ring::new(bytes), tally: Tally::default() }),
            came: Notify::new(),
        }
    }

    /// Writes an exchange down and counts it.
    pub fn record(&self, exchange: Exchange) {
        let mut book = self.book();
        let about = &exchange.about;
        book.tally.count(about.provider, about.route(), about.status());
        let forgotten = book.ring.push(exchange);
        drop(book);
        for segment in forgotten {
            // A reader may still hold the segment; then it is not used again.
            if let Some(segment) = Arc::into_inner(segment) {
                let segment = segment.cleared();
                self.book().ring.reuse(segment);
            }
        }
        self.came.notify_waiters();
    }

    /// Finds the exchanges that a filter names.
    pub fn find(&self, filter: &Filter) -> Found {
        let mut search = Search::begin(self, filter);
        while search.goes_on() {}
        search.found
    }

    /// Finds the exchanges that a filter names, and lets other tasks run between slices.
    pub async fn find_in_turns(&self, filter: &Filter) -> Found {
        let mut search = Search::begin(self, filter);
        while search.goes_on() {
            yield_now().await;
        }
        search.found
    }

    /// Waits until `count` exchanges match, at most for `at_most` on the machine's clock. Returns at least `count` exchanges,
    /// even beyond the filter's limit, or `None` if the time runs out. Exchanges that were forgotten meanwhile do not count.
    pub async fn wait(&self, filter: &Filter, count: usize, at_most: Duration) -> Option<Found> {
        let limit = filter.limit.map(|limit| limit.max(count));
        let filter = Filter { limit, ..filter.clone() };
        let (watch, mut after, mut latest) = (Stopwatch::start(), filter.after, VecDeque::new());
        loop {
            let mut came = std::pin::pin!(self.came.notified());
            came.as_mut().enable();
            while let Some((last, slice)) = self.slice(&filter, after) {
                latest.extend(slice.iter().filter(|seen| filter.covers(seen)).map(|seen| seen.seq));
                latest.drain(..latest.len().saturating_sub(count));
                after = Some(last);
                yield_now().await;
            }
            let first = self.book().ring.first();
            latest.retain(|seq| *seq >= first);
            if latest.len() >= count {
                let found = self.find_in_turns(&filter).await;
                if found.exchanges.len() >= count {
                    return Some(found);
                }
            }
            patience(at_most.saturating_sub(watch.elapsed()), came).await?;
        }
    }

    /// Forgets every exchange. Numbers and counters go on.
    pub fn clear(&self) {
        let forgotten = self.book().ring.clear();
        drop(forgotten);
    }

    /// Returns the number of bytes that the journal keeps, and the number of exchanges.
    pub fn kept(&self) -> (usize, usize) {
        let book = self.book();
        (book.ring.bytes(), book.ring.len())
    }

    /// Returns a copy of the counters.
    pub fn tally(&self) -> Tally {
        self.book().tally.clone()
    }

    /// Returns the next exchanges that may match, and the number of the last one that was looked at.
    fn slice(&self, filter: &Filter, after: Option<u64>) -> Option<(u64, Vec<Seen>)> {
        self.book().ring.slice(filter, after, SLICE)
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
