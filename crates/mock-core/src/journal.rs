//! The journal: the exchanges that a world has seen, as many of the latest as fit into a bound.
//!
//! What goes in is cheap ([`Exchange`]): texts as they came, bodies by reference, nothing formatted. It is masked and formatted
//! when it is read ([`ExchangeView`]). An exchange takes one short lock, under which it is also counted; the counters outlive
//! what the ring forgets.

mod exchange;
mod mask;
mod ring;
mod segment;
mod transcript;
mod view;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use tokio::sync::Notify;

pub use exchange::{About, Exchange};
pub use mask::{hide, masked_key};
pub use segment::Seen;
pub use transcript::{Fingerprint, Kept, Lines, Said, Text, Transcript};
pub use view::{AskedView, CameView, ExchangeView};

use crate::clock::patience;
use crate::criteria::{Criteria, Unmet};
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
    pub fn after(mut self, seq: u64) -> Self {
        self.after = Some(seq);
        self
    }

    /// Refuses a filter that no exchange can ever match in a sandbox with these providers.
    pub fn check(&self, known: &[Known]) -> Result<(), Unmet> {
        let Self { provider, method, path, api_key, .. } = self;
        let (provider, method, api_key) = (provider.as_deref(), method.as_deref(), api_key.as_deref());
        Criteria { provider, method, path: path.as_ref(), api_key }.check(known)?;
        if self.status.is_some_and(|status| !(100..=599).contains(&status)) {
            return Err(Unmet { field: "status", problem: "must be from 100 to 599".to_owned() });
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

    /// Whether an index alone says how many there are.
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

    /// The exchanges that a filter names.
    pub fn find(&self, filter: &Filter) -> Found {
        let limit = filter.limit.unwrap_or(usize::MAX);
        let mut found = Found::default();
        if filter.is_indexed() {
            found.total = self.book().ring.count(filter);
            let mut after = filter.after;
            while let Some((last, slice)) = self.slice(filter, after) {
                found.looked_at += slice.len();
                let wanted = slice.into_iter().take(limit - found.exchanges.len());
                found.exchanges.extend(wanted);
                if found.exchanges.len() >= limit {
                    break;
                }
                after = Some(last);
            }
            return found;
        }
        let mut after = None;
        while let Some((last, slice)) = self.slice(filter, after) {
            found.looked_at += slice.len();
            let matching = slice.into_iter().filter(|seen| filter.covers(seen));
            for seen in matching {
                found.total += 1;
                if found.exchanges.len() < limit && filter.after.is_none_or(|after| seen.seq > after) {
                    found.exchanges.push(seen);
                }
            }
            after = Some(last);
        }
        found
    }

    /// Waits until so many exchanges match, at most so long on the machine's clock.
    pub async fn wait(&self, filter: &Filter, count: usize, at_most: Duration) -> bool {
        let enough = async {
            let (mut after, mut matched) = (filter.after, 0);
            loop {
                let mut came = std::pin::pin!(self.came.notified());
                came.as_mut().enable();
                while let Some((last, slice)) = self.slice(filter, after) {
                    matched += slice.iter().filter(|seen| filter.covers(seen)).count();
                    after = Some(last);
                }
                if matched >= count {
                    return;
                }
                came.await;
            }
        };
        patience(at_most, enough).await.is_some()
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
