//! Masks: the form in which secrets are shown. A secret is known by the caller's key, by its name, or by its place in a URL.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem::Finder;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::names::{is_secret, may_hold_secret};

/// The text in place of a secret.
const MASK: &str = "***";
/// The length of the shortest key to look for, in bytes. Shorter keys cannot be told from other words; only names reveal them.
const SHORTEST: usize = 6;
/// The characters that end a URL, or a part of it, within a text.
const ENDS: [char; 5] = ['"', '\'', '<', '>', '\\'];

/// Returns a key as it is shown: its first four characters if it has at least twelve, and the mask.
pub fn masked_key(api_key: &str) -> String {
    let shown = if api_key.chars().count() >= 12 { 4 } else { 0 };
    let beginning: String = api_key.chars().take(shown).collect();
    format!("{beginning}{MASK}")
}

/// Returns a text without the caller's key and without the secrets of the URLs in it.
pub fn hide(text: &str, api_key: Option<&str>) -> String {
    Mask::of(api_key).text(text)
}

/// Schemes of authorization, whose credentials are a secret in a header of any name.
const SCHEMES: [&str; 2] = ["basic", "bearer"];

/// A mask for all the texts of one caller, with a prepared search for the caller's key.
pub(crate) struct Mask<'k> {
    key: Option<Key<'k>>,
}

struct Key<'k> {
    /// The search for the key as it is.
    plain: Finder<'k>,
    /// The search for the key in a decoded text, in which a plus is a space.
    decoded: Finder<'static>,
}

impl<'k> Mask<'k> {
    /// Creates a mask for a caller's key.
    pub(crate) fn of(api_key: Option<&'k str>) -> Self {
        let key = api_key.filter(|key| key.len() >= SHORTEST).map(|key| Key {
            plain: Finder::new(key),
            decoded: Finder::new(&key.replace('+', " ")).into_owned(),
        });
        Self { key }
    }

    /// Returns a header's value as it is shown.
    pub(crate) fn header(&self, name: &str, value: &str) -> String {
        let scheme = value.split_once(' ').map(|(scheme, _)| scheme);
        match scheme.filter(|scheme| SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known))) {
            Some(scheme) => format!("{scheme} {MASK}"),
            None if is_secret(name) => MASK.to_owned(),
            None => self.text(value),
        }
    }

    /// Returns a text without the key and without the secrets of the URLs in it.
    pub(crate) fn text(&self, text: &str) -> String {
        let text = self.without_key(text);
        let secrets = secrets_of_urls(&text);
        masked(text, secrets).into_owned()
    }

    /// Returns a query, or a form in the encoding of a query, as it is shown.
    pub(crate) fn query(&self, query: &str) -> String {
        let pairs = query.split('&').map(|pair| match pair.split_once('=') {
            Some((name, value)) if is_secret(name) || hides_in_decoded(value) => {
                format!("{}={MASK}", self.without_key(name))
            }
            _ => self.text(pair),
        });
        pairs.collect::<Vec<_>>().join("&")
    }

    /// Masks a JSON value.
    pub(crate) fn json(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.json_text(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.json(item)),
            Value::Object(fields) => {
                let masked = std::mem::take(fields).into_iter().map(|(name, mut value)| {
                    if !is_secret(&name) {
                        self.json(&mut value);
                    } else if !matches!(value, Value::Null | Value::Bool(_)) {
                        value = MASK.into();
                    }
                    (self.without_key(&name).into_owned(), value)
                });
                *fields = masked.collect();
            }
            _ => {}
        }
    }

    /// Returns a text from a JSON value as it is shown. The text may be JSON itself.
    fn json_text(&self, text: &str) -> String {
        if !text.trim_start().starts_with(['{', '[']) || !may_hold_secret(text) {
            return self.text(text);
        }
        match serde_json::from_str(text) {
            Ok(mut value) => {
                self.json(&mut value);
                value.to_string()
            }
            Err(_) => MASK.to_owned(),
        }
    }

    fn without_key<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let Some(key) = &self.key else { return text.into() };
        let length = key.plain.needle().len();
        let plain = key.plain.find_iter(text.as_bytes()).map(|start| start..start + length);
        let text = masked(text.into(), plain.collect());
        if !text.contains(['%', '+']) {
            return text;
        }
        let (decoded, places) = decoded(&text);
        let found = key.decoded.find_iter(&decoded);
        let found = found.map(|start| places[start]..places[start + key.decoded.needle().len()]);
        let found = found.collect();
        masked(text, found)
    }
}

