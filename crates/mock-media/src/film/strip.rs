//! The strip at the foot of a film, with everything that moves: the clock and the progress bar.

use std::ops::Range;

use crate::paint::{Area, Canvas, INK, Measures, Painting, Palette, Style, Typesetter, Weight};

/// The lowest rows of a scene, a whole number of macroblocks high.
pub(super) struct Strip {
    /// The strip as painted, with an empty bar and no clock.
    clean: Canvas,
    /// The strip with the clock and the bar as they are now.
    canvas: Canvas,
    palette: Palette,
    measures: Measures,
    /// The first row of macroblocks of the strip, counted from the top of the film.
    top: usize,
    /// The number of macroblocks in a row of the film.
    columns: usize,
    bar: Area,
    /// The positions on the bar, in pixels, at which the scenes after the first begin.
    marks: Vec<i32>,
    total: u32,
    clock: String,
    /// The filled length of the bar, in pixels.
    filled: i32,
}

/// Returns the text of the clock, such as `0:07 / 1:00`, for a time and a total in milliseconds.
pub(super) fn clock(time: u32, total: u32) -> String {
    let reading = |time: u32| {
        let seconds = time / 1000;
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        if total >= 3_600_000 {
            format!("{hours}:{minutes:02}:{seconds:02}")
        } else {
            format!("{minutes}:{seconds:02}")
        }
    };
    format!("{} / {}", reading(time), reading(total))
}

impl Strip {
    /// Creates the strip of a painted scene. `scenes` are the times, in milliseconds, at which scenes begin.
    pub(super) fn new(painting: &Painting, total: u32, scenes: impl Iterator<Item = u32>) -> Self {
        let canvas = &painting.canvas;
        let measures = Measures::new(canvas.width(), canvas.height());
        let top = (measures.foot - measures.small).max(0).unsigned_abs() as usize / 16;
        let mut clean = canvas.below(16 * top);
        let height = (measures.margin / 6).max(2);
        let bar = Area { left: 0, top: clean.height() - height, width: clean.width(), height };
        clean.wash(bar, INK, 56);
        let marks: Vec<i32> = scenes.skip(1).map(|time| along(bar.width, time, total)).collect();
        // Marks are left out if they would stand too close together.
        let crowded = marks.len() * 12 > bar.width.unsigned_abs() as usize;
        Self {
            canvas: clean.clone(),
            clean,
            palette: painting.palette,
            measures,
            top,
            columns: (canvas.width().unsigned_abs() as usize).div_ceil(16),
            bar,
            marks: if crowded { Vec::new() } else { marks },
            total,
            clock: String::new(),
            filled: 0,
        }
    }

    /// Returns the first row of macroblocks that belongs to the strip.
    pub(super) fn top(&self) -> usize {
        self.top
    }

    /// Returns the strip as it is now.
    pub(super) fn canvas(&self) -> &Canvas {
        &self.canvas
    }

    /// Moves on to a picture, and returns the areas that have changed.
    pub(super) fn advance(&mut self, shown: &Range<u32>, setter: &mut Typesetter) -> Vec<Area> {
        let mut changed = self.draw_clock(clock(shown.start, self.total), setter);
        changed.extend(self.fill_bar(along(self.bar.width, shown.end, self.total)));
        changed
    }

    fn fill_bar(&mut self, filled: i32) -> Option<Area> {
        let area = Area { left: self.filled, width: filled - self.filled, ..self.bar };
        if area.width == 0 {
            return None;
        }
        self.filled = filled;
        self.canvas.wash(area, self.palette.accent, 256);
        let gap = (self.bar.height / 2).clamp(1, 3);
        for mark in self.marks.iter().filter(|mark| **mark >= area.left - gap && **mark < filled) {
            self.canvas.restore(&self.clean, Area { left: *mark, width: gap, ..self.bar });
        }
        Some(area)
    }

    /// Draws the characters of the clock that have changed, and returns their areas. Digits are set in cells of equal
    /// width, so that the clock does not shift while it runs.
    fn draw_clock(&mut self, clock: String, setter: &mut Typesetter) -> Vec<Area> {
        let style = self.measures.print(Weight::Regular, INK);
        let mut changed = Vec::new();
        if clock == self.clock || !self.measures.foot_fits(&clock) {
            return changed;
        }
        let baseline = self.measures.foot - i32::try_from(16 * self.top).unwrap_or(0);
        let mut old = self.clock.chars().rev();
        let mut left = self.measures.right;
        for character in clock.chars().rev() {
            let width = measure(style, character);
            let cell = if character.is_ascii_digit() { measure(style, '0') } else { width };
            left -= cell;
            if old.next() != Some(character) {
                let area = Area { left, top: baseline - style.size, width: cell, height: style.size * 5 / 4 };
                self.canvas.restore(&self.clean, area);
                let x = left + (cell - width) / 2;
                setter.draw(&mut self.canvas, character.encode_utf8(&mut [0; 4]), x, baseline, style);
                changed.push(area);
            }
        }
        self.clock = clock;
        changed
    }

    /// Returns the macroblocks of the film that these areas of the strip touch, in ascending order.
    pub(super) fn macroblocks(&self, areas: &[Area]) -> Vec<usize> {
        let mut touched = Vec::new();
        for area in areas {
            let (columns, rows) = area.macroblocks(&self.canvas);
            touched.extend(rows.flat_map(|row| {
                let first = (self.top + row) * self.columns;
                columns.clone().map(move |column| first + column)
            }));
        }
        touched.sort_unstable();
        touched.dedup();
        touched
    }
}

fn measure(style: Style, character: char) -> i32 {
    style.measure(character.encode_utf8(&mut [0; 4]))
}

/// Returns the position of a time on a line that stands for the total time.
fn along(length: i32, time: u32, total: u32) -> i32 {
    i32::try_from(i64::from(length) * i64::from(time) / i64::from(total)).unwrap_or(length)
}
