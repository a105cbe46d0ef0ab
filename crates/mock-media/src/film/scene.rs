//! Shooting scenes: their key pictures, and the pictures that follow from them.

use std::collections::HashMap;
use std::ops::Range;

use super::Shot;
use super::camera::{Path, View};
use super::reel::Reel;
use super::timeline::Timeline;
use crate::artwork::{Camera, Film};
use crate::card::Card;
use crate::h264::{Encoder, Planes, Step};
use crate::paint::{self, Canvas, Frame, Mouth, Slate, Typesetter};
use crate::speech::{Syllable, Vowel};

/// The number of pictures in which blinds close.
const BLINDS: usize = 4;
/// The number of columns of macroblocks between two blinds.
const BLIND: usize = 8;
/// The colour of blinds.
const DARK: u32 = 0x14_161c;

/// Everything that decides a picture which follows from a key picture, beside the key picture itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Look {
    path: Path,
    views: (View, View),
    mouth: Mouth,
    /// The number of blinds' columns that are closed, of [`BLIND`].
    closed: usize,
    /// The place behind the key picture.
    order: u32,
}

/// The place where scenes are shot, one after another.
pub(super) struct Set<'film> {
    film: &'film Film,
    timeline: &'film Timeline,
    scenes: &'film [Card],
    size: (u32, u32),
    columns: usize,
    rows: usize,
    /// The rows of macroblocks of the window.
    window: Range<usize>,
    /// The heights of the plate above and below the window, in pixels.
    plate: Option<(i32, i32)>,
    setter: Typesetter,
    planes: Planes,
    dark: Planes,
    encoder: Encoder,
    reel: Reel,
    /// The last painted scene, by its card without the words of the plate.
    painted: Option<(Card, usize, Canvas)>,
    /// The last key picture: the canvas, and the slice of each part.
    key: Option<(Canvas, u32, Vec<Vec<u8>>)>,
    /// The pictures that were shot already. Those with an open mouth belong to the painted scene.
    shot: HashMap<Look, usize>,
    mouths: HashMap<Mouth, (Planes, Vec<bool>)>,
}

impl<'film> Set<'film> {
    pub(super) fn new(
        film: &'film Film,
        scenes: &'film [Card],
        size: (u32, u32),
        timeline: &'film Timeline,
    ) -> Self {
        let (columns, rows) = (size.0.div_ceil(16) as usize, size.1.div_ceil(16) as usize);
        let pixels = |side: u32| i32::try_from(side).unwrap_or(i32::MAX);
        let is_bare = scenes.iter().any(|card| card.bare);
        let has_subtitles = film.voice.is_some() || scenes.iter().any(|card| card.subtitle.is_some());
        let heights =
            if is_bare { None } else { paint::plate_heights(pixels(size.0), pixels(size.1), has_subtitles) };
        let window = heights.map_or(0..rows, |(head, foot)| {
            let whole = |height: i32| height.unsigned_abs() as usize;
            whole(head).div_ceil(16)..(size.1 as usize - whole(foot)) / 16
        });
        let plate = heights.map(|_| {
            let head = 16 * window.start;
            let foot = size.1 as usize - 16 * window.end;
            (i32::try_from(head).unwrap_or(0), i32::try_from(foot).unwrap_or(0))
        });
        let mut dark = Planes::new(columns, rows);
        dark.fill(DARK);
        Self {
            film,
            timeline,
            scenes,
            size,
            columns,
            rows,
            window,
            plate,
            setter: Typesetter::default(),
            planes: Planes::new(columns, rows),
            dark,
            encoder: Encoder::new(columns, rows),
            reel: Reel::default(),
            painted: None,
            key: None,
            shot: HashMap::new(),
            mouths: HashMap::new(),
        }
    }

    pub(super) fn into_reel(self) -> Reel {
        self.reel
    }