/// Returns `true` if a value, once decoded, is a URL or JSON with a secret.
fn hides_in_decoded(value: &str) -> bool {
    if !value.contains(['%', '+']) {
        return false;
    }
    let value = value.replace('+', " ");
    let value = percent_decode_str(&value).decode_utf8_lossy();
    may_hold_secret(&value) || !secrets_of_urls(&value).is_empty()
}

/// Decodes a text as in a URL. Returns its bytes, and the places of each byte and of the end in the original text.
fn decoded(text: &str) -> (Vec<u8>, Vec<usize>) {
    let text = text.as_bytes();
    let (mut bytes, mut places) = (Vec::with_capacity(text.len()), Vec::with_capacity(text.len() + 1));
    let mut place = 0;
    while let Some(byte) = text.get(place) {
        let escaped = (*byte == b'%').then(|| text.get(place + 1..place + 3)).flatten();
        let escaped = escaped.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        places.push(place);
        place += if escaped.is_some() { 3 } else { 1 };
        let byte = escaped.unwrap_or(*byte);
        bytes.push(if byte == b'+' { b' ' } else { byte });
    }
    places.push(place);
    (bytes, places)
}

/// Finds user names, passwords and the values of secret parameters in the URLs of a text, both absolute and relative ones.
fn secrets_of_urls(text: &str) -> Vec<Range<usize>> {
    let until = |start: usize, ends: &[char]| {
        let end = text[start..]
            .find(|letter: char| letter.is_whitespace() || ends.contains(&letter) || ENDS.contains(&letter));
        end.map_or(text.len(), |end| start + end)
    };
    let users = text.match_indices("://").filter_map(|(place, separator)| {
        let start = place + separator.len();
        let authority = &text[start..until(start, &['/', '?', '#'])];
        authority.rfind('@').map(|end| start..start + end)
    });
    let mut hidden = 0;
    let parameters = text.match_indices(['?', '&', '#', ';']).filter_map(|(place, separator)| {
        // The inside of a secret is not searched, so that the work stays linear.
        let start = (place >= hidden).then_some(place + separator.len())?;
        let end = until(start, &['=', '?', '&', '#', ';', '/']);
        let is_named = text[end..].starts_with('=') && is_secret(&text[start..end]);
        is_named.then(|| {
            hidden = until(end + 1, &['&', '#']);
            end + 1..hidden
        })
    });
    let mut secrets: Vec<_> = users.chain(parameters).filter(|range| !range.is_empty()).collect();
    secrets.sort_by_key(|range| range.start);
    secrets
}

