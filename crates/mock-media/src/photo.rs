//! Photographs that callers send: what they are, whether they are whole and sharp, and a thumbnail to remember them by.
//!
//! [`read`] takes JPEG (baseline and progressive; grey, colour and CMYK), PNG (every kind, interlaced too) and WebP (lossy and
//! lossless). The format is told by content, never by name. Of anything animated the first frame counts. Transparent
//! parts are seen on white; an orientation in the metadata is not followed.
//!
//! A file that ends before its picture does is corrupt, wherever it was cut. Damage within a picture is noticed where the
//! format lets it be: always in PNG, which has checksums; in JPEG and WebP only if it cannot be decoded.
//!
//! Reading computes for about five milliseconds a megapixel of a plain picture and up to sixty of the fullest lossy WebP, and
//! holds at most about twelve bytes a pixel meanwhile, of [`MOST_PIXELS`] at most: call it where blocking is allowed.

mod decode;
mod jpeg;
mod raster;
mod sharpness;
mod thumbnail;

use std::fmt;

pub use sharpness::Sharpness;
pub use thumbnail::Thumbnail;

/// How many pixels a photograph may have: more than most cameras take, and few enough to decode within a second.
pub const MOST_PIXELS: u64 = 40_000_000;

/// What sharpness is measured on has at most this many pixels on its longest side.
const MEASURED_SIDE: usize = 512;

/// A photograph that could be read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// The file format, told by content.
    pub format: PhotoFormat,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// How sharp it is.
    pub sharpness: Sharpness,
    /// What it shows, small.
    pub thumbnail: Thumbnail,
}

/// The file formats that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PhotoFormat {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
}

/// Why a file is no photograph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhotoError {
    /// It is in none of the formats.
    UnknownFormat,
    /// It begins as a picture but cannot be read to its end.
    Corrupt {
        /// What it begins as.
        format: PhotoFormat,
        /// What is wrong with it, for people.
        reason: String,
    },
    /// It has more than [`MOST_PIXELS`].
    TooManyPixels {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
}

impl PhotoFormat {
    /// What a file begins as.
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            _ => None,
        }
    }

    /// The media type, such as `image/jpeg`.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
        }
    }

    /// The usual ending of file names, such as `jpg`.
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

/// Why a file of a known format cannot be decoded.
enum Failure {
    Corrupt(String),
    TooManyPixels(u32, u32),
}

impl Failure {
    /// The file ends before its picture does.
    fn truncated() -> Self {
        Self::Corrupt("it is cut short".to_owned())
    }

    /// A decoder's own words.
    fn corrupt(error: &impl fmt::Display) -> Self {
        Self::Corrupt(error.to_string())
    }
}

/// Holds a size to the limit, before any pixel is decoded.
fn check_size(width: u32, height: u32) -> Result<(), Failure> {
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Failure::TooManyPixels(width, height));
    }
    Ok(())
}
