//! The texts that are made of a story: a title, a description, hashtags, and a caption for every scene of its film.
//!
//! The words come from templates and from the story; the service takes them from a language model. Only the beginning of a
//! story is read, so that a long story costs no more than a short one.

mod captions;
mod chinese;
mod english;
mod tongue;

use kernel::random::Stream;

use crate::options::Language;
use crate::prices;
use crate::story::Story;
use tongue::Tongue;

/// The texts that a finished film is published with.
#[derive(Debug, PartialEq, Eq)]
pub struct Publication {
    /// The tag of their language (BCP 47).
    pub language: &'static str,
    /// An id in the form of video platforms.
    pub id: String,
    /// The title.
    pub title: String,
    /// The description.
    pub description: String,
    /// Hashtags with spaces between.
    pub hashtags: String,
}

/// The number of a story's characters that its publication is made of.
const OPENING: usize = 2000;
/// The most characters of a story that a description repeats.
const LONGEST_QUOTE: usize = 200;

/// The number of letters that decide the language of a story.
const SAMPLE: usize = 200;

/// Returns Chinese for a story that is narrated or written in it, and English for others.
fn tongue(story: &Story, told: &str) -> &'static Tongue {
    let letters = told.chars().filter(|letter| letter.is_alphabetic()).take(SAMPLE);
    let (chinese, all) = letters.fold((0, 0), |(chinese, all), letter| {
        (chinese + usize::from(chinese::is_character(letter)), all + 1)
    });
    if story.language == Language::Chinese || 2 * chinese > all { &chinese::TONGUE } else { &english::TONGUE }
}

impl Publication {
    /// Makes the texts; they are always the same for the same story and seed.
    pub fn new(story: &Story, mut stream: Stream) -> Self {
        let told = told(story.input.chars(), OPENING);
        let tongue = tongue(story, &told);
        let kind = (tongue.kind)(story.story_type);
        let subject = (tongue.subject)(&told);
        let title = match &subject {
            // The subject comes last: it is the caller's text, in which nothing is replaced.
            Some(subject) => {
                let title =
                    stream.pick(tongue.titles).replace("{a}", &(tongue.one)(&tongue::title_case(kind)));
                tongue::capital(&title.replace("{s}", subject))
            }
            None => tongue.untold.to_owned(),
        };
        let narrator = story.narrator.as_deref().unwrap_or_else(|| *stream.pick(tongue.narrators));
        let credit = tongue
            .credit
            .replace("{a}", &tongue::capital(&(tongue.one)(kind)))
            .replace("{m}", &story.minutes.to_string())
            .replace("{n}", &shortened(narrator));
        let description = match captions::sentences(&told).next() {
            Some(sentence) => format!("{}{credit}", (tongue.closed)(&shortened(sentence))),
            None => credit,
        };
        let hashtags = (tongue.tags)(kind, subject.as_deref(), &told);
        let hashtags: Vec<_> = hashtags.iter().map(|tag| format!("#{tag}")).collect();
        Self {
            language: tongue.tag,
            id: platform_id(&mut stream),
            title,
            description,
            hashtags: hashtags.join(" "),
        }
    }
}

/// Returns a different caption for each scene of a story's film: the story's own lines in their order. If these are fewer than
/// the scenes, narration stands between them.
pub fn captions(story: &Story, seed: u64) -> Vec<String> {
    let price = prices::of(story.minutes);
    let told = told(story.input.chars(), price.characters);
    let scenes = usize::try_from(price.scenes).unwrap_or(usize::MAX);
    captions::of(&told, tongue(story, &told), scenes, seed)
}

/// Returns a text, cut with an ellipsis if it is very long.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST_QUOTE) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
    }
}

/// Returns eleven random letters, digits, hyphens and underscores.
fn platform_id(stream: &mut Stream) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    (0..11).map(|_| char::from(*stream.pick(LETTERS))).collect()
}

