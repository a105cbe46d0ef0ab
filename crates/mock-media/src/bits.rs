//! Writing bits and Exp-Golomb codes.

/// A collector of bits, the most significant bit first.
#[derive(Default)]
pub(crate) struct BitWriter {
    bytes: Vec<u8>,
    pending: u64,
    count: u32,
}

impl BitWriter {
    /// Writes the lowest `length` bits of a value, at most 32. The other bits of the value must be zero.
    #[inline]
    pub(crate) fn put(&mut self, length: u32, value: u32) {
        self.pending = self.pending << length | u64::from(value);
        self.count += length;
        if self.count >= 32 {
            self.count -= 32;
            let [_, _, _, _, word @ ..] = (self.pending >> self.count).to_be_bytes();
            self.bytes.extend_from_slice(&word);
        }
    }

    pub(crate) fn flag(&mut self, value: bool) {
        self.put(1, u32::from(value));
    }

    /// Writes an unsigned Exp-Golomb code: ue(v), section 9.1.
    #[inline]
    pub(crate) fn unsigned(&mut self, value: u32) {
        let code = value + 1;
        let length = code.ilog2();
        self.put(length, 0);
        self.put(length + 1, code);
    }

    /// Writes a signed Exp-Golomb code: se(v), section 9.1.1.
    #[inline]
    pub(crate) fn signed(&mut self, value: i32) {
        let magnitude = 2 * value.unsigned_abs();
        self.unsigned(if value > 0 { magnitude - 1 } else { magnitude });
    }

    /// Fills the last byte with zeros, and returns all bytes.
    pub(crate) fn into_bytes(mut self) -> Vec<u8> {
        self.put((8 - self.count % 8) % 8, 0);
        let [.., a, b, c, d] = (self.pending << (32 - self.count)).to_be_bytes();
        self.bytes.extend([a, b, c, d].into_iter().take(self.count as usize / 8));
        self.bytes
    }
}
