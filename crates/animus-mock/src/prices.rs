//! What everything is called and costs: one table (`animus-facts.md`, 1.5 and A10). What has no row is free.

use mock_core::clause::ClauseRef;
use mock_core::credits::Credits;

use crate::clause;

/// A kind of generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A character's picture.
    Character,
    /// A picture made from another one.
    PhotoEdit,
    /// A short clip made from a picture.
    ImageToVideo,
    /// A picture made from its prompt alone.
    TextToImage,
}

/// What a kind of generation is called, who makes it, and what it costs.
pub struct Price {
    /// The kind.
    pub kind: Kind,
    /// The word for it.
    pub name: &'static str,
    /// The word for it in a message.
    pub title: &'static str,
    /// Who makes it.
    pub service: &'static str,
    /// What one costs.
    pub credits: Credits,
    /// The clause that says so.
    pub clause: ClauseRef,
}

/// The price list of generations.
pub static PRICES: [Price; 4] = [
    Price {
        kind: Kind::Character,
        name: "character_generation",
        title: "Character Generation",
        service: "comfydeploy",
        credits: Credits::whole(4),
        clause: &clause::PRICE_CHARACTER,
    },
    Price {
        kind: Kind::PhotoEdit,
        name: "photo_edit",
        title: "Photo Edit",
        service: "seedream",
        credits: Credits::whole(2),
        clause: &clause::PRICE_PHOTO_EDIT,
    },
    Price {
        kind: Kind::ImageToVideo,
        name: "image_to_video",
        title: "Image To Video",
        service: "seedream",
        credits: Credits::whole(10),
        clause: &clause::PRICE_VIDEO,
    },
    Price {
        kind: Kind::TextToImage,
        name: "text_to_image",
        title: "Text To Image",
        service: "comfydeploy",
        credits: Credits::whole(1),
        clause: &clause::PRICE_TEXT,
    },
];

/// What one synthesized face costs (`animus-characters.txt`, auto-generated faces).
pub const FACE: Credits = Credits::ten_thousandths(5_000);

/// What a training costs, of the face or of the body.
pub const TRAINING: Credits = Credits::whole(25);

impl Kind {
    /// Its row in the price list.
    pub fn price(self) -> &'static Price {
        PRICES.iter().find(|price| price.kind == self).expect("every kind of generation has its row")
    }

    /// Whether it makes a clip.
    pub fn is_video(self) -> bool {
        self == Self::ImageToVideo
    }
}
