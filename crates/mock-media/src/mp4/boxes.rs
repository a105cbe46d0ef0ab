//! The boxes of an MP4 file.

/// Converts a length. The limits on size and duration keep all parts of a file below 4 GiB.
pub(super) fn length(length: usize) -> u32 {
    u32::try_from(length).expect("a film is far smaller than 4 GiB")
}

/// The boxes of a file in the making. Each box consists of its length, its name and its content.
#[derive(Default)]
pub(super) struct Boxes(pub(super) Vec<u8>);

impl Boxes {
    pub(super) fn open<T>(&mut self, name: [u8; 4], fill: impl FnOnce(&mut Self) -> T) -> T {
        let start = self.0.len();
        self.u32(0);
        self.bytes(&name);
        let filled = fill(self);
        let size = length(self.0.len() - start);
        self.0[start..start + 4].copy_from_slice(&size.to_be_bytes());
        filled
    }

    /// Writes a box that starts with a version, which is always 0 here, and flags.
    pub(super) fn full<T>(&mut self, name: [u8; 4], flags: u32, fill: impl FnOnce(&mut Self) -> T) -> T {
        self.open(name, |file| {
            file.u32(flags);
            fill(file)
        })
    }

    /// Writes a descriptor of MPEG-4 systems (ISO/IEC 14496-1, 8.3.3): a tag, a length below 128, and the content.
    pub(super) fn descriptor(&mut self, tag: u8, fill: impl FnOnce(&mut Self)) {
        self.bytes(&[tag, 0]);
        let start = self.0.len();
        fill(self);
        self.0[start - 1] = u8::try_from(self.0.len() - start).unwrap_or(0);
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    pub(super) fn u16(&mut self, value: u16) {
        self.bytes(&value.to_be_bytes());
    }

    pub(super) fn u32(&mut self, value: u32) {
        self.bytes(&value.to_be_bytes());
    }

    pub(super) fn words(&mut self, values: &[u32]) {
        for value in values {
            self.u32(*value);
        }
    }
}
