//! The account's key, sent in one header and kept out of everything else.

use std::fmt;

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

/// The text that replaces a key.
const MASK: &str = "[secret]";

/// The largest size of a provider's text in an error, in bytes.
const LONGEST_TEXT: usize = 4096;

/// The length in bytes from which a key is masked even inside of a word.
const LONG_KEY: usize = 8;

/// A checked key: it is not empty, and a header can carry it.
pub(crate) struct Secret {
    bearer: HeaderValue,
    /// The key as it is and, if that differs, as it is written inside a JSON string.
    spellings: Vec<SecretString>,
}

impl Secret {
    /// Checks a key. The error names the problem, but not the key.
    pub(crate) fn new(key: &SecretString) -> Result<Self, &'static str> {
        let text = key.expose_secret();
        if text.is_empty() {
            return Err("the key is empty");
        }
        let mut bearer = HeaderValue::try_from(format!("Bearer {text}"))
            .map_err(|_| "the key holds characters that a header cannot carry")?;
        bearer.set_sensitive(true);
        let in_json = serde_json::Value::from(text).to_string();
        let in_json = in_json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(&in_json);
        let spellings =
            if in_json == text { vec![key.clone()] } else { vec![key.clone(), SecretString::from(in_json)] };
        Ok(Self { bearer, spellings })
    }

    /// Returns the value of the `Authorization` header, marked as sensitive.
    pub(crate) fn bearer(&self) -> HeaderValue {
        self.bearer.clone()
    }

    /// Makes a text from outside fit for an error: masks the key, and limits the length.
    pub(crate) fn scrub(&self, text: &str) -> String {
        // Mask first, then cut. Otherwise half a key could remain at the end.
        bounded(self.spellings.iter().fold(text.to_owned(), |text, key| mask(&text, key.expose_secret())))
    }
}

/// Replaces a key in a text. A short key, such as `25` in a sandbox, is replaced only where it stands alone: elsewhere it is
/// part of another word, which the text would lose.
fn mask(text: &str, key: &str) -> String {
    if key.len() >= LONG_KEY {
        return text.replace(key, MASK);
    }
    let is_edge = |neighbor: Option<char>| !neighbor.is_some_and(char::is_alphanumeric);
    let (mut masked, mut kept) = (String::new(), 0);
    for (at, _) in text.match_indices(key) {
        if is_edge(text[..at].chars().next_back()) && is_edge(text[at + key.len()..].chars().next()) {
            masked.push_str(&text[kept..at]);
            masked.push_str(MASK);
            kept = at + key.len();
        }
    }
    masked + &text[kept..]
}

/// Returns the beginning of a text, as much as an error keeps.
pub(crate) fn bounded(mut text: String) -> String {
    let end = (0..=LONGEST_TEXT.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    text.truncate(end.unwrap_or_default());
    text
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(&SecretString::from(text)).unwrap()
    }

    #[test]
    fn a_key_is_masked_in_every_spelling() {
        let secret = secret(r#"to"ken"#);
        assert_eq!(
            secret.scrub(r#"plain to"ken, in JSON "to\"ken""#),
            r#"plain [secret], in JSON "[secret]""#
        );
        assert_eq!(format!("{secret:?}"), "[secret]");
        assert_eq!(format!("{:?}", secret.bearer()), "Sensitive");
    }

    #[test]
    fn texts_are_cut_after_masking_and_between_characters() {
        let secret = secret("long-token");
        let long = format!("{}long-token", "x".repeat(LONGEST_TEXT - 2));
        assert_eq!(secret.scrub(&long), format!("{}[s", "x".repeat(LONGEST_TEXT - 2)));
        let wide = "é".repeat(LONGEST_TEXT);
        assert_eq!(secret.scrub(&wide).len(), LONGEST_TEXT);
        assert_eq!(secret.scrub(&format!("x{wide}")).len(), LONGEST_TEXT - 1);
    }

    #[test]
    fn a_short_key_is_masked_only_where_it_stands_alone() {
        let table = [
            ("credit", "Insufficient credits", "Insufficient credits"),
            ("credit", "the key credit, not \"credit\"", "the key [secret], not \"[secret]\""),
            (
                "25",
                r#"{"required_credits": 250, "key": "25"}"#,
                r#"{"required_credits": 250, "key": "[secret]"}"#,
            ),
            ("k", "UnknownIssuer", "UnknownIssuer"),
            ("é", "é cé é", "[secret] cé [secret]"),
        ];
        for (key, text, masked) in table {
            assert_eq!(secret(key).scrub(text), masked, "{key}");
        }
    }

    #[test]
    fn unusable_keys_are_refused_without_being_named() {
        assert_eq!(Secret::new(&SecretString::from("")).unwrap_err(), "the key is empty");
        let reason = Secret::new(&SecretString::from("to\nken")).unwrap_err();
        assert!(!reason.contains("ken\n") && reason.contains("header"), "{reason}");
    }
}
