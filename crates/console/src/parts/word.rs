//! Marks for words of closed lists. A mark has a shape and a word, and never a colour alone.

use maud::{Markup, html};

/// The parts of a state's word that tell of a job that came to no good end.
const BAD: [&str; 5] = ["fail", "error", "cancel", "expire", "reject"];

/// Returns the mark of a basis: `documented`, `example`, `contradicted` or `assumed`.
pub(crate) fn basis(word: &str) -> Markup {
    let shape = match word {
        "documented" => "●",
        "example" => "◐",
        "contradicted" => "◆",
        _ => "○",
    };
    html! { span.basis.(class(word)) { span aria-hidden="true" { (shape) } " " (word) } }
}

/// Returns the mark of a job's state.
pub(crate) fn state(word: &str, is_unfinished: bool) -> Markup {
    let lower = word.to_lowercase();
    let (tone, shape) = match () {
        () if is_unfinished => ("running", "◔"),
        () if BAD.iter().any(|part| lower.contains(part)) => ("bad", "✕"),
        () => ("good", "✓"),
    };
    html! { span.state.(tone) { span aria-hidden="true" { (shape) } " " (word) } }
}

/// Returns the mark of a status. `None` stands for an answer that never came.
pub(crate) fn status(status: Option<u16>) -> Markup {
    let tone = match status {
        Some(200..400) => "good",
        Some(400..500) => "warn",
        _ => "bad",
    };
    html! {
        span.status.(tone) {
            @match status { Some(status) => { (status) }, None => { span title="There was no answer." { "—" } } }
        }
    }
}

/// Returns a word as a class, so that no other text ever becomes one.
pub(crate) fn class(word: &str) -> &str {
    if word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') { word } else { "other" }
}

/// Returns a count with its noun.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
