//! The texts in English.

use super::tongue::{Tongue, capital};
use crate::options::StoryType;

pub(super) static TONGUE: Tongue = Tongue {
    tag: "en",
    titles: &[
        "The Tale of {s}",
        "What Became of {s}",
        "{s} and the Long Way Home",
        "{s}: {a}",
        "A Night to Remember for {s}",
        "All About {s}",
    ],
    untold: "An Untold Story",
    credit: "{a} in {m} minutes, told by {n}.",
    narrators: &["Ada", "Emil", "Grace", "Jonas", "Lena", "Marcus", "Nora", "Theo"],
    times: [
        "At first light",
        "Before noon",
        "Later that day",
        "As the sun went down",
        "That night",
        "The next morning",
        "Days later",
        "In the end",
    ],
    happenings: [
        "everything was quiet",
        "the wind turned",
        "a light shone in the distance",
        "somebody hummed a tune",
        "there was no way back",
        "hope returned",
        "the road went on",
    ],
    narration: "{t}, {h}.",
    kind: StoryType::word,
    one: |kind| {
        let article =
            if kind.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O', 'U']) { "an" } else { "a" };
        let article =
            if kind.starts_with(char::is_uppercase) { capital(article) } else { article.to_owned() };
        format!("{article} {kind}")
    },
    subject,
    closed: |sentence| {
        let stop = if sentence.ends_with(char::is_alphanumeric) { "." } else { "" };
        format!("{sentence}{stop} ")
    },
    tags: |kind, _, told| {
        let kind = kind.split(' ').next().unwrap_or(kind).to_owned();
        std::iter::once(kind).chain(key_words(told)).collect()
    },
};

/// Words that end the name of a thing and tell nothing of a story's subject.
const SMALL_WORDS: [&str; 78] = [
    "a", "about", "across", "an", "and", "are", "as", "at", "became", "behind", "but", "by", "came", "can",
    "could", "did", "does", "fell", "flew", "for", "found", "from", "gave", "goes", "got", "grew", "had",
    "has", "have", "he", "her", "his", "in", "into", "is", "it", "its", "kept", "knew", "left", "lost",
    "made", "met", "must", "near", "of", "on", "or", "over", "ran", "sang", "sat", "saw", "she", "stood",
    "that", "the", "their", "there", "they", "through", "to", "told", "took", "under", "was", "went", "were",
    "when", "where", "which", "who", "whose", "will", "with", "without", "won", "would",
];

/// Nouns at the beginning of stories that are not their subject.
const NOT_SUBJECTS: [&str; 9] = ["day", "end", "few", "lot", "night", "story", "tale", "time", "while"];

/// The most words of a subject.
const MOST_WORDS: usize = 3;
/// The most letters of a word.
const LONGEST_WORD: usize = 24;

/// Returns the first thing that is named with an article, or else the first name, or else the first key word.
fn subject(told: &str) -> Option<String> {
    let words: Vec<&str> = told.split_whitespace().take(100).collect();
    let articles = (0..words.len()).filter(|at| ["a", "an", "the"].contains(&&*words[*at].to_lowercase()));
    let mut things = articles.map(|at| thing(words[at], &words[at + 1..]));
    let thing = things.find(|thing| {
        !thing.is_empty() && !matches!(&thing[..], [only] if NOT_SUBJECTS.contains(&&*only.to_lowercase()))
    });
    let name = || {
        let mut pairs = words.windows(2).filter(|pair| !pair[0].ends_with(['.', '!', '?']));
        pairs.find(|pair| pair[1].starts_with(char::is_uppercase)).map(|pair| bare(pair[1]))
    };
    match thing {
        Some(words) => Some(format!("the {}", words.join(" "))),
        None => name().or_else(|| key_words(told).next()).map(|word| capital(&word)),
    }
}

/// Returns the words of the thing behind an article, each with a capital.
fn thing(article: &str, words: &[&str]) -> Vec<String> {
    let mut thing = Vec::new();
    for (at, word) in words.iter().enumerate().take(MOST_WORDS) {
        let (lower, next) =
            (bare(word).to_lowercase(), words.get(at + 1).map(|next| bare(next).to_lowercase()));
        // The first word counts as a noun even if it looks like a verb: "the lost", "the stars".
        let is_small = SMALL_WORDS.contains(&&*lower) && (at > 0 || lower != "lost");
        if is_small || lower.is_empty() || at > 0 && is_verb(&lower, article, next.as_deref()) {
            break;
        }
        thing.push(capital(&bare(word)));
        if word.ends_with(|letter: char| !letter.is_alphanumeric()) {
            break;
        }
    }
    thing
}

/// Returns `true` if a word behind a noun looks like a verb. A plural behind "the" looks the same: it is taken for a verb if a
/// new phrase follows.
fn is_verb(word: &str, article: &str, next: Option<&str>) -> bool {
    let is_past = word.len() > 4 && word.ends_with("ed");
    let has_s = word.ends_with('s') && !["ss", "us", "is", "'s", "’s"].iter().any(|end| word.ends_with(end));
    let goes_on = next.is_none_or(|next| next != "of" && SMALL_WORDS.contains(&next));
    is_past || has_s && (!article.eq_ignore_ascii_case("the") || goes_on)
}

/// Returns a word without the signs around it, cut if it is too long.
fn bare(word: &str) -> String {
    let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
    word.chars().take(LONGEST_WORD).collect()
}

/// Returns the first three different words that are long enough and not small words, in lowercase.
fn key_words(told: &str) -> impl Iterator<Item = String> {
    let mut found: Vec<String> = Vec::new();
    for word in told.split(|letter: char| !letter.is_alphanumeric()) {
        if found.len() == 3 {
            break;
        }
        let word = word.chars().take(LONGEST_WORD).collect::<String>().to_lowercase();
        if word.chars().count() > 2 && !SMALL_WORDS.contains(&&*word) && !found.contains(&word) {
            found.push(word);
        }
    }
    found.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_a_thing_without_what_it_does() {
        for (story, expected) in [
            ("A brave knight saves a kingdom", Some("the Brave Knight")),
            ("Once upon a time there was a small fox, who sang.", Some("the Small Fox")),
            ("The lost ships of Avalon", Some("the Lost Ships")),
            ("The dragon sleeps under a hill", Some("the Dragon")),
            ("An old dragon lived alone", Some("the Old Dragon")),
            ("A dragon's egg hatches", Some("the Dragon's Egg")),
            ("The princess who waited", Some("the Princess")),
            ("It was the end. Noah builds an ark", Some("the Ark")),
            ("Two friends sail to Atlantis, far away", Some("Atlantis")),
            ("dragons everywhere", Some("Dragons")),
            ("…… 12", None),
        ] {
            assert_eq!(subject(story).as_deref(), expected, "{story}");
        }
    }

    #[test]
    fn one_has_its_article() {
        for (kind, expected) in
            [("fairytale", "a fairytale"), ("adventure", "an adventure"), ("Adventure", "An Adventure")]
        {
            assert_eq!((TONGUE.one)(kind), expected);
        }
    }
}
