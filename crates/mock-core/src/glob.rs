//! Globs on paths.

use serde::{Deserialize, Serialize};

/// A glob on a path: `*` stands for anything but a slash, `**` for any number of whole segments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Glob {
    text: String,
    pattern: Result<glob::Pattern, String>,
}

const PLAIN: glob::MatchOptions = glob::MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

impl Glob {
    /// A glob, even one that is none and matches nothing: see [`Glob::problem`].
    pub fn new(text: &str) -> Self {
        text.to_owned().into()
    }

    /// Why it is none.
    pub fn problem(&self) -> Option<String> {
        self.pattern.as_ref().err().cloned()
    }

    /// Whether it matches a path.
    pub fn matches(&self, path: &str) -> bool {
        self.pattern.as_ref().is_ok_and(|pattern| pattern.matches_with(path, PLAIN))
    }
}

impl From<String> for Glob {
    fn from(text: String) -> Self {
        let pattern = if text.starts_with('/') {
            glob::Pattern::new(&text).map_err(|error| error.msg.to_owned())
        } else {
            Err("must begin with a slash".to_owned())
        };
        Self { text, pattern }
    }
}

impl From<Glob> for String {
    fn from(glob: Glob) -> Self {
        glob.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stays_within_its_segment_and_two_do_not() {
        let rows = [
            ("/generation/*", "/generation/a", true),
            ("/generation/*", "/generation/a/b", false),
            ("/generation/**", "/generation/a/b", true),
            ("/**", "/", true),
            ("/**/status", "/task/1/status", true),
            ("/task", "/task", true),
            ("/task", "/tasks", false),
            ("/Task", "/task", false),
        ];
        for (glob, path, expected) in rows {
            assert_eq!(Glob::new(glob).matches(path), expected, "{glob} {path}");
        }
    }

    #[test]
    fn what_is_no_glob_says_why_and_matches_nothing() {
        for text in ["task", "", "/a**b", "/[a"] {
            assert!(Glob::new(text).problem().is_some(), "{text}");
            assert!(!Glob::new(text).matches(text), "{text}");
        }
    }
}
