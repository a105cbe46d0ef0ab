//! The price list, so that a caller can tell before a purchase (S2, video duration and pricing).

use crate::requests::CreateRequest;

/// A row of the price list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Price {
    /// The longest film of this row, in minutes.
    pub minutes: u32,
    /// The number of scenes of the film.
    pub scenes: u32,
    /// The price in credits.
    pub credits: u32,
}

const fn row(minutes: u32, scenes: u32, credits: u32) -> Price {
    Price { minutes, scenes, credits }
}

/// The price list, by length.
pub const PRICES: [Price; 7] = [
    row(3, 10, 10),
    row(5, 15, 30),
    row(10, 25, 50),
    row(15, 32, 64),
    row(20, 40, 80),
    row(25, 47, 94),
    row(30, 55, 110),
];

/// The length of a film in minutes if none is asked for.
const DEFAULT_MINUTES: u32 = 10;

/// Returns the row for a film of this many minutes: the first that is long enough, which is assumed for lengths between two
/// rows; `None` for a film that is too long.
pub fn of(minutes: u32) -> Option<Price> {
    PRICES.into_iter().find(|price| price.minutes >= minutes)
}

impl CreateRequest {
    /// Returns the documented price for the length of this film; `None` if it is too long. The answer to the call has the real
    /// one.
    ///
    /// ```
    /// use sumatman_client::{CreateRequest, StoryType};
    ///
    /// let request = CreateRequest::new(StoryType::Fairytale, "A brave knight").with_video_duration(3);
    /// assert_eq!(request.price().map(|price| price.credits), Some(10));
    /// ```
    pub fn price(&self) -> Option<Price> {
        of(self.video_duration.unwrap_or(DEFAULT_MINUTES))
    }
}
