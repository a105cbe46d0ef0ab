//! Draws the photographs of `fixtures/animus`: in `photos` those that an upload takes, in `refused` those that it refuses.
//!
//! ```sh
//! cargo run -p mock-media --example photos -- fixtures/animus
//! ```
//!
//! A test compares the files in the repository with those that this example draws.

use std::fs;
use std::path::PathBuf;

use mock_media::{Artwork, Card, Figure, Picture, PictureFormat, Studio, View};

/// The person in all of the photographs.
const LOOK: u64 = 8;
/// The width and height of a photograph of a face, in pixels.
const FACE: (u32, u32) = (768, 768);
/// The width and height of a photograph of a body, in pixels.
const BODY: (u32, u32) = (512, 768);

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "fixtures/animus".to_owned()));
    for (name, bytes) in files() {
        let path = folder.join(name);
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(path, bytes)?;
    }
    Ok(())
}

/// Returns the paths below the folder, each with the content of its file.
pub(crate) fn files() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for seed in 1..=6 {
        files.push((
            format!("photos/face-{seed}.jpg"),
            photograph(View::Face, seed, FACE, PictureFormat::Jpeg),
        ));
    }
    for (name, view, seed) in [
        ("front", View::BodyFront, 1),
        ("front-2", View::BodyFront, 2),
        ("back", View::BodyBack, 3),
        ("back-2", View::BodyBack, 4),
    ] {
        files.push((format!("photos/body-{name}.jpg"), photograph(view, seed, BODY, PictureFormat::Jpeg)));
    }
    let face = |size, format| photograph(View::Face, 1, size, format);
    let whole = face(FACE, PictureFormat::Jpeg);
    for (name, bytes) in [
        // The smallest face that is taken, and the largest that is refused.
        ("photos/just-large-enough.png", face((512, 512), PictureFormat::Png)),
        ("refused/too-small.png", face((511, 512), PictureFormat::Png)),
        // The content decides the format, not the name.
        ("photos/png-named.jpg", photograph(View::BodyFront, 1, (256, 384), PictureFormat::Png)),
        ("refused/not-a-picture.jpg", b"A text that is called a picture.\n".to_vec()),
        ("refused/truncated.jpg", whole[..whole.len() * 2 / 3].to_vec()),
        ("refused/flat-grey.png", png(&vec![128; 3 * 768 * 768])),
        ("refused/blurred.jpg", blurred()),
    ] {
        files.push((name.to_owned(), bytes));
    }
    files
}

fn photograph(view: View, seed: u64, (width, height): (u32, u32), format: PictureFormat) -> Vec<u8> {
    let card = Card::new("animus", "photograph", "", seed).figure(Figure { view, look: LOOK }).bare();
    Studio::new(0).render(&Artwork::from(Picture { card, width, height, format })).bytes.to_vec()
}

/// Returns a face far out of focus.
fn blurred() -> Vec<u8> {
    let side = usize::from(SIDE);
    let sharp = photograph(View::Face, 1, FACE, PictureFormat::Png);
    let mut reader = png::Decoder::new(std::io::Cursor::new(sharp)).read_info().expect("our own picture");
    let mut samples = vec![0; 3 * side * side];
    reader.next_frame(&mut samples).expect("our own picture");
    for _ in 0..3 {
        // Along rows, then along columns.
        samples = transposed(&softened(&samples, side), side);
        samples = transposed(&softened(&samples, side), side);
    }
    let mut file = Vec::new();
    jpeg_encoder::Encoder::new(&mut file, 70)
        .encode(&samples, SIDE, SIDE, jpeg_encoder::ColorType::Rgb)
        .expect("there are as many samples as the size says");
    file
}

/// The side of a photograph of a face, in the type that encoders take.
const SIDE: u16 = 768;

/// Returns the samples blurred along rows: each pixel becomes the mean of those up to six to its left and right.
fn softened(samples: &[u8], side: usize) -> Vec<u8> {
    let mut soft = Vec::with_capacity(samples.len());
    for row in samples.chunks_exact(3 * side) {
        for x in 0..side {
            let columns = x.saturating_sub(6)..(x + 7).min(side);
            for channel in 0..3 {
                let sum: usize = columns.clone().map(|x| usize::from(row[3 * x + channel])).sum();
                soft.push(u8::try_from(sum / columns.len()).unwrap_or(u8::MAX));
            }
        }
    }
    soft
}

fn transposed(samples: &[u8], side: usize) -> Vec<u8> {
    let pixel = |x: usize, y: usize| &samples[3 * (y * side + x)..][..3];
    (0..side).flat_map(|x| (0..side).flat_map(move |y| pixel(x, y).iter().copied())).collect()
}

fn png(samples: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, SIDE.into(), SIDE.into());
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().expect("memory takes all bytes");
    writer.write_image_data(samples).expect("there are as many samples as the size says");
    writer.finish().expect("memory takes all bytes");
    file
}
