//! A picture as the codec sees it: one plane of brightness and two half-size planes of colour.

use std::ops::Range;

use crate::paint::Canvas;

/// One plane of samples, whole macroblocks wide and high.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Plane {
    pub(crate) stride: usize,
    pub(crate) samples: Vec<u8>,
}

/// The planes Y, Cb and Cr of a picture.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Planes {
    pub(crate) luma: Plane,
    pub(crate) chroma: [Plane; 2],
}

impl Plane {
    fn new(stride: usize, height: usize) -> Self {
        Self { stride, samples: vec![0; stride * height] }
    }

    /// Returns a part of a row.
    #[inline]
    pub(super) fn run(&self, x: usize, y: usize, length: usize) -> &[u8] {
        &self.samples[y * self.stride + x..][..length]
    }

    /// Returns a part of a row.
    #[inline]
    pub(super) fn run_mut(&mut self, x: usize, y: usize, length: usize) -> &mut [u8] {
        &mut self.samples[y * self.stride + x..][..length]
    }
}

impl Planes {
    /// Creates planes of zeros for `columns` by `rows` macroblocks.
    pub(crate) fn new(columns: usize, rows: usize) -> Self {
        let chroma = Plane::new(8 * columns, 8 * rows);
        Self { luma: Plane::new(16 * columns, 16 * rows), chroma: [chroma.clone(), chroma] }
    }

    /// Takes over macroblocks from a canvas. The first row of the canvas is the first row of macroblock row `top`. A
    /// macroblock that reaches beyond the canvas repeats the edge of the canvas.
    pub(crate) fn load(&mut self, canvas: &Canvas, top: usize, columns: Range<usize>, rows: Range<usize>) {
        for row in rows {
            let mut from = columns.start;
            for column in columns.clone().skip(1) {
                if carries_on(canvas, column, row - top) {
                    self.convert(canvas, top, from..column, row);
                    self.carry_on(column, row);
                    from = column + 1;
                }
            }
            self.convert(canvas, top, from..columns.end, row);
        }
    }

    /// Fills all planes with the colour of a pixel.
    pub(crate) fn fill(&mut self, pixel: u32) {
        self.luma.samples.fill(luma(pixel));
        let values = chroma([pixel; 4]);
        for (plane, value) in self.chroma.iter_mut().zip(values) {
            plane.samples.fill(value);
        }
    }

    /// Fills a macroblock with the samples to its left, row by row.
    pub(super) fn carry_on(&mut self, column: usize, row: usize) {
        let [blue, red] = &mut self.chroma;
        for (plane, side) in [(&mut self.luma, 16), (blue, 8), (red, 8)] {
            for y in side * row..side * (row + 1) {
                let run = plane.run_mut(side * column - 1, y, side + 1);
                run.fill(run[0]);
            }
        }
    }

    /// Converts a part of a row of macroblocks.
    fn convert(&mut self, canvas: &Canvas, top: usize, columns: Range<usize>, row: usize) {
        if columns.is_empty() {
            return;
        }
        let last = canvas.height().unsigned_abs() as usize - 1;
        let (from, to) = (8 * columns.start, 8 * columns.end);
        for y in 8 * row..8 * row + 8 {
            let [upper, lower] = [0, 1].map(|half| canvas.row((2 * y + half - 16 * top).min(last)));
            for (half, row) in [upper, lower].into_iter().enumerate() {
                let inside = (2 * to).min(row.len());
                let out = self.luma.run_mut(2 * from, 2 * y + half, 2 * (to - from));
                for (sample, pixel) in out.iter_mut().zip(&row[2 * from..inside]) {
                    *sample = luma(*pixel);
                }
                out[inside - 2 * from..].fill(luma(row[inside - 1]));
            }
            let inside = to.min(upper.len() / 2);
            let [blue, red] = &mut self.chroma;
            let (blue, red) = (blue.run_mut(from, y, to - from), red.run_mut(from, y, to - from));
            let pairs =
                upper[2 * from..2 * inside].chunks_exact(2).zip(lower[2 * from..2 * inside].chunks_exact(2));
            for ((blue, red), (upper, lower)) in blue.iter_mut().zip(red.iter_mut()).zip(pairs) {
                [*blue, *red] = chroma([upper[0], upper[1], lower[0], lower[1]]);
            }
            for plane in [blue, red] {
                let edge = plane[inside - 1 - from];
                plane[inside - from..].fill(edge);
            }
        }
    }
}

/// Returns `true` if each row of a macroblock repeats the two pixels to its left, which share a sample of colour.
fn carries_on(canvas: &Canvas, column: usize, row: usize) -> bool {
    let (width, last) = (canvas.row(0).len(), canvas.height().unsigned_abs() as usize - 1);
    let (from, to) = (16 * column, 16 * (column + 1));
    to <= width
        && (16 * row..16 * (row + 1)).all(|y| {
            let row = canvas.row(y.min(last));
            let left = row[from - 1];
            row[from - 2..to].iter().fold(0, |differing, pixel| differing | (pixel ^ left)) == 0
        })
}

/// Returns the brightness of a pixel by ITU-R BT.709, from 16 to 235.
#[inline]
fn luma(pixel: u32) -> u8 {
    let (red, green, blue) = (pixel >> 16 & 255, pixel >> 8 & 255, pixel & 255);
    ((47 * red + 157 * green + 16 * blue + (16 << 8) + 128) >> 8).to_le_bytes()[0]
}

/// Returns Cb and Cr of four pixels together by ITU-R BT.709, from 16 to 240.
#[inline]
fn chroma(pixels: [u32; 4]) -> [u8; 2] {
    // Sums of four fit ten bits, so two channels are summed in one word.
    let red_blue: u32 = pixels.iter().map(|pixel| pixel & 0xff_00ff).sum();
    let green: u32 = pixels.iter().map(|pixel| pixel >> 8 & 255).sum();
    let (red, green, blue) =
        ((red_blue >> 16).cast_signed(), green.cast_signed(), (red_blue & 0xffff).cast_signed());
    let middle = (128 << 10) + 512;
    let differences = [112 * blue - 26 * red - 86 * green, 112 * red - 102 * green - 10 * blue];
    differences.map(|difference| ((difference + middle) >> 10).to_le_bytes()[0])
}
