//! Films, read by another MP4 reader. The content of their pictures is tested beside the encoder.

use std::io::Cursor;
use std::time::Duration;

use mock_media::{Artwork, Film, Studio};
use re_mp4::Mp4;
use sha2::{Digest, Sha256};

use crate::{awkward, film};

fn bytes(film: Film) -> Vec<u8> {
    Studio::new(0).render(&Artwork::Film(film)).bytes.to_vec()
}

fn read(film: Film) -> Mp4 {
    let bytes = bytes(film);
    Mp4::read(Cursor::new(&bytes), bytes.len() as u64).unwrap()
}

/// The scenes, size and milliseconds of a film; then its expected size, milliseconds and number of pictures.
type Row = ((usize, u32, u32, u64), (u16, u16, u64, usize));

const FILMS: [Row; 12] = [
    ((1, 320, 180, 5_000), (320, 180, 5_000, 50)),
    ((3, 180, 320, 10_001), (180, 320, 10_001, 99)),
    ((1, 333, 187, 1_234), (334, 188, 1_234, 12)),
    ((1, 64, 64, 61_234), (64, 64, 61_234, 600)),
    ((55, 64, 36, 1_800_000), (64, 36, 1_800_000, 1760)),
    ((2, 64, 64, 0), (64, 64, 100, 2)),
    ((1, 64, 64, 0), (64, 64, 100, 1)),
    ((1, 64, 64, 1), (64, 64, 1, 1)),
    ((9, 64, 64, 3), (64, 64, 3, 3)),
    ((0, 64, 64, 900), (64, 64, 900, 9)),
    ((1, 0, 0, 300), (2, 2, 300, 3)),
    ((1, 5000, 17, 200), (4096, 18, 200, 2)),
];

#[test]
fn films_have_the_size_and_the_length_asked_for() {
    for ((scenes, width, height, milliseconds), expected) in FILMS {
        let mp4 = read(film(scenes, width, height, milliseconds));
        let tracks = mp4.tracks();
        assert_eq!(tracks.len(), 1);
        let track = tracks.values().next().unwrap();
        let shown: u64 = track.samples.iter().map(|sample| sample.duration).sum();
        assert_eq!((track.width, track.height, shown, track.samples.len()), expected);
        assert_eq!((track.timescale, track.duration), (1000, shown));
        assert_eq!(track.codec_string(&mp4).unwrap().get(..9), Some("avc1.42C0"), "Constrained Baseline");
        assert_eq!(mp4.moov.mvhd.duration, shown);
    }
}

#[test]
fn every_scene_and_about_every_ten_seconds_begins_with_a_key_picture() {
    let mp4 = read(film(3, 64, 36, 66_000));
    let track = mp4.tracks().values().next().unwrap();
    let keys: Vec<i64> =
        track.samples.iter().filter(|sample| sample.is_sync).map(|sample| sample.decode_timestamp).collect();
    assert_eq!(keys, [0, 11_000, 22_000, 33_000, 44_000, 55_000]);
}

#[test]
fn samples_lie_end_to_end_in_the_file() {
    let bytes = bytes(film(2, 96, 64, 3_000));
    let mp4 = Mp4::read(Cursor::new(&bytes), bytes.len() as u64).unwrap();
    let samples = &mp4.tracks().values().next().unwrap().samples;
    let media = bytes.windows(4).position(|name| name == b"mdat").unwrap() as u64 + 4;
    let mut at = media;
    for sample in samples {
        assert_eq!(sample.offset, at);
        at += sample.size;
    }
    assert_eq!(at, bytes.len() as u64);
    let header = bytes.windows(4).position(|name| name == b"moov").unwrap() as u64;
    assert!(header < media, "a player can begin before it has the whole file");
}

#[test]
fn silly_lengths_are_held() {
    let longest = read(Film { duration: Duration::MAX, ..film(1, 16, 16, 0) });
    assert_eq!(longest.moov.mvhd.duration, 4 * 3_600_000);
    let most = read(film(1200, 16, 16, 100_000));
    let keys = most.tracks().values().next().unwrap().samples.iter().filter(|sample| sample.is_sync).count();
    assert_eq!(keys, 1000);
}

#[test]
fn no_text_is_too_awkward() {
    let mut awkward_film = film(awkward().len(), 200, 120, 1_100);
    for (card, text) in awkward_film.scenes.iter_mut().zip(awkward()) {
        card.prompt = text.as_str().into();
        card.subtitle = Some(text);
    }
    assert_eq!(read(awkward_film).moov.mvhd.duration, 1_100);
}

/// Pins the bytes: the same artwork is the same file on every machine.
///
/// If a rendering changes on purpose, raise `RENDER_VERSION`, look at the film in a player, and pin it anew. This film
/// plays in browsers. `ffmpeg` and the decoder beside the encoder agree on every sample of its pictures.
#[test]
fn the_same_film_is_the_same_file_everywhere() {
    let digest = Sha256::digest(bytes(film(3, 320, 180, 6_000)));
    let half = u128::from_be_bytes(*digest.first_chunk().unwrap());
    assert_eq!(format!("{half:032x}"), "bf82190e09810d616fece670a511434c");
}
