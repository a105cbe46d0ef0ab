//! The prices, so that a caller can tell before a purchase (S4, pricing; facts sheet 3.2).

use crate::requests::{CopyRequest, StaticAdRequest, VideoRequest};

/// The price of ad copy, in credits.
pub const COPY: u32 = 1;
/// The price of a static ad, in credits.
pub const STATIC_AD: u32 = 3;
/// The price of an avatar video, in credits.
pub const VIDEO: u32 = 40;

macro_rules! prices {
    ($($name:ident costs $price:ident,)+) => {$(
        impl $name {
            /// Returns the price in credits, as documented. The answer to the call has the real one.
            pub fn price(&self) -> u32 {
                $price
            }
        }
    )+};
}

prices! {
    CopyRequest costs COPY,
    StaticAdRequest costs STATIC_AD,
    VideoRequest costs VIDEO,
}
