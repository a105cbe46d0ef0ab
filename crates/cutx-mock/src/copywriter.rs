//! Writes copy: five different variants that suit their platform, format and tone, and that keep to the length that the real
//! platform allows.
//!
//! The texts come from templates; those of CutX come from a language model. The lengths are common knowledge of the trade and
//! not part of CutX's documents.

use fake::Fake;
use fake::faker::address::en::CityName;
use fake::faker::company::en::Buzzword;
use fake::faker::name::en::FirstName;
use kernel::random::Stream;
use serde::Serialize;

use crate::catalogue::Product;
use crate::options::{Format, Platform, Tone};

/// The number of variants of a copy (`copy.variants`).
const VARIANTS: usize = 5;

/// The wishes of a caller for a copy.
pub struct Wishes {
    /// The platform that will show the copy.
    pub platform: Platform,
    /// The format of the copy.
    pub format: Format,
    /// The tone of the copy.
    pub tone: Tone,
    /// More wishes, in words.
    pub custom_instructions: Option<String>,
}

/// One text of a copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Variant {
    /// The opening words.
    pub hook: String,
    /// The main text.
    pub body: String,
    /// The call to action.
    pub cta: String,
    /// The hashtags, each with its `#`.
    pub hashtags: Vec<String>,
}

/// The space of a platform, in characters, and the number of hashtags that suit it.
struct Room {
    platform: Platform,
    hook: usize,
    body: usize,
    long_body: usize,
    hashtags: usize,
}

const ROOMS: [Room; 6] = [
    Room { platform: Platform::Meta, hook: 40, body: 125, long_body: 500, hashtags: 3 },
    Room { platform: Platform::Tiktok, hook: 60, body: 100, long_body: 100, hashtags: 5 },
    Room { platform: Platform::Google, hook: 30, body: 90, long_body: 90, hashtags: 1 },
    Room { platform: Platform::Linkedin, hook: 70, body: 150, long_body: 600, hashtags: 3 },
    Room { platform: Platform::Pinterest, hook: 100, body: 250, long_body: 500, hashtags: 4 },
    Room { platform: Platform::Universal, hook: 60, body: 180, long_body: 500, hashtags: 3 },
];

