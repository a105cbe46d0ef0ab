//! Directives: words in a prompt that steer one job, for clients in any language.
//!
//! `[[fail]]` and `[[fail:CODE]]` make the job fail during its work, and `[[slow:SECONDS]]` makes the work take that long.
//! `[[reject]]` makes the job fail before any work: it is charged, then refunded.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::job::Failure;

/// The longest work, in seconds: a year, so that instants stay within the calendar. Longer times are cut to it.
const SLOWEST: u64 = 366 * 24 * 60 * 60;

/// The length of the longest word, in bytes. Any longer text in brackets is plain text.
const LONGEST: usize = 256;

/// The wishes that the words in a prompt express.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptDirectives {
    /// A failure during the work, with its code if one is named.
    pub fail: Option<Failure>,
    /// The duration of the work.
    pub slow: Option<Duration>,
    /// `true` for a failure before the work.
    pub reject: bool,
}

impl PromptDirectives {
    /// Reads the words out of any number of texts. Unknown words are plain text.
    pub fn read<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut directives = Self::default();
        for word in texts.into_iter().flat_map(words) {
            let (name, value) =
                word.split_once(':').map_or((word, None), |(name, value)| (name, Some(value)));
            match (name, value) {
                ("fail", code) => {
                    directives.fail = Some(Failure { code: code.map(str::to_owned), message: None });
                }
                ("reject", None) => directives.reject = true,
                ("slow", Some(seconds)) => {
                    if let Ok(seconds) = seconds.parse::<u64>() {
                        directives.slow = Some(Duration::from_secs(seconds.min(SLOWEST)));
                    }
                }
                _ => {}
            }
        }
        directives
    }

    /// Returns the failure that the words ask for, before the work or during it.
    pub fn failure(&self) -> Option<Failure> {
        if self.reject { Some(Failure::default()) } else { self.fail.clone() }
    }
}

fn words<'a>(text: &'a str) -> impl Iterator<Item = &'a str> {
    let word = |rest: &'a str| rest.split_once("]]").map(|(word, _)| word.trim());
    text.split("[[").skip(1).filter_map(word).filter(|word| word.len() <= LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(code: Option<&str>) -> Failure {
        Failure { code: code.map(str::to_owned), message: None }
    }

    #[test]
    fn words_are_found_anywhere_and_others_are_left_alone() {
        let rows = [
            ("a cat", PromptDirectives::default()),
            ("a cat [[fail]]", PromptDirectives { fail: Some(failure(None)), ..PromptDirectives::default() }),
            (
                "[[fail:NSFW]] a cat",
                PromptDirectives { fail: Some(failure(Some("NSFW"))), ..PromptDirectives::default() },
            ),
            (
                "[[slow:90]]",
                PromptDirectives { slow: Some(Duration::from_secs(90)), ..PromptDirectives::default() },
            ),
            ("[[reject]][[slow:x]]", PromptDirectives { reject: true, ..PromptDirectives::default() }),
            ("[[unknown]] [[fail", PromptDirectives::default()),
        ];
        for (prompt, expected) in rows {
            assert_eq!(PromptDirectives::read([prompt]), expected, "{prompt}");
        }
    }

    #[test]
    fn a_word_has_an_end() {
        let code = "x".repeat(LONGEST - "fail:".len());
        assert_eq!(
            PromptDirectives::read([format!("[[fail:{code}]]").as_str()]).fail,
            Some(failure(Some(&code)))
        );
        assert_eq!(
            PromptDirectives::read([format!("[[fail:{code}x]]").as_str()]),
            PromptDirectives::default()
        );
    }

    #[test]
    fn an_endless_wait_is_cut_to_a_year() {
        let directives = PromptDirectives::read(["[[slow:18446744073709551615]]"]);
        assert_eq!(directives.slow, Some(Duration::from_secs(SLOWEST)));
    }
}
