//! The journal: the latest exchanges that a world has seen, as many as fit into a bound. An exchange takes one short lock, under
//! which it is also counted.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::sync::futures::Notified;
use tokio::task::yield_now;

use crate::exchange::Exchange;
use crate::filter::{Filter, Order};
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
    /// The exchanges, in the order that was asked for.
    pub exchanges: Vec<JournalEntry>,
    /// The number of exchanges that match, including those that `after`, `before` and `limit` leave out.
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
    /// The numbers that are still to be looked at.
    window: Range<u64>,
    found: Found,
}

impl<'a> Search<'a> {
    fn begin(journal: &'a Journal, filter: &'a Filter) -> Self {
        let mut found = Found::default();
        let mut window = 0..u64::MAX;
        if filter.is_indexed() {
            found.total = journal.book().ring.count(filter);
            window = window_of(filter);
        }
        Self { journal, filter, limit: filter.limit.unwrap_or(usize::MAX), window, found }
    }

    /// Looks at one more slice. Returns `false` if the search is over.
    fn goes_on(&mut self) -> bool {
        let (filter, found, order) = (self.filter, &mut self.found, self.filter.order.unwrap_or_default());
        let is_indexed = filter.is_indexed();
        if is_indexed && found.exchanges.len() >= self.limit {
            return false;
        }
        // A search by an index alone looks at nothing that it does not return.
        let most = if is_indexed { SLICE.min(self.limit - found.exchanges.len()) } else { SLICE };
        let Some((last, slice)) = self.journal.slice(filter, self.window.clone(), order, most) else {
            return false;
        };
        found.looked_at += slice.len();
        let wanted = window_of(filter);
        for seen in slice.into_iter().filter(|seen| filter.covers(seen)) {
            found.total += usize::from(!is_indexed);
            if found.exchanges.len() < self.limit && wanted.contains(&seen.seq) {
                found.exchanges.push(seen);
            }
        }
        match order {
            Order::Asc => self.window.start = last + 1,
            Order::Desc => self.window.end = last,
        }
        true
    }
}

/// Returns the numbers between the filter's `after` and `before`.
fn window_of(filter: &Filter) -> Range<u64> {
    filter.after.map_or(0, |after| after.saturating_add(1))..filter.before.unwrap_or(u64::MAX)
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

    /// Writes an exchange down and counts it. Returns its number.
    pub fn record(&self, exchange: Exchange) -> u64 {
        let mut book = self.book();
        let about = &exchange.about;
        book.counts.count(about.provider, about.route(), about.status());
        let seq = book.ring.next();
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
        seq
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
        let (watch, mut window, mut latest) = (Stopwatch::start(), window_of(&filter), VecDeque::new());
        loop {
            let mut came = std::pin::pin!(self.came.notified());
            came.as_mut().enable();
            while let Some((last, slice)) = self.slice(&filter, window.clone(), Order::Asc, SLICE) {
                latest.extend(slice.iter().filter(|seen| filter.covers(seen)).map(|seen| seen.seq));
                latest.drain(..latest.len().saturating_sub(count));
                window.start = last + 1;
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

    /// Calls a function for every exchange that is kept, the latest first. Other tasks run between slices.
    pub async fn each(&self, mut look: impl FnMut(&JournalEntry) + Send) {
        let (all, mut window) = (Filter::all(), 0..u64::MAX);
        while let Some((last, slice)) = self.slice(&all, window.clone(), Order::Desc, SLICE) {
            slice.iter().for_each(&mut look);
            window.end = last;
            yield_now().await;
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

    /// Returns the exchange with this number, if it is still there.
    pub fn get(&self, seq: u64) -> Option<JournalEntry> {
        let window = seq..seq.checked_add(1)?;
        let (_, slice) = self.slice(&Filter::all(), window, Order::Asc, 1)?;
        slice.into_iter().next()
    }

    /// Returns the numbers of the exchanges that the journal keeps.
    pub fn numbers(&self) -> Range<u64> {
        let book = self.book();
        book.ring.first()..book.ring.next()
    }

    /// Waits until an exchange comes. One that came just before the first poll may be missed.
    pub fn came(&self) -> Notified<'_> {
        self.came.notified()
    }

    /// Returns the next exchanges of a window that may match, and the number of the last one that was looked at.
    fn slice(
        &self,
        filter: &Filter,
        window: Range<u64>,
        order: Order,
        most: usize,
    ) -> Option<(u64, Vec<JournalEntry>)> {
        self.book().ring.slice(filter, window, order, most)
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
