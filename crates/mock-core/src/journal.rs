//! The journal: the exchanges that a world has seen, as many of the latest as fit into a bound.
//!
//! What goes in is cheap ([`Exchange`]): copies of texts and bodies as they came, nothing formatted. It is masked and formatted
//! when it is read ([`ExchangeView`]). An exchange takes one short lock, under which it is also counted; the counters outlive
//! what the ring forgets.

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
use crate::criteria::{BadFilter, Criteria};
use crate::glob::Glob;
use crate::mount::Known;
use crate::tally::Tally;
use ring::Ring;

/// How many bytes of exchanges a world keeps.
pub const BOUND: usize = 64 * 1024 * 1024;
/// How many exchanges are looked at under one lock.
const SLICE: usize = 1024;

/// Which exchanges: those that have everything that is named here.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// With this provider.
    pub provider: Option<String>,
    /// With this method.
    pub method: Option<String>,
    /// On a path that this glob matches, below the provider's base and without the query.
    pub path: Option<Glob>,
    /// Answered with this status.
    pub status: Option<u16>,
    /// With this API key, in full.
    pub api_key: Option<String>,
    /// Later than the exchange of this number.
    pub after: Option<u64>,
    /// At most so many of them, the earliest.
    pub limit: Option<usize>,
}

impl Filter {
    /// Every exchange.
    pub fn all() -> Self {
        Self::default()
    }

    /// Only with this provider.
    #[must_use]
    pub fn provider(mut self, provider: &str) -> Self {
        self.provider = Some(provider.to_owned());
        self
    }

    /// Only with this method.
    #[must_use]
    pub fn method(mut self, method: &str) -> Self {
        self.method = Some(method.to_owned());
        self
    }

    /// Only on paths that this glob matches, below the provider's base.
    #[must_use]
    pub fn path(mut self, glob: &str) -> Self {
        self.path = Some(Glob::new(glob));
        self
    }

    /// Only answered with this status.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Only with this API key.
    #[must_use]
    pub fn api_key(mut self, api_key: &str) -> Self {
        self.api_key = Some(api_key.to_owned());
        self
    }

    /// Only later than the exchange of this number.
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

    /// Returns whether an index alone says how many there are.
    fn is_indexed(&self) -> bool {
        let one = self.provider.is_none() || self.api_key.is_none();
        one && self.method.is_none() && self.path.is_none() && self.status.is_none()
    }
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// The exchanges, earliest first.
    pub exchanges: Vec<Seen>,
    /// How many match, whatever `after` and `limit` leave out.
    pub total: usize,
    /// How many were looked at to find them.
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

    /// Looks at a slice more, if that is needed.
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
    /// One that keeps so many bytes.
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
            // Unless somebody is still looking at it.
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

    /// Finds the same, and lets other tasks run before it looks at more.
    pub async fn find_in_turns(&self, filter: &Filter) -> Found {
        let mut search = Search::begin(self, filter);
        while search.goes_on() {
            yield_now().await;
        }
        search.found
    }

    /// Waits until so many exchanges match, at most so long on the machine's clock. What is found then has at least so many,
    /// even beyond the filter's limit: what was forgotten meanwhile does not count.
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

    /// How many bytes it keeps, and of how many exchanges.
    pub fn kept(&self) -> (usize, usize) {
        let book = self.book();
        (book.ring.bytes(), book.ring.len())
    }

    /// What was counted.
    pub fn tally(&self) -> Tally {
        self.book().tally.clone()
    }

    /// The next exchanges that may match, and the number of the last one that was looked at.
    fn slice(&self, filter: &Filter, after: Option<u64>) -> Option<(u64, Vec<Seen>)> {
        self.book().ring.slice(filter, after, SLICE)
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
