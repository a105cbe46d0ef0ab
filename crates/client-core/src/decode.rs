//! Reading of JSON from outside, with an error that shows the text.

use serde::de::DeserializeOwned;

use crate::error::{Error, ErrorKind, Result};
use crate::secret::bounded;

/// Reads JSON that did not come as an answer: from a webhook, or from a string inside another answer.
///
/// JSON that differs from the documents is an [`ErrorKind::Decode`], with the beginning of the text in [`Error::body`].
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

/// Reads JSON. Texts from it enter an error only through `scrub`.
pub(crate) fn decode_with<T: DeserializeOwned>(body: &[u8], scrub: impl Fn(&str) -> String) -> Result<T> {
    serde_json::from_slice(body).map_err(|cause| {
        // The cause quotes the body, which may quote the key. So the error keeps the scrubbed words of the cause, but not
        // the cause itself.
        let error =
            Error::new(ErrorKind::Decode, scrub(&format!("the answer is not as documented: {cause}")));
        error.with_body(scrub(&String::from_utf8_lossy(body)))
    })
}
