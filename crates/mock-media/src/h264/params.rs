//! Sequence and picture parameter sets (sections 7.3.2.1, 7.3.2.2 and E.1).

use super::nal::{self, NalKind};
use crate::bits::BitWriter;

/// The number of bits in `frame_num`.
pub(super) const FRAME_NUM_BITS: u32 = 8;

/// The number of bits in `pic_order_cnt_lsb`.
pub(super) const ORDER_BITS: u32 = 8;

/// The quantization parameter with which slices start.
pub(super) const INITIAL_QP: u32 = 24;

const PROFILE_BASELINE: u8 = 66;
/// `constraint_set0_flag` and `constraint_set1_flag`, which stand for Constrained Baseline.
const CONSTRAINTS: u8 = 0xc0;

/// The levels (table A-1), each with its largest number of macroblocks in a picture. At ten pictures a second, no limit
/// on the rate is reached first.
const LEVELS: [(u32, u8); 9] = [
    (99, 10),
    (396, 13),
    (1620, 22),
    (3600, 31),
    (5120, 32),
    (8192, 40),
    (22080, 50),
    (36864, 51),
    (139_264, 60),
];

/// The two parameter sets of a film, as NAL units.
pub(crate) struct ParameterSets {
    pub(crate) sequence: Vec<u8>,
    pub(crate) picture: Vec<u8>,
}

impl ParameterSets {
    /// Creates the sets for pictures of an even size of at most 4096 by 4096.
    pub(crate) fn new(width: u32, height: u32) -> Self {
        Self { sequence: sequence(width, height), picture: picture() }
    }
}

fn level(columns: u32, rows: u32) -> u8 {
    let longest = columns.max(rows);
    LEVELS
        .into_iter()
        .find(|(most, _)| columns * rows <= *most && longest * longest <= 8 * most)
        .map_or(62, |(_, level)| level)
}

fn sequence(width: u32, height: u32) -> Vec<u8> {
    let (columns, rows) = (width.div_ceil(16), height.div_ceil(16));
    let mut bits = BitWriter::default();
    bits.put(8, PROFILE_BASELINE.into());
    bits.put(8, CONSTRAINTS.into());
    bits.put(8, level(columns, rows).into());
    bits.unsigned(0); // seq_parameter_set_id
    bits.unsigned(FRAME_NUM_BITS - 4);
    bits.unsigned(0); // pic_order_cnt_type: the order stands in each picture
    bits.unsigned(ORDER_BITS - 4);
    bits.unsigned(1); // max_num_ref_frames
    bits.flag(false); // gaps_in_frame_num_value_allowed_flag
    bits.unsigned(columns - 1);
    bits.unsigned(rows - 1);
    bits.flag(true); // frame_mbs_only_flag
    bits.flag(true); // direct_8x8_inference_flag
    // Cropping counts in units of two samples.
    let (right, bottom) = ((16 * columns - width) / 2, (16 * rows - height) / 2);
    bits.flag(right + bottom > 0);
    if right + bottom > 0 {
        for crop in [0, right, 0, bottom] {
            bits.unsigned(crop);
        }
    }
    bits.flag(true); // vui_parameters_present_flag
    usability(&mut bits);
    nal::wrap(bits, NalKind::SequenceParameters)
}

/// Writes the usability information: square samples, ITU-R BT.709 colours in video range, and no reordering, so that
/// players show pictures at once.
fn usability(bits: &mut BitWriter) {
    bits.flag(true); // aspect_ratio_info_present_flag
    bits.put(8, 1);
    bits.flag(false); // overscan_info_present_flag
    bits.flag(true); // video_signal_type_present_flag
    bits.put(3, 5); // video_format: unspecified
    bits.flag(false); // video_full_range_flag
    bits.flag(true); // colour_description_present_flag
    (0..3).for_each(|_| bits.put(8, 1));
    bits.flag(false); // chroma_loc_info_present_flag
    bits.flag(false); // timing_info_present_flag: the container has the times
    bits.flag(false); // nal_hrd_parameters_present_flag
    bits.flag(false); // vcl_hrd_parameters_present_flag
    bits.flag(false); // pic_struct_present_flag
    bits.flag(true); // bitstream_restriction_flag
    bits.flag(true); // motion_vectors_over_pic_boundaries_flag
    bits.unsigned(0); // max_bytes_per_pic_denom
    bits.unsigned(0); // max_bits_per_mb_denom
    bits.unsigned(10); // log2_max_mv_length_horizontal
    bits.unsigned(10); // log2_max_mv_length_vertical
    bits.unsigned(0); // max_num_reorder_frames
    bits.unsigned(1); // max_dec_frame_buffering
}

fn picture() -> Vec<u8> {
    let mut bits = BitWriter::default();
    bits.unsigned(0); // pic_parameter_set_id
    bits.unsigned(0); // seq_parameter_set_id
    bits.flag(false); // entropy_coding_mode_flag: CAVLC
    bits.flag(false); // bottom_field_pic_order_in_frame_present_flag
    bits.unsigned(0); // num_slice_groups_minus1
    bits.unsigned(0); // num_ref_idx_l0_default_active_minus1
    bits.unsigned(0); // num_ref_idx_l1_default_active_minus1
    bits.flag(false); // weighted_pred_flag
    bits.put(2, 0); // weighted_bipred_idc
    bits.signed(INITIAL_QP.cast_signed() - 26);
    bits.signed(0); // pic_init_qs_minus26
    bits.signed(0); // chroma_qp_index_offset
    bits.flag(true); // deblocking_filter_control_present_flag
    bits.flag(true); // constrained_intra_pred_flag
    bits.flag(false); // redundant_pic_cnt_present_flag
    nal::wrap(bits, NalKind::PictureParameters)
}
