//! Shapes with smooth edges: outlines of curves, and the share of each pixel that they cover.

use super::canvas::{Canvas, Color};

/// The number of parts in a pixel, for positions on an outline.
pub(super) const PARTS: i32 = 256;
/// The number of lines in each row of pixels along which coverage is measured.
const LINES: i32 = 8;
/// The number of straight pieces in a curve.
const PIECES: i32 = 10;

/// The share of each pixel that a shape covers, of 255.
pub(super) struct Mask {
    pub(super) left: i32,
    pub(super) top: i32,
    pub(super) width: usize,
    pub(super) coverage: Vec<u8>,
}

/// A closed outline through points in 1/[`PARTS`] pixel.
pub(super) struct Outline(Vec<(i32, i32)>);

impl Outline {
    /// Creates a round outline: a quadratic spline that bends towards each point, and passes through the middles
    /// between the points.
    pub(super) fn round(points: &[(i32, i32)]) -> Self {
        let middle =
            |(x, y): (i32, i32), (to_x, to_y): (i32, i32)| (i32::midpoint(x, to_x), i32::midpoint(y, to_y));
        let after = |index: usize| points[index % points.len()];
        let curves = (0..points.len()).flat_map(|index| {
            let bend = after(index + 1);
            let (start, end) = (middle(after(index), bend), middle(bend, after(index + 2)));
            (0..PIECES).map(move |piece| {
                let (done, left) = (i64::from(piece), i64::from(PIECES - piece));
                let along = |start: i32, bend: i32, end: i32| {
                    let sum = i64::from(start) * left * left
                        + 2 * i64::from(bend) * left * done
                        + i64::from(end) * done * done;
                    i32::try_from(sum / i64::from(PIECES * PIECES)).unwrap_or(start)
                };
                (along(start.0, bend.0, end.0), along(start.1, bend.1, end.1))
            })
        });
        Self(curves.collect())
    }

    /// Creates an outline with corners at the points.
    pub(super) fn sharp(points: Vec<(i32, i32)>) -> Self {
        Self(points)
    }
}

impl Mask {
    /// Returns the inside of an outline on a canvas of the given size.
    pub(super) fn new(outline: &Outline, (width, height): (i32, i32)) -> Self {
        let range = |values: &mut dyn Iterator<Item = i32>, limit: i32| {
            let (first, last) =
                values.fold((i32::MAX, i32::MIN), |(first, last), value| (first.min(value), last.max(value)));
            (
                first.div_euclid(PARTS).clamp(0, limit),
                (last.div_euclid(PARTS).saturating_add(1)).clamp(0, limit),
            )
        };
        let (left, right) = range(&mut outline.0.iter().map(|point| point.0), width);
        let (top, bottom) = range(&mut outline.0.iter().map(|point| point.1), height);
        let columns = (right - left).max(0).unsigned_abs() as usize;
        let rows = (bottom - top).max(0).unsigned_abs() as usize;
        let mut mask = Self { left, top, width: columns, coverage: Vec::new() };
        if columns == 0 || rows == 0 {
            return Self { width: 0, ..mask };
        }
        let crossings = crossings(&outline.0, top * LINES..bottom * LINES);
        let mut sums = vec![0_i32; columns * rows];
        for pair in crossings.chunks_exact(2) {
            let row = ((pair[0].0 / LINES) - top).unsigned_abs() as usize;
            let limit = (right - left) * PARTS;
            let within = |x: i32| (x - left * PARTS).clamp(0, limit);
            add_span(&mut sums[row * columns..][..columns], within(pair[0].1), within(pair[1].1));
        }
        mask.coverage = sums.iter().map(|sum| (sum / LINES).clamp(0, 255).to_le_bytes()[0]).collect();
        mask
    }

    /// Returns the part that lies in another mask too.
    pub(super) fn within(self, other: &Self) -> Self {
        self.times(|x, y| other.at(x, y))
    }

    /// Returns the part that does not lie in another mask.
    pub(super) fn without(self, other: &Self) -> Self {
        self.times(|x, y| 255 - other.at(x, y))
    }

    fn times(mut self, share: impl Fn(i32, i32) -> u8) -> Self {
        if self.width > 0 {
            for (y, row) in (self.top..).zip(self.coverage.chunks_exact_mut(self.width)) {
                for (x, coverage) in (self.left..).zip(row) {
                    let left = u32::from(*coverage) * u32::from(share(x, y)) / 255;
                    *coverage = left.to_le_bytes()[0];
                }
            }
        }
        self
    }

