//! A decoder for the output of the encoder, for tests. It shares only the planes with the encoder, no other code and no
//! table. It follows the decoding process of the standard, and panics at anything that the encoder should not have
//! written.

mod bits;
mod motion;
mod tables;

use super::planes::{Plane, Planes};
use bits::Bits;

/// A decoder of the pictures of one film, NAL unit by NAL unit.
pub(crate) struct Decoder {
    columns: usize,
    rows: usize,
    initial_qp: i32,
    planes: Planes,
    /// The last key picture.
    key: Planes,
    /// The vector of each macroblock of the current slice; `None` for one that is coded anew.
    vectors: Vec<Option<(i32, i32)>>,
    /// The number of coefficients in each block of each macroblock: luma, four blocks to a row, then Cb and Cr, two to a row.
    counts: Vec<[usize; 24]>,
    /// `true` for each macroblock that the current slice has coded or skipped.
    in_slice: Vec<bool>,
    /// `true` for each macroblock that the current picture has.
    in_picture: Vec<bool>,
    /// The place of the current picture behind its key picture, doubled.
    order: usize,
    /// `idr_pic_id` of the current picture and of the one before; `None` for a picture that is no key picture.
    key_ids: [Option<usize>; 2],
}

/// The state of the current slice.
struct Slice {
    intra_only: bool,
    qp: i32,
}

impl Decoder {
    /// Reads the parameter sets, and returns a decoder with the width and the height of the pictures.
    pub(crate) fn new(sequence: &[u8], picture: &[u8]) -> (Self, (usize, usize)) {
        let mut bits = Bits::new(sequence);
        assert_eq!(sequence[0] & 31, 7);
        assert_eq!((bits.fixed(8), bits.fixed(8)), (66, 0xc0), "Constrained Baseline");
        bits.fixed(8);
        assert_eq!((bits.ue(), bits.ue(), bits.ue(), bits.ue(), bits.ue()), (0, 4, 0, 4, 1));
        assert_eq!(bits.fixed(1), 0);
        let (columns, rows) = (bits.ue() + 1, bits.ue() + 1);
        assert_eq!(bits.fixed(2), 3, "whole frames");
        let (mut right, mut bottom) = (0, 0);
        if bits.fixed(1) == 1 {
            assert_eq!(bits.ue(), 0);
            right = 2 * bits.ue();
            assert_eq!(bits.ue(), 0);
            bottom = 2 * bits.ue();
        }

        let mut bits = Bits::new(picture);
        assert_eq!(picture[0] & 31, 8);
        assert_eq!((bits.ue(), bits.ue(), bits.fixed(2)), (0, 0, 0));
        assert_eq!((bits.ue(), bits.ue(), bits.ue(), bits.fixed(3)), (0, 0, 0, 0));
        let initial_qp = 26 + bits.se();
        assert_eq!((bits.se(), bits.se(), bits.fixed(3)), (0, 0, 6));
        bits.finish();
        let all = columns * rows;
        let decoder = Self {
            columns,
            rows,
            initial_qp,
            planes: Planes::new(columns, rows),
            key: Planes::new(columns, rows),
            vectors: vec![None; all],
            counts: vec![[0; 24]; all],
            in_slice: vec![false; all],
            in_picture: vec![false; all],
            order: 0,
            key_ids: [None; 2],
        };
        (decoder, (16 * columns - right, 16 * rows - bottom))
    }

    /// Decodes a picture of one or more slices.
    pub(crate) fn picture(&mut self, nals: &[&[u8]]) -> &Planes {
        self.in_picture.fill(false);
        self.key_ids = [None, self.key_ids[0]];
        for nal in nals {
            self.slice(nal);
        }
        if nals[0][0] == 0x65 {
            self.key = self.planes.clone();
        }
        let [now, before] = self.key_ids;
        assert!(now.is_none() || now != before, "key pictures in a row differ in their ids");
        assert!(self.in_picture.iter().all(|there| *there), "a picture has all its macroblocks");
        &self.planes
    }

