//! The name and the price of each kind of work (`cutx.txt`; `cutx-facts.md`, 3.2).

use kernel::credits::Credits;
use kernel::evidence::ClauseRef;

use crate::clause;

/// A kind of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Five texts, written while the caller waits.
    Copy,
    /// One picture.
    StaticAd,
    /// One film of a person who speaks.
    Video,
}

/// The name and the price of a kind of work.
pub struct Price {
    /// The kind.
    pub kind: Kind,
    /// The word for it in status answers.
    pub name: &'static str,
    /// The price.
    pub credits: Credits,
    /// The clause that states the price.
    pub clause: ClauseRef,
}

/// The price list.
pub static PRICES: [Price; 3] = [
    Price { kind: Kind::Copy, name: "copy", credits: Credits::whole(1), clause: &clause::COPY_PRICE },
    Price {
        kind: Kind::StaticAd,
        name: "static_ad",
        credits: Credits::whole(3),
        clause: &clause::STATIC_AD_PRICE,
    },
    Price { kind: Kind::Video, name: "ugc_video", credits: Credits::whole(40), clause: &clause::VIDEO_PRICE },
];

impl Kind {
    /// Returns its row in the price list.
    pub fn price(self) -> &'static Price {
        PRICES.iter().find(|price| price.kind == self).expect("every kind of work has its row")
    }

    /// Returns `true` if the caller waits for the result.
    pub fn is_synchronous(self) -> bool {
        self == Self::Copy
    }
}
