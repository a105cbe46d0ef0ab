//! Small copies of photographs.

use std::fmt;

use bytes::Bytes;

use super::raster::Raster;

/// The longest side of a thumbnail, in pixels.
const LONGEST_SIDE: usize = 96;

/// A small copy of a photograph, to be shown as the source of a picture. It has at most 96 pixels on a side and takes
/// at most 27 KiB.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Thumbnail {
    width: u32,
    height: u32,
    samples: Bytes,
}

impl Thumbnail {
    pub(super) fn of(picture: &Raster) -> Self {
        let small = picture.shrunk(LONGEST_SIDE);
        Self {
            width: small.width(),
            height: small.height(),
            samples: Bytes::copy_from_slice(small.samples()),
        }
    }

    /// Creates a thumbnail from the red, green and blue bytes of its pixels, row by row. Returns `None` if there are no pixels, or
    /// if the bytes do not fit the size.
    pub fn new(width: u32, height: u32, samples: Bytes) -> Option<Self> {
        let expected = u64::from(width).checked_mul(height.into())?.checked_mul(3)?;
        (!samples.is_empty() && samples.len() as u64 == expected).then_some(Self { width, height, samples })
    }

    /// Returns the width in pixels.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Returns the height in pixels.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Returns the red, green and blue bytes, row by row.
    pub fn samples(&self) -> &Bytes {
        &self.samples
    }
}

/// Prints the size alone, as pixels are not readable.
impl fmt::Debug for Thumbnail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Thumbnail({}x{})", self.width, self.height)
    }
}
