//! Painting a card: a landscape of its own with its words on it.

mod canvas;
mod landscape;
mod lettering;
mod palette;
mod text;

use sha2::{Digest, Sha256};

pub(crate) use canvas::{Area, Canvas};
pub(crate) use lettering::{Measures, Slate};
use palette::{Chance, PALETTES};
pub(crate) use palette::{INK, Palette};
pub(crate) use text::{Style, Typesetter, Weight};

use crate::artwork::Card;

/// A painted card, and the colours it is painted in.
pub(crate) struct Painting {
    pub(crate) canvas: Canvas,
    pub(crate) palette: Palette,
}

/// Paints a card. `take` tells apart scenes that otherwise would look the same.
pub(crate) fn paint(
    card: &Card,
    take: usize,
    (width, height): (u32, u32),
    slate: &Slate,
    setter: &mut Typesetter,
) -> Painting {
    let mut chance = chance(card, take);
    let palette = chance.pick(&PALETTES);
    let mut canvas = Canvas::new(width, height);
    landscape::paint(&mut canvas, &palette, chance);
    lettering::letter(&mut canvas, setter, &palette, card, slate);
    Painting { canvas, palette }
}

/// The choices behind a landscape depend on what was asked for and on the seed, not on the job: asking again with the
/// same seed gives the same picture.
fn chance(card: &Card, take: usize) -> Chance {
    let mut digest = Sha256::new();
    for text in [&card.provider, &card.kind, &card.prompt] {
        digest.update((text.len() as u64).to_be_bytes());
        digest.update(text);
    }
    digest.update(card.seed.to_be_bytes());
    digest.update((take as u64).to_be_bytes());
    let digest: [u8; 32] = digest.finalize().into();
    Chance::new(digest.iter().take(8).fold(0, |seed, byte| seed << 8 | u64::from(*byte)))
}