    fn slice(&mut self, nal: &[u8]) {
        let mut bits = Bits::new(nal);
        self.in_slice.fill(false);
        let mut address = bits.ue();
        let key = nal[0] == 0x65;
        assert_eq!((bits.ue(), bits.ue()), (if key { 7 } else { 5 }, 0));
        let frame_num = bits.fixed(8);
        if key {
            let id = bits.ue();
            assert_eq!(self.key_ids[0].get_or_insert(id), &id, "slices of a picture agree");
            assert_eq!((frame_num, bits.fixed(8), bits.fixed(2)), (0, 0, 0));
            self.order = 0;
        } else {
            let order = bits.fixed(8);
            assert_eq!((nal[0], frame_num, bits.fixed(2)), (0x01, 1, 0), "no other picture follows from it");
            let begins = address == 0;
            assert!(
                if begins { order > self.order } else { order == self.order },
                "pictures come in their order"
            );
            self.order = order;
        }
        let mut slice = Slice { intra_only: key, qp: self.initial_qp + bits.se() };
        assert_eq!(bits.ue(), 1, "no deblocking");
        while bits.more() {
            if !key {
                for _ in 0..bits.ue() {
                    let vector = self.expected_vector(address, true);
                    self.repeat(address, vector);
                    self.mark(address);
                    address += 1;
                }
                if !bits.more() {
                    break;
                }
            }
            self.macroblock(&mut bits, &mut slice, address);
            self.mark(address);
            address += 1;
        }
        bits.finish();
    }

    fn mark(&mut self, address: usize) {
        assert!(!self.in_picture[address], "each macroblock comes once");
        self.in_slice[address] = true;
        self.in_picture[address] = true;
    }

    /// Returns the addresses to the left and above, each only if it is in the slice.
    fn neighbours(&self, address: usize) -> [Option<usize>; 2] {
        let left = (!address.is_multiple_of(self.columns)).then(|| address - 1);
        let above = address.checked_sub(self.columns);
        [left, above].map(|neighbour| neighbour.filter(|neighbour| self.in_slice[*neighbour]))
    }

    fn macroblock(&mut self, bits: &mut Bits, slice: &mut Slice, address: usize) {
        assert!(address < self.columns * self.rows);
        let kind = bits.ue();
        if !slice.intra_only && kind == 0 {
            let (x, y) = self.expected_vector(address, false);
            let vector = (x + bits.se(), y + bits.se());
            assert_eq!(bits.ue(), 0, "no residual");
            return self.repeat(address, vector);
        }
        self.vectors[address] = None;
        let kind = kind - if slice.intra_only { 1 } else { 6 };
        assert!(kind < 24, "Intra 16x16");
        let (mode, chroma_pattern, luma_coded) = (kind % 4, kind / 4 % 3, kind >= 12);
        let chroma_mode = bits.ue();
        slice.qp += bits.se();
        self.counts[address] = [0; 24];

        let mut luma = [[0; 16]; 16];
        let count = self.expected(address, 0, 4, (0, 0));
        let dc = bits.block(count, 16).0;
        // Intra prediction is constrained: only other macroblocks that are coded anew can be predicted from.
        let can_predict = |neighbour: usize| slice.intra_only || self.vectors[neighbour].is_none();
        let [left, above] = self.neighbours(address).map(|neighbour| neighbour.is_some_and(can_predict));
        for block in 0..16 {
            let (x, y) = (block % 2 + block / 4 % 2 * 2, block / 2 % 2 + block / 8 * 2);
            if luma_coded {
                let (levels, total) = bits.block(self.expected(address, 0, 4, (x, y)), 15);
                luma[4 * y + x][1..].copy_from_slice(&levels[..15]);
                self.counts[address][4 * y + x] = total;
            }
        }
        let mut chroma = [[[0; 16]; 4]; 2];
        let mut chroma_dc = [[0; 4]; 2];
        if chroma_pattern > 0 {
            for plane in &mut chroma_dc {
                plane.copy_from_slice(&bits.block(usize::MAX, 4).0[..4]);
            }
        }
        if chroma_pattern > 1 {
            for (plane, first) in [(0, 16), (1, 20)] {
                for (block, coefficients) in chroma[plane].iter_mut().enumerate() {
                    let (levels, total) =
                        bits.block(self.expected(address, first, 2, (block % 2, block / 2)), 15);
                    coefficients[1..].copy_from_slice(&levels[..15]);
                    self.counts[address][first + block] = total;
                }
            }
        }

        let (column, row) = (address % self.columns, address / self.columns);
        let scaled = luma_dc(&dc, slice.qp);
        let predicted =
            predict(&self.planes.luma, (16 * column, 16 * row), 16, [2, 1, 0][mode], (left, above));
        assert!(mode < 3);
        for (block, levels) in luma.iter().enumerate() {
            let at = (block % 4 * 4, block / 4 * 4);
            let residual = inverse(levels, scaled[block], slice.qp);
            add(&mut self.planes.luma, (16 * column, 16 * row), at, &predicted, &residual);
        }
        for plane in 0..2 {
            let at = (8 * column, 8 * row);
            let direction = [0, 1, 2][chroma_mode];
            let [a, b, c, d] = chroma_dc[plane];
            let sums = [a + b + c + d, a - b + c - d, a + b - c - d, a - b - c + d];
            let target = &mut self.planes.chroma[plane];
            let predicted = predict(target, at, 8, [0, 1, 2][direction], (left, above));
            for (block, levels) in chroma[plane].iter().enumerate() {
                let dc = ((sums[block] * 16 * scale(slice.qp, 0)) << (slice.qp / 6)) >> 5;
                let residual = inverse(levels, dc, slice.qp);
                add(target, at, (block % 2 * 4, block / 2 * 4), &predicted, &residual);
            }
        }
    }

