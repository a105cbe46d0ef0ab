//! Coding one Intra 16x16 macroblock: prediction, transform, quantization, writing, and decoding.

use super::cavlc::{Context, write_block};
use super::intra::{self, Mode, Neighbours, Square};
use super::params::INITIAL_QP;
use super::planes::{Plane, Planes};
use super::transform::{
    self, Block, Blocks, SCAN, forward, hadamard, hadamard_chroma, inverse, quantize_ac, quantize_dc,
    scale_ac, scale_chroma_dc, scale_luma_dc,
};
use crate::bits::BitWriter;

/// The number of coefficients in each 4x4 block of a macroblock: luma row by row, then Cb, then Cr.
pub(super) type Counts = [u8; 24];

/// The place of each luma block, in the order of coding, as column and row of blocks (figure 6-10).
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

/// A macroblock to code, with its surroundings.
pub(super) struct Macroblock {
    pub(super) column: usize,
    pub(super) row: usize,
    pub(super) neighbours: Neighbours,
    /// The block counts of the macroblock to the left, if it is in the slice.
    pub(super) left: Option<Counts>,
    /// The block counts of the macroblock above, if it is in the slice.
    pub(super) above: Option<Counts>,
    /// The first number of `mb_type`: 1 in slices of intra macroblocks only, 6 in others (tables 7-11 and 7-13).
    pub(super) first_type: u32,
    /// The quantizer of the macroblock that was coded before. The quantization parameter is six times the quantizer.
    pub(super) last_step: u32,
}

/// The usual quantizer.
const STEP: u32 = INITIAL_QP / 6;
/// The finer quantizer of macroblocks that are flat or begin a row. The macroblocks to the right often repeat their
/// samples, so an error there would be visible all along.
const FINE_STEP: u32 = 2;

/// The levels of the blocks of one plane.
struct Residual<const BLOCKS: usize> {
    dc: [i32; BLOCKS],
    ac: Blocks<BLOCKS>,
    any_dc: bool,
    /// `true` for each block that has levels beyond the first.
    coded: [bool; BLOCKS],
    any_ac: bool,
}

impl Macroblock {
    /// Codes the macroblock of `source`, and leaves in `decoded` the samples that a decoder will show. Returns the
    /// block counts and the quantizer.
    pub(super) fn encode(
        &self,
        source: &Planes,
        decoded: &mut Planes,
        bits: &mut BitWriter,
    ) -> (Counts, u32) {
        let at = (16 * self.column, 16 * self.row);
        let chroma_at = (8 * self.column, 8 * self.row);
        if self.neighbours.left && carries_on(source, decoded, at, chroma_at) {
            return (self.carry_on(decoded, bits), self.last_step);
        }
        let step = if !self.neighbours.left || flat(&source.luma, at) { FINE_STEP } else { STEP };
        let (mode, predicted) = intra::luma(&source.luma, &decoded.luma, at, self.neighbours);
        let luma = Residual::luma(&source.luma, at, &predicted, step);
        // Edges of brightness are edges of colour, so the best way of one is good for the other.
        let chroma_predicted = intra::chroma(&decoded.chroma, chroma_at, self.neighbours, mode);
        let chroma = [0, 1]
            .map(|plane| Residual::chroma(&source.chroma[plane], chroma_at, &chroma_predicted[plane], step));

        let chroma_pattern = match chroma.each_ref() {
            planes if planes.iter().any(|plane| plane.any_ac) => 2,
            planes if planes.iter().any(|plane| plane.any_dc) => 1,
            _ => 0,
        };
        self.write_head((mode, mode), chroma_pattern, luma.any_ac, step, bits);
        let mut counts = [0; 24];
        self.write_luma(&luma, &mut counts, bits);
        self.write_chroma(&chroma, chroma_pattern, &mut counts, bits);

        luma.decode_luma(&mut decoded.luma, at, &predicted, step);
        for (plane, residual) in chroma.iter().enumerate() {
            residual.decode_chroma(&mut decoded.chroma[plane], chroma_at, &chroma_predicted[plane], step);
        }
        (counts, step)
    }

    /// Codes the macroblock as a repetition of the samples to its left, and returns the block counts, which are zero.
    fn carry_on(&self, decoded: &mut Planes, bits: &mut BitWriter) -> Counts {
        self.write_head((Mode::Horizontal, Mode::Horizontal), 0, false, self.last_step, bits);
        let counts = [0; 24];
        write_block(bits, &[], self.context(&counts, 0, 4, (0, 0)));
        decoded.carry_on(self.column, self.row);
        counts
    }

    /// Writes the prediction modes, the kinds of levels that follow, and the quantizer (section 7.3.5).
    fn write_head(
        &self,
        modes: (Mode, Mode),
        chroma_pattern: u32,
        luma_levels: bool,
        step: u32,
        bits: &mut BitWriter,
    ) {
        let levels = 4 * chroma_pattern + if luma_levels { 12 } else { 0 };
        bits.unsigned(self.first_type + modes.0.luma_number() + levels);
        bits.unsigned(modes.1.chroma_number());
        bits.signed(6 * (step.cast_signed() - self.last_step.cast_signed()));
    }

