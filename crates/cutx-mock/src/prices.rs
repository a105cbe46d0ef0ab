//! What each kind of work is called and costs (`cutx.txt`; `cutx-facts.md`, 3.2).

use mock_core::clause::ClauseRef;
use mock_core::credits::Credits;

use crate::clause;

/// A kind of work that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Five texts, written while the caller waits.
    Copy,
    /// One picture.
    StaticAd,
    /// One film of somebody speaking.
    Video,
}

/// What a kind of work is called and costs.
pub struct Price {
    /// The kind.
    pub kind: Kind,
    /// The word for it in status answers.
    pub name: &'static str,
    /// What it costs.
    pub credits: Credits,
    /// The clause that says so.
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
    /// Its row in the price list.
    pub fn price(self) -> &'static Price {
        PRICES.iter().find(|price| price.kind == self).expect("every kind of work has its row")
    }

    /// Whether the caller waits for it.
    pub fn is_synchronous(self) -> bool {
        self == Self::Copy
    }
}
