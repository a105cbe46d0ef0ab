//! What is kept of a photograph.

use std::fmt;

use super::raster::Raster;

/// The longest side of a thumbnail, in pixels.
const LONGEST_SIDE: usize = 96;

/// A photograph small: enough to show in a picture what it was made from. At most 96 pixels on a side, 27 KiB.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Thumbnail {
    width: u32,
    height: u32,
    samples: Vec<u8>,
}

impl Thumbnail {
    pub(super) fn of(picture: &Raster) -> Self {
        let small = picture.shrunk(LONGEST_SIDE);
        Self { width: small.width(), height: small.height(), samples: small.samples().to_vec() }
    }

    /// Width in pixels.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height in pixels.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Red, green and blue bytes, row by row.
    pub fn samples(&self) -> &[u8] {
        &self.samples
    }
}

/// The size alone: nobody reads pixels.
impl fmt::Debug for Thumbnail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Thumbnail({}x{})", self.width, self.height)
    }
}
