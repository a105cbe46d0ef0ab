//! What is made of a story beside its film: a title, a description, hashtags, and a caption for every scene.
//!
//! The words are ours; the service's come from a language model.

use fake::Fake;
use fake::faker::address::en::CityName;
use fake::faker::name::en::FirstName;
use mock_core::random::Stream;

use crate::state::Story;

/// What a finished film is published with.
pub struct Publication {
    /// An id, as video platforms have them.
    pub id: String,
    /// The title.
    pub title: String,
    /// The description.
    pub description: String,
    /// Hashtags with spaces between.
    pub hashtags: String,
}

/// Titles. `{k}` is what the story is about, `{t}` the type of story.
const TITLES: [&str; 6] = [
    "{k}: A Little {t}",
    "The {t} of {k}",
    "{k}, Told Anew",
    "What Became of {k}",
    "{k} and the Long Way Home",
    "Once More, {k}",
];

/// Words that say nothing of what a story is about.
const SMALL_WORDS: [&str; 22] = [
    "a", "about", "an", "and", "at", "by", "for", "from", "has", "her", "his", "in", "is", "of", "on",
    "that", "the", "their", "to", "was", "who", "with",
];

impl Publication {
    /// Makes it up, always the same for the same story and seed.
    pub fn new(story: &Story, mut stream: Stream) -> Self {
        let words = key_words(&story.input);
        let subject = match words.as_slice() {
            [] => "An Untold Story".to_owned(),
            words => words.iter().take(3).map(|word| capital(word)).collect::<Vec<_>>().join(" "),
        };
        let kind = story.story_type.1;
        let kind_in_title: Vec<_> = kind.split(' ').map(capital).collect();
        let title = stream.pick(&TITLES).replace("{k}", &subject).replace("{t}", &kind_in_title.join(" "));
        let generator = stream.generator();
        let narrator: String = story.narrator.clone().unwrap_or_else(|| FirstName().fake_with_rng(generator));
        let city: String = CityName().fake_with_rng(generator);
        let first = captions(&story.input).into_iter().next().unwrap_or_default();
        let stop = if first.ends_with(char::is_alphanumeric) { "." } else { "" };
        let description =
            format!("{first}{stop} A {kind} in {} minutes, told by {narrator} of {city}.", story.minutes);
        let tags = kind.split(' ').take(1).map(str::to_owned).chain(words.into_iter().take(3));
        let hashtags: Vec<_> = tags.map(|tag| format!("#{}", tag.to_lowercase())).collect();
        Self { id: platform_id(&mut stream), title, description, hashtags: hashtags.join(" ") }
    }
}

/// Eleven letters, digits, hyphens and underscores.
fn platform_id(stream: &mut Stream) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    (0..11).map(|_| char::from(*stream.pick(LETTERS))).collect()
}

/// A caption for every sentence of a story, and at least one.
pub fn captions(story: &str) -> Vec<String> {
    let plain = without_steering(story);
    let ends = |letter: char| matches!(letter, '.' | '!' | '?' | '\n' | '。' | '！' | '？');
    let sentences = plain.split_inclusive(ends).map(str::trim).filter(|sentence| sentence.len() > 1);
    let sentences: Vec<String> = sentences.map(str::to_owned).collect();
    if sentences.is_empty() { vec![plain] } else { sentences }
}

fn without_steering(story: &str) -> String {
    let parts = story.split("[[").enumerate();
    let kept = parts.map(|(number, part)| match part.split_once("]]") {
        Some((_, rest)) if number > 0 => rest,
        _ => part,
    });
    kept.collect::<String>().trim().to_owned()
}

fn key_words(story: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in without_steering(story).split(|letter: char| !letter.is_alphanumeric()) {
        let word = word.to_lowercase();
        if word.chars().count() > 2 && !SMALL_WORDS.contains(&word.as_str()) && !words.contains(&word) {
            words.push(word.chars().take(24).collect());
        }
    }
    words
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use mock_core::random::Root;

    use super::*;

    fn publish(input: &str) -> Publication {
        let story = Story { input: input.to_owned(), ..Story::default() };
        Publication::new(&story, Root::new(0, "sumatman", "key").stream(1))
    }

    #[test]
    fn a_publication_is_about_its_story() {
        let Publication { id, title, description, hashtags } =
            publish("A brave knight saves a kingdom. The end!");
        assert_eq!(id.len(), 11);
        assert!(title.contains("Brave Knight Saves"), "{title}");
        assert!(
            description.starts_with("A brave knight saves a kingdom. A fairytale in 10 minutes"),
            "{description}"
        );
        assert_eq!(hashtags, "#fairytale #brave #knight #saves");
        let Publication { description, .. } = publish("A story without a full stop");
        assert!(description.starts_with("A story without a full stop. A fairytale"), "{description}");
    }

    #[test]
    fn nothing_in_a_story_is_too_odd() {
        for input in
            ["", "[[fail]]", "……", "🐉🐉🐉🐉🐉🐉🐉🐉🐉🐉", "从前有一条龙。它很孤独。", &"x".repeat(100_000)]
        {
            let Publication { title, description, .. } = publish(input);
            assert!(!title.is_empty() && !description.contains("[["), "{input}");
            assert!(!captions(input).is_empty());
        }
    }
}