    /// Shoots a scene.
    pub(super) fn shoot(&mut self, shot: &Shot) {
        let groups = self.timeline.groups(&shot.times);
        let window = (self.size.0, self.window_height());
        let path = Path::new(
            self.film.camera,
            shot.index,
            self.scenes.len(),
            groups.len(),
            (i32::try_from(window.0).unwrap_or(0), i32::try_from(window.1).unwrap_or(0)),
        );
        self.paint(shot, &path, window);
        let pictures: usize = groups.iter().map(|group| group.pictures.len()).sum();
        let is_last = shot.index + 1 == self.timeline.count as usize;
        let mut left = pictures;
        let mut keyed: Option<(View, usize)> = None;
        for (number, group) in groups.iter().enumerate() {
            let from = path.view(number, 0);
            let count = u32::try_from(group.pictures.len()).unwrap_or(u32::MAX);
            for (order, shown) in (0_u32..).zip(&group.pictures) {
                left -= 1;
                let duration = shown.end - shown.start;
                if order == 0 {
                    match keyed.filter(|(view, _)| *view == from && !self.timeline.is_hurried()) {
                        Some((_, picture)) => self.reel.repeat(picture, duration, true),
                        None => keyed = Some((from, self.key(shot, &path, from, duration))),
                    }
                    continue;
                }
                let part = 1024 * order / count;
                let closing = self.film.has_transitions && !is_last && left < BLINDS;
                let look = Look {
                    path,
                    views: (from, path.view(number, i32::try_from(part).unwrap_or(0))),
                    mouth: self.mouth(shot, shown),
                    closed: if closing { (BLINDS - left) * BLIND / BLINDS } else { 0 },
                    order,
                };
                self.follow(look, duration);
            }
        }
    }

    fn window_height(&self) -> u32 {
        let foot = self.plate.map_or(0, |(_, foot)| foot.unsigned_abs());
        self.size.1 - foot - u32::try_from(16 * self.window.start).unwrap_or(0)
    }

    /// Paints the scene that the window shows, unless it is the one that was painted last.
    fn paint(&mut self, shot: &Shot, path: &Path, (width, height): (u32, u32)) {
        // People who speak stay where they are; all other scenes are different even if their cards are not.
        let speaks = shot.card.figure.is_some() && shot.card.speech.is_some();
        let take = if speaks { 0 } else { shot.index };
        let card =
            Card { subtitle: None, speech: None, notes: Vec::new(), job: String::new(), ..shot.card.clone() };
        if self.painted.as_ref().is_some_and(|(painted, last, _)| (painted, *last) == (&card, take)) {
            return;
        }
        let width = width + path.margin().unsigned_abs();
        let paint = |mouth| paint::scene(shot.card, take, (width, height), Frame::window(mouth)).canvas;
        let mut canvas = paint(Mouth::Closed);
        paint::window_mark(&mut canvas, &mut self.setter, shot.card);
        self.shot.retain(|look, _| look.mouth == Mouth::Closed);
        self.mouths.clear();
        if speaks && self.film.camera == Camera::Still {
            for mouth in [Mouth::Narrow, Mouth::Round, Mouth::Open] {
                let mut open = paint(mouth);
                paint::window_mark(&mut open, &mut self.setter, shot.card);
                let mut planes = Planes::new(self.columns, self.rows);
                let mut changed = vec![false; self.columns * self.rows];
                for (row, column) in
                    self.window.clone().flat_map(|row| (0..self.columns).map(move |column| (row, column)))
                {
                    if differs(&canvas, &open, column, row - self.window.start) {
                        changed[row * self.columns + column] = true;
                        planes.load(&open, self.window.start, column..column + 1, row..row + 1);
                    }
                }
                self.mouths.insert(mouth, (planes, changed));
            }
        }
        self.painted = Some((card, take, canvas));
    }

