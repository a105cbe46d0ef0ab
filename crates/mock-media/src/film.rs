//! Films: scenes one after another, with a clock and a progress bar that move at the foot.

mod strip;
#[cfg(test)]
mod tests;

use std::num::NonZero;
use std::ops::Range;
use std::time::Duration;

use crate::artwork::Film;
use crate::card::Card;
use crate::h264::{Encoder, ParameterSets, Planes};
use crate::mp4::{self, Track};
use crate::paint::{self, Slate, Typesetter};
use crate::picture::LARGEST_SIDE;
use strip::Strip;

const LONGEST: Duration = Duration::from_hours(4);
const MOST_SCENES: usize = 1000;

/// Returns the bytes of an MP4 file.
pub(crate) fn render(film: &Film) -> Vec<u8> {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    render_with(film, threads)
}

/// Renders a film on at most `threads` threads. Scenes do not depend on each other, so the bytes are the same on any number.
fn render_with(film: &Film, threads: usize) -> Vec<u8> {
    let side = |side: u32| side.clamp(2, LARGEST_SIDE).next_multiple_of(2);
    let (width, height) = (side(film.width), side(film.height));
    let blank = [Card::default()];
    let scenes = if film.scenes.is_empty() { &blank[..] } else { &film.scenes };
    let timeline = Timeline::new(film.duration, scenes.len());
    let shots: Vec<_> = scenes.iter().zip(timeline.scenes()).enumerate().collect();
    let shoot = |shots: &[(usize, (&Card, Range<u32>))]| {
        let mut shoot = Shoot::new(width, height, timeline.total);
        for (index, (card, times)) in shots {
            let several = scenes.len() > 1;
            let corner =
                if several { format!("Scene {} of {}", index + 1, scenes.len()) } else { String::new() };
            shoot.scene(card, *index, corner, &timeline, times.clone());
        }
        shoot.track
    };
    let parts = shots.len().div_ceil(threads.max(1)).max(1);
    let track = std::thread::scope(|scope| {
        let (first, others) = shots.split_at(parts.min(shots.len()));
        let others: Vec<_> = others.chunks(parts).map(|part| scope.spawn(move || shoot(part))).collect();
        let mut track = shoot(first);
        for other in others {
            track.append(other.join().expect("a scene that can be painted here can be painted there"));
        }
        track
    });
    mp4::write(&track, width, height, &ParameterSets::new(width, height))
}

/// The times of a film's scenes and pictures, in milliseconds.
#[derive(Debug)]
struct Timeline {
    total: u32,
    count: u32,
    interval: u32,
    /// The approximate time from one key picture to the next.
    key_interval: u32,
}

impl Timeline {
    fn new(duration: Duration, scenes: usize) -> Self {
        // Each scene is shown for at least a millisecond. Scenes that find no time are not shown.
        let asked = u32::try_from(duration.min(LONGEST).as_millis()).unwrap_or(0);
        // Films of up to a minute have ten pictures a second. Longer films have fewer, down to one a second: their bar
        // is slow, and their clock shows whole seconds.
        let interval = (asked / 600).clamp(100, 1000);
        // Key pictures come every ten seconds, in long films every thirty. A player that jumps decodes the changes
        // after a key picture in next to no time.
        let key_interval = (asked / 60).clamp(10_000, 30_000);
        let total = if asked == 0 { interval } else { asked };
        let count = u32::try_from(scenes.min(MOST_SCENES)).unwrap_or(1).min(total);
        Self { total, count, interval, key_interval }
    }

    /// Returns the times of each scene. All are equally long, give or take a millisecond.
    fn scenes(&self) -> impl Iterator<Item = Range<u32>> {
        let at = |index: u32| {
            let time = u64::from(self.total) * u64::from(index) / u64::from(self.count);
            u32::try_from(time).unwrap_or(self.total)
        };
        (0..self.count).map(move |index| at(index)..at(index + 1))
    }

    /// Returns the times of each picture of a scene. They are as even as milliseconds allow, for players that expect a
    /// constant frame rate.
    fn pictures(&self, scene: &Range<u32>) -> impl Iterator<Item = Range<u32>> {
        let (start, length) = (scene.start, u64::from(scene.end - scene.start));
        let count = (length / u64::from(self.interval)).max(1);
        let at = move |index: u64| start + u32::try_from(length * index / count).unwrap_or(0);
        (0..count).map(move |index| at(index)..at(index + 1))
    }
}

/// A film in the making.
struct Shoot {
    size: (u32, u32),
    columns: usize,
    rows: usize,
    total: u32,
    setter: Typesetter,
    planes: Planes,
    encoder: Encoder,
    track: Track,
}

impl Shoot {
    fn new(width: u32, height: u32, total: u32) -> Self {
        let (columns, rows) = (width.div_ceil(16) as usize, height.div_ceil(16) as usize);
        Self {
            size: (width, height),
            columns,
            rows,
            total,
            setter: Typesetter::default(),
            planes: Planes::new(columns, rows),
            encoder: Encoder::new(columns, rows),
            track: Track::default(),
        }
    }

    /// Adds a scene. Everything above the strip at the foot stands still. Its part of the key pictures is therefore
    /// coded once and repeated.
    fn scene(&mut self, card: &Card, index: usize, corner: String, timeline: &Timeline, times: Range<u32>) {
        let slate = Slate { corner, foot: strip::clock(self.total, self.total), foot_changes: true };
        let painting = paint::paint(card, index, self.size, &slate, &mut self.setter);
        let mut strip = Strip::new(&painting, self.total, timeline.scenes().map(|scene| scene.start));
        let top = strip.top();
        self.planes.load(&painting.canvas, 0, 0..self.columns, 0..top);
        // This number must differ between key pictures that follow each other directly. Within a scene, none do.
        let picture = u32::from(index % 2 == 1);
        let still = (top > 0).then(|| self.encoder.key_slice(&self.planes, 0..top, picture));

        // Key pictures are spread evenly too, so that the last one of a scene is not close to the first one of the next.
        let keys = ((times.end - times.start + timeline.key_interval / 2) / timeline.key_interval).max(1);
        let key_interval = (times.end - times.start).div_ceil(keys);
        let mut next_key = times.start;
        for shown in timeline.pictures(&times) {
            let areas = strip.advance(&shown, &mut self.setter);
            let duration = shown.end - shown.start;
            if shown.start >= next_key {
                next_key += key_interval;
                self.planes.load(strip.canvas(), top, 0..self.columns, top..self.rows);
                let moving = self.encoder.key_slice(&self.planes, top..self.rows, picture);
                let nals: Vec<&[u8]> = still.iter().chain([&moving]).map(Vec::as_slice).collect();
                self.track.push(&nals, duration, true);
            } else {
                let changed = strip.macroblocks(&areas);
                for address in &changed {
                    let (column, row) = (address % self.columns, address / self.columns);
                    self.planes.load(strip.canvas(), top, column..column + 1, row..row + 1);
                }
                let nal = self.encoder.change(&self.planes, &changed);
                self.track.push(&[&nal], duration, false);
            }
        }
    }
}
