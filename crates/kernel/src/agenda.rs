//! The agenda: the coming events of an account, in order of virtual time.

use std::collections::BTreeMap;
use std::ops::Bound;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A place in an agenda: an instant and the event's place among those of that instant. These apply in the order of entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ticket {
    /// The instant at which the event is due.
    pub due: Timestamp,
    ordinal: u64,
}

/// Coming events by due time, then by the order of entry, regardless of the steps in which the clock moves.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(
    from = "Written<E>",
    into = "Written<E>",
    bound = "E: Clone + Serialize + serde::de::DeserializeOwned"
)]
pub struct Agenda<E> {
    events: BTreeMap<Ticket, E>,
    entered: u64,
}

/// An agenda as it is written down.
#[derive(Serialize, Deserialize)]
struct Written<E> {
    events: Vec<(Ticket, E)>,
    entered: u64,
}

impl<E> From<Written<E>> for Agenda<E> {
    fn from(Written { events, entered }: Written<E>) -> Self {
        Self { events: events.into_iter().collect(), entered }
    }
}

impl<E> From<Agenda<E>> for Written<E> {
    fn from(Agenda { events, entered }: Agenda<E>) -> Self {
        Self { events: events.into_iter().collect(), entered }
    }
}

impl<E> Default for Agenda<E> {
    fn default() -> Self {
        Self { events: BTreeMap::new(), entered: 0 }
    }
}

impl<E> Agenda<E> {
    /// Enters an event. The returned ticket can cancel it again.
    pub fn enter(&mut self, due: Timestamp, event: E) -> Ticket {
        let ticket = Ticket { due, ordinal: self.entered };
        self.entered += 1;
        self.events.insert(ticket, event);
        ticket
    }

    /// Takes an event off the agenda, if it is still on it.
    pub fn cancel(&mut self, ticket: Ticket) -> Option<E> {
        self.events.remove(&ticket)
    }

    /// Returns the events after a place, in order of time.
    pub fn after(&self, place: Option<Ticket>) -> impl Iterator<Item = (Ticket, &E)> {
        let start = place.map_or(Bound::Unbounded, Bound::Excluded);
        self.events.range((start, Bound::Unbounded)).map(|(ticket, event)| (*ticket, event))
    }

    /// Returns all events, in order of time.
    pub fn events(&self) -> impl Iterator<Item = &E> {
        self.events.values()
    }

    /// Returns the instant of the next event.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.events.first_key_value().map(|(ticket, _)| ticket.due)
    }

    /// Takes the first event that is due by `now`, with its own due time.
    pub fn pop_due(&mut self, now: Timestamp) -> Option<(Timestamp, E)> {
        let first = self.events.first_entry().filter(|entry| entry.key().due <= now)?;
        Some((first.key().due, first.remove()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn events_come_by_time_then_by_entry() {
        let mut agenda = Agenda::default();
        agenda.enter(at(2), "c");
        agenda.enter(at(1), "a");
        let struck = agenda.enter(at(1), "never");
        agenda.enter(at(1), "b");
        assert_eq!(agenda.cancel(struck), Some("never"));
        assert_eq!(agenda.next_due(), Some(at(1)));
        assert_eq!(agenda.pop_due(at(0)), None);
        let order: Vec<_> = std::iter::from_fn(|| agenda.pop_due(at(9))).collect();
        assert_eq!(order, [(at(1), "a"), (at(1), "b"), (at(2), "c")]);
    }
}
