//! A language of the storyteller: its templates, its word lists and its rules.

use crate::options::StoryType;

/// A language that stories are published in.
pub(super) struct Tongue {
    /// The language's tag (BCP 47).
    pub(super) tag: &'static str,
    /// Titles. `{s}` is the subject, `{a}` the type of story.
    pub(super) titles: &'static [&'static str],
    /// The title of a story without a subject.
    pub(super) untold: &'static str,
    /// The end of a description. `{a}` is the type of story, `{m}` the minutes, `{n}` the narrator.
    pub(super) credit: &'static str,
    /// Narrators, for stories that name none.
    pub(super) narrators: &'static [&'static str],
    /// The times of the narration, in their order. With the seven happenings they make 56 different pairs, which is enough
    /// for the 55 scenes of the longest film.
    pub(super) times: [&'static str; 8],
    /// Things that happen in the narration.
    pub(super) happenings: [&'static str; 7],
    /// A line of narration. `{t}` is a time, `{h}` a happening.
    pub(super) narration: &'static str,
    /// Returns the word for a type of story.
    pub(super) kind: fn(StoryType) -> &'static str,
    /// Puts an article before a type, if the language has articles.
    pub(super) one: fn(&str) -> String,
    /// Finds the subject of a story.
    pub(super) subject: fn(&str) -> Option<String>,
    /// Closes a sentence with a full stop, so that another one can follow.
    pub(super) closed: fn(&str) -> String,
    /// Makes hashtags from a type, a subject and a story.
    pub(super) tags: fn(&str, Option<&str>, &str) -> Vec<String>,
}

/// Returns a text with a capital first letter.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Returns words with capital first letters.
pub(super) fn title_case(words: &str) -> String {
    words.split(' ').map(capital).collect::<Vec<_>>().join(" ")
}
