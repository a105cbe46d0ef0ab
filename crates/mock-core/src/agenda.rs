//! The agenda: what will happen to an account, in order of virtual time.

use std::collections::BTreeMap;

use jiff::Timestamp;

/// A place in an agenda: when, and which of the events of that instant (they apply in the order they were entered).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket {
    /// When the event is due.
    pub due: Timestamp,
    ordinal: u64,
}

/// Due events by time, then by the order in which they were entered, however the clock gets there.
#[derive(Debug)]
pub struct Agenda<E> {
    events: BTreeMap<Ticket, E>,
    entered: u64,
}

impl<E> Default for Agenda<E> {
    fn default() -> Self {
        Self { events: BTreeMap::new(), entered: 0 }
    }
}

impl<E> Agenda<E> {
    /// Enters an event; the ticket strikes it again.
    pub fn enter(&mut self, due: Timestamp, event: E) -> Ticket {
        let ticket = Ticket { due, ordinal: self.entered };
        self.entered += 1;
        self.events.insert(ticket, event);
        ticket
    }

    /// Takes an event off, if it is still there.
    pub fn strike(&mut self, ticket: Ticket) -> Option<E> {
        self.events.remove(&ticket)
    }

    /// When the next event is due.
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
        assert_eq!(agenda.strike(struck), Some("never"));
        assert_eq!(agenda.next_due(), Some(at(1)));
        assert_eq!(agenda.pop_due(at(0)), None);
        let order: Vec<_> = std::iter::from_fn(|| agenda.pop_due(at(9))).collect();
        assert_eq!(order, [(at(1), "a"), (at(1), "b"), (at(2), "c")]);
    }
}
