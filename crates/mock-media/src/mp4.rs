//! Writing MP4 files with one video track and at most one sound track (ISO/IEC 14496-12, -14 and -15). Everything that a player needs to
//! know stands before the media data. Pictures that are equal stand in the file once.

mod boxes;
mod tables;

use std::ops::Range;

use crate::aac;
use crate::film::Reel;
use crate::h264::ParameterSets;
use boxes::{Boxes, length};
use tables::Entry;

/// The units of time in a second of the film and its pictures: their times are in milliseconds.
const TIMESCALE: u32 = 1000;
/// The matrix of no transformation, in fixed-point numbers of 16.16 and 2.30 bits.
const IDENTITY: [u32; 9] = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000];
/// The language "und", undetermined, as three letters of five bits.
const LANGUAGE: u16 = 0x55c4;

/// A sound track: the frames of AAC-LC from the start of the film to its end.
pub(crate) struct Sound {
    pub(crate) frames: Vec<Vec<u8>>,
}

/// A track as the file describes it.
struct Track<'film> {
    number: u32,
    timescale: u32,
    /// The length, in units of the track.
    duration: u32,
    entries: Vec<Entry>,
    kind: Kind<'film>,
}

/// A kind of track.
enum Kind<'film> {
    Video((u32, u32), &'film ParameterSets),
    Sound,
}

/// Returns the whole file. `duration` is the length of the film, in milliseconds.
pub(crate) fn write(
    reel: &Reel,
    sound: Option<&Sound>,
    size: (u32, u32),
    duration: u32,
    sets: &ParameterSets,
) -> Vec<u8> {
    // The sound comes first, since it is small: a player has all of it before the pictures.
    let frames = sound.map_or(&[][..], |sound| &sound.frames);
    let sounds = frames.iter().map(Vec::len).sum();
    let mut tracks = vec![Track {
        number: 1,
        timescale: TIMESCALE,
        duration,
        entries: pictures(reel, sounds),
        kind: Kind::Video(size, sets),
    }];
    if sound.is_some() {
        let samples = u64::from(duration) * u64::from(aac::RATE) / u64::from(TIMESCALE);
        let samples = u32::try_from(samples).unwrap_or(u32::MAX);
        let entries = heard(frames, samples);
        tracks.push(Track { number: 2, timescale: aac::RATE, duration: samples, entries, kind: Kind::Sound });
    }
    let mut file = Boxes::default();
    file.open(*b"ftyp", |file| {
        file.bytes(b"isom");
        file.u32(0x200);
        file.bytes(b"isomiso2avc1mp41");
    });
    let chunks = file.open(*b"moov", |file| movie(file, &tracks, duration));
    // The media data follow the header of their own box.
    let start = length(file.0.len() + 8);
    for chunk in chunks.into_iter().flat_map(|chunks| chunks.step_by(4)) {
        let place = file.0[chunk..].first_chunk().map_or(0, |place| u32::from_be_bytes(*place));
        file.0[chunk..chunk + 4].copy_from_slice(&(start + place).to_be_bytes());
    }
    file.open(*b"mdat", |file| {
        for frame in frames {
            file.bytes(frame);
        }
        file.bytes(&reel.data);
    });
    file.0
}

/// Returns the pictures, which lie behind `before` bytes of the media data.
fn pictures(reel: &Reel, before: usize) -> Vec<Entry> {
    let entry = |sample: &crate::film::Sample| {
        let place = &reel.pictures[sample.picture];
        Entry { offset: before + place.start, size: place.len(), duration: sample.duration, key: sample.key }
    };
    reel.samples.iter().map(entry).collect()
}

/// Returns the frames of a sound, of which the last one is heard only to the end of the film.
fn heard(frames: &[Vec<u8>], samples: u32) -> Vec<Entry> {
    let (mut offset, mut left) = (0, samples);
    let entry = |frame: &Vec<u8>| {
        let entry = Entry { offset, size: frame.len(), duration: left.min(aac::FRAME), key: true };
        offset += frame.len();
        left -= entry.duration;
        entry
    };
    frames.iter().map(entry).collect()
}

/// Writes the movie box, and returns the ranges of the chunks' places.
fn movie(file: &mut Boxes, tracks: &[Track], duration: u32) -> Vec<Range<usize>> {
    file.full(*b"mvhd", 0, |file| {
        // There are no times of creation and modification: the file depends on nothing but the artwork.
        file.words(&[0, 0, TIMESCALE, duration, 0x1_0000]);
        file.u16(0x100); // full volume
        file.bytes(&[0; 10]);
        file.words(&IDENTITY);
        file.words(&[0; 6]);
        file.u32(length(tracks.len()) + 1); // the next track's number
    });
    tracks.iter().map(|track| file.open(*b"trak", |file| self::track(file, track, duration))).collect()
}

