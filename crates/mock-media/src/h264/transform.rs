//! The 4x4 integer transform and its quantizer (section 8.5, and its mirror image for encoding).
//!
//! All quantization parameters are multiples of six: `6 * step`. One row of each scale table is therefore enough, and
//! `step` is a shift.
//!
//! All blocks of a plane are transformed at once. Sixteen bits are enough for each sample and coefficient, so
//! processors can take eight of them at a time.

/// A 4x4 block, row by row.
pub(super) type Block = [i32; 16];

/// The 4x4 blocks of a plane's part of a macroblock: for each place in a block, row by row, the values of all blocks.
pub(super) type Blocks<const BLOCKS: usize> = [[i16; BLOCKS]; 16];

/// The frame scan (figure 6-6): the places of the coefficients, in the order of writing.
pub(super) const SCAN: [usize; 16] = [0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15];

/// The inverse scale (section 8.5.9, m = 0) by position.
const SCALE: [i16; 16] = [10, 13, 10, 13, 13, 16, 13, 16, 10, 13, 10, 13, 13, 16, 13, 16];
/// The matching forward scale, in 1/32768. It makes up for transform, inverse scale and inverse transform together.
const FORWARD: [u16; 16] =
    [13107, 8066, 13107, 8066, 8066, 5243, 8066, 5243, 13107, 8066, 13107, 8066, 8066, 5243, 8066, 5243];

/// Applies the forward core transform.
#[inline]
pub(super) fn forward<const BLOCKS: usize>(blocks: &mut Blocks<BLOCKS>) {
    let butterfly = |[a, b, c, d]: [i16; 4]| {
        let (outer, inner) = (a + d, b + c);
        let (steep, flat) = (a - d, b - c);
        [outer + inner, 2 * steep + flat, outer - inner, steep - 2 * flat]
    };
    all_both_ways(blocks, butterfly);
}

/// Applies the inverse core transform, and rounds to samples (section 8.5.12.2).
#[inline]
pub(super) fn inverse<const BLOCKS: usize>(blocks: &mut Blocks<BLOCKS>) {
    let butterfly = |[a, b, c, d]: [i16; 4]| {
        let (even, odd) = (a + c, a - c);
        let (low, high) = ((b >> 1) - d, b + (d >> 1));
        [even + high, odd + low, odd - low, even - high]
    };
    all_both_ways(blocks, butterfly);
    *blocks = blocks.map(|values| values.map(|value| (value + 32) >> 6));
}

/// Applies a butterfly to the rows, then to the columns of all blocks.
#[inline]
fn all_both_ways<const BLOCKS: usize>(blocks: &mut Blocks<BLOCKS>, butterfly: impl Fn([i16; 4]) -> [i16; 4]) {
    let rows = [0, 4, 8, 12].map(|first| [0, 1, 2, 3].map(|column| first + column));
    let columns = [0, 1, 2, 3].map(|first| [0, 4, 8, 12].map(|row| first + row));
    for places in rows.into_iter().chain(columns) {
        let values = places.map(|place| blocks[place]);
        let mut out = [[0; BLOCKS]; 4];
        for block in 0..BLOCKS {
            let [a, b, c, d] =
                butterfly([values[0][block], values[1][block], values[2][block], values[3][block]]);
            out[0][block] = a;
            out[1][block] = b;
            out[2][block] = c;
            out[3][block] = d;
        }
        for (place, values) in places.into_iter().zip(out) {
            blocks[place] = values;
        }
    }
}

/// Transforms the sixteen luma DC coefficients. The transform is its own inverse, except for the scale (section 8.5.10).
#[inline]
pub(super) fn hadamard(block: &mut Block) {
    let butterfly = |[a, b, c, d]: [i32; 4]| [a + b + c + d, a + b - c - d, a - b - c + d, a - b + c - d];
    both_ways(block, butterfly);
}

/// Returns the transform of the four DC coefficients of a chroma plane (section 8.5.11.1).
pub(super) fn hadamard_chroma([a, b, c, d]: [i32; 4]) -> [i32; 4] {
    [a + b + c + d, a - b + c - d, a + b - c - d, a - b - c + d]
}

/// Applies a butterfly to the rows, then to the columns of a block.
#[inline]
fn both_ways(block: &mut Block, butterfly: impl Fn([i32; 4]) -> [i32; 4]) {
    for row in block.chunks_exact_mut(4) {
        let out = butterfly([row[0], row[1], row[2], row[3]]);
        row.copy_from_slice(&out);
    }
    for column in 0..4 {
        let out = butterfly([block[column], block[column + 4], block[column + 8], block[column + 12]]);
        for (row, value) in out.into_iter().enumerate() {
            block[4 * row + column] = value;
        }
    }
}

/// Quantizes the coefficients of blocks, and sets the first of each block to zero. Returns `true` for each block that
/// has levels left.
#[inline]
pub(super) fn quantize_ac<const BLOCKS: usize>(blocks: &mut Blocks<BLOCKS>, step: u32) -> [bool; BLOCKS] {
    // Rounding by a fifth instead of a half saves bits.
    let fifths = (1 << 16) / 5;
    let mut any = [0; BLOCKS];
    blocks[0] = [0; BLOCKS];
    for (values, scale) in blocks.iter_mut().zip(FORWARD).skip(1) {
        let scale = u32::from(scale >> (step - 1));
        for (value, any) in values.iter_mut().zip(&mut any) {
            let level = (u32::from(value.unsigned_abs()) * scale + fifths) >> 16;
            let [low, high, ..] = level.to_le_bytes();
            let level = i16::from_le_bytes([low, high]);
            *any |= level;
            *value = if *value < 0 { -level } else { level };
        }
    }
    any.map(|any| any != 0)
}

/// Quantizes a DC coefficient after its second transform, which doubles the scale.
#[inline]
pub(super) fn quantize_dc(value: i32, step: u32) -> i32 {
    let shift = 16 + step;
    let level = (i64::from(value.abs()) * i64::from(FORWARD[0]) + (1 << shift) / 3) >> shift;
    let level = i32::try_from(level).unwrap_or(i32::MAX);
    if value < 0 { -level } else { level }
}

/// Scales levels back (section 8.5.12.1), except for the first of each block, which has its own rule.
#[inline]
pub(super) fn scale_ac<const BLOCKS: usize>(blocks: &mut Blocks<BLOCKS>, step: u32) {
    for (values, scale) in blocks.iter_mut().zip(SCALE).skip(1) {
        *values = values.map(|value| (value * scale) << step);
    }
}

/// Scales back a luma DC coefficient after the second transform (section 8.5.10).
#[inline]
pub(super) fn scale_luma_dc(value: i32, step: u32) -> i32 {
    (((value * 16 * i32::from(SCALE[0])) << step) + 32) >> 6
}

/// Scales back a chroma DC coefficient after the second transform (section 8.5.11.2).
#[inline]
pub(super) fn scale_chroma_dc(value: i32, step: u32) -> i32 {
    ((value * 16 * i32::from(SCALE[0])) << step) >> 5
}
