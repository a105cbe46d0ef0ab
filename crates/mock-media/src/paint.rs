//! Painting a card: the scene that its words describe, a person and a source if the card has them, and the words.

mod backdrop;
mod brush;
mod canvas;
mod figure;
mod finish;
mod frame;
mod glyph;
mod inset;
mod landscape;
mod lettering;
mod mask;
mod palette;
mod scenery;
mod script;
mod shape;
mod stage;
mod subjects;
mod text;
mod vocabulary;
mod weather;

use sha2::{Digest, Sha256};

pub(crate) use canvas::{Canvas, Color};
pub(crate) use frame::{Frame, Mouth};
pub(crate) use lettering::{Slate, plate, plate_heights, window_mark};
use palette::Palette;
use palette::{Chance, PALETTES};
pub(crate) use text::Typesetter;

use crate::card::Card;
use crate::style::Style as Look;
use scenery::Scenery;
use stage::Room;
use vocabulary::{Meaning, Season};

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
    let mut painting = scene(card, take, size, Frame::still(!card.bare));
    if !card.bare {
        lettering::letter(&mut painting.canvas, setter, &painting.palette, card, slate);
    }
    painting
}

/// The height of the ground in a picture with words at its foot and in one without, in hundredths.
const FOOT: (i32, i32) = (63, 74);

/// Paints everything behind the words of a card.
pub(crate) fn scene(card: &Card, take: usize, (width, height): (u32, u32), frame: Frame) -> Painting {
    let mut chance = chance(card, take);
    let scenery = Scenery::read(card.scene_text(), card.style);
    let open = chance.pick(&PALETTES);
    let palette = if scenery.is_open() { open } else { scenery.palette(&mut chance) };
    let mut canvas = Canvas::new(width, height);
    let people = chance.clone();
    backdrop::paint(&mut canvas, &scenery, &palette, &mut chance);
    let room = Room {
        foot: if frame.has_words { FOOT.0 } else { FOOT.1 },
        middle: if card.made_from.is_some() { 38 } else { 50 },
        taken: card.figure.is_some(),
    };
    stage::paint(&mut canvas, &scenery, &palette, room, &mut chance);
    if let Some(weather) = scenery.weather {
        let foot = canvas.height() * room.foot / 100;
        weather::before(&mut canvas, weather, foot, &mut chance);
    }
    if scenery.style == Look::Seasonal {
        let season = scenery.season.unwrap_or_else(|| {
            chance.pick(&[Season::Spring, Season::Summer, Season::Autumn, Season::Winter])
        });
        weather::drifting(&mut canvas, season, &mut chance);
    }
    finish::apply(&mut canvas, scenery.style, &mut chance);
    if let Some(figure) = card.figure {
        figure::paint(&mut canvas, figure, card, frame, people);
    }
    if let Some(source) = &card.made_from {
        inset::paint(&mut canvas, source);
    }
    Painting { canvas, palette }
}

impl Look {
    /// Returns the style that a text names first; [`Style::Free`](Look::Free) if it names none. Words of English and Chinese are read,
    /// such as `Watercolor`, `Comic Book Style` and `水墨画`.
    pub fn of(text: &str) -> Self {
        let mut meanings = vocabulary::meanings(text).into_iter();
        let style = meanings.find_map(|(_, meaning)| match meaning {
            Meaning::Style(style) => Some(style),
            _ => None,
        });
        style.unwrap_or_default()
    }
}

/// Returns the choices behind a landscape. They depend on the request and the seed, not on the job: the same request
/// with the same seed gives the same picture.
fn chance(card: &Card, take: usize) -> Chance {
    let mut digest = Sha256::new();
    for text in [card.provider.as_str(), &card.kind, card.scene_text()] {
        digest.update((text.len() as u64).to_be_bytes());
        digest.update(text);
    }
    digest.update(card.seed.to_be_bytes());
    digest.update((take as u64).to_be_bytes());
    let digest: [u8; 32] = digest.finalize().into();
    Chance::new(digest.iter().take(8).fold(0, |seed, byte| seed << 8 | u64::from(*byte)))
}
