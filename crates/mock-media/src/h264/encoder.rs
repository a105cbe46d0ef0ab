//! Slices: key pictures and the small changes after them.

use std::ops::Range;

use super::bits::{BitWriter, NalKind};
use super::intra::Neighbours;
use super::macroblock::{Counts, Macroblock};
use super::params::{FRAME_NUM_BITS, INITIAL_QP};
use super::planes::Planes;

/// An encoder of the pictures of one film, each from its planes.
pub(crate) struct Encoder {
    columns: usize,
    rows: usize,
    /// The picture that a decoder shows now.
    decoded: Planes,
    /// The block counts of the current slice; zero outside of slices.
    counts: Vec<Counts>,
    frame_num: u32,
}

impl Encoder {
    /// Creates an encoder for pictures of `columns` by `rows` macroblocks.
    pub(crate) fn new(columns: usize, rows: usize) -> Self {
        Self {
            columns,
            rows,
            decoded: Planes::new(columns, rows),
            counts: vec![[0; 24]; columns * rows],
            frame_num: 0,
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
        bits.flag(false); // no_output_of_prior_pics_flag
        bits.flag(false); // long_term_reference_flag
        slice_header_end(&mut bits);
        let mut step = INITIAL_QP / 6;
        for address in macroblocks.clone() {
            step = self.macroblock(source, &mut bits, address, macroblocks.start, (1, step));
        }
        self.counts[macroblocks].fill([0; 24]);
        self.frame_num = 0;
        bits.into_nal(NalKind::KeySlice)
    }

    /// Returns a picture that repeats the one before, except for the macroblocks `changed`, as a NAL unit. The
    /// macroblocks must be in ascending order.
    pub(crate) fn change(&mut self, source: &Planes, changed: &[usize]) -> Vec<u8> {
        let mut bits = BitWriter::default();
        self.frame_num = (self.frame_num + 1) % (1 << FRAME_NUM_BITS);
        slice_header(&mut bits, 0, 5, self.frame_num);
        bits.flag(false); // num_ref_idx_active_override_flag
        bits.flag(false); // ref_pic_list_modification_flag_l0
        bits.flag(false); // adaptive_ref_pic_marking_mode_flag
        slice_header_end(&mut bits);
        let (mut next, mut step) = (0, INITIAL_QP / 6);
        for address in changed {
            bits.unsigned(run(address - next)); // mb_skip_run
            step = self.macroblock(source, &mut bits, *address, 0, (6, step));
            next = address + 1;
        }
        if next < self.columns * self.rows {
            bits.unsigned(run(self.columns * self.rows - next));
        }
        for address in changed {
            self.counts[*address] = [0; 24];
        }
        bits.into_nal(NalKind::Slice)
    }

    /// Codes one macroblock of a slice that begins at `first`, and returns its quantizer.
    fn macroblock(
        &mut self,
        source: &Planes,
        bits: &mut BitWriter,
        address: usize,
        first: usize,
        (first_type, last_step): (u32, u32),
    ) -> u32 {
        let (column, row) = (address % self.columns, address / self.columns);
        let left = (column > 0 && address > first).then(|| self.counts[address - 1]);
        let above = (address >= first + self.columns).then(|| self.counts[address - self.columns]);
        let neighbours = Neighbours { left: left.is_some(), above: above.is_some() };
        let macroblock = Macroblock { column, row, neighbours, left, above, first_type, last_step };
        let (counts, step) = macroblock.encode(source, &mut self.decoded, bits);
        self.counts[address] = counts;
        step
    }

    /// Returns the picture that a decoder shows now.
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
