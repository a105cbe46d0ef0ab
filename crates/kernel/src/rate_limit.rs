//! Request limits on virtual time: a number of requests in any window of a given length.

use std::collections::VecDeque;
use std::time::Duration;

use jiff::Timestamp;

use crate::evidence::ClauseRef;
use crate::time::later;

/// A provider's request limit.
#[derive(Debug)]
pub struct RequestLimit {
    /// The number of requests that are admitted in a window.
    pub requests: usize,
    /// The length of the window.
    pub window: Duration,
    /// The clause that states the limit.
    pub clause: ClauseRef,
    /// `true` if the limit applies without being asked for.
    pub by_default: bool,
}

/// The instants of the requests in the last window, at most as many as the limit admits.
#[derive(Debug, Default)]
pub struct RequestWindow(VecDeque<Timestamp>);

impl RequestWindow {
    /// Admits a request, or returns the instant at which the next one will be admitted. Refused requests do not count.
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
    use crate::evidence::{Aspect, Basis, Clause};

    static CLAUSE: Clause = Clause {
        id: "p.limit",
        says: "",
        source: "",
        basis: Basis::Documented,
        aspect: Aspect::Body,
        why: None,
    };
    const LIMIT: RequestLimit =
        RequestLimit { requests: 2, window: Duration::from_secs(60), clause: &CLAUSE, by_default: true };

    #[test]
    fn any_window_has_at_most_the_limit() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut window = RequestWindow::default();
        assert_eq!(window.admit(&LIMIT, at(0)), Ok(()));
        assert_eq!(window.admit(&LIMIT, at(50)), Ok(()));
        assert_eq!(window.admit(&LIMIT, at(59)), Err(at(60)));
        assert_eq!(window.admit(&LIMIT, at(60)), Ok(()), "the first one left the window");
        assert_eq!(window.admit(&LIMIT, at(61)), Err(at(110)));
    }
}
