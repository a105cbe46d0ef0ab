//! Pictures, read by the decoders of other projects.

use mock_media::{Artwork, Card, Picture, PictureFormat, Studio};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;

use crate::{awkward, card, picture};

/// The requested size of a picture, and its expected size.
const SIZES: [((u32, u32), (usize, usize)); 12] = [
    ((1024, 1024), (1024, 1024)),
    ((1280, 720), (1280, 720)),
    ((576, 1024), (576, 1024)),
    ((64, 64), (64, 64)),
    ((333, 187), (333, 187)),
    ((1, 1), (1, 1)),
    ((1, 700), (1, 700)),
    ((700, 1), (700, 1)),
    ((0, 0), (1, 1)),
    ((0, 300), (1, 300)),
    ((5000, 16), (4096, 16)),
    ((16, u32::MAX), (16, 4096)),
];

/// The width and height of a picture, and its samples, three to a pixel.
pub(crate) struct Decoded {
    pub(crate) size: (usize, usize),
    pub(crate) samples: Vec<u8>,
}

fn bytes(picture: Picture) -> Vec<u8> {
    Studio::new(0).render(&Artwork::Picture(picture)).bytes.to_vec()
}

pub(crate) fn decode(picture: Picture) -> Decoded {
    let format = picture.format;
    let file = bytes(picture);
    match format {
        PictureFormat::Png => {
            let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
            let mut samples = vec![0; reader.output_buffer_size().unwrap()];
            let frame = reader.next_frame(&mut samples).unwrap();
            assert_eq!((frame.color_type, frame.bit_depth), (png::ColorType::Rgb, png::BitDepth::Eight));
            Decoded { size: (frame.width as usize, frame.height as usize), samples }
        }
        PictureFormat::Jpeg => {
            let mut decoder = JpegDecoder::new(ZCursor::new(file));
            let samples = decoder.decode().unwrap();
            Decoded { size: decoder.dimensions().unwrap(), samples }
        }
    }
}

#[test]
fn both_formats_have_the_size_asked_for() {
    for format in [PictureFormat::Png, PictureFormat::Jpeg] {
        for ((width, height), size) in SIZES {
            let decoded = decode(picture(width, height, format));
            assert_eq!(decoded.size, size, "{width}x{height} {format:?}");
            assert_eq!(decoded.samples.len(), 3 * size.0 * size.1);
        }
    }
}

#[test]
fn both_formats_show_the_same() {
    let [png, jpeg] =
        [PictureFormat::Png, PictureFormat::Jpeg].map(|format| decode(picture(640, 480, format)));
    let apart: u64 = png.samples.iter().zip(&jpeg.samples).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    let mean = apart / png.samples.len() as u64;
    assert!(mean < 4, "JPEG is lossy, but not that lossy: {mean}");
}

#[test]
fn the_words_are_drawn() {
    let plain = decode(Picture { card: Card::default(), ..picture(640, 480, PictureFormat::Png) });
    let light = |decoded: &Decoded| decoded.samples.chunks_exact(3).filter(|pixel| pixel[2] > 230).count();
    let lettered = decode(picture(640, 480, PictureFormat::Png));
    assert!(light(&lettered) > light(&plain) + 1000, "{} {}", light(&lettered), light(&plain));
}

#[test]
fn every_script_is_drawn_as_itself() {
    let drawn = |prompt: &str| {
        // The prompt also decides the landscape; a note does not.
        let card = Card::new("cutx", "image", "job", 7).note("says", prompt);
        decode(Picture { card, width: 320, height: 200, format: PictureFormat::Png }).samples
    };
    let texts = [
        "从前",
        "从后",
        "Маяк",
        "Маяг",
        "مرحبا",
        "مرحبت",
        "あさ",
        "あき",
        "아침",
        "아첨",
        "कख",
        "कग",
        "กข",
        "กี",
    ];
    for (index, text) in texts.iter().enumerate() {
        for other in &texts[index + 1..] {
            assert!(drawn(text) != drawn(other), "{text} and {other}");
        }
    }
    assert!(drawn("🐉") == drawn("🦊"), "what no font has is a dot");
}

#[test]
fn the_landscape_comes_from_the_request_and_the_seed() {
    // The sky is between the words at the head and the words at the foot.
    let sky = |picture: Picture| {
        let Decoded { size: (width, _), samples } = decode(picture);
        samples[3 * width * 120..3 * width * 180].to_vec()
    };
    let card = Card { watermark: None, ..card() };
    let base = Picture { card, width: 480, height: 480, format: PictureFormat::Png };
    let mut again = base.clone();
    again.card.job = "another_job".to_owned();
    let mut reseeded = base.clone();
    reseeded.card.seed += 1;
    assert!(sky(again) == sky(base.clone()), "the job id changes words only");
    assert!(sky(reseeded) != sky(base), "the seed changes the landscape");
}

#[test]
fn no_text_is_too_awkward() {
    for text in awkward() {
        for (width, height) in [(1, 1), (30, 12), (64, 64), (400, 90), (90, 400), (320, 320)] {
            let short: String = text.chars().take(5_000).collect();
            let card = Card::new(short.as_str(), short.as_str(), short.as_str(), u64::MAX)
                .prompt(text.as_str())
                .note(short.as_str(), short.as_str())
                .note("label", short.as_str())
                .subtitle(&short)
                .watermark(short);
            let picture = Picture { card, width, height, format: PictureFormat::Png };
            assert_eq!(decode(picture).size, (width as usize, height as usize));
        }
    }
}
