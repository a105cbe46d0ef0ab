//! Blobs: bytes that are known by their digest, such as uploaded files.

use std::fmt::{self, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};

/// Bytes with their SHA-256. Clones share the bytes, and equal digests are taken for equal bytes.
#[derive(Clone)]
pub struct Blob {
    digest: [u8; 32],
    bytes: Bytes,
}

impl Blob {
    /// Creates a blob, and computes its digest.
    pub fn of(bytes: Bytes) -> Self {
        Self { digest: Sha256::digest(&bytes).into(), bytes }
    }

    /// Creates a blob whose digest was computed before. It must be the SHA-256 of these bytes.
    pub fn with_digest(bytes: Bytes, digest: [u8; 32]) -> Self {
        debug_assert!(Sha256::digest(&bytes)[..] == digest, "the digest is that of the bytes");
        Self { digest, bytes }
    }

    /// Returns the bytes.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Returns the SHA-256 of the bytes.
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }
}

impl PartialEq for Blob {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest
    }
}

impl Eq for Blob {}

/// Prints the size and the beginning of the digest, as bytes are not readable.
impl fmt::Debug for Blob {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Blob({} bytes, {}...)", self.bytes.len(), &hex(&self.digest)[..16])
    }
}

/// A blob in its written form: the digest in hexadecimal digits, and the bytes in base64.
#[derive(Serialize, Deserialize)]
struct Written {
    sha256: String,
    base64: String,
}

impl Serialize for Blob {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (sha256, base64) = (hex(&self.digest), STANDARD.encode(&self.bytes));
        Written { sha256, base64 }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Blob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Written { sha256, base64 } = Written::deserialize(deserializer)?;
        let blob = Self::of(STANDARD.decode(base64).map_err(de::Error::custom)?.into());
        if hex(&blob.digest) == sha256 {
            Ok(blob)
        } else {
            Err(de::Error::custom(format!("the bytes of the blob {sha256} have another digest")))
        }
    }
}

/// Returns a digest in hexadecimal digits.
pub fn hex(digest: &[u8; 32]) -> String {
    let mut digits = String::with_capacity(2 * digest.len());
    for byte in digest {
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blob_comes_back_from_its_written_form_and_is_never_another_one() {
        for bytes in [&b""[..], b"abc", &[0, 255, 128]] {
            let blob = Blob::of(Bytes::copy_from_slice(bytes));
            let written = serde_json::to_string(&blob).unwrap();
            let read: Blob = serde_json::from_str(&written).unwrap();
            assert_eq!((&read, read.bytes()), (&blob, blob.bytes()), "{written}");
            assert!(serde_json::from_str::<Blob>(&written.replace("\":\"", "\":\"0")).is_err(), "{written}");
        }
        let abc = serde_json::to_string(&Blob::of(Bytes::from_static(b"abc"))).unwrap();
        let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(abc, format!(r#"{{"sha256":"{digest}","base64":"YWJj"}}"#));
        assert!(serde_json::from_str::<Blob>(&abc.replace("YWJj", "YWJk")).is_err());
    }
}
