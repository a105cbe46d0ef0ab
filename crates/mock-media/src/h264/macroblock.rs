//! Coding one Intra 16x16 macroblock: predict, transform, quantize, write, and decode again.

use super::bits::BitWriter;
use super::cavlc::{Context, write_block};
use super::intra::{self, Neighbours, Square};
use super::planes::{Plane, Planes};
use super::transform::{
    self, Block, SCAN, forward, hadamard, hadamard_chroma, inverse, quantize_ac, quantize_dc, scale_ac,
    scale_chroma_dc, scale_luma_dc,
};

/// How many coefficients each 4x4 block of a macroblock has: luma row by row, then Cb, then Cr.
pub(super) type Counts = [u8; 24];

/// Where each luma block in the order of coding lies, as column and row of blocks (figure 6-10).
const LUMA_ORDER: [(usize, usize); 16] = [
    (0, 0),
    (1, 0),
    (0, 1),
    (1, 1),
    (2, 0),
    (3, 0),
    (2, 1),
    (3, 1),
    (0, 2),
    (1, 2),
    (0, 3),
    (1, 3),
    (2, 2),
    (3, 2),
    (2, 3),
    (3, 3),
];

/// A macroblock to code and what surrounds it.
pub(super) struct Macroblock {
    pub(super) column: usize,
    pub(super) row: usize,
    pub(super) neighbours: Neighbours,
    /// The block counts of the macroblocks to the left and above, if they are in the slice.
    pub(super) left: Option<Counts>,
    pub(super) above: Option<Counts>,
    /// The number that `mb_type` starts from: 1 in slices of intra macroblocks only, 6 in others (tables 7-11 and 7-13).
    pub(super) first_type: u32,
    /// The quantizer, and that of the macroblock coded before; the parameter is six times that.
    pub(super) step: u32,
    pub(super) last_step: u32,
}

/// The levels of one plane's blocks.
struct Residual<const BLOCKS: usize> {
    dc: [i32; BLOCKS],
    ac: [Block; BLOCKS],
    any_dc: bool,
    /// Which blocks have levels beyond the first.
    coded: [bool; BLOCKS],
    any_ac: bool,
}

impl Macroblock {
    /// Codes the macroblock of `source` and leaves in `decoded` what a decoder will make of it.
    pub(super) fn encode(&self, source: &Planes, decoded: &mut Planes, bits: &mut BitWriter) -> Counts {
        let at = (16 * self.column, 16 * self.row);
        let chroma_at = (8 * self.column, 8 * self.row);
        let (mode, predicted) = intra::luma(&source.luma, &decoded.luma, at, self.neighbours);
        let luma = Residual::luma(&source.luma, at, &predicted, self.step);
        let (chroma_mode, chroma_predicted) =
            intra::chroma(&source.chroma, &decoded.chroma, chroma_at, self.neighbours);
        let chroma = [0, 1].map(|plane| {
            Residual::chroma(&source.chroma[plane], chroma_at, &chroma_predicted[plane], self.step)
        });

        let chroma_pattern = match chroma.each_ref() {
            planes if planes.iter().any(|plane| plane.any_ac) => 2,
            planes if planes.iter().any(|plane| plane.any_dc) => 1,
            _ => 0,
        };
        bits.unsigned(
            self.first_type + mode.luma_number() + 4 * chroma_pattern + if luma.any_ac { 12 } else { 0 },
        );
        bits.unsigned(chroma_mode.chroma_number());
        bits.signed(6 * (self.step.cast_signed() - self.last_step.cast_signed()));
        let mut counts = [0; 24];
        self.write_luma(&luma, &mut counts, bits);
        self.write_chroma(&chroma, chroma_pattern, &mut counts, bits);

        luma.decode_luma(&mut decoded.luma, at, &predicted, self.step);
        for (plane, residual) in chroma.iter().enumerate() {
            residual.decode_chroma(
                &mut decoded.chroma[plane],
                chroma_at,
                &chroma_predicted[plane],
                self.step,
            );
        }
        counts
    }