/// Returns the beginning of a story without the words that steer its task. Reads `limit` characters at most.
fn told(letters: impl Iterator<Item = char>, limit: usize) -> String {
    const BRACKETS: usize = "[[".len();
    let mut told = String::new();
    let mut opened = None;
    for letter in letters.take(limit) {
        told.push(letter);
        match opened {
            None if told.ends_with("[[") => opened = Some(told.len() - BRACKETS),
            Some(start) if told.ends_with("]]") => {
                told.truncate(start);
                opened = None;
            }
            _ => {}
        }
    }
    if let Some(start) = opened {
        told.replace_range(start..start + BRACKETS, "");
    }
    told
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::collections::HashSet;

    use kernel::random::Root;

    use super::*;

    fn story(input: &str) -> Story {
        Story { input: input.into(), ..Story::default() }
    }

    fn numbered(count: u32, text: impl Fn(u32) -> String) -> String {
        (0..count).map(text).collect::<Vec<_>>().concat()
    }

    fn publish(story: &Story) -> Publication {
        Publication::new(story, Root::new(0, "sumatman", "key").stream(1))
    }

    #[test]
    fn a_publication_is_about_its_story() {
        let Publication { id, title, description, hashtags, language } =
            publish(&story("A brave knight saves a kingdom. The end!"));
        assert_eq!((id.len(), language), (11, "en"));
        assert!(title.contains("the Brave Knight") || title.contains("The Brave Knight"), "{title}");
        assert!(
            description.starts_with("A brave knight saves a kingdom. A fairytale in 10 minutes, told by "),
            "{description}"
        );
        assert_eq!(hashtags, "#fairytale #brave #knight #saves");
        let Publication { description, .. } = publish(&story("A story without a full stop"));
        assert!(description.starts_with("A story without a full stop. A fairytale"), "{description}");
    }

    #[test]
    fn a_chinese_story_is_published_in_chinese_in_either_voice() {
        for language in [Language::English, Language::Chinese] {
            let told = Story {
                language, ..story("从前有一条孤独的龙，住在山谷里。它点亮了一盏灯。")
            };
            let Publication { title, description, hashtags, .. } = publish(&told);
            assert!(title.contains("孤独的龙"), "{title}");
            assert!(
                description.starts_with("从前有一条孤独的龙，住在山谷里。一部10分钟的童话，由"),
                "{description}"
            );
            assert_eq!(hashtags, "#童话 #孤独的龙 #动画故事");
            for text in captions(&told, 7).iter().chain([&title, &description, &hashtags]) {
                assert!(!text.contains(|letter: char| letter.is_ascii_alphabetic()), "{text}");
            }
        }
        let english = Story { language: Language::Chinese, ..story("A brave knight saves a kingdom.") };
        let Publication { title, description, .. } = publish(&english);
        assert!(title.contains("Brave Knight") && title.contains(|letter| letter > '\u{4e00}'), "{title}");
        assert!(description.ends_with("讲述。"), "{description}");
    }

    #[test]
    fn every_scene_has_a_caption_of_its_own() {
        let sentence = "A small fox found a lamp, and the lamp spoke; then night fell. ";
        let long = numbered(200, |number| format!("Day {number} went by. "));
        let texts = [
            "A brave knight saves a kingdom.",
            sentence,
            &sentence.repeat(99),
            &long,
            "……",
            "从前有一条龙，它很孤独。",
        ];
        for input in texts {
            for (minutes, scenes) in [(3, 10), (10, 25), (30, 55)] {
                let told = Story { minutes, ..story(input) };
                for seed in 0..20 {
                    let captions = captions(&told, seed);
                    let different: HashSet<_> = captions.iter().collect();
                    assert_eq!((captions.len(), different.len()), (scenes, scenes), "{input} {captions:?}");
                    assert_eq!(captions, super::captions(&told, seed));
                }
            }
        }
        let of_knight = captions(&story(texts[0]), 7);
        assert_eq!(of_knight[0], texts[0]);
        let of_fox = captions(&story(texts[1]), 7);
        for line in ["A small fox found a lamp,", "and the lamp spoke;", "then night fell."] {
            assert!(of_fox.iter().any(|caption| caption == line), "{line} {of_fox:?}");
        }
        // Of a long story, only the part that fits the length of the film is told.
        let of_days = captions(&Story { minutes: 3, ..story(&long) }, 7);
        assert_eq!(
            (of_days[0].as_str(), of_days[9].contains("Day 1")),
            ("Day 0 went by.", true),
            "{of_days:?}"
        );
    }

    #[test]
    fn no_more_of_a_story_is_looked_at_than_is_told() {
        for length in [20_000, 2_000_000] {
            let looked_at = Cell::new(0);
            let letters = (0..length).map(|number| if number % 7 == 6 { ' ' } else { 'a' });
            told(letters.inspect(|_| looked_at.set(looked_at.get() + 1)), OPENING);
            assert_eq!(looked_at.get(), OPENING, "of {length}");
        }
        // The rest of the story has no influence.
        let words = numbered(40_000, |number| format!("word{number} "));
        let (beginning, whole) = (story(&words[..20_000]), story(&words));
        assert_eq!(publish(&beginning), publish(&whole));
        assert_eq!(captions(&beginning, 7), captions(&whole, 7));
    }

    #[test]
    fn steering_words_are_not_told() {
        for (input, expected) in [
            ("a [[fail]] b", "a  b"),
            ("[[slow:90]][[fail]]", ""),
            ("a [[b", "a b"),
            ("a ]] b [c]", "a ]] b [c]"),
        ] {
            assert_eq!(told(input.chars(), 100), expected);
        }
    }

    #[test]
    fn nothing_in_a_story_is_too_odd() {
        for input in ["", "[[fail]]", "……", "🐉🐉🐉🐉🐉🐉🐉🐉🐉🐉", "{a} {s} {n} a {m}", &"x".repeat(100_000)]
        {
            for language in [Language::English, Language::Chinese] {
                let told = Story { language, ..story(input) };
                let Publication { title, description, hashtags, .. } = publish(&told);
                assert!(!title.is_empty() && !hashtags.is_empty() && !description.contains("[["), "{input}");
                assert!(
                    title.chars().count() < 120 && description.chars().count() < 500,
                    "{title} {description}"
                );
                assert_eq!(captions(&told, 7).len(), 25);
            }
        }
    }
}
