//! The ring: the latest exchanges within a bound of bytes, found by number, by provider and by key.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use hashbrown::HashMap;

use crate::exchange::{About, Exchange};
use crate::segment::{JournalEntry, Segment};
use crate::{Filter, Order};

/// The room for text in a segment, in bytes. It is small enough to be copied while a caller waits.
const ROOM: usize = 64 * 1024;
/// The smallest number of segments in a full ring.
const SEGMENTS: usize = 16;

/// The latest exchanges within a bound.
pub(crate) struct Ring {
    bound: usize,
    /// The number of the next exchange.
    next: u64,
    /// The full segments, oldest first.
    sealed: VecDeque<Arc<Segment>>,
    bytes: usize,
    /// The segment that takes new exchanges.
    open: Segment,
    /// The next open segment, if one was given back.
    spare: Option<Segment>,
    /// The numbers of the exchanges of each provider. There are few providers.
    by_provider: Vec<(&'static str, VecDeque<u64>)>,
    by_key: HashMap<Arc<str>, VecDeque<u64>>,
}

impl Ring {
    pub(crate) fn new(bound: usize) -> Self {
        Self {
            bound,
            next: 1,
            sealed: VecDeque::new(),
            bytes: 0,
            // The first exchange of a world may be its only one.
            open: Segment::new(1, 0),
            spare: None,
            by_provider: Vec::new(),
            by_key: HashMap::new(),
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bytes + self.open.weight()
    }

    pub(crate) fn len(&self) -> usize {
        usize::try_from(self.next - self.first()).unwrap_or(usize::MAX)
    }

    /// Adds an exchange. Returns the segments that have to go for it, to be cleared elsewhere and given back.
    pub(crate) fn push(&mut self, mut exchange: Exchange) -> Vec<Arc<Segment>> {
        let seq = self.next;
        self.next += 1;
        let about = &mut exchange.about;
        match self.by_provider.iter_mut().find(|(provider, _)| *provider == about.provider) {
            Some((_, numbers)) => numbers.push_back(seq),
            None => self.by_provider.push((about.provider, VecDeque::from([seq]))),
        }
        if let Some(key) = &mut about.api_key {
            let entry = self.by_key.entry(key.clone());
            // A key is kept once for all exchanges that came with it.
            key.clone_from(entry.key());
            entry.or_default().push_back(seq);
        }
        if !self.open.has_room(&exchange) {
            let fresh = self.spare.take().unwrap_or_else(|| Segment::new(seq, self.room()));
            let full = std::mem::replace(&mut self.open, fresh.beginning_with(seq));
            self.bytes += full.weight();
            self.sealed.push_back(Arc::new(full));
        }
        self.open.push(exchange);
        let mut forgotten = Vec::new();
        while self.bytes() > self.bound && self.len() > 0 {
            forgotten.push(self.forget());
        }
        forgotten
    }

    /// Takes back a segment that was handed out and cleared.
    pub(crate) fn reuse(&mut self, segment: Segment) {
        if segment.is_of(self.room()) {
            self.spare = Some(segment);
        }
    }

    /// Returns the room for text in a segment, in bytes. Its rows take about as much again.
    fn room(&self) -> usize {
        ROOM.min(self.bound / SEGMENTS / 2)
    }

    fn forget(&mut self) -> Arc<Segment> {
        let oldest = match self.sealed.pop_front() {
            Some(oldest) => {
                self.bytes -= oldest.weight();
                oldest
            }
            None => Arc::new(std::mem::replace(&mut self.open, Segment::new(self.next, 0))),
        };
        for about in oldest.abouts() {
            self.forget_number(about);
        }
        oldest
    }

    /// Removes the oldest exchange of a provider and a key from the indexes.
    fn forget_number(&mut self, about: &About) {
        let mut by_provider = self.by_provider.iter_mut();
        if let Some((_, numbers)) = by_provider.find(|(provider, _)| *provider == about.provider) {
            numbers.pop_front();
        }
        if let Some(key) = &about.api_key
            && let Some(numbers) = self.by_key.get_mut(key)
        {
            numbers.pop_front();
            if numbers.is_empty() {
                self.by_key.remove(key);
            }
        }
    }

    /// Forgets all exchanges. They are handed out, to be dropped elsewhere.
    pub(crate) fn clear(&mut self) -> (VecDeque<Arc<Segment>>, Segment) {
        self.bytes = 0;
        self.by_provider.clear();
        self.by_key.clear();
        (std::mem::take(&mut self.sealed), std::mem::replace(&mut self.open, Segment::new(self.next, 0)))
    }

    /// Returns the number of exchanges in the filter's index.
    pub(crate) fn count(&self, filter: &Filter) -> usize {
        match self.index(filter) {
            Index::All => self.len(),
            Index::Some(numbers) => numbers.len(),
            Index::None => 0,
        }
    }

    /// Returns the next exchanges of a window in the filter's index, and the number of the last one that was looked at.
    pub(crate) fn slice(
        &self,
        filter: &Filter,
        window: Range<u64>,
        order: Order,
        most: usize,
    ) -> Option<(u64, Vec<JournalEntry>)> {
        let window = window.start.max(self.first())..window.end.min(self.next);
        if window.is_empty() {
            return None;
        }
        let mut slice = match self.index(filter) {
            Index::All => {
                let (start, end, most) = (window.start, window.end, most as u64);
                self.seen(match order {
                    Order::Asc => start..end.min(start + most),
                    Order::Desc => start.max(end.saturating_sub(most))..end,
                })
            }
            Index::Some(numbers) => {
                let start = numbers.partition_point(|seq| *seq < window.start);
                let end = numbers.partition_point(|seq| *seq < window.end);
                let places = match order {
                    Order::Asc => start..end.min(start + most),
                    Order::Desc => start.max(end.saturating_sub(most))..end,
                };
                self.seen(numbers.range(places).copied())
            }
            Index::None => Vec::new(),
        };
        if order == Order::Desc {
            slice.reverse();
        }
        slice.last().map(|last| last.seq).map(|last| (last, slice))
    }

    /// Returns the exchanges with these ascending numbers, all of which are in the ring. Those of the open segment are copies.
    fn seen(&self, numbers: impl Iterator<Item = u64>) -> Vec<JournalEntry> {
        let mut segment: Option<Arc<Segment>> = None;
        let seen = |seq: u64| {
            let holder = match segment.take().filter(|segment| segment.place(seq).is_some()) {
                Some(same) => same,
                None => match self.open.place(seq) {
                    Some(place) => Arc::new(self.open.copy(place)),
                    None => {
                        let after = self.sealed.partition_point(|segment| segment.first() <= seq);
                        self.sealed.get(after.checked_sub(1)?)?.clone()
                    }
                },
            };
            let place = holder.place(seq)?;
            segment = Some(holder.clone());
            Some(JournalEntry { seq, segment: holder, place })
        };
        numbers.map_while(seen).collect()
    }

    /// Returns the number of the next exchange.
    pub(crate) fn next(&self) -> u64 {
        self.next
    }

    /// Returns the number of the first exchange in the ring.
    pub(crate) fn first(&self) -> u64 {
        self.sealed.front().map_or(self.open.first(), |segment| segment.first())
    }

    fn index(&self, filter: &Filter) -> Index<'_> {
        if let Some(key) = filter.api_key.as_deref() {
            return self.by_key.get(key).map_or(Index::None, Index::Some);
        }
        let Some(name) = filter.provider.as_deref() else { return Index::All };
        let numbers = self.by_provider.iter().find(|(provider, _)| *provider == name);
        numbers.map_or(Index::None, |(_, numbers)| Index::Some(numbers))
    }
}

/// The shortest list that holds every exchange that a filter may match.
enum Index<'a> {
    All,
    Some(&'a VecDeque<u64>),
    None,
}