    fn write_luma(&self, luma: &Residual<16>, counts: &mut Counts, bits: &mut BitWriter) {
        let context = self.context(counts, 0, 4, (0, 0));
        write_block(bits, &scanned(&luma.dc), context);
        if luma.any_ac {
            for (x, y) in LUMA_ORDER {
                let context = self.context(counts, 0, 4, (x, y));
                let index = 4 * y + x;
                counts[index] = if luma.coded[index] {
                    write_block(bits, &scanned(&luma.ac[index])[1..], context)
                } else {
                    write_block(bits, &[], context)
                };
            }
        }
    }

    fn write_chroma(
        &self,
        chroma: &[Residual<4>; 2],
        pattern: u32,
        counts: &mut Counts,
        bits: &mut BitWriter,
    ) {
        if pattern > 0 {
            for plane in chroma {
                write_block(bits, &plane.dc, Context::ChromaDc);
            }
        }
        if pattern > 1 {
            for (plane, first) in chroma.iter().zip([16, 20]) {
                for (index, block) in plane.ac.iter().enumerate() {
                    let context = self.context(counts, first, 2, (index % 2, index / 2));
                    counts[first + index] = write_block(bits, &scanned(block)[1..], context);
                }
            }
        }
    }

    /// The mean count of the blocks to the left and above (section 9.2.1). Blocks of a plane start at `first` and are
    /// `across` to a row.
    fn context(&self, counts: &Counts, first: usize, across: usize, (x, y): (usize, usize)) -> Context {
        let block = |x: usize, y: usize| first + across * y + x;
        let left = if x > 0 {
            Some(counts[block(x - 1, y)])
        } else {
            self.left.map(|left| left[block(across - 1, y)])
        };
        let above = if y > 0 {
            Some(counts[block(x, y - 1)])
        } else {
            self.above.map(|above| above[block(x, across - 1)])
        };
        Context::Neighbours(match (left, above) {
            (Some(left), Some(above)) => (left + above).div_ceil(2),
            (one, other) => one.or(other).unwrap_or(0),
        })
    }
}

/// A block in the order of scanning.
fn scanned(block: &Block) -> Block {
    SCAN.map(|position| block[position])
}

/// Whether a prediction is within one level of brightness everywhere, which is as good as exact.
fn close<const SIDE: usize>(source: &Plane, (x, y): (usize, usize), predicted: &Square<SIDE>) -> bool {
    predicted.iter().enumerate().all(|(row, predicted)| {
        let worst =
            source.run(x, y + row, SIDE).iter().zip(predicted).map(|(a, b)| a.abs_diff(*b)).fold(0, u8::max);
        worst <= 1
    })
}

/// The difference between a 4x4 block of a plane and its prediction; `x` and `y` count within the macroblock.
fn block_difference<const SIDE: usize>(
    source: &Plane,
    (left, top): (usize, usize),
    predicted: &Square<SIDE>,
    (x, y): (usize, usize),
) -> Block {
    let mut block = [0; 16];
    for row in 0..4 {
        let samples = source.run(left + x, top + y + row, 4);
        for column in 0..4 {
            block[4 * row + column] = i32::from(samples[column]) - i32::from(predicted[y + row][x + column]);
        }
    }
    block
}

/// Adds a decoded difference to a prediction.
fn put_block<const SIDE: usize>(
    decoded: &mut Plane,
    (left, top): (usize, usize),
    predicted: &Square<SIDE>,
    (x, y): (usize, usize),
    block: &Block,
) {
    for row in 0..4 {
        let samples = decoded.run_mut(left + x, top + y + row, 4);
        for column in 0..4 {
            let sample = i32::from(predicted[y + row][x + column]) + block[4 * row + column];
            samples[column] = sample.clamp(0, 255).to_le_bytes()[0];
        }
    }
}

