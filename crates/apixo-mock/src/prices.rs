//! The prices for a second of motion (`apixo-facts.md`, 7 and A13 to A15).

use std::time::Duration;

use kernel::credits::Credits;
use kernel::evidence::{ClauseRef, Evidence};

use crate::clause;
use crate::options::Resolution;

/// The price, the duration of the work and the size of a film in one resolution.
pub struct Price {
    /// The resolution.
    pub resolution: Resolution,
    /// The price of a second, in US dollars.
    pub per_second: Credits,
    /// The time from acceptance to the end, at the provider's pace.
    pub work: Duration,
    /// The width and the height, in pixels.
    pub pixels: (u32, u32),
    /// The clause on the price.
    pub clause: ClauseRef,
    /// The clause on the duration of the work.
    pub timed_by: ClauseRef,
}

/// The price list.
pub static PRICES: [Price; 2] = [
    Price {
        resolution: Resolution::P480,
        per_second: Credits::ten_thousandths(400),
        work: Duration::from_secs(40),
        pixels: (832, 480),
        clause: &clause::PRICE_480P,
        timed_by: &clause::TASK_TIME_480P,
    },
    Price {
        resolution: Resolution::P720,
        per_second: Credits::ten_thousandths(800),
        work: Duration::from_secs(80),
        pixels: (1280, 720),
        clause: &clause::PRICE_720P,
        timed_by: &clause::TASK_TIME_720P,
    },
];

impl Resolution {
    /// Returns its row in the price list.
    pub fn price(self) -> &'static Price {
        PRICES.iter().find(|price| price.resolution == self).expect("every resolution has its row")
    }
}

/// The smallest and the largest number of seconds that are billed.
const BILLED: (u32, u32) = (5, 120);

/// Returns the number of billed seconds of a clip, and the clauses that decided. A started second counts as a whole one, and
/// the number stays within bounds.
pub fn billed_seconds(clip: Duration) -> (u32, Evidence) {
    let started = clip.as_secs().saturating_add(u64::from(clip.subsec_nanos() > 0));
    let started = u32::try_from(started).unwrap_or(u32::MAX);
    let is_within = (BILLED.0 + 1..=BILLED.1).contains(&started);
    let decided = [
        (is_within && clip.subsec_nanos() > 0, &clause::PRICE_STARTED_SECOND as ClauseRef),
        (started < BILLED.0, &clause::PRICE_SHORTEST),
        (started > BILLED.1, &clause::PRICE_LONGEST),
    ];
    let decided = decided.into_iter().filter_map(|(decided, clause)| decided.then_some(clause));
    (started.clamp(BILLED.0, BILLED.1), decided.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_started_second_is_billed_within_bounds() {
        let rows =
            [(0.0, 5), (4.999, 5), (5.0, 5), (5.001, 6), (7.2, 8), (119.5, 120), (121.0, 120), (1e12, 120)];
        for (seconds, billed) in rows {
            assert_eq!(billed_seconds(Duration::from_secs_f64(seconds)).0, billed, "{seconds}");
        }
    }

    #[test]
    fn prices_do_not_drift() {
        let dollars = |resolution: Resolution, seconds| (resolution.price().per_second * seconds).to_string();
        assert_eq!(dollars(Resolution::P480, 7), "0.28");
        assert_eq!(dollars(Resolution::P720, 120), "9.6");
    }
}
