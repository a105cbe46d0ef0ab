//! The cards that drawings are rendered from.

use std::sync::Arc;

use mock_media::{Card, Figure, Source as Shown, Thumbnail, View};

use crate::state::drawings::{Drawing, Note, Portrait, Source};

/// Returns the card of a generation's result.
pub fn of_drawing(drawing: &Drawing) -> Card {
    let card = Card::new("Animus", drawing.kind.price().title, &*drawing.id, drawing.seed);
    let card = card.prompt(drawing.prompt.read());
    let add = |card: Card, Note { label, value }: &Note| card.note(label.name(), value);
    let card = drawing.notes.iter().fold(card, add);
    match drawing.look {
        Some(look) => card.figure(Figure { view: View::Face, look }),
        None => card,
    }
}

/// Returns the card of a character's picture.
pub fn of_portrait(portrait: &Portrait) -> Card {
    let Portrait { id, view, look, seed } = portrait;
    Card::new("Animus", "photograph", &**id, *seed).figure(Figure { view: *view, look: *look }).bare()
}

/// Returns the source that a card shows, with the sources behind it.
pub fn of_sources(sources: &[Source]) -> Option<Shown> {
    sources.iter().rev().fold(None, |behind, source| Some(of_source(source, behind)))
}

fn of_source(source: &Source, behind: Option<Shown>) -> Shown {
    let card = match source {
        Source::Drawing(drawing) => Card { made_from: behind, ..of_drawing(drawing) },
        Source::Portrait(portrait) => of_portrait(portrait),
        Source::Elsewhere(seed) => Card { seed: *seed, ..Card::default() },
        Source::Photo(thumbnail) => {
            let (width, height, samples) = (thumbnail.width, thumbnail.height, &thumbnail.samples);
            match Thumbnail::new(width, height, samples.bytes().clone()) {
                Some(thumbnail) => return Shown::Photo(Arc::new(thumbnail)),
                None => Card::default(),
            }
        }
    };
    Shown::Card(Box::new(card))
}
