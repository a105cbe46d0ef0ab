//! The price and the number of scenes of a film, by its length in minutes (`sumatman.txt`, pricing).

use kernel::credits::Credits;
use kernel::evidence::ClauseRef;

use crate::clause;

/// A row of the price list.
#[derive(Debug)]
pub struct Price {
    /// The longest film of this row, in minutes.
    pub minutes: u32,
    /// The most characters of its story, by the provider's table.
    pub characters: usize,
    /// The number of scenes.
    pub scenes: u32,
    /// The price of the film.
    pub credits: Credits,
    /// The clause that states this row.
    pub clause: ClauseRef,
}

const fn row(minutes: u32, characters: usize, scenes: u32, credits: i32, clause: ClauseRef) -> Price {
    Price { minutes, characters, scenes, credits: Credits::whole(credits), clause }
}

/// The price list, by length.
pub static PRICES: [Price; 7] = [
    row(3, 2000, 10, 10, &clause::PRICE_3_MINUTES),
    row(5, 3000, 15, 30, &clause::PRICE_5_MINUTES),
    row(10, 5000, 25, 50, &clause::PRICE_10_MINUTES),
    row(15, 7000, 32, 64, &clause::PRICE_15_MINUTES),
    row(20, 9000, 40, 80, &clause::PRICE_20_MINUTES),
    row(25, 11000, 47, 94, &clause::PRICE_25_MINUTES),
    row(30, 13000, 55, 110, &clause::PRICE_30_MINUTES),
];

/// Returns the row for a film of this many minutes: the first that is long enough.
pub fn of(minutes: u32) -> &'static Price {
    let row = PRICES.iter().find(|price| price.minutes >= minutes);
    row.unwrap_or(&PRICES[PRICES.len() - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_between_two_rows_takes_the_next_one_up() {
        let rows = [(3, 10), (4, 15), (5, 15), (6, 25), (29, 55), (30, 55)];
        for (minutes, scenes) in rows {
            assert_eq!(of(minutes).scenes, scenes, "{minutes}");
        }
    }
}
