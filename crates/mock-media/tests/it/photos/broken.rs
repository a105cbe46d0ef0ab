//! Files that are no photographs, and photographs that are broken.

use mock_media::photo::{self, MOST_PIXELS};
use mock_media::{PhotoError, PhotoFormat};
use proptest::prelude::*;
use proptest::sample::Index;

use super::samples::SAMPLES;

/// Returns the number of bytes from which on the format of a file is known.
fn signature(format: PhotoFormat) -> usize {
    match format {
        PhotoFormat::Jpeg => 3,
        PhotoFormat::Png => 8,
        PhotoFormat::Webp => 12,
    }
}

#[test]
fn a_file_cut_anywhere_is_corrupt() {
    for sample in &SAMPLES {
        let file = sample.bytes();
        for length in 0..file.len() {
            let error = photo::read(&file[..length]).expect_err("a part of a file is no file");
            if length < signature(sample.format) {
                assert_eq!(error, PhotoError::UnknownFormat);
            } else {
                let reason = match &error {
                    PhotoError::Corrupt { format, reason } if *format == sample.format => reason,
                    error => panic!("{} of {} bytes: {error}", length, sample.name),
                };
                assert!(!reason.is_empty() && error.to_string().contains(reason.as_str()));
            }
        }
    }
}

#[test]
fn what_follows_a_picture_does_not_matter() {
    for sample in &SAMPLES {
        let file = sample.bytes();
        let followed = [&file[..], b"\xff\xd9 and more \xff\xd8\xff"].concat();
        assert_eq!(photo::read(&followed).unwrap(), photo::read(&file).unwrap(), "{}", sample.name);
    }
}

#[test]
fn a_flipped_bit_in_a_png_is_noticed() {
    for sample in SAMPLES.iter().filter(|sample| sample.format == PhotoFormat::Png) {
        let mut file = sample.bytes();
        let data = file.windows(4).position(|name| name == b"IDAT").unwrap() + 12;
        file[data] ^= 1;
        let error = photo::read(&file).unwrap_err();
        assert!(matches!(error, PhotoError::Corrupt { .. }), "{}: {error}", sample.name);
    }
}

#[test]
fn other_files_are_of_no_known_format() {
    for bytes in
        [&b""[..], b"\xff", b"\xff\xd8", b"GIF89a....", b"BM", b"<svg/>", b"RIFF\x04\0\0\0WAVE", b"%PDF-1.7"]
    {
        assert_eq!(photo::read(bytes), Err(PhotoError::UnknownFormat));
    }
}

/// The sizes are in the headers, so the files need no pixels.
#[test]
fn too_many_pixels_are_not_decoded() {
    let mut png = Vec::new();
    drop(png::Encoder::new(&mut png, 8000, 5001).write_header().unwrap());
    let mut jpeg = SAMPLES[0].bytes();
    let frame = jpeg.windows(2).position(|marker| marker == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0x13, 0x89, 0x1f, 0x40]);
    let mut webp = b"RIFF\x12\0\0\0WEBPVP8L\x05\0\0\0\x2f".to_vec();
    webp.extend((7999_u32 + (5000 << 14)).to_le_bytes());
    webp.push(0);
    for file in [png, jpeg, webp] {
        let error = photo::read(&file).unwrap_err();
        assert_eq!(error, PhotoError::TooManyPixels { width: 8000, height: 5001 });
        assert!(error.to_string().contains(&MOST_PIXELS.to_string()));
    }
}

/// Generates a change to a file: a place, the number of bytes to remove there, and the bytes to put there.
fn change() -> impl Strategy<Value = (Index, usize, Vec<u8>)> {
    (any::<Index>(), 0..4_usize, proptest::collection::vec(any::<u8>(), 0..4))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    /// A changed file is either read or refused. If it is read, the result agrees with itself.
    #[test]
    fn no_bytes_are_too_strange(
        sample in 0..SAMPLES.len(),
        changes in proptest::collection::vec(change(), 1..6),
        cut in proptest::option::weighted(0.2, any::<Index>()),
    ) {
        let mut file = SAMPLES[sample].bytes();
        for (at, removed, added) in changes {
            let at = at.index(file.len());
            let end = (at + removed).min(file.len());
            file.splice(at..end, added);
        }
        if let Some(cut) = cut {
            file.truncate(cut.index(file.len()));
        }
        if let Ok(photo) = photo::read(&file) {
            let pixels = u64::from(photo.width) * u64::from(photo.height);
            prop_assert!((1..=MOST_PIXELS).contains(&pixels));
            let small = photo.thumbnail.width() as usize * photo.thumbnail.height() as usize;
            prop_assert_eq!(photo.thumbnail.samples().len(), 3 * small);
        }
    }
}
