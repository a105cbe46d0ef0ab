//! What pictures and films show, decoded by `ffmpeg`: where and when two of them differ.

use std::ops::Range;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::play::{jpeg_size, mp4_size, png_size};

/// The number of pictures that are looked at in each second of a film.
pub const RATE: usize = 5;

/// A decoded picture or film.
pub struct Frames {
    /// The width and the height, in pixels.
    pub size: (u32, u32),
    /// The brightness of all pixels, row by row, for each picture.
    pub pictures: Vec<Vec<u8>>,
    /// The samples of the sound; none for a film without sound.
    pub sound: Vec<u8>,
}

/// The places and times in which two results of one size differ.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    /// The rows of pixels, from the first to the one behind the last; empty if none differs.
    pub rows: Range<usize>,
    /// The pictures, from the first to the one behind the last; empty if none differs.
    pub pictures: Range<usize>,
    /// `true` if their sounds differ.
    pub sound: bool,
}

/// Decodes the first `seconds` of a picture or film.
///
/// Returns `None`, and says so, where `ffmpeg` is not installed.
///
/// # Panics
/// Panics if the file is neither a picture nor a film, or cannot be decoded.
#[must_use]
pub fn decode(file: &[u8], seconds: u32) -> Option<Frames> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let size =
        mp4_size(file).or_else(|| png_size(file)).or_else(|| jpeg_size(file)).expect("a picture or a film");
    let name = format!("frames-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let path = std::env::temp_dir().join(name);
    std::fs::write(&path, file).expect("a folder for temporary files");
    let run = |format: &[&str]| {
        let mut command = Command::new("ffmpeg");
        command.args(["-v", "error", "-t", &seconds.to_string(), "-i"]).arg(&path).args(format).arg("-");
        command.stdin(Stdio::null()).output()
    };
    let rate = if mp4_size(file).is_some() { format!("fps={RATE}:round=down") } else { "null".to_owned() };
    let shown = run(&["-map", "0:v", "-vf", &rate, "-f", "rawvideo", "-pix_fmt", "gray"]);
    let heard = run(&["-map", "0:a?", "-f", "s16le"]);
    std::fs::remove_file(&path).expect("the file that was just written");
    let (Ok(shown), Ok(heard)) = (shown, heard) else {
        #[expect(clippy::print_stdout, reason = "what is passed over is said aloud")]
        {
            println!("passed over: ffmpeg is not installed, so nothing is seen of the results");
        }
        return None;
    };
    assert!(shown.status.success(), "{}", String::from_utf8_lossy(&shown.stderr));
    let pixels = (size.0 * size.1) as usize;
    Some(Frames {
        size,
        pictures: shown.stdout.chunks(pixels).map(<[u8]>::to_vec).collect(),
        sound: heard.stdout,
    })
}

impl Frames {
    /// Returns the difference from another result of the same size and length.
    ///
    /// # Panics
    /// Panics if size or length differ.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Difference {
        assert_eq!((self.size, self.pictures.len()), (other.size, other.pictures.len()));
        let width = self.size.0 as usize;
        let (mut rows, mut pictures): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
        for (number, (one, other)) in self.pictures.iter().zip(&other.pictures).enumerate() {
            let pairs = one.chunks(width).zip(other.chunks(width)).enumerate();
            let before = rows.len();
            rows.extend(pairs.filter(|(_, (one, other))| one != other).map(|(row, _)| row));
            pictures.extend((rows.len() > before).then_some(number));
        }
        let bounds = |numbers: &[usize]| {
            let first = numbers.iter().min().copied().unwrap_or(0);
            first..numbers.iter().max().map_or(first, |last| last + 1)
        };
        Difference { rows: bounds(&rows), pictures: bounds(&pictures), sound: self.sound != other.sound }
    }
}

impl Difference {
    /// Returns `true` if something is seen to differ, and all of it lies within these rows.
    #[must_use]
    pub fn is_within(&self, rows: &Range<usize>) -> bool {
        !self.rows.is_empty() && rows.start <= self.rows.start && self.rows.end <= rows.end
    }
}
