//! The ring: the latest exchanges within a bound of bytes, found by number, by provider and by key.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::{Exchange, Filter};

/// An exchange with its number.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Its number, counted from 1 in the order in which exchanges ended.
    pub seq: u64,
    /// The exchange.
    pub exchange: Arc<Exchange>,
}

/// The latest exchanges.
pub(super) struct Ring {
    bound: usize,
    bytes: usize,
    /// The number of the first one that is there.
    first: u64,
    exchanges: VecDeque<Arc<Exchange>>,
    /// Numbers by provider, of which there are few.
    by_provider: Vec<(&'static str, VecDeque<u64>)>,
    by_key: HashMap<Arc<str>, VecDeque<u64>>,
}

impl Ring {
    pub(super) fn new(bound: usize) -> Self {
        let (exchanges, by_provider, by_key) = (VecDeque::new(), Vec::new(), HashMap::new());
        Self { bound, bytes: 0, first: 1, exchanges, by_provider, by_key }
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn len(&self) -> usize {
        self.exchanges.len()
    }

    /// Puts an exchange in; what has to go for it is handed out, to be dropped elsewhere.
    pub(super) fn push(&mut self, exchange: Arc<Exchange>) -> Vec<Arc<Exchange>> {
        let seq = self.first + self.exchanges.len() as u64;
        self.bytes += exchange.weight();
        match self.by_provider.iter_mut().find(|(provider, _)| *provider == exchange.provider) {
            Some((_, numbers)) => numbers.push_back(seq),
            None => self.by_provider.push((exchange.provider, VecDeque::from([seq]))),
        }
        if let Some(key) = &exchange.api_key {
            match self.by_key.get_mut(key) {
                Some(numbers) => numbers.push_back(seq),
                None => {
                    self.by_key.insert(key.clone(), VecDeque::from([seq]));
                }
            }
        }
        self.exchanges.push_back(exchange);
        let mut forgotten = Vec::new();
        while self.bytes > self.bound {
            let Some(oldest) = self.exchanges.pop_front() else { break };
            self.forget(&oldest);
            forgotten.push(oldest);
        }
        forgotten
    }

    fn forget(&mut self, oldest: &Exchange) {
        self.first += 1;
        self.bytes -= oldest.weight();
        if let Some((_, numbers)) =
            self.by_provider.iter_mut().find(|(provider, _)| *provider == oldest.provider)
        {
            numbers.pop_front();
        }
        if let Some(key) = &oldest.api_key
            && let Some(numbers) = self.by_key.get_mut(key)
        {
            numbers.pop_front();
            if numbers.is_empty() {
                self.by_key.remove(key);
            }
        }
    }

    /// Forgets all of them; they are handed out, to be dropped elsewhere.
    pub(super) fn clear(&mut self) -> VecDeque<Arc<Exchange>> {
        self.first += self.exchanges.len() as u64;
        self.bytes = 0;
        self.by_provider.clear();
        self.by_key.clear();
        std::mem::take(&mut self.exchanges)
    }

    /// How many exchanges the filter's index names.
    pub(super) fn count(&self, filter: &Filter) -> usize {
        match self.index(filter) {
            Index::All => self.exchanges.len(),
            Index::Some(numbers) => numbers.len(),
            Index::None => 0,
        }
    }

    /// The next exchanges after a number that the filter's index names, and the number of the last one looked at.
    pub(super) fn slice(&self, filter: &Filter, after: Option<u64>, most: usize) -> Option<(u64, Vec<Seen>)> {
        let from = after.map_or(self.first, |after| after.saturating_add(1).max(self.first));
        let seen = |seq: u64| {
            let place = usize::try_from(seq - self.first).ok()?;
            Some(Seen { seq, exchange: self.exchanges.get(place)?.clone() })
        };
        let slice: Vec<Seen> = match self.index(filter) {
            Index::All => (from..).map_while(seen).take(most).collect(),
            Index::Some(numbers) => {
                let start = numbers.partition_point(|seq| *seq < from);
                numbers.range(start..).copied().map_while(seen).take(most).collect()
            }
            Index::None => Vec::new(),
        };
        slice.last().map(|last| last.seq).map(|last| (last, slice))
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

/// The shortest list that has all that a filter may name.
enum Index<'a> {
    All,
    Some(&'a VecDeque<u64>),
    None,
}
