//! Words in a prompt that steer one job, for clients in any language.
//!
//! `[[fail]]` and `[[fail:CODE]]` make the job fail during its work, and `[[slow:SECONDS]]` makes the work take that long.
//! `[[reject]]` makes the job fail before any work: it is charged, then refunded.

use std::time::Duration;

/// The longest work, in seconds: a year, so that instants stay within the calendar. Longer times are cut to it.
const SLOWEST: u64 = 366 * 24 * 60 * 60;

/// The length of the longest word, in bytes. Any longer text in brackets is plain text.
const LONGEST: usize = 256;

/// The wishes that the words in a prompt express.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steer {
    /// A failure during the work, with its code if one is named.
    pub fail: Option<Option<String>>,
    /// The duration of the work.
    pub slow: Option<Duration>,
    /// `true` for a failure before the work.
    pub reject: bool,
}

impl Steer {
    /// Reads the words out of any number of texts. Unknown words are plain text.
    pub fn read<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut steer = Self::default();
        for word in texts.into_iter().flat_map(words) {
            let (name, value) =
                word.split_once(':').map_or((word, None), |(name, value)| (name, Some(value)));
            match (name, value) {
                ("fail", code) => steer.fail = Some(code.map(str::to_owned)),
                ("reject", None) => steer.reject = true,
                ("slow", Some(seconds)) => {
                    if let Ok(seconds) = seconds.parse::<u64>() {
                        steer.slow = Some(Duration::from_secs(seconds.min(SLOWEST)));
                    }
                }
                _ => {}
            }
        }
        steer
    }
}

fn words<'a>(text: &'a str) -> impl Iterator<Item = &'a str> {
    let word = |rest: &'a str| rest.split_once("]]").map(|(word, _)| word.trim());
    text.split("[[").skip(1).filter_map(word).filter(|word| word.len() <= LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_anywhere_and_others_are_left_alone() {
        let rows = [
            ("a cat", Steer::default()),
            ("a cat [[fail]]", Steer { fail: Some(None), ..Steer::default() }),
            ("[[fail:NSFW]] a cat", Steer { fail: Some(Some("NSFW".into())), ..Steer::default() }),
            ("[[slow:90]]", Steer { slow: Some(Duration::from_secs(90)), ..Steer::default() }),
            ("[[reject]][[slow:x]]", Steer { reject: true, ..Steer::default() }),
            ("[[unknown]] [[fail", Steer::default()),
        ];
        for (prompt, expected) in rows {
            assert_eq!(Steer::read([prompt]), expected, "{prompt}");
        }
    }

    #[test]
    fn a_word_has_an_end() {
        let code = "x".repeat(LONGEST - "fail:".len());
        assert_eq!(Steer::read([format!("[[fail:{code}]]").as_str()]).fail, Some(Some(code.clone())));
        assert_eq!(Steer::read([format!("[[fail:{code}x]]").as_str()]), Steer::default());
    }

    #[test]
    fn an_endless_wait_is_cut_to_a_year() {
        let steer = Steer::read(["[[slow:18446744073709551615]]"]);
        assert_eq!(steer.slow, Some(Duration::from_secs(SLOWEST)));
    }
}
