//! Estimates of prices, so that a caller can tell before a purchase.
//!
//! No page of the service prints the price of a second (facts sheet 7 and A13). These are the prices of the same model elsewhere,
//! with the same limits, so an estimate can be wrong; the [balance](crate::ApixoClient::balance) is not.

use std::time::Duration;

use client_core::Decimal;

use crate::requests::AnimateRequest;
use crate::vocabulary::Resolution;

/// The assumed prices of a second of film, in US cents.
const CENTS_PER_SECOND: [(Resolution, u64); 2] = [(Resolution::P480, 4), (Resolution::P720, 8)];

/// The smallest and the largest number of seconds that are charged (S3, tips).
pub const CHARGED_SECONDS: (u64, u64) = (5, 120);

impl AnimateRequest {
    /// Returns the estimated price in US dollars for a motion film of this length, of which started seconds are charged as
    /// whole ones; `None` for a resolution that isn't listed.
    ///
    /// ```
    /// # use std::time::Duration;
    /// use apixo_client::AnimateRequest;
    ///
    /// let request = AnimateRequest::new("https://example.com/me.png", "https://example.com/dance.mp4");
    /// assert_eq!(request.estimate(Duration::from_millis(7200)).unwrap().as_str(), "0.32");
    /// ```
    pub fn estimate(&self, motion: Duration) -> Option<Decimal> {
        let resolution = self.resolution.as_ref().unwrap_or(&Resolution::P480);
        let (_, cents) = CENTS_PER_SECOND.iter().find(|(known, _)| known == resolution)?;
        let started = motion.as_secs().saturating_add(u64::from(motion.subsec_nanos() > 0));
        let cents = cents * started.clamp(CHARGED_SECONDS.0, CHARGED_SECONDS.1);
        format!("{}.{:02}", cents / 100, cents % 100).parse().ok()
    }
}