/// The templates of a tone. `{p}` is the product, `{f}` one of its selling points. There are more hooks than variants.
struct Voice {
    tone: Tone,
    hooks: [&'static str; 6],
    lines: [&'static str; 5],
    ctas: [&'static str; 5],
}

const VOICES: [Voice; 6] = [
    Voice {
        tone: Tone::Professional,
        hooks: [
            "{p}: a sound choice.",
            "Work better with {p}.",
            "Why teams pick {p}",
            "{p}, by the numbers",
            "Rely on {p}.",
            "Proven: {p}",
        ],
        lines: [
            "{f}, as our customers confirm year after year.",
            "It does what it promises: {f}.",
            "A considered design with one aim: {f}.",
            "Measured in daily use and found dependable.",
            "The sensible answer to a {b} market.",
        ],
        ctas: ["Learn more", "Request details", "See the facts", "Compare now", "Get started"],
    },
    Voice {
        tone: Tone::Casual,
        hooks: [
            "So, {p} happened.",
            "Meet {p}.",
            "Okay, {p} is nice.",
            "You, meet {p}.",
            "Just try {p}.",
            "{p}? Yes please.",
        ],
        lines: [
            "{f}. That's it, that's the post.",
            "We kept it simple: {f}.",
            "No fuss, no manual, it just works.",
            "{n} from {c} won't leave home without it.",
            "Turns out {f} makes the whole day easier.",
        ],
        ctas: ["Have a look", "Check it out", "Grab yours", "Try it", "Take me there"],
    },
    Voice {
        tone: Tone::Urgent,
        hooks: [
            "Last chance: {p}",
            "{p}: going fast",
            "Today only: {p}",
            "Don't miss {p}!",
            "Ends soon: {p}",
            "Hurry! {p}",
        ],
        lines: [
            "{f}, while stock lasts.",
            "The offer ends tonight and will not come back.",
            "Hundreds went this morning. {f}.",
            "Few are left in {c}. Order before noon.",
            "Wait and it's gone: {f}.",
        ],
        ctas: ["Shop now", "Order today", "Claim yours", "Buy before midnight", "Save my spot"],
    },
    Voice {
        tone: Tone::Luxe,
        hooks: [
            "{p}. Nothing less.",
            "The art of {p}",
            "Quietly, {p}.",
            "{p}, perfected.",
            "Reserved: {p}",
            "An ode to {p}",
        ],
        lines: [
            "{f}, finished by hand.",
            "Made slowly, for those who notice: {f}.",
            "Restraint is the rarest luxury.",
            "First seen in {c}, now in few chosen places.",
            "For evenings that deserve it. {f}.",
        ],
        ctas: ["Discover", "Explore the piece", "Enter the atelier", "Reserve yours", "View the collection"],
    },
    Voice {
        tone: Tone::Playful,
        hooks: [
            "Psst... {p}!",
            "{p} says hi!",
            "Uh-oh, it's {p}.",
            "Plot twist: {p}",
            "Boop. {p}.",
            "Guess who? {p}!",
        ],
        lines: [
            "{f}. Your other things may get jealous.",
            "Warning: {f} may cause dancing in {c}.",
            "{n} tried it once and now won't stop talking.",
            "Part magic, part {b}, all fun.",
            "Side effects include grinning. {f}.",
        ],
        ctas: ["Let's play", "Show me the fun", "I'm in", "Tickle my cart", "Go on, tap it"],
    },
    Voice {
        tone: Tone::Bold,
        hooks: [
            "{p} wins.",
            "Forget the rest. {p}.",
            "Own {p}.",
            "{p} or nothing.",
            "Go big: {p}",
            "This is {p}.",
        ],
        lines: [
            "{f}. No compromise, no excuses.",
            "We broke the rules so that you don't have to.",
            "Everyone else is catching up. {f}.",
            "Louder than {c} at midnight.",
            "Built to be seen: {f}.",
        ],
        ctas: ["Get it now", "Take yours", "Make the move", "Step up", "Do it"],
    },
];

/// The structure of a format: its opening, the number of lines that follow, and `long` if it may fill the platform's long
/// space.
struct Build {
    format: Format,
    opening: &'static str,
    lines: usize,
    long: bool,
}

const BUILDS: [Build; 4] = [
    Build { format: Format::Short, opening: "", lines: 1, long: false },
    Build { format: Format::Long, opening: "", lines: 4, long: true },
    Build { format: Format::Hook, opening: "Stop here. ", lines: 1, long: false },
    Build {
        format: Format::Story,
        opening: "{n} from {c} had given up. Then came {p}. ",
        lines: 2,
        long: true,
    },
];

/// Writes the variants of a copy.
pub fn write(wishes: &Wishes, product: &Product, mut stream: Stream) -> Vec<Variant> {
    let room = ROOMS.iter().find(|room| room.platform == wishes.platform).unwrap_or(&ROOMS[5]);
    let voice = VOICES.iter().find(|voice| voice.tone == wishes.tone).unwrap_or(&VOICES[0]);
    let build = BUILDS.iter().find(|build| build.format == wishes.format).unwrap_or(&BUILDS[0]);
    let first = stream.index(voice.hooks.len());
    let variant = |number: usize| {
        let at = first + number;
        let mut words = Words::new(product, at, &mut stream);
        let hook = voice.hooks[at % voice.hooks.len()];
        words.product = fit(&product.name, room.hook - hook.len() + "{p}".len());
        let hook = words.fill(hook);
        let space = if build.long { room.long_body } else { room.body };
        let mut body = fit(&words.fill(build.opening), space);
        for line in (0..build.lines).map(|line| words.fill(voice.lines[(at + line) % voice.lines.len()])) {
            let joined = if body.is_empty() { line } else { format!("{} {line}", body.trim_end()) };
            if joined.chars().count() <= space {
                body = joined;
            }
        }
        if body.is_empty() {
            body = fit(&words.feature, space);
        }
        let hashtags = hashtags(wishes, product, room.hashtags);
        Variant { hook, body, cta: voice.ctas[at % voice.ctas.len()].to_owned(), hashtags }
    };
    (0..VARIANTS).map(variant).collect()
}

/// The words that replace the braces in a template.
struct Words {
    product: String,
    feature: String,
    name: String,
    city: String,
    buzzword: String,
}

impl Words {
    fn new(product: &Product, at: usize, stream: &mut Stream) -> Self {
        let features = &product.features;
        let feature = features.get(at % features.len().max(1)).map_or("Made with care", String::as_str);
        let generator = stream.generator();
        Self {
            product: product.name.clone(),
            feature: feature.to_owned(),
            name: FirstName().fake_with_rng(generator),
            city: CityName().fake_with_rng(generator),
            buzzword: Buzzword().fake_with_rng::<String, _>(generator).to_lowercase(),
        }
    }

    fn fill(&self, text: &str) -> String {
        let within = text.find("{f}").is_some_and(|at| at > 0 && !text[..at].ends_with(". "));
        let feature = if within { lower_first(&self.feature) } else { self.feature.clone() };
        text.replace("{p}", &self.product)
            .replace("{f}", &feature)
            .replace("{n}", &self.name)
            .replace("{c}", &self.city)
            .replace("{b}", &self.buzzword)
    }
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// Returns the whole words that fit into `room` characters, or the beginning of the first word if it alone is longer.
fn fit(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    let cut: String = text.chars().take(room).collect();
    cut.rfind(' ').map_or(cut.as_str(), |end| &cut[..end]).trim_end().to_owned()
}

/// Makes hashtags from two long words of the caller's instructions, then from the product.
fn hashtags(wishes: &Wishes, product: &Product, most: usize) -> Vec<String> {
    let instructions = wishes.custom_instructions.as_deref().unwrap_or_default();
    let asked =
        instructions.split_whitespace().filter(|word| word.chars().count() > 4 && !word.contains("[["));
    let mut tags: Vec<String> = Vec::new();
    let own = [product.name.as_str(), &product.category, product.brand.as_str(), "NewIn", "MustHave"];
    for words in asked.take(2).chain(own) {
        let tag: String = words.split_whitespace().filter_map(capitalised).collect();
        let tag = format!("#{}", fit(&tag, 30));
        if tag.len() > 1 && !tags.contains(&tag) && tags.len() < most {
            tags.push(tag);
        }
    }
    tags
}

fn capitalised(word: &str) -> Option<String> {
    let mut letters = word.chars().filter(|letter| letter.is_alphanumeric());
    letters.next().map(|first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::Timestamp;
    use kernel::random::Root;

    use super::*;

    fn copy(platform: Platform, format: Format, tone: Tone, product: &str, ordinal: u64) -> Vec<Variant> {
        let root = Root::new(0, "cutx", "key");
        let mut known = Product::known(&mut root.stream(0), Timestamp::UNIX_EPOCH);
        known.name = product.to_owned();
        let custom_instructions = Some("Focus on the summer sale".to_owned());
        let wishes = Wishes { platform, format, tone, custom_instructions };
        write(&wishes, &known, root.stream(ordinal))
    }

    #[test]
    fn variants_are_distinct_and_fit_their_platform_whatever_the_product_is_called() {
        let long = "Extraordinarily ".repeat(12);
        for product in ["Mug", "Harbor Bottle", long.as_str(), "Überlangesproduktwortohneleerzeichen"] {
            for room in &ROOMS {
                for (_, format) in Format::ALL {
                    for (_, tone) in Tone::ALL {
                        for ordinal in 0..3 {
                            let variants = copy(room.platform, *format, *tone, product, ordinal);
                            let label = format!("{:?} {format:?} {tone:?} {product}", room.platform);
                            let hooks: BTreeSet<_> = variants.iter().map(|variant| &variant.hook).collect();
                            let texts: BTreeSet<_> = variants.iter().map(|variant| &variant.body).collect();
                            assert_eq!(
                                (hooks.len(), texts.len()),
                                (VARIANTS, VARIANTS),
                                "{label} {variants:?}"
                            );
                            for Variant { hook, body, cta, hashtags } in variants {
                                assert!(hook.chars().count() <= room.hook, "{label}: {hook}");
                                assert!(body.chars().count() <= room.long_body, "{label}: {body}");
                                assert!(!hook.is_empty() && !body.is_empty() && !cta.is_empty(), "{label}");
                                assert!(
                                    (1..=room.hashtags).contains(&hashtags.len()),
                                    "{label}: {hashtags:?}"
                                );
                                assert!(hashtags.iter().all(|tag| tag.starts_with('#')), "{hashtags:?}");
                                assert!(
                                    !format!("{hook}{body}").contains(['{', '}']),
                                    "{label}: {hook} {body}"
                                );
                            }
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn platform_format_and_tone_each_change_the_text() {
        let base = copy(Platform::Meta, Format::Short, Tone::Bold, "Mug", 1);
        assert_eq!(base, copy(Platform::Meta, Format::Short, Tone::Bold, "Mug", 1));
        assert_ne!(base, copy(Platform::Tiktok, Format::Short, Tone::Bold, "Mug", 1));
        assert_ne!(base, copy(Platform::Meta, Format::Story, Tone::Bold, "Mug", 1));
        assert_ne!(base, copy(Platform::Meta, Format::Short, Tone::Luxe, "Mug", 1));
        assert_ne!(base, copy(Platform::Meta, Format::Short, Tone::Bold, "Mug", 2));
        assert!(base.iter().all(|variant| variant.hashtags.contains(&"#Summer".to_owned())), "{base:?}");
    }
}
