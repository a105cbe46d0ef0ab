//! The coded pictures of a film. Equal ones are kept once, and the file refers to them wherever they are shown.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};
use std::ops::Range;

/// A picture in its place in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sample {
    /// The number of the coded picture that is shown.
    pub(crate) picture: usize,
    /// The time for which it is shown, in milliseconds.
    pub(crate) duration: u32,
    /// `true` if decoding can start here.
    pub(crate) key: bool,
}

/// The pictures of a track: NAL units with their lengths before them.
#[derive(Debug, Default)]
pub(crate) struct Reel {
    pub(crate) samples: Vec<Sample>,
    /// All different coded pictures, end to end.
    pub(crate) data: Vec<u8>,
    /// The place of each coded picture in the data.
    pub(crate) pictures: Vec<Range<usize>>,
    /// The numbers of the coded pictures, by a hash of their bytes.
    known: HashMap<u64, Vec<usize>>,
}

impl Reel {
    /// Adds a picture that is shown for `duration` milliseconds.
    pub(crate) fn push<'nal>(
        &mut self,
        nals: impl IntoIterator<Item = &'nal [u8]>,
        duration: u32,
        key: bool,
    ) {
        let mut coded = Vec::new();
        for nal in nals {
            coded
                .extend(u32::try_from(nal.len()).expect("a picture is far smaller than 4 GiB").to_be_bytes());
            coded.extend_from_slice(nal);
        }
        let picture = self.keep(&coded);
        self.samples.push(Sample { picture, duration, key });
    }

    /// Shows a picture once more that was shown before.
    pub(crate) fn repeat(&mut self, picture: usize, duration: u32, key: bool) {
        self.samples.push(Sample { picture, duration, key });
    }

    /// Adds the pictures of another reel after its own.
    pub(crate) fn append(&mut self, other: Self) {
        let numbers: Vec<usize> =
            other.pictures.into_iter().map(|place| self.keep(&other.data[place])).collect();
        let moved = |sample: Sample| Sample { picture: numbers[sample.picture], ..sample };
        self.samples.extend(other.samples.into_iter().map(moved));
    }

    fn keep(&mut self, coded: &[u8]) -> usize {
        let mut hasher = DefaultHasher::new();
        hasher.write(coded);
        let alike = self.known.entry(hasher.finish()).or_default();
        let same = alike.iter().find(|number| &self.data[self.pictures[**number].clone()] == coded);
        if let Some(number) = same {
            return *number;
        }
        let start = self.data.len();
        self.data.extend_from_slice(coded);
        self.pictures.push(start..self.data.len());
        alike.push(self.pictures.len() - 1);
        self.pictures.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_pictures_are_kept_once_also_across_reels() {
        let mut reel = Reel::default();
        reel.push([&[1_u8, 2][..], &[3]], 100, true);
        reel.push([&[4_u8][..]], 100, false);
        reel.push([&[1_u8, 2][..], &[3]], 50, true);
        let mut other = Reel::default();
        other.push([&[4_u8][..]], 10, false);
        other.push([&[5_u8][..]], 20, false);
        reel.append(other);
        let shown: Vec<_> = reel.samples.iter().map(|sample| (sample.picture, sample.duration)).collect();
        assert_eq!(shown, [(0, 100), (1, 100), (0, 50), (1, 10), (2, 20)]);
        assert_eq!(reel.data, [0, 0, 0, 2, 1, 2, 0, 0, 0, 1, 3, 0, 0, 0, 1, 4, 0, 0, 0, 1, 5]);
    }
}
