//! The identity of artworks: everything that it depends on.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use mock_media::{
    Artwork, Camera, Card, Figure, Film, Picture, PictureFormat, Source, Studio, Style, Thumbnail, View,
    Voice, photo,
};

use crate::{card, film, picture};

type Change<T> = fn(&mut T);

/// The fields of a card, each with a change.
const CARD_CHANGES: [(&str, Change<Card>); 19] = [
    ("provider", |card| card.provider.push('x')),
    ("kind", |card| card.kind.push('x')),
    ("prompt", |card| card.prompt = format!("{}x", card.prompt).into()),
    ("what the scene depicts", |card| card.depicts = Some("A fox".into())),
    ("style", |card| card.style = Style::Comic),
    ("seed", |card| card.seed += 1),
    ("job", |card| card.job.push('x')),
    ("a note's label", |card| card.notes[0].0.push('x')),
    ("a note's value", |card| card.notes[0].1.push('x')),
    ("the number of notes", |card| drop(card.notes.pop())),
    ("subtitle", |card| card.subtitle = None),
    ("watermark", |card| card.watermark = None),
    ("a source", |card| card.made_from = Some(Source::Card(Box::default()))),
    ("what the source shows", |card| card.made_from = Some(Source::Card(Box::new(Card::new("", "", "", 1))))),
    ("a source being a photograph", |card| card.made_from = Some(Source::Photo(thumbnail(1)))),
    ("what the photograph shows", |card| card.made_from = Some(Source::Photo(thumbnail(2)))),
    ("a figure", |card| card.figure = Some(Figure { view: View::BodyFront, look: 1 })),
    ("from where the figure is seen", |card| card.figure = Some(Figure { view: View::BodyBack, look: 1 })),
    ("who the figure is", |card| card.figure = Some(Figure { view: View::BodyBack, look: 2 })),
];

/// Returns the thumbnail of a landscape.
fn thumbnail(seed: u64) -> Arc<Thumbnail> {
    let card = Card::new("", "", "", seed).bare();
    let picture = Picture { card, width: 64, height: 64, format: PictureFormat::Png };
    Arc::new(photo::read(&Studio::new(0).render(&picture.into()).bytes).unwrap().thumbnail)
}

const PICTURE_CHANGES: [(&str, Change<Picture>); 3] = [
    ("width", |picture| picture.width += 1),
    ("height", |picture| picture.height += 1),
    ("format", |picture| picture.format = PictureFormat::Jpeg),
];

const FILM_CHANGES: [(&str, Change<Film>); 7] = [
    ("width", |film| film.width += 2),
    ("height", |film| film.height += 2),
    ("duration", |film| film.duration += Duration::from_millis(1)),
    ("camera", |film| film.camera = Camera::Zoom),
    ("voice", |film| film.voice = Some(Voice(1))),
    ("words that are spoken", |film| {
        film.voice = Some(Voice(1));
        film.scenes[0].speech = Some("La la la".into());
    }),
    ("scenes", |film| film.scenes.push(card())),
];

#[test]
fn every_field_tells_artworks_apart() {
    let original = picture(400, 300, PictureFormat::Png);
    let bare = Picture { card: card().bare(), ..original.clone() };
    let still = original.clone().into();
    let moving = film(1, 64, 64, 500);
    let mut artworks: Vec<(&str, Artwork)> =
        vec![("nothing", still), ("being bare", bare.into()), ("being a film", moving.clone().into())];
    for (name, change) in CARD_CHANGES {
        let mut picture = original.clone();
        change(&mut picture.card);
        artworks.push((name, picture.into()));
    }
    for (name, change) in PICTURE_CHANGES {
        let mut picture = original.clone();
        change(&mut picture);
        artworks.push((name, picture.into()));
    }
    for (name, change) in FILM_CHANGES {
        let mut film = moving.clone();
        change(&mut film);
        artworks.push((name, film.into()));
    }
    let studio = Studio::new(0);
    let mut tags = BTreeSet::new();
    let mut files = BTreeSet::new();
    for (name, artwork) in &artworks {
        assert!(tags.insert(artwork.etag()), "the tag depends on {name}");
        assert!(files.insert(studio.render(artwork).bytes), "the file depends on {name}");
    }
}

#[test]
fn text_does_not_flow_from_one_field_to_the_next() {
    let tag = |provider: &str, kind: &str| {
        let card = Card::new(provider, kind, "job", 1);
        Artwork::from(Picture { card, width: 8, height: 8, format: PictureFormat::Png }).etag()
    };
    assert_ne!(tag("ab", "c"), tag("a", "bc"));
}

#[test]
fn tags_are_strong_and_quoted() {
    let tag = Artwork::from(picture(8, 8, PictureFormat::Png)).etag();
    let inner = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).unwrap();
    assert_eq!(inner.len(), 32);
    assert!(inner.bytes().all(|byte| byte.is_ascii_hexdigit()));
}

#[test]
fn a_kept_rendering_is_the_same_memory_and_a_new_one_the_same_bytes() {
    let artwork = Artwork::from(film(2, 96, 64, 1_200));
    let keeping = Studio::new(1 << 20);
    let first = keeping.render(&artwork);
    let second = keeping.render(&artwork);
    assert_eq!(first.bytes.as_ptr(), second.bytes.as_ptr());
    assert_eq!(first.etag, artwork.etag());
    let forgetful = Studio::new(first.bytes.len() - 1);
    let third = forgetful.render(&artwork);
    let fourth = forgetful.render(&artwork);
    assert_ne!(third.bytes.as_ptr(), fourth.bytes.as_ptr());
    assert_eq!(first, third);
    assert_eq!(first, fourth);
}