    fn write_luma(&self, luma: &Residual<16>, counts: &mut Counts, bits: &mut BitWriter) {
        let context = self.context(counts, 0, 4, (0, 0));
        write_block(bits, &SCAN.map(|place| luma.dc[place]), context);
        if luma.any_ac {
            for (x, y) in LUMA_ORDER {
                let context = self.context(counts, 0, 4, (x, y));
                let index = 4 * y + x;
                counts[index] = if luma.coded[index] {
                    write_block(bits, &scanned(&luma.ac, index)[1..], context)
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
                for index in 0..4 {
                    let context = self.context(counts, first, 2, (index % 2, index / 2));
                    counts[first + index] = if plane.coded[index] {
                        write_block(bits, &scanned(&plane.ac, index)[1..], context)
                    } else {
                        write_block(bits, &[], context)
                    };
                }
            }
        }
    }

    /// Returns the mean count of the blocks to the left and above (section 9.2.1). The blocks of a plane start at
    /// `first`, with `across` blocks to a row.
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

/// Returns `true` if every row of a macroblock has one brightness.
fn flat(source: &Plane, (x, y): (usize, usize)) -> bool {
    (y..y + 16).all(|row| {
        let run = source.run(x, row, 16);
        run.iter().fold(0, |differing, sample| differing | (sample ^ run[0])) == 0
    })
}

/// Returns one of several blocks, in the order of scanning.
fn scanned<const BLOCKS: usize>(blocks: &Blocks<BLOCKS>, block: usize) -> Block {
    SCAN.map(|place| blocks[place][block].into())
}

/// Returns `true` if all planes of a macroblock can repeat the samples of its left neighbour.
fn carries_on(source: &Planes, decoded: &Planes, at: (usize, usize), chroma_at: (usize, usize)) -> bool {
    let chroma = || source.chroma.iter().zip(&decoded.chroma);
    intra::carries_on::<16>(&source.luma, &decoded.luma, at)
        && chroma().all(|(source, decoded)| intra::carries_on::<8>(source, decoded, chroma_at))
}

/// Returns `true` if a prediction differs from the source by at most one level of brightness everywhere, which is as
/// good as exact.
fn close<const SIDE: usize>(source: &Plane, (x, y): (usize, usize), predicted: &Square<SIDE>) -> bool {
    predicted.iter().enumerate().all(|(row, predicted)| {
        let worst =
            source.run(x, y + row, SIDE).iter().zip(predicted).map(|(a, b)| a.abs_diff(*b)).fold(0, u8::max);
        worst <= 1
    })
}

/// Returns the difference between a square of a plane and its prediction, as blocks.
fn block_differences<const SIDE: usize, const BLOCKS: usize>(
    source: &Plane,
    (x, y): (usize, usize),
    predicted: &Square<SIDE>,
) -> Blocks<BLOCKS> {
    let mut blocks = [[0; BLOCKS]; 16];
    for (row, predicted) in predicted.iter().enumerate() {
        let samples = source.run(x, y + row, SIDE);
        for (column, (sample, predicted)) in samples.iter().zip(predicted).enumerate() {
            let block = row / 4 * (SIDE / 4) + column / 4;
            blocks[row % 4 * 4 + column % 4][block] = i16::from(*sample) - i16::from(*predicted);
        }
    }
    blocks
}

/// Adds decoded differences to a prediction, and puts the result into a plane.
fn put_blocks<const SIDE: usize, const BLOCKS: usize>(
    decoded: &mut Plane,
    (x, y): (usize, usize),
    predicted: &Square<SIDE>,
    blocks: &Blocks<BLOCKS>,
) {
    for (row, predicted) in predicted.iter().enumerate() {
        let mut differences = [0; SIDE];
        for (column, difference) in differences.iter_mut().enumerate() {
            *difference = blocks[row % 4 * 4 + column % 4][row / 4 * (SIDE / 4) + column / 4];
        }
        let samples = decoded.run_mut(x, y + row, SIDE);
        for ((sample, predicted), difference) in samples.iter_mut().zip(predicted).zip(differences) {
            *sample = (i16::from(*predicted) + difference).clamp(0, 255).to_le_bytes()[0];
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
        Self { dc: [0; BLOCKS], ac: [[0; BLOCKS]; 16], any_dc: false, coded: [false; BLOCKS], any_ac: false };

    /// Transforms all blocks, and quantizes all coefficients but the DC coefficients.
    fn blocks<const SIDE: usize>(
        source: &Plane,
        at: (usize, usize),
        predicted: &Square<SIDE>,
        step: u32,
    ) -> Self {
        let mut ac = block_differences(source, at, predicted);
        forward(&mut ac);
        let dc = ac[0].map(i32::from);
        let coded = quantize_ac(&mut ac, step);
        Self { dc, ac, any_dc: false, coded, any_ac: coded.contains(&true) }
    }

    /// Decodes all blocks. `dc` has the scaled DC coefficients.
    fn decode<const SIDE: usize>(
        &self,
        decoded: &mut Plane,
        at: (usize, usize),
        predicted: &Square<SIDE>,
        step: u32,
        dc: [i32; BLOCKS],
    ) {
        let mut blocks = self.ac;
        scale_ac(&mut blocks, step);
        blocks[0] = dc.map(|value| i16::try_from(value).unwrap_or(i16::MAX));
        inverse(&mut blocks);
        put_blocks(decoded, at, predicted, &blocks);
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