fn track(file: &mut Boxes, track: &Track, duration: u32) -> Range<usize> {
    let (size, volume, handler, name) = match track.kind {
        Kind::Video(size, _) => (size, 0, b"vide", &b"video\0"[..]),
        Kind::Sound => ((0, 0), 0x100, b"soun", &b"sound\0"[..]),
    };
    file.full(*b"tkhd", 3, |file| {
        file.words(&[0, 0, track.number, 0, duration, 0, 0, 0]);
        file.u16(volume);
        file.u16(0);
        file.words(&IDENTITY);
        file.words(&[size.0 << 16, size.1 << 16]);
    });
    file.open(*b"mdia", |file| {
        file.full(*b"mdhd", 0, |file| {
            file.words(&[0, 0, track.timescale, track.duration]);
            file.u16(LANGUAGE);
            file.u16(0);
        });
        file.full(*b"hdlr", 0, |file| {
            file.u32(0);
            file.bytes(handler);
            file.words(&[0; 3]);
            file.bytes(name);
        });
        file.open(*b"minf", |file| {
            match track.kind {
                Kind::Video(..) => file.full(*b"vmhd", 1, |file| file.words(&[0; 2])),
                Kind::Sound => file.full(*b"smhd", 0, |file| file.u32(0)),
            }
            file.open(*b"dinf", |file| {
                file.full(*b"dref", 0, |file| {
                    file.u32(1);
                    file.full(*b"url ", 1, |_| ()); // in this file
                });
            });
            file.open(*b"stbl", |file| {
                file.full(*b"stsd", 0, |file| {
                    file.u32(1);
                    match track.kind {
                        Kind::Video(size, sets) => {
                            file.open(*b"avc1", |file| picture_entry(file, size, sets));
                        }
                        Kind::Sound => file.open(*b"mp4a", sound_entry),
                    }
                });
                tables::write(file, &track.entries)
            })
        })
    })
}

fn picture_entry(file: &mut Boxes, (width, height): (u32, u32), sets: &ParameterSets) {
    let side = |side: u32| u16::try_from(side).expect("sides are held to the largest");
    file.bytes(&[0; 6]);
    file.u16(1); // the data reference above
    file.bytes(&[0; 16]);
    file.u16(side(width));
    file.u16(side(height));
    file.words(&[0x48_0000, 0x48_0000, 0]); // 72 dots per inch
    file.u16(1); // one picture to a sample
    file.bytes(&[0; 32]); // no name of the encoder
    file.u16(24); // colour without alpha
    file.u16(0xffff);
    file.open(*b"avcC", |file| {
        file.bytes(&[1]);
        // Profile, constraints and level, as in the sequence parameter set.
        file.bytes(&sets.sequence[1..4]);
        file.bytes(&[0xff, 0xe1]); // four-byte lengths; one sequence parameter set
        file.u16(u16::try_from(sets.sequence.len()).expect("parameter sets are short"));
        file.bytes(&sets.sequence);
        file.bytes(&[1]);
        file.u16(u16::try_from(sets.picture.len()).expect("parameter sets are short"));
        file.bytes(&sets.picture);
    });
    file.open(*b"colr", |file| {
        file.bytes(b"nclx");
        file.bytes(&[0, 1, 0, 1, 0, 1]); // ITU-R BT.709 throughout
        file.bytes(&[0]);
    });
}

fn sound_entry(file: &mut Boxes) {
    file.bytes(&[0; 6]);
    file.u16(1); // the data reference above
    file.words(&[0; 2]);
    file.u16(1); // channels
    file.u16(16); // bits of a decoded sample
    file.u32(0);
    file.u32(aac::RATE << 16);
    file.full(*b"esds", 0, |file| {
        file.descriptor(3, |file| {
            file.u16(2); // the number of the track
            file.bytes(&[0]);
            file.descriptor(4, |file| {
                file.bytes(&[0x40, 0x15, 0, 0, 0]); // MPEG-4 sound; no buffer size
                file.words(&[0; 2]); // no bit rates
                file.descriptor(5, |file| file.bytes(&aac::CONFIGURATION));
            });
            file.descriptor(6, |file| file.bytes(&[2]));
        });
    });
}
