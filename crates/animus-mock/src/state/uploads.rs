//! Photographs of a character: uploaded ones, and faces that were made.

use std::sync::Arc;

use jiff::Timestamp;
use mock_core::account::Account;
use mock_media::Rendering;
use mock_media::photo::{PhotoFormat, Thumbnail};

use super::characters::Character;
use super::fresh_id;
use crate::refusals::{self, About, Refused};
use crate::state::Animus;

/// The largest number of face images of a character (`animus-characters.txt`, 2).
pub const MOST_FACES: usize = 20;
/// The largest number of body images of a character.
pub const MOST_BODIES: usize = 40;
/// The smallest width and height of a face image, in pixels.
pub const SMALLEST_FACE: u32 = 512;

/// The subject of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
pub enum Image {
    /// An uploaded file.
    File {
        /// The format of the file.
        format: PhotoFormat,
        /// The whole file.
        file: Rendering,
        /// A small version, for pictures that are made from it.
        thumbnail: Arc<Thumbnail>,
    },
    /// A drawing from this seed.
    Drawn(u64),
}

impl Asset {
    /// Returns `true` if it is a file with the same bytes.
    pub fn is_file(&self, other: &Rendering) -> bool {
        matches!(&self.image, Image::File { file, .. } if file.etag == other.etag)
    }

    /// Returns the name of its file below the character's path.
    pub fn file(&self) -> String {
        let extension = match &self.image {
            Image::File { format, .. } => format.extension(),
            Image::Drawn(_) => "png",
        };
        format!("{}.{extension}", self.id)
    }
}

/// An uploaded photograph that is good enough to keep.
pub struct Upload {
    /// The subject of the image.
    pub kind: AssetType,
    /// The file name in the upload.
    pub filename: String,
    /// The format of the file.
    pub format: PhotoFormat,
    /// The width and the height, in pixels.
    pub size: (u32, u32),
    /// The whole file.
    pub file: Rendering,
    /// A small version of the image.
    pub thumbnail: Arc<Thumbnail>,
}

/// Refuses an image if the character has no room for another one of its kind. Faces that are being made take room, too.
pub fn check_room(character: &Character, kind: AssetType) -> Result<(), Refused> {
    let about = || About::default();
    match kind {
        AssetType::Face if character.faces_to_be() >= MOST_FACES => {
            Err(Refused::new(&refusals::FACES_FULL, about()))
        }
        AssetType::Face => Ok(()),
        _ if character.bodies() >= MOST_BODIES => Err(Refused::new(&refusals::BODIES_FULL, about())),
        _ => Ok(()),
    }
}

/// Keeps an upload, or refuses if there is no room for it any more.
pub fn add<'a>(
    account: &'a mut Account<Animus>,
    now: Timestamp,
    character_id: &str,
    upload: Upload,
) -> Result<(&'a Character, &'a Asset), Refused> {
    check_room(account.extra.cast.find(character_id)?, upload.kind)?;
    let (_, mut stream) = account.draw();
    let character = account.extra.cast.find_mut(character_id)?;
    let id = fresh_id("asset", 12, &mut stream, |id| character.asset(id).is_some());
    let Upload { kind, filename, format, size, file, thumbnail } = upload;
    let subject = if kind == AssetType::Face { "face" } else { "body" };
    let caption = format!("A photograph of {}'s {subject}, {} x {} pixels", character.name, size.0, size.1);
    let image = Image::File { format, file, thumbnail };
    character.assets.push(Asset {
        id: id.into(),
        kind,
        filename,
        caption: caption.into(),
        size,
        created_at: now,
        image,
    });
    character.updated_at = now;
    Ok((character, &character.assets[character.assets.len() - 1]))
}
