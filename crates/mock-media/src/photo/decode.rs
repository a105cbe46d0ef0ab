//! PNG and WebP files.

use std::io::Cursor;

use image_webp::WebPDecoder;
use png::{DecodingError, Limits, Transformations};

use super::raster::Raster;
use super::{Failure, MOST_PIXELS, check_size};

/// The number of bytes that a decoder may hold besides the picture itself, for rows in the making and colour tables.
const WORKING_BYTES: usize = 16 << 20;

/// Decodes the first picture of a PNG file, and reads the file to its end.
pub(super) fn png(bytes: &[u8]) -> Result<Raster, Failure> {
    let most = usize::try_from(4 * MOST_PIXELS).unwrap_or(usize::MAX);
    let mut decoder =
        png::Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: most + WORKING_BYTES });
    decoder.set_transformations(Transformations::normalize_to_color8());
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let (width, height) = decoder.read_header_info().map_err(png_failure)?.size();
    check_size(width, height)?;
    let mut reader = decoder.read_info().map_err(png_failure)?;
    let mut samples = vec![0; reader.output_buffer_size().ok_or_else(Failure::truncated)?];
    reader.next_frame(&mut samples).map_err(png_failure)?;
    reader.finish().map_err(png_failure)?;
    let (color, _) = reader.output_color_type();
    Raster::new(width as usize, height as usize, color.samples(), samples).ok_or_else(Failure::truncated)
}

fn png_failure(error: DecodingError) -> Failure {
    match error {
        DecodingError::IoError(_) => Failure::truncated(),
        error => Failure::corrupt(&error),
    }
}

/// Decodes the first picture of a WebP file.
pub(super) fn webp(bytes: &[u8]) -> Result<Raster, Failure> {
    // The container states its own length. The decoder would make up the missing part of a file that was cut.
    let length = bytes.get(4..).and_then(|rest| rest.first_chunk()).map(|length| u32::from_le_bytes(*length));
    if length.is_none_or(|length| u64::from(length) + 8 > bytes.len() as u64) {
        return Err(Failure::truncated());
    }
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(|error| webp_failure(&error))?;
    let (width, height) = decoder.dimensions();
    check_size(width, height)?;
    decoder.set_memory_limit(WORKING_BYTES);
    let mut samples = vec![0; decoder.output_buffer_size().ok_or_else(Failure::truncated)?];
    decoder.read_image(&mut samples).map_err(|error| webp_failure(&error))?;
    let channels = if decoder.has_alpha() { 4 } else { 3 };
    Raster::new(width as usize, height as usize, channels, samples).ok_or_else(Failure::truncated)
}

fn webp_failure(error: &image_webp::DecodingError) -> Failure {
    match error {
        image_webp::DecodingError::IoError(_) => Failure::truncated(),
        error => Failure::corrupt(error),
    }
}
