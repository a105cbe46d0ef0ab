//! The checker: what was answered must be what one process could have answered, call by call.
//!
//! A create takes a fixed price and returns the balance that is left, so that it is a decrement of a counter that returns the counter.
//! Then the balances alone tell the order, and the real times must agree with it.

use std::time::Instant;

/// A call that was answered, with the number of creates that it has seen, its own included.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    pub(crate) began: Instant,
    pub(crate) ended: Instant,
    pub(crate) creates: usize,
}

/// The calls of one world, as its callers have seen them.
#[derive(Debug, Default)]
pub(crate) struct History {
    pub(crate) creates: Vec<Seen>,
    pub(crate) reads: Vec<Seen>,
    /// The creates that broke off, so that nobody knows whether they happened.
    pub(crate) unknown: usize,
    /// The creates that were refused: they must not have happened.
    pub(crate) refused: usize,
}

impl History {
    /// Adds what another caller has seen.
    pub(crate) fn add(&mut self, other: Self) {
        self.creates.extend(other.creates);
        self.reads.extend(other.reads);
        self.unknown += other.unknown;
        self.refused += other.refused;
    }

    /// Finds everything that no single process could have answered, once `happened` creates have happened in all.
    pub(crate) fn faults(&self, happened: usize) -> Vec<String> {
        let mut faults = Vec::new();
        let mut creates = self.creates.clone();
        creates.sort_by_key(|seen| seen.creates);
        for pair in creates.windows(2).filter(|pair| pair[0].creates == pair[1].creates) {
            faults.push(format!("create {} was answered twice", pair[0].creates));
        }
        if creates.last().is_some_and(|last| last.creates > happened) {
            faults.push(format!(
                "{happened} creates are there, and the last one was {creates:?}",
                creates = creates.last()
            ));
        }
        let unseen = happened.checked_sub(creates.len());
        if unseen.is_none_or(|unseen| unseen > self.unknown) {
            let (answered, unknown) = (creates.len(), self.unknown);
            faults.push(format!(
                "{happened} creates are there: {answered} were answered and {unknown} broke off"
            ));
        }
        // In the order of what was seen, no call may have ended before an earlier one began. A read comes after the create that it saw.
        let ordered = |kind: fn(Seen) -> (usize, usize)| move |seen: &Seen| (kind(*seen), *seen);
        let mut all: Vec<_> = creates.iter().map(ordered(|seen| (seen.creates, 0))).collect();
        all.extend(self.reads.iter().map(ordered(|seen| (seen.creates, 1))));
        all.sort_by_key(|(place, _)| *place);
        let mut latest: Option<(usize, Seen)> = None;
        let mut group: Option<((usize, usize), Seen)> = None;
        for (place, seen) in all {
            // Reads that saw the same stand beside each other.
            if let Some((before, earlier)) = group.filter(|(before, _)| *before != place) {
                latest = Some(later(latest, (before.0, earlier)));
                group = None;
            }
            if let Some((number, before)) = latest.filter(|(_, before)| seen.ended < before.began) {
                faults.push(format!("{seen:?} ended before {before:?} began, which saw only {number}"));
            }
            group = Some((
                place,
                group.map_or(seen, |(_, other)| if other.began > seen.began { other } else { seen }),
            ));
        }
        faults
    }
}

/// Returns the call that began later.
fn later(one: Option<(usize, Seen)>, other: (usize, Seen)) -> (usize, Seen) {
    one.filter(|one| one.1.began >= other.1.began).unwrap_or(other)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// A history of creates and reads, each as begin, end and number; then those that broke off, and those that happened.
    type Row<'a> = (&'a [(u64, u64, usize)], &'a [(u64, u64, usize)], usize, usize);

    #[test]
    fn what_no_single_process_could_have_answered_is_found() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let seen = |calls: &[(u64, u64, usize)]| -> Vec<Seen> {
            let seen = |(began, ended, creates): &(u64, u64, usize)| Seen {
                began: at(*began),
                ended: at(*ended),
                creates: *creates,
            };
            calls.iter().map(seen).collect()
        };
        let sound: [Row<'_>; 5] = [
            (&[], &[(0, 1, 0)], 0, 0),
            (&[(0, 1, 1), (2, 3, 2)], &[(1, 2, 1), (0, 9, 0), (4, 5, 2)], 0, 2),
            (&[(0, 5, 2), (0, 5, 1)], &[(0, 5, 1), (1, 4, 2)], 0, 2),
            (&[(0, 1, 1), (2, 3, 3)], &[(4, 5, 3)], 1, 3),
            (&[(0, 1, 1)], &[(2, 3, 1)], 1, 1),
        ];
        let impossible: [Row<'_>; 8] = [
            (&[(0, 1, 1), (2, 3, 1)], &[], 0, 1),
            (&[(0, 1, 1), (2, 3, 3)], &[], 0, 3),
            (&[(0, 1, 2), (2, 3, 1)], &[], 0, 2),
            (&[(0, 1, 1)], &[], 0, 2),
            (&[(0, 1, 1)], &[], 0, 0),
            (&[(0, 1, 1)], &[(2, 3, 0)], 0, 1),
            (&[(2, 3, 1)], &[(0, 1, 1)], 0, 1),
            (&[(0, 9, 1), (0, 9, 2)], &[(0, 1, 2), (2, 3, 1)], 0, 2),
        ];
        for (rows, is_sound) in [(&sound[..], true), (&impossible[..], false)] {
            for (creates, reads, unknown, happened) in rows {
                let (creates, reads) = (seen(creates), seen(reads));
                let faults = History { creates, reads, unknown: *unknown, refused: 0 }.faults(*happened);
                assert_eq!(faults.is_empty(), is_sound, "{faults:#?} {happened}");
            }
        }
    }
}
