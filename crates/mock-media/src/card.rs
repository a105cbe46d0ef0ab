//! The card: all that one picture, or one scene of a film, shows.

use std::sync::Arc;

use crate::photo::Thumbnail;

/// The title card that a result shows: which job it stands for and what was asked of it.
///
/// A picture is one card; each scene of a film is a card too.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Card {
    /// The provider that is stood in for, such as `cutx`.
    pub provider: String,
    /// What kind of result this is, such as `image` or `avatar video`.
    pub kind: String,
    /// What was asked for, in the caller's words. Any text of any length: what does not fit is cut with an ellipsis, and
    /// characters beyond the basic plane of Unicode, such as most emoji, are drawn as dots.
    pub prompt: Arc<str>,
    /// The seed of the generation. Another seed shows another landscape.
    pub seed: u64,
    /// The id of the job.
    pub job: String,
    /// Labels and values beneath the prompt, such as `("style", "product_hero")`.
    pub notes: Vec<(String, String)>,
    /// Words across the foot of the picture, as a film's subtitle.
    pub subtitle: Option<String>,
    /// Large, faint words across the sky, such as `PREVIEW`.
    pub watermark: Option<String>,
    /// What the result was made from, shown as a small framed picture.
    pub made_from: Option<Source>,
    /// The person it shows.
    pub figure: Option<Figure>,
    /// Whether it is a picture alone, without any lettering.
    pub bare: bool,
}

impl Card {
    /// A card without a prompt and notes.
    pub fn new(
        provider: impl Into<String>,
        kind: impl Into<String>,
        job: impl Into<String>,
        seed: u64,
    ) -> Self {
        Self { provider: provider.into(), kind: kind.into(), job: job.into(), seed, ..Self::default() }
    }

    /// Sets the prompt.
    #[must_use]
    pub fn prompt(mut self, prompt: impl Into<Arc<str>>) -> Self {
        self.prompt = prompt.into();
        self
    }

    /// Adds a label and its value, as far as they can be drawn.
    #[must_use]
    pub fn note(mut self, label: &str, value: &str) -> Self {
        self.notes.push([label, value].map(|text| beginning(text, LONGEST_LABEL).to_owned()).into());
        self
    }

    /// Sets the subtitle, as far as it can be drawn.
    #[must_use]
    pub fn subtitle(mut self, subtitle: &str) -> Self {
        self.subtitle = Some(beginning(subtitle, LONGEST_PROMPT).to_owned());
        self
    }

    /// Sets the watermark.
    #[must_use]
    pub fn watermark(mut self, watermark: impl Into<String>) -> Self {
        self.watermark = Some(watermark.into());
        self
    }

    /// Sets what the result was made from. Of a source that itself was made from something, which was made from
    /// something and so on, only the last few are kept: more could not be told apart by eye, and a chain of edits would make
    /// ever longer cards.
    #[must_use]
    pub fn made_from(mut self, source: Source) -> Self {
        self.made_from = Some(source.traced_back(MOST_SOURCES - 1));
        self
    }

    /// Sets the person that it shows.
    #[must_use]
    pub fn figure(mut self, figure: Figure) -> Self {
        self.figure = Some(figure);
        self
    }

    /// Leaves out all lettering, as on a photograph.
    #[must_use]
    pub fn bare(mut self) -> Self {
        self.bare = true;
        self
    }
}

/// So many characters of a prompt or a subtitle are looked at; more never fit.
pub(crate) const LONGEST_PROMPT: usize = 1200;
/// The same of a label and a note.
pub(crate) const LONGEST_LABEL: usize = 160;

/// The first so many characters of a text.
pub(crate) fn beginning(text: &str, characters: usize) -> &str {
    let end = text.char_indices().nth(characters).map_or(text.len(), |(end, _)| end);
    &text[..end]
}

/// How many sources behind one another a card keeps.
const MOST_SOURCES: usize = 3;

/// What a result was made from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Source {
    /// Another picture of ours, or one that was never seen and that a card stands for: shown small, without its lettering.
    Card(Box<Card>),
    /// A photograph that was sent.
    Photo(Arc<Thumbnail>),
}

impl Source {
    /// This source with at most so many further ones behind it.
    fn traced_back(mut self, behind: usize) -> Self {
        if let Self::Card(card) = &mut self {
            card.made_from = if behind == 0 {
                None
            } else {
                card.made_from.take().map(|source| source.traced_back(behind - 1))
            };
        }
        self
    }
}

/// A person. All pictures of one look show the same person; the card's seed changes pose, light and place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Figure {
    /// From where the person is seen.
    pub view: View,
    /// Who it is: face, hair, build, colours and clothes.
    pub look: u64,
}

/// From where a person is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum View {
    /// Head and shoulders, from the front.
    Face,
    /// From head to foot, from the front.
    BodyFront,
    /// From head to foot, from behind.
    BodyBack,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_keeps_no_more_of_a_text_than_can_be_drawn_and_shares_its_prompt() {
        let endless: Arc<str> = "家".repeat(2_000_000).into();
        let cards: Vec<_> = (0..50)
            .map(|seed| Card::new("p", "k", "j", seed).prompt(endless.clone()))
            .map(|card| card.note(&endless, &endless).subtitle(&endless))
            .collect();
        for card in &cards {
            let [label, value] = [&card.notes[0].0, &card.notes[0].1].map(|text| text.chars().count());
            let subtitle = card.subtitle.as_deref().unwrap_or_default().chars().count();
            assert_eq!((label, value, subtitle), (LONGEST_LABEL, LONGEST_LABEL, LONGEST_PROMPT));
        }
        assert_eq!(Arc::strong_count(&endless), 1 + cards.len());
    }
}
