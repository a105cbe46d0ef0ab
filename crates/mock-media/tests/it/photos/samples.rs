//! One small picture in every kind of file.

use std::io::Cursor;

use jpeg_encoder::{ColorType as JpegColor, SamplingFactor};
use mock_media::PhotoFormat;
use png::{BitDepth, ColorType};

pub(super) const WIDTH: u32 = 48;
pub(super) const HEIGHT: u32 = 32;

/// A file, and the picture that must be seen in it.
pub(super) struct Sample {
    pub(super) name: &'static str,
    pub(super) format: PhotoFormat,
    file: fn() -> Vec<u8>,
    /// The change that the kind of file makes to a colour.
    shown: fn([u8; 3]) -> [u8; 3],
    /// The largest mean difference of samples.
    pub(super) tolerance: usize,
}

impl Sample {
    pub(super) fn bytes(&self) -> Vec<u8> {
        (self.file)()
    }

    pub(super) fn expected(&self) -> Vec<u8> {
        colors().flat_map(self.shown).collect()
    }
}

/// Returns the colours of the picture: red at the left, blue at the right, with more green towards the foot.
fn colors() -> impl Iterator<Item = [u8; 3]> {
    (0..HEIGHT).flat_map(|y| {
        let green = u8::try_from(40 + 3 * y).unwrap();
        (0..WIDTH).map(move |x| if x < WIDTH / 2 { [200, green, 40] } else { [40, green, 200] })
    })
}

const fn sample(
    name: &'static str,
    format: PhotoFormat,
    file: fn() -> Vec<u8>,
    shown: fn([u8; 3]) -> [u8; 3],
    tolerance: usize,
) -> Sample {
    Sample { name, format, file, shown, tolerance }
}

/// The samples, all of the same picture. Kinds that no encoder here can write are files beside this one; `libwebp`
/// wrote the lossy ones.
pub(super) const SAMPLES: [Sample; 18] = [
    sample("baseline", PhotoFormat::Jpeg, || jpeg(JpegColor::Rgb, |_| {}), |color| color, 4),
    sample("halved colour", PhotoFormat::Jpeg, || jpeg(JpegColor::Rgb, halved), |color| color, 6),
    sample(
        "progressive",
        PhotoFormat::Jpeg,
        || jpeg(JpegColor::Rgb, |jpeg| jpeg.set_progressive(true)),
        |color| color,
        4,
    ),
    sample(
        "restarts",
        PhotoFormat::Jpeg,
        || jpeg(JpegColor::Rgb, |jpeg| jpeg.set_restart_interval(2)),
        |color| color,
        4,
    ),
    sample("grey JPEG", PhotoFormat::Jpeg, || jpeg(JpegColor::Luma, |_| {}), grey, 3),
    sample("CMYK", PhotoFormat::Jpeg, || jpeg(JpegColor::Cmyk, |_| {}), |color| color, 6),
    sample(
        "colour",
        PhotoFormat::Png,
        || png(ColorType::Rgb, BitDepth::Eight, |color| color.to_vec()),
        |color| color,
        0,
    ),
    sample("16 bits", PhotoFormat::Png, || png(ColorType::Rgb, BitDepth::Sixteen, twice), |color| color, 0),
    sample(
        "grey PNG",
        PhotoFormat::Png,
        || png(ColorType::Grayscale, BitDepth::Eight, |color| vec![grey(color)[0]]),
        grey,
        0,
    ),
    sample(
        "grey and alpha",
        PhotoFormat::Png,
        || png(ColorType::GrayscaleAlpha, BitDepth::Eight, |color| vec![grey(color)[0], alpha(color)]),
        |color| on_white(grey(color), alpha(color)),
        0,
    ),
    sample(
        "colour and alpha",
        PhotoFormat::Png,
        || {
            png(ColorType::Rgba, BitDepth::Eight, |[red, green, blue]| {
                vec![red, green, blue, alpha([red, green, blue])]
            })
        },
        |color| on_white(color, alpha(color)),
        0,
    ),
    sample(
        "palette",
        PhotoFormat::Png,
        || png(ColorType::Indexed, BitDepth::Eight, |color| vec![u8::from(color[0] < 100)]),
        |color| if color[0] < 100 { [1, 2, 250] } else { [250, 3, 4] },
        0,
    ),
    sample("interlaced", PhotoFormat::Png, || include_bytes!("interlaced.png").to_vec(), |color| color, 0),
    sample("animated PNG", PhotoFormat::Png, animated_png, |color| color, 0),
    sample("lossless", PhotoFormat::Webp, lossless, |color| color, 0),
    sample("lossy", PhotoFormat::Webp, || include_bytes!("lossy.webp").to_vec(), |color| color, 6),
    sample(
        "lossy and alpha",
        PhotoFormat::Webp,
        || include_bytes!("alpha.webp").to_vec(),
        |color| on_white(color, alpha(color)),
        6,
    ),
    sample("animated WebP", PhotoFormat::Webp, || include_bytes!("animated.webp").to_vec(), |color| color, 6),
];

fn grey([red, green, blue]: [u8; 3]) -> [u8; 3] {
    let luma = (299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue)) / 1000;
    [u8::try_from(luma).unwrap(); 3]
}

/// Returns the alpha of a colour: the right half is half transparent.
fn alpha(color: [u8; 3]) -> u8 {
    if color[0] < 100 { 128 } else { 255 }
}

fn on_white(color: [u8; 3], alpha: u8) -> [u8; 3] {
    let alpha = u32::from(alpha);
    color.map(|sample| u8::try_from((u32::from(sample) * alpha + 255 * (255 - alpha)) / 255).unwrap())
}

fn twice(color: [u8; 3]) -> Vec<u8> {
    color.iter().flat_map(|sample| [*sample, *sample]).collect()
}

fn halved(jpeg: &mut jpeg_encoder::Encoder<&mut Vec<u8>>) {
    jpeg.set_sampling_factor(SamplingFactor::F_2_2);
}

fn jpeg(color: JpegColor, set: fn(&mut jpeg_encoder::Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut file, 90);
    set(&mut encoder);
    let samples: Vec<u8> = match color {
        JpegColor::Luma => colors().map(|color| grey(color)[0]).collect(),
        JpegColor::Cmyk => {
            colors().flat_map(|[red, green, blue]| [255 - red, 255 - green, 255 - blue, 0]).collect()
        }
        _ => colors().flatten().collect(),
    };
    encoder.encode(&samples, 48, 32, color).unwrap();
    file
}

fn png(color: ColorType, depth: BitDepth, samples: fn([u8; 3]) -> Vec<u8>) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, WIDTH, HEIGHT);
    encoder.set_color(color);
    encoder.set_depth(depth);
    if color == ColorType::Indexed {
        encoder.set_palette(vec![250, 3, 4, 1, 2, 250]);
    }
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&colors().flat_map(samples).collect::<Vec<_>>()).unwrap();
    writer.finish().unwrap();
    file
}

fn animated_png() -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, WIDTH, HEIGHT);
    encoder.set_color(ColorType::Rgb);
    encoder.set_animated(2, 0).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&colors().flatten().collect::<Vec<_>>()).unwrap();
    writer.write_image_data(&vec![0; (3 * WIDTH * HEIGHT) as usize]).unwrap();
    writer.finish().unwrap();
    file
}

fn lossless() -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    image_webp::WebPEncoder::new(&mut file)
        .encode(&colors().flatten().collect::<Vec<_>>(), WIDTH, HEIGHT, image_webp::ColorType::Rgb8)
        .unwrap();
    file.into_inner()
}
