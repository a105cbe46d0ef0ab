//! Request limits on virtual time: so many requests in any window of so long.

use std::collections::VecDeque;
use std::time::Duration;

use jiff::Timestamp;

use crate::clause::ClauseRef;
use crate::clock::later;

/// A provider's request limit.
#[derive(Debug)]
pub struct RequestLimit {
    /// So many requests
    pub requests: usize,
    /// in any window of this length,
    pub window: Duration,
    /// by this clause.
    pub clause: ClauseRef,
    /// Whether it holds where nobody has asked for limits.
    pub by_default: bool,
}

/// The requests of the last window, at most as many as the limit admits.
#[derive(Debug, Default)]
pub struct Window(VecDeque<Timestamp>);

impl Window {
    /// Admits a request, or says when one will be admitted again. What is refused does not count.
    pub fn admit(&mut self, limit: &RequestLimit, now: Timestamp) -> Result<(), Timestamp> {
        while self.0.front().is_some_and(|oldest| later(*oldest, limit.window) <= now) {
            self.0.pop_front();
        }
        match self.0.front() {
            Some(oldest) if self.0.len() >= limit.requests => Err(later(*oldest, limit.window)),
            _ => {
                self.0.push_back(now);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clause::{Basis, Clause};

    static CLAUSE: Clause =
        Clause { id: "p.limit", says: "", source: "", basis: Basis::Documented, why: None };
    const LIMIT: RequestLimit =
        RequestLimit { requests: 2, window: Duration::from_secs(60), clause: &CLAUSE, by_default: true };

    #[test]
    fn any_window_has_at_most_the_limit() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut window = Window::default();
        assert_eq!(window.admit(&LIMIT, at(0)), Ok(()));
        assert_eq!(window.admit(&LIMIT, at(50)), Ok(()));
        assert_eq!(window.admit(&LIMIT, at(59)), Err(at(60)));
        assert_eq!(window.admit(&LIMIT, at(60)), Ok(()), "the first one left the window");
        assert_eq!(window.admit(&LIMIT, at(61)), Err(at(110)));
    }
}
