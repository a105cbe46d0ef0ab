//! Photographs of a character: uploaded ones, and faces that were made.

use std::sync::Arc;

use jiff::Timestamp;
use kernel::blob::Blob;
use serde::{Deserialize, Serialize};

use super::photos::Photo;

/// The largest number of face images of a character (`animus-characters.txt`, 2).
pub const MOST_FACES: usize = 20;
/// The largest number of body images of a character.
pub const MOST_BODIES: usize = 40;

/// The subject of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssetType {
    /// The face.
    Face,
    /// The body, from any side.
    Body,
    /// The body from the front.
    BodyFront,
    /// The body from behind.
    BodyBack,
}

impl AssetType {
    /// The option list of body images.
    pub const BODIES: &'static [(&'static str, Self)] = &[
        ("body_image", Self::Body),
        ("body_image_front", Self::BodyFront),
        ("body_image_back", Self::BodyBack),
    ];

    /// Returns the provider's word for the type.
    pub fn name(self) -> &'static str {
        match self {
            Self::Face => "face_image",
            Self::Body => "body_image",
            Self::BodyFront => "body_image_front",
            Self::BodyBack => "body_image_back",
        }
    }

    /// Returns `true` if a filter includes it; `body_image` includes all bodies (`asset.filter-body`).
    pub fn is_named(self, filter: &str) -> bool {
        filter == self.name() || (filter == Self::Body.name() && self != Self::Face)
    }
}

/// An image of a character.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asset {
    /// The id of the image.
    pub id: Arc<str>,
    /// The subject of the image.
    pub kind: AssetType,
    /// The file name in the upload; for a face that was made, its id with the ending `.png`.
    pub filename: String,
    /// A sentence about its content; for a face that was made, its prompt.
    pub caption: Arc<str>,
    /// The width and the height, in pixels.
    pub size: (u32, u32),
    /// The instant of its arrival.
    pub created_at: Timestamp,
    /// The source of its pixels.
    pub image: Image,
}

/// The source of an image's pixels.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Image {
    /// An uploaded photograph.
    Uploaded(Photo),
    /// A drawing from this seed.
    Drawn(u64),
}

impl Asset {
    /// Returns `true` if it is a photograph with the same bytes.
    pub fn is_file(&self, other: &Blob) -> bool {
        matches!(&self.image, Image::Uploaded(photo) if photo.file == *other)
    }

    /// Returns `true` if it was made, not uploaded.
    pub fn is_drawn(&self) -> bool {
        matches!(self.image, Image::Drawn(_))
    }

    /// Returns the name of its file below the character's path.
    pub fn file(&self) -> String {
        let extension = match &self.image {
            Image::Uploaded(photo) => photo.format.extension(),
            Image::Drawn(_) => "png",
        };
        format!("{}.{extension}", self.id)
    }
}
