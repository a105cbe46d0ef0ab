//! NAL units: the payloads of slices and parameter sets with their headers.

use crate::bits::BitWriter;

/// The kinds of NAL unit in use, each as its whole header byte: reference importance and type (table 7-1).
#[derive(Debug, Clone, Copy)]
#[repr(u8)]
pub(super) enum NalKind {
    Slice = 0x01,
    KeySlice = 0x65,
    SequenceParameters = 0x67,
    PictureParameters = 0x68,
}

/// Ends a payload with its stop bit and wraps it as a NAL unit, without a start code or length. Inserted bytes 3 keep the payload from
/// looking like a start code (section 7.4.1).
pub(super) fn wrap(mut payload: BitWriter, kind: NalKind) -> Vec<u8> {
    payload.put(1, 1);
    let bytes = payload.into_bytes();
    let mut nal = Vec::with_capacity(bytes.len() + 8);
    nal.push(kind as u8);
    let mut zeros = 0;
    let mut copied = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if zeros >= 2 && *byte <= 3 {
            nal.extend_from_slice(&bytes[copied..at]);
            nal.push(3);
            copied = at;
            zeros = 0;
        }
        zeros = if *byte == 0 { zeros + 1 } else { 0 };
    }
    nal.extend_from_slice(&bytes[copied..]);
    nal
}
