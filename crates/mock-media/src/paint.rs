//! Painting a card: a landscape, a person and a source if the card has them, and the words.

mod canvas;
mod figure;
mod glyph;
mod inset;
mod landscape;
mod lettering;
mod mask;
mod palette;
mod script;
mod text;

use sha2::{Digest, Sha256};

pub(crate) use canvas::{Area, Canvas};
pub(crate) use lettering::{Measures, Slate};
use palette::{Chance, PALETTES};
pub(crate) use palette::{INK, Palette};
pub(crate) use text::{Style, Typesetter, Weight};

use crate::card::Card;

/// A painted card, with the colours that it is painted in.
pub(crate) struct Painting {
    pub(crate) canvas: Canvas,
    pub(crate) palette: Palette,
}

/// Paints a card. `take` tells apart scenes that would otherwise look the same.
pub(crate) fn paint(
    card: &Card,
    take: usize,
    size: (u32, u32),
    slate: &Slate,
    setter: &mut Typesetter,
) -> Painting {
    let mut painting = scene(card, take, size);
    if !card.bare {
        lettering::letter(&mut painting.canvas, setter, &painting.palette, card, slate);
    }
    painting
}

/// Paints everything behind the words of a card.
fn scene(card: &Card, take: usize, (width, height): (u32, u32)) -> Painting {
    let mut chance = chance(card, take);
    let palette = chance.pick(&PALETTES);
    let mut canvas = Canvas::new(width, height);
    landscape::paint(&mut canvas, &palette, chance.clone());
    if let Some(figure) = card.figure {
        figure::paint(&mut canvas, figure, card, chance);
    }
    if let Some(source) = &card.made_from {
        inset::paint(&mut canvas, source);
    }
    Painting { canvas, palette }
}

/// Returns the choices behind a landscape. They depend on the request and the seed, not on the job: the same request
/// with the same seed gives the same picture.
fn chance(card: &Card, take: usize) -> Chance {
    let mut digest = Sha256::new();
    for text in [card.provider.as_str(), &card.kind, &card.prompt] {
        digest.update((text.len() as u64).to_be_bytes());
        digest.update(text);
    }
    digest.update(card.seed.to_be_bytes());
    digest.update((take as u64).to_be_bytes());
    let digest: [u8; 32] = digest.finalize().into();
    Chance::new(digest.iter().take(8).fold(0, |seed, byte| seed << 8 | u64::from(*byte)))
}
