//! Inter prediction of whole macroblocks (sections 8.4.1 and 8.4.2), sample by sample as the standard prints it.

use super::super::planes::Plane;
use super::Decoder;

impl Decoder {
    /// Returns the vector from which a written one is counted, or the one of a macroblock that is skipped.
    pub(super) fn expected_vector(&self, address: usize, skipped: bool) -> (i32, i32) {
        let (column, row) = (address % self.columns, address / self.columns);
        let at = |right: isize, down: isize| {
            let (column, row) = (column.checked_add_signed(right)?, row.checked_add_signed(down)?);
            let address = (column < self.columns).then_some(row * self.columns + column)?;
            self.in_slice[address].then(|| self.vectors[address])
        };
        let (a, b) = (at(-1, 0), at(0, -1));
        let c = at(1, -1).or_else(|| at(-1, -1));
        if skipped && (a.is_none() || b.is_none() || a == Some(Some((0, 0))) || b == Some(Some((0, 0)))) {
            return (0, 0);
        }
        if let (Some(Some(only)), None, None) = (a, b, c) {
            return only;
        }
        let all = [a, b, c].map(Option::flatten);
        let known: Vec<_> = all.iter().flatten().collect();
        if let [only] = known[..] {
            return *only;
        }
        let middle = |part: fn((i32, i32)) -> i32| {
            let mut parts = all.map(|vector| vector.map_or(0, part));
            parts.sort_unstable();
            parts[1]
        };
        (middle(|vector| vector.0), middle(|vector| vector.1))
    }

    /// Repeats samples of the key picture.
    pub(super) fn repeat(&mut self, address: usize, vector: (i32, i32)) {
        self.vectors[address] = Some(vector);
        self.counts[address] = [0; 24];
        let (column, row) = (address % self.columns, address / self.columns);
        for (x, y) in (0..256).map(|sample| (16 * column + sample % 16, 16 * row + sample / 16)) {
            let stride = self.planes.luma.stride;
            self.planes.luma.samples[y * stride + x] = luma(&self.key.luma, (x, y), vector);
        }
        for (plane, key) in self.planes.chroma.iter_mut().zip(&self.key.chroma) {
            for (x, y) in (0..64).map(|sample| (8 * column + sample % 8, 8 * row + sample / 8)) {
                plane.samples[y * plane.stride + x] = chroma(key, (x, y), vector);
            }
        }
    }
}

/// Returns a sample of a plane; beyond its edges, the nearest one.
fn sample(plane: &Plane, x: i32, y: i32) -> i32 {
    let side = |length: usize| i32::try_from(length).unwrap() - 1;
    let (right, bottom) = (side(plane.stride), side(plane.samples.len() / plane.stride));
    let (x, y) = (x.clamp(0, right).unsigned_abs() as usize, y.clamp(0, bottom).unsigned_abs() as usize);
    plane.samples[y * plane.stride + x].into()
}

fn place((x, y): (usize, usize), vector: (i32, i32), shift: u32) -> (i32, i32) {
    (i32::try_from(x).unwrap() + (vector.0 >> shift), i32::try_from(y).unwrap() + (vector.1 >> shift))
}

/// Section 8.4.2.2.1, with the names of its figure 8-4.
#[expect(clippy::many_single_char_names, reason = "they are the names in the standard")]
fn luma(plane: &Plane, at: (usize, usize), vector: (i32, i32)) -> u8 {
    let (x, y) = place(at, vector, 2);
    let taps = |value: &dyn Fn(i32) -> i32| {
        value(-2) - 5 * value(-1) + 20 * value(0) + 20 * value(1) - 5 * value(2) + value(3)
    };
    let across = |x: i32, y: i32| taps(&|step| sample(plane, x + step, y));
    let rounded = |sum: i32| ((sum + 16) >> 5).clamp(0, 255);
    let half_across = |x, y| rounded(across(x, y));
    let half_down = |x: i32, y: i32| rounded(taps(&|step| sample(plane, x, y + step)));
    let middle = || ((taps(&|step| across(x, y + step)) + 512) >> 10).clamp(0, 255);
    let mean = |one: i32, other: i32| (one + other + 1) >> 1;
    let (g, b, h) = (sample(plane, x, y), half_across(x, y), half_down(x, y));
    let (s, m) = (half_across(x, y + 1), half_down(x + 1, y));
    let value = match (vector.0 & 3, vector.1 & 3) {
        (0, 0) => g,
        (1, 0) => mean(g, b),
        (2, 0) => b,
        (3, 0) => mean(b, sample(plane, x + 1, y)),
        (0, 1) => mean(g, h),
        (0, 2) => h,
        (0, 3) => mean(h, sample(plane, x, y + 1)),
        (2, 2) => middle(),
        (2, 1) => mean(b, middle()),
        (2, 3) => mean(middle(), s),
        (1, 2) => mean(h, middle()),
        (3, 2) => mean(middle(), m),
        (1, 1) => mean(b, h),
        (3, 1) => mean(b, m),
        (1, 3) => mean(h, s),
        _ => mean(s, m),
    };
    u8::try_from(value).unwrap()
}

/// Section 8.4.2.2.2.
fn chroma(plane: &Plane, at: (usize, usize), vector: (i32, i32)) -> u8 {
    let (x, y) = place(at, vector, 3);
    let (right, down) = (vector.0 & 7, vector.1 & 7);
    let value = (8 - right) * (8 - down) * sample(plane, x, y)
        + right * (8 - down) * sample(plane, x + 1, y)
        + (8 - right) * down * sample(plane, x, y + 1)
        + right * down * sample(plane, x + 1, y + 1);
    u8::try_from((value + 32) >> 6).unwrap()
}
