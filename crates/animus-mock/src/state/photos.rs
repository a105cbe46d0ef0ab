//! Photographs that callers uploaded.

use kernel::blob::Blob;
use mock_media::photo::{self, PhotoFormat};
use serde::{Deserialize, Serialize};

/// An uploaded photograph: its file, and a small version of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Photo {
    /// The format of the file.
    pub format: PhotoFormat,
    /// The whole file.
    pub file: Blob,
    /// A small version, for pictures that are made from it.
    pub thumbnail: Thumbnail,
}

/// A small version of a photograph.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Thumbnail {
    /// The width, in pixels.
    pub width: u32,
    /// The height, in pixels.
    pub height: u32,
    /// The red, green and blue bytes of its pixels, row by row.
    pub samples: Blob,
}

impl From<&photo::Thumbnail> for Thumbnail {
    fn from(thumbnail: &photo::Thumbnail) -> Self {
        let samples = Blob::of(thumbnail.samples().clone());
        Self { width: thumbnail.width(), height: thumbnail.height(), samples }
    }
}