fn put_square<const SIDE: usize>(decoded: &mut Plane, (x, y): (usize, usize), predicted: &Square<SIDE>) {
    for (row, predicted) in predicted.iter().enumerate() {
        decoded.run_mut(x, y + row, SIDE).copy_from_slice(predicted);
    }
}

impl<const BLOCKS: usize> Residual<BLOCKS> {
    const NOTHING: Self =
        Self { dc: [0; BLOCKS], ac: [[0; 16]; BLOCKS], any_dc: false, coded: [false; BLOCKS], any_ac: false };

    /// Transforms and quantizes all blocks, `across` of them to a row; the DC coefficients are left as they are.
    fn blocks<const SIDE: usize>(
        source: &Plane,
        at: (usize, usize),
        predicted: &Square<SIDE>,
        step: u32,
    ) -> Self {
        let mut residual = Self::NOTHING;
        let across = SIDE / 4;
        for index in 0..BLOCKS {
            let mut block = block_difference(source, at, predicted, (index % across * 4, index / across * 4));
            if block.iter().fold(0, |worst, value| value.abs() | worst) <= 1 {
                continue;
            }
            forward(&mut block);
            residual.dc[index] = block[0];
            residual.coded[index] = quantize_ac(&mut block, step);
            residual.any_ac |= residual.coded[index];
            residual.ac[index] = block;
        }
        residual
    }

    /// Decodes all blocks; `dc` are the scaled DC coefficients.
    fn decode<const SIDE: usize>(
        &self,
        decoded: &mut Plane,
        at: (usize, usize),
        predicted: &Square<SIDE>,
        step: u32,
        dc: [i32; BLOCKS],
    ) {
        let across = SIDE / 4;
        for (index, (block, dc)) in self.ac.iter().zip(dc).enumerate() {
            let mut block = *block;
            if self.coded[index] {
                scale_ac(&mut block, step);
                block[0] = dc;
                inverse(&mut block);
            } else {
                block = [(dc + 32) >> 6; 16];
            }
            put_block(decoded, at, predicted, (index % across * 4, index / across * 4), &block);
        }
    }
}

impl Residual<16> {
    fn luma(source: &Plane, at: (usize, usize), predicted: &Square<16>, step: u32) -> Self {
        if close(source, at, predicted) {
            return Self::NOTHING;
        }
        let mut residual = Self::blocks(source, at, predicted, step);
        hadamard(&mut residual.dc);
        // The DC coefficients are halved, as their transform has twice the gain of the others.
        residual.dc = residual.dc.map(|value| quantize_dc((value + 1) >> 1, step));
        residual.any_dc = residual.dc.iter().any(|level| *level != 0);
        residual
    }

    fn decode_luma(&self, decoded: &mut Plane, at: (usize, usize), predicted: &Square<16>, step: u32) {
        if !self.any_dc && !self.any_ac {
            return put_square(decoded, at, predicted);
        }
        let mut dc = self.dc;
        hadamard(&mut dc);
        self.decode(decoded, at, predicted, step, dc.map(|value| scale_luma_dc(value, step)));
    }
}

impl Residual<4> {
    fn chroma(source: &Plane, at: (usize, usize), predicted: &Square<8>, step: u32) -> Self {
        if close(source, at, predicted) {
            return Self::NOTHING;
        }
        let mut residual = Self::blocks(source, at, predicted, step);
        residual.dc = hadamard_chroma(residual.dc).map(|value| quantize_dc(value, step));
        residual.any_dc = residual.dc.iter().any(|level| *level != 0);
        residual
    }

    fn decode_chroma(&self, decoded: &mut Plane, at: (usize, usize), predicted: &Square<8>, step: u32) {
        if !self.any_dc && !self.any_ac {
            return put_square(decoded, at, predicted);
        }
        let dc = transform::hadamard_chroma(self.dc).map(|value| scale_chroma_dc(value, step));
        self.decode(decoded, at, predicted, step, dc);
    }
}
