//! A frame of one channel (`raw_data_block`, table 4.3): a long window whose lines are 0, 1 or -1.

use crate::bits::BitWriter;

/// The number of scale factor bands that are written, and the number of lines in them at 16 kHz: up to about 1.2 kHz.
const BANDS: u32 = 16;
const LINES: usize = 148;
/// The codes of the first spectrum codebook for four lines of which one is 1 or -1, by its place (table 4.A.2). Each has five bits;
/// the code of four zeros has one.
const ONES: [[u32; 2]; 4] = [[0x10, 0x11], [0x13, 0x17], [0x16, 0x15], [0x14, 0x12]];

/// Returns a frame without a sound.
pub(super) fn silence() -> Vec<u8> {
    let mut bits = start(0, 0);
    end(&mut bits);
    bits.into_bytes()
}

/// Returns a frame in which some lines of the spectrum have the strength of a gain. Lines beyond the written ones are left out.
/// `number` is the number of the frame, which decides the signs: a steady tone turns by a quarter more than whole and half turns.
pub(super) fn of_lines(lines: impl Iterator<Item = usize>, gain: i32, number: u64) -> Vec<u8> {
    let mut loud = [None; LINES];
    for line in lines.filter(|line| *line < LINES) {
        let turned = if line % 2 == 0 { number % 4 } else { 3 - number % 4 };
        loud[line] = Some(usize::from(matches!(turned, 1 | 2)));
    }
    let mut bits = start(u32::try_from(gain).unwrap_or(0), BANDS);
    bits.put(4, 1); // sect_cb: the first codebook for all bands
    bits.put(5, BANDS); // sect_len
    for _ in 0..BANDS {
        bits.put(1, 0); // a scale factor like the one before
    }
    bits.put(3, 0); // no pulses, no noise shaping, no gain control
    for four in loud.chunks_exact(4) {
        match four.iter().zip(ONES).find_map(|(sign, codes)| Some(codes[(*sign)?])) {
            Some(code) => bits.put(5, code),
            None => bits.put(1, 0),
        }
    }
    bits.put(3, 7); // ID_END
    bits.into_bytes()
}

/// Begins the frame of a single channel with a long window.
fn start(gain: u32, bands: u32) -> BitWriter {
    let mut bits = BitWriter::default();
    bits.put(3, 0); // ID_SCE: a single channel
    bits.put(4, 0); // element_instance_tag
    bits.put(8, gain); // global_gain
    bits.put(1, 0); // ics_reserved_bit
    bits.put(2, 0); // window_sequence: ONLY_LONG_SEQUENCE
    bits.put(1, 0); // window_shape: sine
    bits.put(6, bands); // max_sfb
    bits.put(1, 0); // predictor_data_present
    bits
}

/// Ends a frame without any lines.
fn end(bits: &mut BitWriter) {
    bits.put(3, 0); // no pulses, no noise shaping, no gain control
    bits.put(3, 7); // ID_END
}
