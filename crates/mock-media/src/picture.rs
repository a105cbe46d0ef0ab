//! Pictures as PNG and JPEG files.

use jpeg_encoder::{ColorType, SamplingFactor};

use crate::artwork::{Picture, PictureFormat};
use crate::paint::{self, Canvas, Slate, Typesetter};

/// The largest side of a picture or film, in pixels.
pub(crate) const LARGEST_SIDE: u32 = 4096;

const JPEG_QUALITY: u8 = 85;

/// Returns the bytes of a picture file.
pub(crate) fn render(picture: &Picture) -> Vec<u8> {
    let (width, height) = (picture.width.clamp(1, LARGEST_SIDE), picture.height.clamp(1, LARGEST_SIDE));
    let slate = Slate { corner: String::new(), foot: format!("{width} × {height}") };
    let painting = paint::paint(&picture.card, 0, (width, height), &slate, &mut Typesetter::default());
    match picture.format {
        PictureFormat::Png => png(&painting.canvas, width, height),
        PictureFormat::Jpeg => jpeg(&painting.canvas, width, height),
    }
}

/// Returns the red, green and blue bytes of a canvas, row by row.
fn samples(canvas: &Canvas) -> Vec<u8> {
    let mut samples = Vec::with_capacity(canvas.rows().map(|row| row.len() * 3).sum());
    for row in canvas.rows() {
        samples.extend(row.iter().flat_map(|pixel| {
            let [_, red, green, blue] = pixel.to_be_bytes();
            [red, green, blue]
        }));
    }
    samples
}

fn png(canvas: &Canvas, width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.set_filter(png::Filter::Sub);
    let mut writer = encoder.write_header().expect("a picture has a size and memory takes all bytes");
    writer.write_image_data(&samples(canvas)).expect("there are as many samples as the size says");
    writer.finish().expect("memory takes all bytes");
    file
}

fn jpeg(canvas: &Canvas, width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let side = |side: u32| u16::try_from(side).expect("sides are held to the largest");
    let mut encoder = jpeg_encoder::Encoder::new(&mut file, JPEG_QUALITY);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder
        .encode(&samples(canvas), side(width), side(height), ColorType::Rgb)
        .expect("there are as many samples as the size says");
    file
}
