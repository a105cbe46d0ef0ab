//! Writing bits, Exp-Golomb codes and NAL units.

/// The kinds of NAL unit in use, each as its whole header byte: reference importance and type (table 7-1).
#[derive(Debug, Clone, Copy)]
#[repr(u8)]
pub(super) enum NalKind {
    Slice = 0x61,
    KeySlice = 0x65,
    SequenceParameters = 0x67,
    PictureParameters = 0x68,
}

/// A collector of bits, the most significant bit first.
#[derive(Default)]
pub(super) struct BitWriter {
    bytes: Vec<u8>,
    pending: u64,
    count: u32,
}

impl BitWriter {
    /// Writes the lowest `length` bits of a value, at most 32. The other bits of the value must be zero.
    #[inline]
    pub(super) fn put(&mut self, length: u32, value: u32) {
        self.pending = self.pending << length | u64::from(value);
        self.count += length;
        if self.count >= 32 {
            self.count -= 32;
            let [_, _, _, _, word @ ..] = (self.pending >> self.count).to_be_bytes();
            self.bytes.extend_from_slice(&word);
        }
    }

    pub(super) fn flag(&mut self, value: bool) {
        self.put(1, u32::from(value));
    }

    /// Writes an unsigned Exp-Golomb code: ue(v), section 9.1.
    #[inline]
    pub(super) fn unsigned(&mut self, value: u32) {
        let code = value + 1;
        let length = code.ilog2();
        self.put(length, 0);
        self.put(length + 1, code);
    }

    /// Writes a signed Exp-Golomb code: se(v), section 9.1.1.
    #[inline]
    pub(super) fn signed(&mut self, value: i32) {
        let magnitude = 2 * value.unsigned_abs();
        self.unsigned(if value > 0 { magnitude - 1 } else { magnitude });
    }

    /// Ends the payload with its stop bit and wraps it as a NAL unit, without a start code or length. Inserted bytes 3
    /// keep the payload from looking like a start code (section 7.4.1).
    pub(super) fn into_nal(mut self, kind: NalKind) -> Vec<u8> {
        self.put(1, 1);
        self.put((8 - self.count % 8) % 8, 0);
        let [.., a, b, c, d] = (self.pending << (32 - self.count)).to_be_bytes();
        self.bytes.extend([a, b, c, d].into_iter().take(self.count as usize / 8));
        let mut nal = Vec::with_capacity(self.bytes.len() + 8);
        nal.push(kind as u8);
        let mut zeros = 0;
        let mut copied = 0;
        for (at, byte) in self.bytes.iter().enumerate() {
            if zeros >= 2 && *byte <= 3 {
                nal.extend_from_slice(&self.bytes[copied..at]);
                nal.push(3);
                copied = at;
                zeros = 0;
            }
            zeros = if *byte == 0 { zeros + 1 } else { 0 };
        }
        nal.extend_from_slice(&self.bytes[copied..]);
        nal
    }
}