    /// Adds a key picture, and returns its number.
    fn key(&mut self, shot: &Shot, path: &Path, view: View, duration: u32) -> usize {
        let (_, _, scene) = self.painted.as_ref().expect("a scene is painted before it is shot");
        let window = path.window(scene, view, self.size.0);
        let mut canvas = Canvas::new(self.size.0, self.size.1);
        canvas.lay(&window, 0, 16 * self.window.start);
        if let Some(plate) = self.plate {
            let several = self.scenes.len() > 1;
            let corner = if several {
                format!("Scene {} of {}", shot.index + 1, self.scenes.len())
            } else {
                String::new()
            };
            let slate = Slate { corner, foot: clock(self.timeline.total) };
            let card = Card { seed: self.scenes[0].seed, ..shot.card.clone() };
            paint::plate(&mut canvas, &mut self.setter, &card, &slate, plate);
        }
        // Neighbouring key pictures must differ in this number.
        let number = u32::from(self.timeline.is_hurried() && shot.index % 2 == 1);
        let last = self.key.take().filter(|(_, other, _)| *other == number);
        let mut slices = Vec::new();
        for (index, rows) in self.parts().into_iter().enumerate() {
            let pixels = 16 * rows.start..(16 * rows.end).min(self.size.1 as usize);
            let same =
                last.as_ref().filter(|(last, ..)| pixels.clone().all(|y| last.row(y) == canvas.row(y)));
            slices.push(match same {
                Some((_, _, slices)) => slices[index].clone(),
                None => {
                    self.planes.load(&canvas, 0, 0..self.columns, rows.clone());
                    self.encoder.key_slice(&self.planes, rows, number)
                }
            });
        }
        self.reel.push(slices.iter().map(Vec::as_slice), duration, true);
        self.key = Some((canvas, number, slices));
        self.reel.samples[self.reel.samples.len() - 1].picture
    }

    /// Returns the rows of macroblocks of each slice: the window in one, each row of the plate in one of its own.
    fn parts(&self) -> Vec<Range<usize>> {
        let single = |rows: Range<usize>| rows.map(|row| row..row + 1);
        let (head, foot) = (single(0..self.window.start), single(self.window.end..self.rows));
        head.chain([self.window.clone()]).chain(foot).collect()
    }

    /// Adds a picture that follows from the last key picture.
    fn follow(&mut self, look: Look, duration: u32) {
        if let Some(picture) = self.shot.get(&look) {
            return self.reel.repeat(*picture, duration, false);
        }
        let mouth = self.mouths.get(&look.mouth);
        let mut steps = vec![Step::Move((0, 0)); self.columns * self.rows];
        for address in self.window.start * self.columns..self.window.end * self.columns {
            let (column, row) = (address % self.columns, address / self.columns - self.window.start);
            let is_anew = column % BLIND < look.closed
                || look.closed == 0 && mouth.is_some_and(|(_, changed)| changed[address]);
            steps[address] = if is_anew {
                Step::Anew
            } else {
                look.path.step(look.views.0, look.views.1, (column, row), self.window.len())
            };
        }
        let source =
            if look.closed > 0 { &self.dark } else { mouth.map_or(&self.dark, |(planes, _)| planes) };
        let bounds = [0..self.window.start, self.window.clone(), self.window.end..self.rows];
        let slices: Vec<Vec<u8>> = bounds
            .into_iter()
            .filter(|rows| !rows.is_empty())
            .map(|rows| self.encoder.between_slice(source, rows, look.order, &steps))
            .collect();
        self.reel.push(slices.iter().map(Vec::as_slice), duration, false);
        self.shot.insert(look, self.reel.samples[self.reel.samples.len() - 1].picture);
    }

    /// Returns the mouth in the middle of a picture's time.
    fn mouth(&self, shot: &Shot, shown: &Range<u32>) -> Mouth {
        let now = u32::midpoint(shown.start, shown.end);
        let speaks = |syllable: &&Syllable| syllable.start <= now && now < syllable.start + syllable.length;
        if self.mouths.is_empty() {
            return Mouth::Closed;
        }
        match shot.syllables.iter().find(speaks) {
            // Between syllables, lips meet.
            Some(syllable) if (now - syllable.start) * 4 < syllable.length * 3 => match syllable.vowel {
                Vowel::Narrow | Vowel::Middle => Mouth::Narrow,
                Vowel::Open => Mouth::Open,
                Vowel::Round => Mouth::Round,
            },
            _ => Mouth::Closed,
        }
    }
}

/// Returns `true` if two canvases differ in a macroblock.
fn differs(one: &Canvas, other: &Canvas, column: usize, row: usize) -> bool {
    let (width, height) = (one.width().unsigned_abs() as usize, one.height().unsigned_abs() as usize);
    let columns = (16 * column).min(width)..(16 * (column + 1)).min(width);
    (16 * row..(16 * (row + 1)).min(height))
        .any(|y| one.row(y)[columns.clone()] != other.row(y)[columns.clone()])
}

/// Returns the text of a length in milliseconds, such as `1:05`.
fn clock(milliseconds: u32) -> String {
    let seconds = milliseconds / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}
