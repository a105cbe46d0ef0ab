//! JSON and texts from elsewhere, as bounded text.

use maud::{Markup, html};
use serde_json::Value;

/// The most bytes of a page that one text may take, with its escapes.
pub(crate) const LONGEST: usize = 40_000;
/// The most bytes of a page that one text of many may take, with its escapes.
pub(crate) const SHORT: usize = 8000;

/// Returns a body: JSON in lines, a text as it is, or the digest of what was not kept. A long one is cut off.
pub(crate) fn body(value: &Value, most: usize) -> Markup {
    match value {
        Value::Null => html! { p.empty { "No body." } },
        Value::String(text) => text_block(text, most),
        value => text_block(&pretty(value), most),
    }
}

/// Returns a text in its own lines. A long one is cut off.
pub(crate) fn text_block(text: &str, most: usize) -> Markup {
    let (shown, is_cut) = cut_at(text, most);
    html! {
        pre tabindex="0" { code dir="auto" { (shown) } }
        @if is_cut { p.note { "Cut off after " (shown.len()) " of " (text.len()) " bytes. The call shows the whole." } }
    }
}

/// Returns JSON in lines.
pub(crate) fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// Returns the beginning of a text that fits, and `true` if that is not the whole.
pub(crate) fn cut(text: &str) -> (&str, bool) {
    cut_at(text, LONGEST)
}

fn cut_at(text: &str, most: usize) -> (&str, bool) {
    let size = |character: char| match character {
        '&' | '<' | '>' | '"' => 6,
        other => other.len_utf8(),
    };
    let mut taken = 0;
    for (place, character) in text.char_indices() {
        taken += size(character);
        if taken > most {
            return (&text[..place], true);
        }
    }
    (text, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_by_the_bytes_that_it_takes_in_the_page() {
        assert_eq!(cut("short"), ("short", false));
        let text = "<".repeat(LONGEST);
        let (shown, is_cut) = cut(&text);
        assert!(is_cut && shown.len() == LONGEST / 6);
    }
}
