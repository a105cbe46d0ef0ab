//! Photographs of a character: those that were uploaded, and the faces that were made.

use std::sync::Arc;

use jiff::Timestamp;
use mock_core::account::Account;
use mock_media::Rendering;
use mock_media::photo::{PhotoFormat, Thumbnail};

use super::characters::Character;
use super::fresh_id;
use crate::refusals::{self, About, Refused};
use crate::state::Animus;

/// The most face images of a character (`animus-characters.txt`, 2).
pub const MOST_FACES: usize = 20;
/// The most body images.
pub const MOST_BODIES: usize = 40;
/// What a face image measures at least on either side, in pixels.
pub const SMALLEST_FACE: u32 = 512;

/// What an asset shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssetType {
    /// The face.
    Face,
    /// The body, from some side.
    Body,
    /// The body from the front.
    BodyFront,
    /// The body from behind.
    BodyBack,
}

impl AssetType {
    /// What a body image may be said to show.
    pub const BODIES: &'static [(&'static str, Self)] = &[
        ("body_image", Self::Body),
        ("body_image_front", Self::BodyFront),
        ("body_image_back", Self::BodyBack),
    ];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Face => "face_image",
            Self::Body => "body_image",
            Self::BodyFront => "body_image_front",
            Self::BodyBack => "body_image_back",
        }
    }

    /// Whether it is one of those that a filter names; `body_image` names all bodies (`asset.filter-body`).
    pub fn is_named(self, filter: &str) -> bool {
        filter == self.name() || (filter == Self::Body.name() && self != Self::Face)
    }
}

/// An image of a character.
pub struct Asset {
    /// Its id.
    pub id: Arc<str>,
    /// What it shows.
    pub kind: AssetType,
    /// What its owner calls it.
    pub filename: String,
    /// A sentence on it.
    pub caption: Arc<str>,
    /// Width and height.
    pub size: (u32, u32),
    /// When it came.
    pub created_at: Timestamp,
    /// Where its pixels come from.
    pub image: Image,
}

/// Where an image's pixels come from.
pub enum Image {
    /// A file that was sent.
    File {
        /// What it is.
        format: PhotoFormat,
        /// The whole of it.
        file: Rendering,
        /// What it shows, small: for pictures that are made from it.
        thumbnail: Arc<Thumbnail>,
    },
    /// Drawn from this seed.
    Drawn(u64),
}

impl Asset {
    /// Says that it is a file with the same bytes.
    pub fn is_file(&self, other: &Rendering) -> bool {
        matches!(&self.image, Image::File { file, .. } if file.etag == other.etag)
    }

    /// The name of its file below the character's.
    pub fn file(&self) -> String {
        let extension = match &self.image {
            Image::File { format, .. } => format.extension(),
            Image::Drawn(_) => "png",
        };
        format!("{}.{extension}", self.id)
    }
}

/// A photograph that was found fit to be kept.
pub struct Upload {
    /// What it shows.
    pub kind: AssetType,
    /// What its owner calls it.
    pub filename: String,
    /// What it is.
    pub format: PhotoFormat,
    /// Width and height.
    pub size: (u32, u32),
    /// The whole file.
    pub file: Rendering,
    /// What it shows, small.
    pub thumbnail: Arc<Thumbnail>,
}

/// Whether one more image of a kind has its place with a character, those that are being made included.
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

/// Keeps an upload, if there is still room for it.
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
