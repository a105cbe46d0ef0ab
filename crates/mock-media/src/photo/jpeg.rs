//! JPEG files, read strictly.

use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::raster::Raster;
use super::{Failure, check_size};

/// The largest side that the format can express, in pixels.
const LARGEST_SIDE: usize = 65_535;

/// Decodes the first picture of a file.
pub(super) fn decode(bytes: &[u8]) -> Result<Raster, Failure> {
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(LARGEST_SIDE)
        .set_max_height(LARGEST_SIDE)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(failure)?;
    let (width, height) = decoder.dimensions().ok_or_else(Failure::truncated)?;
    let side = |side: usize| u32::try_from(side).unwrap_or(u32::MAX);
    check_size(side(width), side(height))?;
    // Even a strict decoder makes up the missing part of the last rows.
    if !is_whole(bytes) {
        return Err(Failure::truncated());
    }
    let samples = decoder.decode().map_err(failure)?;
    Raster::new(width, height, 3, samples).ok_or_else(Failure::truncated)
}

fn failure(error: DecodeErrors) -> Failure {
    match error {
        DecodeErrors::ExhaustedData | DecodeErrors::IoErrors(_) => Failure::truncated(),
        DecodeErrors::Format(reason) => Failure::Corrupt(reason),
        DecodeErrors::FormatStatic(reason) => Failure::Corrupt(reason.to_owned()),
        error => Failure::corrupt(&error),
    }
}

/// Returns `true` if the segments and scans of a file lead to an end-of-image marker (ITU-T T.81, annex B).
fn is_whole(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    // The bytes before a marker are coded pixels.
    while let Some(at) = rest.iter().position(|byte| *byte == 0xff) {
        let length = match rest[at + 1..] {
            [0xd9, ..] => return true,
            // A fill byte.
            [0xff, ..] => 1,
            // A 0xff of the pixels, or a marker without a segment.
            [0x00 | 0x01 | 0xd0..=0xd8, ..] => 2,
            [_, high, low, ..] => 2 + usize::from(u16::from_be_bytes([high, low])),
            _ => return false,
        };
        rest = rest.get(at + length..).unwrap_or_default();
    }
    false
}
