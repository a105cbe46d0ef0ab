//! The names and the prices of everything (`animus-facts.md`, 1.5 and A10). Calls without a price here are free.

use kernel::credits::Credits;
use kernel::evidence::ClauseRef;
use serde::{Deserialize, Serialize};

use crate::clause;

/// A kind of generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A picture of a character.
    Character,
    /// A picture made from another one.
    PhotoEdit,
    /// A short clip made from a picture.
    ImageToVideo,
    /// A picture made from its prompt alone.
    TextToImage,
}

/// The names, the service and the price of a kind of generation.
pub struct Price {
    /// The kind.
    pub kind: Kind,
    /// The provider's word for the kind.
    pub name: &'static str,
    /// The name of the kind in a message.
    pub title: &'static str,
    /// The service that makes it.
    pub service: &'static str,
    /// The price of one generation.
    pub credits: Credits,
    /// The clause that states the price.
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

/// The price of one synthesized face (`animus-characters.txt`, auto-generated faces).
pub const FACE: Credits = Credits::ten_thousandths(5_000);

/// The price of a training, of the face or of the body.
pub const TRAINING: Credits = Credits::whole(25);

impl Kind {
    /// Returns its row in the price list.
    pub fn price(self) -> &'static Price {
        PRICES.iter().find(|price| price.kind == self).expect("every kind of generation has its row")
    }

    /// Returns `true` if it makes a clip.
    pub fn is_video(self) -> bool {
        self == Self::ImageToVideo
    }

    /// Returns the width and the height of its result where none are asked for.
    pub fn usual_pixels(self) -> (u16, u16) {
        if self.is_video() { (1280, 720) } else { (1024, 1024) }
    }
}
