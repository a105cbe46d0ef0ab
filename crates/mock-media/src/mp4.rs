//! Writing MP4 files with one silent video track (ISO/IEC 14496-12 and -15). Everything that a player needs to know
//! stands before the pictures.

use crate::h264::ParameterSets;

/// The units of time in a second: all times are in milliseconds.
const TIMESCALE: u32 = 1000;
/// The matrix of no transformation, in fixed-point numbers of 16.16 and 2.30 bits.
const IDENTITY: [u32; 9] = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000];
/// The language "und", undetermined, as three letters of five bits.
const LANGUAGE: u16 = 0x55c4;

/// One coded picture.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    /// The number of bytes, length prefixes included.
    pub(crate) size: u32,
    /// The time for which the picture is shown, in milliseconds.
    pub(crate) duration: u32,
    /// `true` if decoding can start here.
    pub(crate) key: bool,
}

/// The pictures of a track: NAL units with their lengths before them, sample after sample.
#[derive(Debug, Default)]
pub(crate) struct Track {
    pub(crate) samples: Vec<Sample>,
    pub(crate) data: Vec<u8>,
}

impl Track {
    /// Adds a picture that is shown for `duration` milliseconds.
    pub(crate) fn push(&mut self, nals: &[&[u8]], duration: u32, key: bool) {
        let before = self.data.len();
        for nal in nals {
            self.data.extend(length(nal.len()).to_be_bytes());
            self.data.extend_from_slice(nal);
        }
        self.samples.push(Sample { size: length(self.data.len() - before), duration, key });
    }

    /// Adds the pictures of another track after its own.
    pub(crate) fn append(&mut self, mut other: Self) {
        self.samples.append(&mut other.samples);
        self.data.append(&mut other.data);
    }

    fn duration(&self) -> u32 {
        self.samples.iter().map(|sample| sample.duration).sum()
    }
}

/// Returns the whole file.
pub(crate) fn write(track: &Track, width: u32, height: u32, sets: &ParameterSets) -> Vec<u8> {
    let mut file = Boxes::default();
    file.open(*b"ftyp", |file| {
        file.bytes(b"isom");
        file.u32(0x200);
        file.bytes(b"isomiso2avc1mp41");
    });
    let offset_at = file.open(*b"moov", |file| movie(file, track, (width, height), sets));
    // The pictures follow the header of their own box.
    let offset = length(file.0.len() + 8);
    file.0[offset_at..offset_at + 4].copy_from_slice(&offset.to_be_bytes());
    file.open(*b"mdat", |file| file.bytes(&track.data));
    file.0
}

/// Writes the movie box, and returns the place of the pictures' offset, which is filled in later.
fn movie(file: &mut Boxes, track: &Track, size: (u32, u32), sets: &ParameterSets) -> usize {
    file.full(*b"mvhd", 0, |file| {
        // There are no times of creation and modification: the file depends on nothing but the artwork.
        file.words(&[0, 0, TIMESCALE, track.duration(), 0x1_0000]);
        file.u16(0x100); // full volume
        file.bytes(&[0; 10]);
        file.words(&IDENTITY);
        file.words(&[0; 6]);
        file.u32(2); // the next track's number
    });
    file.open(*b"trak", |file| {
        file.full(*b"tkhd", 3, |file| {
            file.words(&[0, 0, 1, 0, track.duration(), 0, 0, 0, 0]);
            file.words(&IDENTITY);
            file.words(&[size.0 << 16, size.1 << 16]);
        });
        file.open(*b"mdia", |file| {
            file.full(*b"mdhd", 0, |file| {
                file.words(&[0, 0, TIMESCALE, track.duration()]);
                file.u16(LANGUAGE);
                file.u16(0);
            });
            file.full(*b"hdlr", 0, |file| {
                file.u32(0);
                file.bytes(b"vide");
                file.words(&[0; 3]);
                file.bytes(b"video\0");
            });
            file.open(*b"minf", |file| {
                file.full(*b"vmhd", 1, |file| file.words(&[0; 2]));
                file.open(*b"dinf", |file| {
                    file.full(*b"dref", 0, |file| {
                        file.u32(1);
                        file.full(*b"url ", 1, |_| ()); // in this file
                    });
                });
                file.open(*b"stbl", |file| samples(file, track, size, sets))
            })
        })
    })
}

/// Writes the sample table, and returns the place of the chunk offset.
fn samples(file: &mut Boxes, track: &Track, size: (u32, u32), sets: &ParameterSets) -> usize {
    file.full(*b"stsd", 0, |file| {
        file.u32(1);
        file.open(*b"avc1", |file| sample_entry(file, size, sets));
    });
    file.full(*b"stts", 0, |file| {
        let runs: Vec<_> = track.samples.chunk_by(|a, b| a.duration == b.duration).collect();
        file.u32(length(runs.len()));
        for run in runs {
            file.words(&[length(run.len()), run[0].duration]);
        }
    });
    file.full(*b"stss", 0, |file| {
        let keys: Vec<_> =
            (1..).zip(&track.samples).filter(|(_, sample)| sample.key).map(|(number, _)| number).collect();
        file.u32(length(keys.len()));
        file.words(&keys);
    });
    // All samples lie in one chunk.
    file.full(*b"stsc", 0, |file| file.words(&[1, 1, length(track.samples.len()), 1]));
    file.full(*b"stsz", 0, |file| {
        file.words(&[0, length(track.samples.len())]);
        track.samples.iter().for_each(|sample| file.u32(sample.size));
    });
    file.full(*b"stco", 0, |file| {
        file.words(&[1, 0]);
        file.0.len() - 4
    })
}

fn sample_entry(file: &mut Boxes, (width, height): (u32, u32), sets: &ParameterSets) {
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

/// Converts a length. The limits on size and duration keep all parts of a file below 4 GiB.
fn length(length: usize) -> u32 {
    u32::try_from(length).expect("a film is far smaller than 4 GiB")
}

/// The boxes of a file in the making. Each box consists of its length, its name and its content.
#[derive(Default)]
struct Boxes(Vec<u8>);

impl Boxes {
    fn open<T>(&mut self, name: [u8; 4], fill: impl FnOnce(&mut Self) -> T) -> T {
        let start = self.0.len();
        self.u32(0);
        self.bytes(&name);
        let filled = fill(self);
        let size = length(self.0.len() - start);
        self.0[start..start + 4].copy_from_slice(&size.to_be_bytes());
        filled
    }

    /// Writes a box that starts with a version, which is always 0 here, and flags.
    fn full<T>(&mut self, name: [u8; 4], flags: u32, fill: impl FnOnce(&mut Self) -> T) -> T {
        self.open(name, |file| {
            file.u32(flags);
            fill(file)
        })
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn u16(&mut self, value: u16) {
        self.bytes(&value.to_be_bytes());
    }

    fn u32(&mut self, value: u32) {
        self.bytes(&value.to_be_bytes());
    }

    fn words(&mut self, values: &[u32]) {
        for value in values {
            self.u32(*value);
        }
    }
}
