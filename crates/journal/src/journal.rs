//! The journal: the latest exchanges that a world has seen, as many as fit into a bound. An exchange takes one short lock, under
//! which it is also counted.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::yield_now;

use crate::exchange::Exchange;
use crate::filter::Filter;
use crate::metrics::RequestCounts;
use crate::patience::{Stopwatch, patience};
use crate::ring::Ring;
use crate::segment::JournalEntry;

/// The number of bytes of exchanges that a world keeps.
pub const BOUND: usize = 64 * 1024 * 1024;
/// The number of exchanges that are looked at under one lock.
const SLICE: usize = 1024;

/// The result of a search.
#[derive(Debug, Default)]
pub struct Found {
    /// The exchanges, earliest first.
    pub exchanges: Vec<JournalEntry>,
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
    counts: RequestCounts,
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
            book: Mutex::new(Book { ring: Ring::new(bytes), counts: RequestCounts::default() }),
            came: Notify::new(),
        }
    }

    /// Writes an exchange down and counts it.
    pub fn record(&self, exchange: Exchange) {
        let mut book = self.book();
        let about = &exchange.about;
        book.counts.count(about.provider, about.route(), about.status());
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
    pub fn counts(&self) -> RequestCounts {
        self.book().counts.clone()
    }

    /// Returns the next exchanges that may match, and the number of the last one that was looked at.
    fn slice(&self, filter: &Filter, after: Option<u64>) -> Option<(u64, Vec<JournalEntry>)> {
        self.book().ring.slice(filter, after, SLICE)
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
