//! Output to people and to programs.

use std::fmt::Write as _;
use std::io::Write as _;

use serde::Serialize;

use crate::line::escaped_for_people;

/// Prints a text. A reader that has seen enough, such as `head`, is no failure.
pub(crate) fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes()).and_then(|()| std::io::stdout().flush());
}

/// Prints a value as JSON in one line.
pub(crate) fn print_json(value: &impl Serialize) {
    // The values are replies that came as JSON.
    let text = serde_json::to_string(value).unwrap_or_default();
    print(&format!("{text}\n"));
}

/// Prints a sentence to the person who called the command.
#[expect(clippy::print_stderr, reason = "the command's own words to the person who called it")]
pub(crate) fn complain(problem: &str) {
    eprintln!("backlot: {problem}");
}

/// Returns rows below their headings, in columns as wide as they need to be. What a terminal would act upon is escaped.
pub(crate) fn table<const N: usize>(
    headings: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let rows = rows.into_iter().map(|row| row.map(|cell| escaped_for_people(&cell)));
    let rows: Vec<[String; N]> = [headings.map(str::to_owned)].into_iter().chain(rows).collect();
    let widths: Vec<usize> =
        (0..N).map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0)).collect();
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let _ = write!(line, "{cell:<width$}  ");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Returns a count with its noun, such as `1 job` and `2 jobs`.
pub(crate) fn count(number: impl TryInto<u64>, noun: &str) -> String {
    let number = number.try_into().unwrap_or(u64::MAX);
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_they_need_to_be_and_hold_nothing_that_acts() {
        let rows = [["a".to_owned(), "1".to_owned()], ["été\u{1b}".to_owned(), String::new()]];
        assert_eq!(table(["name", "n"], rows), "name       n\na          1\nété\\u{1b}\n");
    }

    #[test]
    fn one_is_singular() {
        assert_eq!((count(1, "job"), count(0, "job")), ("1 job".to_owned(), "0 jobs".to_owned()));
    }
}
