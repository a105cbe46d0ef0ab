//! Films, read by another MP4 reader. The content of their pictures is tested beside the encoder.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::time::Duration;

use mock_media::{Artwork, Film, Studio, Voice};
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
    ((1, 320, 180, 5_000), (320, 180, 5_000, 51)),
    ((3, 180, 320, 10_001), (180, 320, 10_001, 102)),
    ((1, 333, 187, 1_234), (334, 188, 1_234, 13)),
    ((1, 64, 64, 61_234), (64, 64, 61_234, 310)),
    ((55, 64, 36, 1_800_000), (64, 36, 1_800_000, 9350)),
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
fn a_key_picture_is_never_farther_than_two_seconds() {
    for (scenes, milliseconds) in [(3, 66_000), (1, 5_000), (7, 13_001)] {
        let mp4 = read(film(scenes, 64, 36, milliseconds));
        let track = mp4.tracks().values().next().unwrap();
        let keys = track.samples.iter().filter(|sample| sample.is_sync);
        let mut keys: Vec<i64> = keys.map(|sample| sample.decode_timestamp).collect();
        keys.push(i64::try_from(milliseconds).unwrap());
        assert!(keys[0] == 0 && keys.windows(2).all(|pair| pair[1] - pair[0] <= 2_000), "{keys:?}");
    }
}

#[test]
fn all_samples_lie_in_the_file_and_equal_ones_share_their_place() {
    let bytes = bytes(Film { voice: Some(Voice(1)), ..film(2, 96, 64, 9_000) });
    let mp4 = Mp4::read(Cursor::new(&bytes), bytes.len() as u64).unwrap();
    let media = bytes.windows(4).position(|name| name == b"mdat").unwrap() as u64 + 4;
    let header = bytes.windows(4).position(|name| name == b"moov").unwrap() as u64;
    assert!(header < media, "a player can begin before it has the whole file");
    let mut places = BTreeMap::new();
    for sample in mp4.tracks().values().flat_map(|track| &track.samples) {
        places.insert(sample.offset, sample.size);
    }
    // The distinct samples lie end to end.
    let end = places.iter().fold(media, |at, (offset, size)| {
        assert_eq!(*offset, at);
        at + size
    });
    assert_eq!(end, bytes.len() as u64);
    let pictures = &mp4.tracks()[&1].samples;
    assert!(pictures.iter().map(|sample| sample.offset).collect::<BTreeSet<_>>().len() < pictures.len() / 2);
}

#[test]
fn the_sound_is_as_long_as_the_pictures_and_there_is_none_without_a_voice() {
    for milliseconds in [1, 1_000, 9_200, 61_234] {
        let mp4 = read(Film { voice: Some(Voice(1)), ..film(1, 64, 64, milliseconds) });
        let sound = &mp4.tracks()[&2];
        assert_eq!((sound.timescale, sound.duration), (16_000, milliseconds * 16));
        let heard: u64 = sound.samples.iter().map(|sample| sample.duration).sum();
        assert_eq!(heard, milliseconds * 16);
        assert_eq!(mp4.tracks()[&1].duration, milliseconds);
    }
    assert_eq!(read(film(1, 64, 64, 5_000)).tracks().len(), 1);
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
/// If a rendering changes on purpose, raise `RENDER_VERSION`, look at the film in a player, and pin it anew.
#[test]
fn the_same_film_is_the_same_file_everywhere() {
    let digest = Sha256::digest(bytes(film(3, 320, 180, 6_000)));
    let half = u128::from_be_bytes(*digest.first_chunk().unwrap());
    assert_eq!(format!("{half:032x}"), "09552e245962a7c8935c13d99e8c82f3");
}
