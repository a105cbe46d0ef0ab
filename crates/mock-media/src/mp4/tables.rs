//! The tables of a track's samples: their times, sizes and places.

use super::boxes::{Boxes, length};

/// A coded sample in its place in the file and in time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    /// The place of its first byte, counted from the start of the media data.
    pub(super) offset: usize,
    pub(super) size: usize,
    /// The time for which it is shown or heard, in units of its track.
    pub(super) duration: u32,
    /// `true` if decoding can start here.
    pub(super) key: bool,
}

/// Writes the tables, and returns the range of the file that holds the chunks' places, which count from the start of the media data.
pub(super) fn write(file: &mut Boxes, entries: &[Entry]) -> std::ops::Range<usize> {
    file.full(*b"stts", 0, |file| {
        let runs: Vec<_> = entries.chunk_by(|a, b| a.duration == b.duration).collect();
        file.u32(length(runs.len()));
        for run in runs {
            file.words(&[length(run.len()), run[0].duration]);
        }
    });
    // Without this table, decoding can start at every sample.
    if !entries.iter().all(|entry| entry.key) {
        file.full(*b"stss", 0, |file| {
            let keys = (1..).zip(entries).filter(|(_, entry)| entry.key).map(|(number, _)| number);
            let keys: Vec<u32> = keys.collect();
            file.u32(length(keys.len()));
            file.words(&keys);
        });
    }
    // A chunk is a run of samples that lie end to end.
    let chunks: Vec<_> = entries.chunk_by(|a, b| a.offset + a.size == b.offset).collect();
    file.full(*b"stsc", 0, |file| {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for (number, chunk) in (1..).zip(&chunks) {
            if runs.last().is_none_or(|(_, samples)| *samples != chunk.len()) {
                runs.push((number, chunk.len()));
            }
        }
        file.u32(length(runs.len()));
        for (first, samples) in runs {
            file.words(&[length(first), length(samples), 1]);
        }
    });
    file.full(*b"stsz", 0, |file| {
        file.words(&[0, length(entries.len())]);
        for entry in entries {
            file.u32(length(entry.size));
        }
    });
    file.full(*b"stco", 0, |file| {
        file.u32(length(chunks.len()));
        let start = file.0.len();
        for chunk in &chunks {
            file.u32(length(chunk[0].offset));
        }
        start..file.0.len()
    })
}