    fn at(&self, x: i32, y: i32) -> u8 {
        let (Ok(column), Ok(row)) = (usize::try_from(x - self.left), usize::try_from(y - self.top)) else {
            return 0;
        };
        if column < self.width {
            self.coverage.get(row * self.width + column).copied().unwrap_or(0)
        } else {
            0
        }
    }

    /// Lays `share` of 256 of a colour over the covered pixels, with the mask moved to the right and down.
    pub(super) fn lay(&self, canvas: &mut Canvas, (right, down): (i32, i32), color: Color, share: u32) {
        if self.width == 0 {
            return;
        }
        for (y, row) in (down + self.top..).zip(self.coverage.chunks_exact(self.width)) {
            for (x, coverage) in (right + self.left..).zip(row) {
                if *coverage > 0 {
                    canvas.dot(x, y, color, share * (u32::from(*coverage) + 1) / 256);
                }
            }
        }
    }
}

/// Returns the crossings of an outline with the lines of a range, by line and then from left to right. On each line,
/// the outline leads into the shape as often as out of it.
fn crossings(points: &[(i32, i32)], lines: std::ops::Range<i32>) -> Vec<(i32, i32)> {
    let spacing = PARTS / LINES;
    let mut crossings = Vec::new();
    let ends = points.iter().zip(points.iter().cycle().skip(1));
    for (from, to) in ends {
        let (from, to) = if from.1 <= to.1 { (from, to) } else { (to, from) };
        // The first line at or below a height. Lines run through the middles of their spacing.
        let line = |y: i32| (y - spacing / 2 + spacing - 1).div_euclid(spacing);
        for line in line(from.1).max(lines.start)..line(to.1).min(lines.end) {
            let down = i64::from(line * spacing + spacing / 2 - from.1);
            let run = down * i64::from(to.0 - from.0) / i64::from(to.1 - from.1);
            crossings.push((line, from.0 + i32::try_from(run).unwrap_or(0)));
        }
    }
    crossings.sort_unstable();
    crossings
}

/// Adds the part of each pixel that a stretch of a line covers, in 1/[`PARTS`].
fn add_span(sums: &mut [i32], from: i32, to: i32) {
    let (first, last) = ((from / PARTS).unsigned_abs() as usize, (to / PARTS).unsigned_abs() as usize);
    if first == last {
        if let Some(sum) = sums.get_mut(first) {
            *sum += to - from;
        }
        return;
    }
    sums[first] += PARTS - from % PARTS;
    sums[first + 1..last].iter_mut().for_each(|sum| *sum += PARTS);
    if let Some(sum) = sums.get_mut(last) {
        *sum += to % PARTS;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a round outline around a middle, with about this radius in pixels.
    fn disc((x, y): (i32, i32), radius: i32) -> Outline {
        let around = [(108, 0), (77, 77), (0, 108), (-77, 77), (-108, 0), (-77, -77), (0, -108), (77, -77)];
        let at = |middle: i32, away: i32| middle * PARTS + away * radius * PARTS / 100;
        Outline::round(&around.map(|(right, down)| (at(x, right), at(y, down))))
    }

    fn covered(mask: &Mask) -> i32 {
        mask.coverage.iter().map(|coverage| i32::from(*coverage)).sum::<i32>() / 255
    }

    #[test]
    fn a_disc_covers_its_area() {
        for radius in [1, 3, 10, 50] {
            let mask = Mask::new(&disc((60, 60), radius), (120, 120));
            let area = 314 * radius * radius / 100;
            assert!(
                covered(&mask).abs_diff(area) <= 2 + area.unsigned_abs() / 50,
                "{radius}: {}",
                covered(&mask)
            );
        }
    }

    #[test]
    fn what_lies_beyond_the_canvas_is_left_out() {
        let whole = covered(&Mask::new(&disc((60, 60), 50), (120, 120)));
        for (middle, share) in [((0, 60), 2), ((120, 60), 2), ((60, 0), 2), ((0, 0), 4), ((120, 120), 4)] {
            let part = covered(&Mask::new(&disc(middle, 50), (120, 120)));
            assert!((part * share).abs_diff(whole) < 30, "{middle:?}: {part} of {whole}");
        }
        for middle in [(-60, 60), (60, 180), (4000, -4000)] {
            assert_eq!(covered(&Mask::new(&disc(middle, 50), (120, 120))), 0);
        }
    }

    #[test]
    fn within_and_without_share_a_mask() {
        let new = || Mask::new(&disc((40, 60), 30), (120, 120));
        let other = Mask::new(&disc((60, 60), 30), (120, 120));
        let [within, without] = [covered(&new().within(&other)), covered(&new().without(&other))];
        assert!(within > 1000 && without > 1000);
        assert!((within + without).abs_diff(covered(&new())) < 60);
    }
}