    /// Returns nC of a block (section 9.2.1).
    fn expected(&self, address: usize, first: usize, across: usize, (x, y): (usize, usize)) -> usize {
        let [left, above] = self.neighbours(address);
        let left = if x > 0 { Some((address, x - 1)) } else { left.map(|left| (left, across - 1)) };
        let above = if y > 0 { Some((address, y - 1)) } else { above.map(|above| (above, across - 1)) };
        let left = left.map(|(address, x)| self.counts[address][first + across * y + x]);
        let above = above.map(|(address, y)| self.counts[address][first + across * y + x]);
        match [left, above] {
            [Some(left), Some(above)] => (left + above + 1) >> 1,
            [one, other] => one.or(other).unwrap_or(0),
        }
    }
}

/// The frame scan: the rows and columns of the coefficients, in order.
const ZIGZAG: [(usize, usize); 16] = [
    (0, 0),
    (0, 1),
    (1, 0),
    (2, 0),
    (1, 1),
    (0, 2),
    (0, 3),
    (1, 2),
    (2, 1),
    (3, 0),
    (3, 1),
    (2, 2),
    (1, 3),
    (2, 3),
    (3, 2),
    (3, 3),
];

/// Returns normAdjust4x4 (section 8.5.9). `odd` is the number of odd ones among row and column.
fn scale(qp: i32, odd: usize) -> i32 {
    const TABLE: [[i32; 3]; 6] =
        [[10, 13, 16], [11, 14, 18], [13, 16, 20], [14, 18, 23], [16, 20, 25], [18, 23, 29]];
    TABLE[usize::try_from(qp % 6).unwrap()][odd]
}

fn matrix(levels: &[i32]) -> [[i32; 4]; 4] {
    let mut matrix = [[0; 4]; 4];
    for ((row, column), level) in ZIGZAG.into_iter().zip(levels) {
        matrix[row][column] = *level;
    }
    matrix
}

