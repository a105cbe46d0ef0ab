//! Slices: key pictures, and the pictures after them that follow from them.

use std::ops::Range;

use super::intra::Neighbours;
use super::macroblock::{Counts, Macroblock};
use super::motion::{Coded, Step};
use super::nal::{self, NalKind};
use super::params::{FRAME_NUM_BITS, INITIAL_QP, ORDER_BITS};
use super::planes::Planes;
use crate::bits::BitWriter;

/// An encoder of the pictures of one film, each from its planes.
pub(crate) struct Encoder {
    columns: usize,
    /// The last key picture, as a decoder shows it.
    decoded: Planes,
    /// The block counts of the current slice; zero outside of slices.
    counts: Vec<Counts>,
    /// The macroblocks of other pictures that are coded anew.
    anew: Planes,
}

impl Encoder {
    /// Creates an encoder for pictures of `columns` by `rows` macroblocks.
    pub(crate) fn new(columns: usize, rows: usize) -> Self {
        Self {
            columns,
            decoded: Planes::new(columns, rows),
            counts: vec![[0; 24]; columns * rows],
            anew: Planes::new(columns, rows),
        }
    }

    /// Returns a slice of a key picture, for some rows of macroblocks, as a NAL unit.
    ///
    /// `picture` must differ between key pictures that follow each other directly. A key picture is complete when
    /// slices cover all its rows. A slice may be used again as long as its macroblocks have not changed.
    pub(crate) fn key_slice(&mut self, source: &Planes, rows: Range<usize>, picture: u32) -> Vec<u8> {
        let mut bits = BitWriter::default();
        let macroblocks = rows.start * self.columns..rows.end * self.columns;
        slice_header(&mut bits, macroblocks.start, 7, 0);
        bits.unsigned(picture); // idr_pic_id
        bits.put(ORDER_BITS, 0);
        bits.flag(false); // no_output_of_prior_pics_flag
        bits.flag(false); // long_term_reference_flag
        slice_header_end(&mut bits);
        let mut step = INITIAL_QP / 6;
        let mut decoded = std::mem::take(&mut self.decoded);
        for address in macroblocks.clone() {
            let column = address % self.columns;
            let left = (column > 0 && address > macroblocks.start).then(|| self.counts[address - 1]);
            let above =
                (address >= macroblocks.start + self.columns).then(|| self.counts[address - self.columns]);
            let neighbours = Neighbours { left: left.is_some(), above: above.is_some() };
            step = self.macroblock(
                source,
                &mut decoded,
                &mut bits,
                (address, neighbours, (left, above)),
                (1, step),
            );
        }
        self.decoded = decoded;
        self.counts[macroblocks].fill([0; 24]);
        nal::wrap(bits, NalKind::KeySlice)
    }

    /// Returns a slice of a picture that follows from the last key picture, for some rows of macroblocks, as a NAL unit. No other
    /// picture follows from it.
    ///
    /// `order` is its place behind the key picture, from 1 to 127. `steps` has a step for each macroblock of the picture. Those that are
    /// coded anew are taken from `source`.
    pub(crate) fn between_slice(
        &mut self,
        source: &Planes,
        rows: Range<usize>,
        order: u32,
        steps: &[Step],
    ) -> Vec<u8> {
        let mut bits = BitWriter::default();
        let macroblocks = rows.start * self.columns..rows.end * self.columns;
        slice_header(&mut bits, macroblocks.start, 5, 1);
        bits.put(ORDER_BITS, 2 * order);
        bits.flag(false); // num_ref_idx_active_override_flag
        bits.flag(false); // ref_pic_list_modification_flag_l0
        slice_header_end(&mut bits);
        let coded = Coded { steps, columns: self.columns, first: macroblocks.start };
        let (mut next, mut step) = (macroblocks.start, INITIAL_QP / 6);
        let mut anew = std::mem::take(&mut self.anew);
        for address in macroblocks.clone() {
            let expected = coded.expected(address);
            match steps[address] {
                Step::Move(vector) if vector == expected.skipped => continue,
                Step::Move((x, y)) => {
                    bits.unsigned(run(address - next)); // mb_skip_run
                    bits.unsigned(0); // mb_type: P_L0_16x16
                    bits.signed(x - expected.written.0);
                    bits.signed(y - expected.written.1);
                    bits.unsigned(0); // coded_block_pattern: no residual
                }
                Step::Anew => {
                    bits.unsigned(run(address - next));
                    let [left, above] = coded.beside(address);
                    // Only samples that were coded anew may be predicted from; the encoder does not know the others.
                    let is_anew = |step| step == Some(Step::Anew);
                    let neighbours = Neighbours { left: is_anew(left), above: is_anew(above) };
                    let counts =
                        (left.map(|_| self.counts[address - 1]), || self.counts[address - self.columns]);
                    let counts = (counts.0, above.map(|_| counts.1()));
                    let at = (address, neighbours, counts);
                    step = self.macroblock(source, &mut anew, &mut bits, at, (6, step));
                }
            }
            next = address + 1;
        }
        if next < macroblocks.end {
            bits.unsigned(run(macroblocks.end - next));
        }
        self.anew = anew;
        self.counts[macroblocks].fill([0; 24]);
        nal::wrap(bits, NalKind::Slice)
    }

    /// Codes one macroblock, and returns its quantizer.
    fn macroblock(
        &mut self,
        source: &Planes,
        decoded: &mut Planes,
        bits: &mut BitWriter,
        (address, neighbours, (left, above)): (usize, Neighbours, (Option<Counts>, Option<Counts>)),
        (first_type, last_step): (u32, u32),
    ) -> u32 {
        let (column, row) = (address % self.columns, address / self.columns);
        let macroblock = Macroblock { column, row, neighbours, left, above, first_type, last_step };
        let (counts, step) = macroblock.encode(source, decoded, bits);
        self.counts[address] = counts;
        step
    }

    /// Returns the macroblocks that the last picture coded anew, as a decoder shows them.
    #[cfg(test)]
    pub(crate) fn anew(&self) -> &Planes {
        &self.anew
    }

    /// Returns the last key picture, as a decoder shows it.
    #[cfg(test)]
    pub(crate) fn decoded(&self) -> &Planes {
        &self.decoded
    }
}

fn run(length: usize) -> u32 {
    u32::try_from(length).expect("a picture has fewer than 2^32 macroblocks")
}

/// Writes the slice header (section 7.3.3) up to the fields in which key slices differ from others.
fn slice_header(bits: &mut BitWriter, first: usize, kind: u32, frame_num: u32) {
    bits.unsigned(run(first)); // first_mb_in_slice
    bits.unsigned(kind); // slice_type
    bits.unsigned(0); // pic_parameter_set_id
    bits.put(FRAME_NUM_BITS, frame_num);
}

fn slice_header_end(bits: &mut BitWriter) {
    bits.signed(0); // slice_qp_delta
    bits.unsigned(1); // disable_deblocking_filter_idc
}
