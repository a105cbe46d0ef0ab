//! Errors that are planted into the mocks, to see the checks of the contract catch them.
//!
//! `tests/mutations/<provider>.txt` lists them, a row each: a file, a text that stands there once, the text that takes its place,
//! and the check that then fails or the reason for which none does.

use std::fs;

use crate::{providers, workspace};

/// The beginning of a verdict that names a check.
const KILLED_BY: &str = "killed by ";

/// A planted error.
#[derive(Debug)]
pub struct Mutation {
    /// The file, from the project's root.
    pub file: String,
    /// The text that is replaced.
    pub from: String,
    /// The text in its place.
    pub to: String,
    /// The check that fails, or `None` if it is known that none does.
    pub killed_by: Option<String>,
}

impl Mutation {
    /// Returns the file's text with the error in it.
    ///
    /// # Errors
    /// If the replaced text does not stand there exactly once.
    pub fn planted(&self) -> Result<String, String> {
        let text = fs::read_to_string(workspace().join(&self.file))
            .map_err(|error| format!("{}: {error}", self.file))?;
        match text.matches(&self.from).count() {
            1 => Ok(text.replacen(&self.from, &self.to, 1)),
            count => Err(format!("{}: {:?} stands there {count} times", self.file, self.from)),
        }
    }
}

/// Returns all planted errors, with the provider of each.
pub fn mutations() -> Vec<(&'static str, Mutation)> {
    let of = |provider| {
        let path = workspace().join(format!("tests/mutations/{provider}.txt"));
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let rows = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        rows.map(|row| (provider, read(row))).collect::<Vec<_>>()
    };
    providers().flat_map(of).collect()
}

fn read(row: &str) -> Mutation {
    // `\|` is a bar within a column.
    let columns: Vec<_> =
        row.replace("\\|", "\u{0}").split('|').map(|part| part.trim().replace('\u{0}', "|")).collect();
    let [file, from, to, verdict] =
        <[String; 4]>::try_from(columns).unwrap_or_else(|_| panic!("four columns: {row}"));
    let killed_by = verdict.strip_prefix(KILLED_BY).map(str::to_owned);
    assert!(killed_by.is_some() || verdict.starts_with("survives: "), "a verdict: {row}");
    Mutation { file, from, to, killed_by }
}