/// Transforms and scales luma DC coefficients (section 8.5.10), as the matrix product that is printed there.
fn luma_dc(levels: &[i32], qp: i32) -> [i32; 16] {
    const SIGNS: [[i32; 4]; 4] = [[1, 1, 1, 1], [1, 1, -1, -1], [1, -1, -1, 1], [1, -1, 1, -1]];
    let product = |a: [[i32; 4]; 4], b: [[i32; 4]; 4]| -> [[i32; 4]; 4] {
        std::array::from_fn(|y| std::array::from_fn(|x| (0..4).map(|at| a[y][at] * b[at][x]).sum()))
    };
    let sums = product(product(SIGNS, matrix(levels)), SIGNS);
    std::array::from_fn(|block| {
        let scaled = sums[block / 4][block % 4] * 16 * scale(qp, 0);
        if qp >= 36 { scaled << (qp / 6 - 6) } else { (scaled + (1 << (5 - qp / 6))) >> (6 - qp / 6) }
    })
}

/// Scales and transforms the coefficients of a block (sections 8.5.12.1 and 8.5.12.2).
fn inverse(levels: &[i32; 16], dc: i32, qp: i32) -> [[i32; 4]; 4] {
    let mut block = matrix(levels);
    for (y, row) in block.iter_mut().enumerate() {
        for (x, value) in row.iter_mut().enumerate() {
            let scaled = *value * 16 * scale(qp, y % 2 + x % 2);
            *value = if qp >= 24 {
                scaled << (qp / 6 - 4)
            } else {
                (scaled + (1 << (3 - qp / 6))) >> (4 - qp / 6)
            };
        }
    }
    block[0][0] = dc;
    let pass = |block: [[i32; 4]; 4]| -> [[i32; 4]; 4] {
        let rows = block.map(|[a, b, c, d]| {
            let [e, f, g, h] = [a + c, a - c, (b >> 1) - d, b + (d >> 1)];
            [e + h, f + g, f - g, e - h]
        });
        std::array::from_fn(|y| std::array::from_fn(|x| rows[x][y]))
    };
    pass(pass(block)).map(|row| row.map(|value| (value + 32) >> 6))
}

/// Predicts a square. `way` is 0 for means, 1 for the left side, and 2 for the side above (sections 8.3.3 and 8.3.4).
fn predict(
    plane: &Plane,
    (x, y): (usize, usize),
    side: usize,
    way: usize,
    there: (bool, bool),
) -> Vec<Vec<i32>> {
    let sample = |x: usize, y: usize| i32::from(plane.samples[y * plane.stride + x]);
    let left: Option<Vec<i32>> = there.0.then(|| (0..side).map(|row| sample(x - 1, y + row)).collect());
    let above: Option<Vec<i32>> =
        there.1.then(|| (0..side).map(|column| sample(x + column, y - 1)).collect());
    let unit = if side == 16 { 16 } else { 4 };
    let at = |column: usize, row: usize| match way {
        1 => left.as_ref().unwrap()[row],
        2 => above.as_ref().unwrap()[column],
        _ => {
            let (across, down) = (column / unit, row / unit);
            let sum = |side: &Option<Vec<i32>>, part: usize| {
                side.as_ref().map(|side| side[part * unit..][..unit].iter().sum::<i32>())
            };
            let (left, above) = (sum(&left, down), sum(&above, across));
            let unit = i32::try_from(unit).unwrap();
            match (left, above) {
                (None, None) => 128,
                (Some(_), Some(above)) if across > down => (above + unit / 2) / unit,
                (Some(left), Some(_)) if down > across => (left + unit / 2) / unit,
                (Some(left), Some(above)) => (left + above + unit) / (2 * unit),
                (one, other) => (one.or(other).unwrap() + unit / 2) / unit,
            }
        }
    };
    (0..side).map(|row| (0..side).map(|column| at(column, row)).collect()).collect()
}

fn add(
    plane: &mut Plane,
    (left, top): (usize, usize),
    (x, y): (usize, usize),
    predicted: &[Vec<i32>],
    residual: &[[i32; 4]; 4],
) {
    for (row, residual) in residual.iter().enumerate() {
        for (column, residual) in residual.iter().enumerate() {
            let value = (predicted[y + row][x + column] + residual).clamp(0, 255);
            plane.samples[(top + y + row) * plane.stride + left + x + column] = u8::try_from(value).unwrap();
        }
    }
}
