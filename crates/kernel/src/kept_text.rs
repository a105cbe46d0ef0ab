//! Texts of users that stay with their jobs.

use std::sync::Arc;

use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use serde::{Deserialize, Serialize};

/// The size from which a text is kept compressed, in bytes.
const LONG: usize = 16 * 1024;
/// The effort of compression: the least, since most of the gain comes with it.
const LEVEL: u8 = 1;

/// A text that a job keeps for as long as its account lives. The services set no limit to a prompt, so a long one is kept
/// compressed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Arc<str>", into = "Arc<str>")]
pub struct KeptText(Form);

impl From<Arc<str>> for KeptText {
    fn from(text: Arc<str>) -> Self {
        Self::new(text)
    }
}

impl From<KeptText> for Arc<str> {
    fn from(kept: KeptText) -> Self {
        kept.read()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    Plain(Arc<str>),
    Deflated(Arc<[u8]>),
}

impl KeptText {
    /// Keeps a text. Compressing takes time: do it where a request is read, not under an account's lock.
    pub fn new(text: Arc<str>) -> Self {
        if text.len() < LONG {
            return Self(Form::Plain(text));
        }
        let deflated = compress_to_vec(text.as_bytes(), LEVEL);
        Self(if deflated.len() < text.len() { Form::Deflated(deflated.into()) } else { Form::Plain(text) })
    }

    /// Returns the text.
    pub fn read(&self) -> Arc<str> {
        match &self.0 {
            Form::Plain(text) => text.clone(),
            Form::Deflated(deflated) => inflate(deflated, usize::MAX).into(),
        }
    }

    /// Returns the first characters of the text, without reading the rest of it.
    pub fn opening(&self, characters: usize) -> String {
        match &self.0 {
            Form::Plain(text) => text.chars().take(characters).collect(),
            Form::Deflated(deflated) => {
                inflate(deflated, characters * char::MAX_LEN_UTF8).chars().take(characters).collect()
            }
        }
    }

    /// Returns the size of the memory that the text takes, in bytes.
    pub fn size(&self) -> usize {
        match &self.0 {
            Form::Plain(text) => text.len(),
            Form::Deflated(deflated) => deflated.len(),
        }
    }
}

/// Returns at most so many bytes of a text that was compressed here.
fn inflate(deflated: &[u8], limit: usize) -> String {
    let bytes = decompress_to_vec_with_limit(deflated, limit).unwrap_or_else(|cut_off| cut_off.output);
    match String::from_utf8(bytes) {
        Ok(text) => text,
        // It is cut off within a character.
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_as_they_were_and_long_ones_are_small_meanwhile() {
        let rows = [
            (String::new(), 0),
            ("A lighthouse".to_owned(), 12),
            ("x".repeat(LONG - 1), LONG - 1),
            ("x".repeat(450_000), 4_500),
            ("从前有一座山。".repeat(10_000), 21_000),
        ];
        for (text, most) in rows {
            let kept = KeptText::new(text.as_str().into());
            assert_eq!(&*kept.read(), text);
            assert_eq!(kept.opening(50), text.chars().take(50).collect::<String>());
            assert!(kept.size() <= most, "{} bytes take {}", text.len(), kept.size());
        }
    }
}
