//! The card: everything that a picture, or a scene of a film, shows.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::photo::Thumbnail;
use crate::speech::number_of;
use crate::style::Style;

/// The title card of a result. It shows the job that the result stands for, and the request.
///
/// A picture shows one card. Each scene of a film shows one, too.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Card {
    /// The name of the mocked provider, such as `cutx`.
    pub provider: String,
    /// The kind of the result, such as `image` or `avatar video`.
    pub kind: String,
    /// The prompt, in the caller's words, of any length. Text that does not fit is cut with an ellipsis. Characters
    /// beyond the basic plane of Unicode, such as most emoji, are drawn as dots.
    pub prompt: Arc<str>,
    /// The text whose words choose the scene, if it is not the prompt.
    pub depicts: Option<Arc<str>>,
    /// The words that are spoken during the scene of a film.
    pub speech: Option<Arc<str>>,
    /// The seed of the generation. Another seed shows another landscape.
    pub seed: u64,
    /// The id of the job.
    pub job: String,
    /// Labels and values beneath the prompt, such as `("style", "product_hero")`.
    pub notes: Vec<(String, String)>,
    /// Words across the foot of the picture, like a film's subtitle.
    pub subtitle: Option<String>,
    /// Large, faint words across the sky, such as `PREVIEW`.
    pub watermark: Option<String>,
    /// The source that the result was made from, shown as a small framed picture.
    pub made_from: Option<Source>,
    /// The style of the picture. The words of the prompt choose everything else.
    pub style: Style,
    /// The person on the card.
    pub figure: Option<Figure>,
    /// `true` if the card is a picture alone, without any lettering.
    pub bare: bool,
}

impl Card {
    /// Creates a card without a prompt and notes.
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

    /// Sets the text whose words choose the scene, instead of the prompt.
    #[must_use]
    pub fn depicts(mut self, text: impl Into<Arc<str>>) -> Self {
        self.depicts = Some(text.into());
        self
    }

    /// Sets the words that are spoken during the scene.
    #[must_use]
    pub fn speech(mut self, text: impl Into<Arc<str>>) -> Self {
        self.speech = Some(text.into());
        self
    }

    /// Adds a label and its value. Of each, only the first 160 characters are kept, as more cannot be drawn.
    #[must_use]
    pub fn note(mut self, label: &str, value: &str) -> Self {
        self.notes.push([label, value].map(|text| beginning(text, LONGEST_LABEL).to_owned()).into());
        self
    }

    /// Sets the subtitle. Only the first 1200 characters are kept, as more cannot be drawn.
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

    /// Sets the source that the result was made from.
    ///
    /// The source may have a source itself, and so on. Only the three nearest ones of such a chain are kept: more could
    /// not be told apart by eye, and a chain of edits would make ever longer cards.
    #[must_use]
    pub fn made_from(mut self, source: Source) -> Self {
        self.made_from = Some(source.traced_back(MOST_SOURCES - 1));
        self
    }

    /// Sets the style.
    #[must_use]
    pub fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    /// Sets the person on the card.
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

impl Card {
    /// Returns the text whose words choose the scene.
    pub(crate) fn scene_text(&self) -> &str {
        beginning(self.depicts.as_ref().unwrap_or(&self.prompt), LONGEST_PROMPT)
    }
}

/// The number of characters that are read of a prompt or a subtitle. More never fit a picture.
pub(crate) const LONGEST_PROMPT: usize = 1200;
/// The number of characters that are read of a label, a value and other short texts.
pub(crate) const LONGEST_LABEL: usize = 160;

/// Returns the first `characters` characters of a text.
pub(crate) fn beginning(text: &str, characters: usize) -> &str {
    let end = text.char_indices().nth(characters).map_or(text.len(), |(end, _)| end);
    &text[..end]
}

/// The number of sources that a card keeps, each behind the one before.
const MOST_SOURCES: usize = 3;

/// The source of a result.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Source {
    /// Another card, shown small and without its lettering. It stands for a picture of this crate, or for a picture
    /// that was never seen.
    Card(Box<Card>),
    /// A photograph that was sent.
    Photo(Arc<Thumbnail>),
}

impl Source {
    /// Returns this source with at most `behind` further sources behind it.
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

/// A person. All pictures of one look show the same person; the seed of the card changes pose, light and place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Figure {
    /// The view of the person.
    pub view: View,
    /// The number of the person. It decides face, hair, build, colours and clothes.
    pub look: u64,
}

impl Figure {
    /// Returns the person of a name, such as the URL of a picture of them.
    pub fn named(view: View, name: &str) -> Self {
        Self { view, look: number_of(name) }
    }
}

/// A view of a person: the part that is seen, and the side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
