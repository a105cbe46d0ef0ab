//! The reading of a body, up to a limit.

use bytes::{Bytes, BytesMut};
use reqwest::Response;

/// A body that did not arrive whole, as far as it did.
pub(crate) enum Incomplete {
    /// It is larger than the limit.
    TooLarge(Bytes),
    /// The connection broke.
    Broken(Bytes, reqwest::Error),
}

impl Incomplete {
    /// Returns the beginning of the body.
    pub(crate) fn into_bytes(self) -> Bytes {
        match self {
            Self::TooLarge(bytes) | Self::Broken(bytes, _) => bytes,
        }
    }
}

/// Reads a body of at most so many bytes. The memory that it takes never exceeds twice that.
pub(crate) async fn read(response: &mut Response, limit: usize) -> Result<Bytes, Incomplete> {
    let mut body = BytesMut::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > limit => {
                body.extend_from_slice(&chunk[..limit - body.len()]);
                return Err(Incomplete::TooLarge(body.freeze()));
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Ok(body.freeze()),
            Err(cause) => return Err(Incomplete::Broken(body.freeze(), cause)),
        }
    }
}
