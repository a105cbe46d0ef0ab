//! Reading JSON that came from outside, with an error that shows what came.

use serde::de::DeserializeOwned;

use crate::error::{Error, ErrorKind, Result};
use crate::secret::bounded;

/// Reads JSON that came some other way than as an answer: in a webhook, or inside a string of another answer.
///
/// What is not as documented is an [`ErrorKind::Decode`], with the beginning of what came in [`Error::body`].
///
/// ```
/// let numbers: Vec<u8> = client_core::decode(b"[1, 2]")?;
/// assert_eq!(numbers, [1, 2]);
/// let error = client_core::decode::<Vec<u8>>(b"{}").unwrap_err();
/// assert_eq!((error.kind(), error.body()), (client_core::ErrorKind::Decode, Some("{}")));
/// # Ok::<(), client_core::Error>(())
/// ```
pub fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    decode_with(body, |text| bounded(text.to_owned()))
}

/// Reads JSON, and lets nothing of it into an error but through `scrub`.
pub(crate) fn decode_with<T: DeserializeOwned>(body: &[u8], scrub: impl Fn(&str) -> String) -> Result<T> {
    serde_json::from_slice(body).map_err(|cause| {
        // The cause quotes the body, which may quote the key; so its words are kept, scrubbed, and not itself.
        let error =
            Error::new(ErrorKind::Decode, scrub(&format!("the answer is not as documented: {cause}")));
        error.with_body(scrub(&String::from_utf8_lossy(body)))
    })
}
