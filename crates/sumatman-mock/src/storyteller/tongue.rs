//! A language to tell in: its templates, its word lists and its rules.

use super::{chinese, english};
use crate::state::Story;

/// A language that stories are published in.
pub(super) struct Tongue {
    /// Titles. `{s}` is the subject, `{a}` the type of story.
    pub(super) titles: &'static [&'static str],
    /// The title of a story without a subject.
    pub(super) untold: &'static str,
    /// The end of a description. `{a}` is the type of story, `{m}` the minutes, `{n}` the narrator.
    pub(super) credit: &'static str,
    /// Narrators, for stories that name none.
    pub(super) narrators: &'static [&'static str],
    /// Narration: times in their order, things that happen, and the line that the two make. No more things than times, so that all
    /// their pairs, told in the order of the times, are enough for the longest film.
    pub(super) times: [&'static str; 8],
    pub(super) happenings: [&'static str; 7],
    pub(super) narration: &'static str,
    /// The word for a story's type.
    pub(super) kind: fn(&Story) -> &'static str,
    /// One of a type, with an article where the language has them.
    pub(super) one: fn(&str) -> String,
    /// Who or what a story is about.
    pub(super) subject: fn(&str) -> Option<String>,
    /// A sentence with its full stop, ready for another one to follow.
    pub(super) closed: fn(&str) -> String,
    /// Hashtags for a type, a subject and a story.
    pub(super) tags: fn(&str, Option<&str>, &str) -> Vec<String>,
}

/// So many letters show the language of a story.
const SAMPLE: usize = 200;

impl Tongue {
    /// Chinese for a story that is to be narrated in it or is written in it, else English.
    pub(super) fn of(story: &Story, told: &str) -> &'static Self {
        let letters = told.chars().filter(|letter| letter.is_alphabetic()).take(SAMPLE);
        let (chinese, all) = letters.fold((0, 0), |(chinese, all), letter| {
            (chinese + usize::from(chinese::is_character(letter)), all + 1)
        });
        if story.language == "chinese" || 2 * chinese > all { &chinese::TONGUE } else { &english::TONGUE }
    }
}

/// A text with a capital first letter.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Words with capital first letters.
pub(super) fn title_case(words: &str) -> String {
    words.split(' ').map(capital).collect::<Vec<_>>().join(" ")
}
