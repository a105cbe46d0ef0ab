//! Photographs that callers send: their format, size and sharpness, a check that they are whole, and a thumbnail.
//!
//! [`read`] takes JPEG (baseline and progressive; grey, colour and CMYK), PNG (every kind, interlaced too) and WebP
//! (lossy and lossless). The content decides the format, never the file name. Of an animation, only the first frame
//! counts. Transparent parts are laid on white. An orientation in the metadata is not followed.
//!
//! A file that ends before its picture does is corrupt, wherever it was cut. Damage within a picture is noticed as far
//! as the format allows: always in PNG, which has checksums; in JPEG and WebP only if the picture cannot be decoded.
//!
//! Reading takes about five milliseconds of computing time for each megapixel of a plain picture, and up to sixty for
//! the fullest lossy WebP. It holds at most about twelve bytes for each pixel, of which there are at most
//! [`MOST_PIXELS`]. Call it on a thread that may block.

mod decode;
mod jpeg;
mod raster;
mod sharpness;
mod thumbnail;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use sharpness::Sharpness;
pub use thumbnail::Thumbnail;

/// The largest number of pixels of a photograph, more than most cameras take.
pub const MOST_PIXELS: u64 = 40_000_000;

/// The longest side of the copy on which sharpness is measured, in pixels.
const MEASURED_SIDE: usize = 512;

/// A photograph that was read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// The file format, as the content shows it.
    pub format: PhotoFormat,
    /// The width in pixels.
    pub width: u32,
    /// The height in pixels.
    pub height: u32,
    /// The sharpness of the picture.
    pub sharpness: Sharpness,
    /// A small copy of the picture.
    pub thumbnail: Thumbnail,
}

/// A file format that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PhotoFormat {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
}

/// The reason for which a file is refused as a photograph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhotoError {
    /// The file is in none of the known formats.
    UnknownFormat,
    /// The file begins as a picture but cannot be read to its end.
    Corrupt {
        /// The format in which the file begins.
        format: PhotoFormat,
        /// The problem, in words for people.
        reason: String,
    },
    /// The picture has more than [`MOST_PIXELS`].
    TooManyPixels {
        /// The width in pixels.
        width: u32,
        /// The height in pixels.
        height: u32,
    },
}

impl PhotoFormat {
    /// Returns the format in which a file begins, if it is a known one.
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            _ => None,
        }
    }

    /// Returns the media type, such as `image/jpeg`.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
        }
    }

    /// Returns the usual extension of file names, such as `jpg`.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
        }
    }
}

impl fmt::Display for PhotoFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Webp => "WebP",
        })
    }
}

impl fmt::Display for PhotoError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownFormat => formatter.write_str("the file is neither JPEG, PNG nor WebP"),
            Self::Corrupt { format, reason } => write!(formatter, "the {format} file is corrupt: {reason}"),
            Self::TooManyPixels { width, height } => {
                write!(formatter, "{width} x {height} pixels are more than {MOST_PIXELS}")
            }
        }
    }
}

impl std::error::Error for PhotoError {}

/// Reads a photograph. Any bytes may be given.
///
/// Refuses a file that is in none of the formats, that is corrupt, or that has more than [`MOST_PIXELS`].
///
/// ```
/// use mock_media::{Artwork, Card, Picture, PictureFormat, Studio, photo};
///
/// let card = Card::new("", "", "", 7).bare();
/// let picture = Picture { card, width: 640, height: 480, format: PictureFormat::Jpeg };
/// let file = Studio::new(0).render(&Artwork::from(picture)).bytes;
/// let photo = photo::read(&file)?;
/// assert_eq!((photo.format.content_type(), photo.width, photo.height), ("image/jpeg", 640, 480));
///
/// assert!(photo::read(&file[..file.len() / 2]).is_err());
/// # Ok::<(), photo::PhotoError>(())
/// ```
pub fn read(bytes: &[u8]) -> Result<Photo, PhotoError> {
    let format = PhotoFormat::of(bytes).ok_or(PhotoError::UnknownFormat)?;
    let decoded = match format {
        PhotoFormat::Jpeg => jpeg::decode(bytes),
        PhotoFormat::Png => decode::png(bytes),
        PhotoFormat::Webp => decode::webp(bytes),
    };
    let raster = decoded.map_err(|failure| match failure {
        Failure::Corrupt(reason) => PhotoError::Corrupt { format, reason },
        Failure::TooManyPixels(width, height) => PhotoError::TooManyPixels { width, height },
    })?;
    let measured = raster.shrunk(MEASURED_SIDE);
    Ok(Photo {
        format,
        width: raster.width(),
        height: raster.height(),
        sharpness: Sharpness::of(&measured),
        thumbnail: Thumbnail::of(&measured),
    })
}

/// The reason for which a file of a known format cannot be decoded.
enum Failure {
    Corrupt(String),
    TooManyPixels(u32, u32),
}

impl Failure {
    /// Returns the failure of a file that ends before its picture does.
    fn truncated() -> Self {
        Self::Corrupt("it is cut short".to_owned())
    }

    /// Returns a failure in a decoder's own words.
    fn corrupt(error: &impl fmt::Display) -> Self {
        Self::Corrupt(error.to_string())
    }
}

/// Refuses a size beyond the limit, before any pixel is decoded.
fn check_size(width: u32, height: u32) -> Result<(), Failure> {
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Failure::TooManyPixels(width, height));
    }
    Ok(())
}
