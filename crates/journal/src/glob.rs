//! Globs on paths.

use std::sync::Arc;

use globset::{GlobBuilder, GlobMatcher};
use serde::{Deserialize, Serialize};

/// The length of the longest glob, in bytes.
const LONGEST: usize = 1024;
/// The most places of a glob that stand for more than one letter. A match takes at most some steps for each of them and each byte
/// of the path.
const MOST_VARIABLE: usize = 16;
/// The length of the longest path that a glob matches, in bytes: no call of a provider comes near it.
const LONGEST_PATH: usize = 2048;

/// A glob on a path: `*` stands for anything but a slash, `**` for any number of whole segments.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Glob {
    text: String,
    matcher: Result<Arc<GlobMatcher>, String>,
}

impl Glob {
    /// Makes a glob. A text that is no glob makes one that matches nothing: see [`Glob::problem`].
    pub fn new(text: &str) -> Self {
        text.to_owned().into()
    }

    /// Returns the reason for which the glob matches nothing, if its text is no glob.
    pub fn problem(&self) -> Option<String> {
        self.matcher.as_ref().err().cloned()
    }

    /// Returns `true` if the glob matches a path, in time that is linear in the path's length. Paths of more than 2 KiB match none.
    pub fn matches(&self, path: &str) -> bool {
        path.len() <= LONGEST_PATH && self.matcher.as_ref().is_ok_and(|matcher| matcher.is_match(path))
    }
}

impl AsRef<str> for Glob {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl From<String> for Glob {
    fn from(text: String) -> Self {
        let matcher = compile(&text).map(Arc::new);
        Self { text, matcher }
    }
}

impl From<Glob> for String {
    fn from(glob: Glob) -> Self {
        glob.text
    }
}

fn compile(text: &str) -> Result<GlobMatcher, String> {
    if !text.starts_with('/') {
        return Err("must begin with a slash".to_owned());
    }
    if text.len() > LONGEST {
        return Err(format!("must have at most {LONGEST} bytes"));
    }
    if text.matches(['*', '?', '[']).count() > MOST_VARIABLE {
        return Err(format!("must have at most {MOST_VARIABLE} of *, ? and ["));
    }
    // The library would take braces as alternatives; they usually come from the template of a route.
    if text.contains(['{', '}']) {
        return Err("must have no braces; write * where a segment varies".to_owned());
    }
    if text.split('/').any(|segment| segment.contains("**") && segment != "**") {
        return Err("must have ** only as a whole segment, between slashes".to_owned());
    }
    let glob = GlobBuilder::new(text).literal_separator(true).backslash_escape(false).build();
    glob.map(|glob| glob.compile_matcher()).map_err(|error| format!("is no glob: {}", error.kind()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stays_within_its_segment_and_two_do_not() {
        let rows = [
            ("/generation/*", "/generation/a", true),
            ("/generation/*", "/generation/a/b", false),
            ("/generation/*", "/generation/.a", true),
            ("/generation/**", "/generation/a/b", true),
            ("/generation/**", "/generations/a", false),
            ("/**", "/", true),
            ("/**", "/a/b", true),
            ("/**/status", "/task/1/status", true),
            ("/**/status", "/status", true),
            ("/**/status", "/task/nostatus", false),
            ("/a/**/b", "/a/b", true),
            ("/a/**/b", "/a/1/2/b", true),
            ("/*/status", "/task/1/status", false),
            ("/a?c", "/abc", true),
            ("/a?c", "/a/c", false),
            ("/a[!x]c", "/abc", true),
            ("/a[!x]c", "/a/c", false),
            ("/a[.-0]c", "/a/c", false),
            ("/a\\*", "/a\\b", true),
            ("/task", "/task", true),
            ("/task", "/tasks", false),
            ("/Task", "/task", false),
        ];
        for (glob, path, expected) in rows {
            assert_eq!(Glob::new(glob).matches(path), expected, "{glob} {path}");
        }
    }

    /// A matcher that backtracks would not return from the first of these.
    #[test]
    fn a_long_path_is_matched_in_linear_time_by_any_glob() {
        let path = format!("/{}", "a".repeat(LONGEST_PATH - 1));
        let globs = ["*a", "*a?", "[!b]*", "?*"].map(|part| format!("/{}b", part.repeat(8)));
        for glob in globs.iter().map(String::as_str).chain(["/**/a/**/a/**/a/**/b"]) {
            assert_eq!(Glob::new(glob).problem(), None, "{glob}");
            assert!(!Glob::new(glob).matches(&path), "{glob}");
        }
        let all = Glob::new("/**");
        assert!(all.matches(&path) && !all.matches(&format!("{path}a")), "no longer path is looked at");
    }

    #[test]
    fn what_is_no_glob_says_why_and_matches_nothing() {
        let long = format!("/{}", "a".repeat(LONGEST));
        let variable = format!("/{}", "*a".repeat(MOST_VARIABLE + 1));
        for text in ["task", "", "/a**b", "/[a", "/task/{taskId}/status", &long, &variable] {
            assert!(Glob::new(text).problem().is_some(), "{text}");
            assert!(!Glob::new(text).matches(text), "{text}");
        }
        assert_eq!(Glob::new(&long[1..]).problem().unwrap(), "must begin with a slash");
        assert_eq!(Glob::new(&long[..LONGEST]).problem(), None);
    }
}