/// Returns a text with a mask in place of these ranges, which are sorted by their starts.
fn masked(text: Cow<'_, str>, ranges: Vec<Range<usize>>) -> Cow<'_, str> {
    if ranges.is_empty() {
        return text;
    }
    let (mut shown, mut end) = (String::with_capacity(text.len()), 0);
    for range in ranges {
        if range.start >= end {
            shown.push_str(&text[end..range.start]);
            shown.push_str(MASK);
        }
        end = end.max(range.end);
    }
    shown.push_str(&text[end..]);
    shown.into()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn credentials_are_hidden_in_a_header_of_any_name() {
        let mask = Mask::of(None);
        assert_eq!(mask.header("x-custom", "Bearer hunter2"), "Bearer ***");
        assert_eq!(mask.header("x-custom", "basic aHVudGVy"), "basic ***");
        assert_eq!(mask.header("x-custom", "bearing north"), "bearing north");
    }

    #[test]
    fn a_key_is_hidden_in_every_encoding() {
        let mask = Mask::of(Some("key/with=signs+ä"));
        let rows = [
            ("a key/with=signs+ä b", "a *** b"),
            ("key%2Fwith%3Dsigns%2B%C3%A4", "***"),
            ("key%2fwith%3dsigns%2b%c3%a4!", "***!"),
            ("%6bey/with%3Dsigns+ä", "***"),
            ("key/with=signs", "key/with=signs"),
            ("100% + ä%2", "100% + ä%2"),
        ];
        for (text, shown) in rows {
            assert_eq!(mask.text(text), shown, "{text}");
        }
        assert_eq!(Mask::of(Some("a%41bcdef")).text("/a%41bcdef/a%2541bcdef"), "/***/***");
        assert_eq!(Mask::of(Some("short")).text("short"), "short");
    }

    #[test]
    fn what_a_name_says_is_secret_is_hidden_wherever_it_stands() {
        let mask = Mask::of(Some("key/with=signs"));
        assert_eq!(mask.query("api_key=short&x=key%2Fwith%3Dsigns"), "api_key=***&x=***");
        assert_eq!(
            mask.query("to=https%3A%2F%2Fu%3Ap%40h&o=%7B%22pwd%22%3A1%7D&a=%20b"),
            "to=***&o=***&a=%20b"
        );
        assert_eq!(mask.query("max_tokens=5&key%2Fwith%3Dsigns"), "max_tokens=5&***");
        assert_eq!(mask.header("authorization", "Bearer anything"), "Bearer ***");
        assert_eq!(mask.header("set-cookie", "a=b"), "***");
        assert_eq!(mask.header("referer", "/?k=key/with=signs"), "/?k=***");
        assert_eq!(
            mask.header("location", "https://me:pw@host/x?sig=abc&y=1"),
            "https://***@host/x?sig=***&y=1"
        );
        let mut body = json!({
            "apiKey": "k", "deep": [{ "said": "my key/with=signs", "client_secret": { "a": 1 } }], "token": null,
            "pin_password": 1234, "session": true, "key/with=signs": 1,
            "hook": "https://u:p@h/?X-Amz-Signature=0a&n=1",
            "nested": "{\"password\": \"p\", \"n\": 1}", "broken": "{\"password\": \"p\", ",
        });
        mask.json(&mut body);
        let shown = json!({
            "apiKey": "***", "deep": [{ "said": "my ***", "client_secret": "***" }], "token": null,
            "pin_password": "***", "session": true, "***": 1,
            "hook": "https://***@h/?X-Amz-Signature=***&n=1",
            "nested": "{\"password\":\"***\",\"n\":1}", "broken": "***",
        });
        assert_eq!(body, shown);
    }

    #[test]
    fn urls_in_a_text_keep_all_but_their_secrets() {
        let rows = [
            ("see https://h/a?x=1&sig=abc, and http://b", "see https://h/a?x=1&sig=*** and http://b"),
            ("<a href=\"/f?token=t&amp;Signature=s\">", "<a href=\"/f?token=***&amp;Signature=***\">"),
            ("https://h/#access_token=t", "https://h/#access_token=***"),
            ("postgres://user:p@ss@db/x", "postgres://***@db/x"),
            ("https://h/?sig=https://u:p@h", "https://h/?sig=***"),
            ("https://h/?tokens=3&keyword=a", "https://h/?tokens=3&keyword=a"),
            ("mail me@h.org? key = 3; sure", "mail me@h.org? key = 3; sure"),
            ("https://h/a@b?sig=", "https://h/a@b?sig="),
        ];
        for (text, shown) in rows {
            assert_eq!(hide(text, None), shown, "{text}");
        }
    }

    #[test]
    fn a_key_shows_its_beginning_only_if_much_is_left() {
        assert_eq!(masked_key("short"), "***");
        assert_eq!(masked_key("sk-0123456789abcdef"), "sk-0***");
    }
}
