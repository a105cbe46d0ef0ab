//! People, sources and bare pictures: the parts of cards besides words.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use mock_media::{
    Artwork, Card, Figure, Film, Picture, PictureFormat, Source, Studio, Thumbnail, View, photo,
};

use crate::pictures::{Decoded, decode};
use crate::{awkward, card, film};

const VIEWS: [View; 3] = [View::Face, View::BodyFront, View::BodyBack];

fn picture(card: Card, width: u32, height: u32) -> Picture {
    Picture { card, width, height, format: PictureFormat::Png }
}

fn person(view: View, look: u64, seed: u64) -> Card {
    Card::new("animus", "portrait", "job_01", seed).figure(Figure { view, look })
}

/// Returns the thumbnail of a photograph of one colour.
fn thumbnail(color: [u8; 3]) -> Arc<Thumbnail> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 300, 200);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&color.repeat(300 * 200)).unwrap();
    writer.finish().unwrap();
    Arc::new(photo::read(&file).unwrap().thumbnail)
}

/// Returns the colours in a part of a picture, with the number of pixels of each. The part is in hundredths of the sides.
fn colors(
    picture: &Decoded,
    (left, top, right, bottom): (usize, usize, usize, usize),
) -> BTreeMap<[u8; 3], usize> {
    let (width, height) = picture.size;
    let mut counts = BTreeMap::new();
    for row in picture.samples.chunks_exact(3 * width).take(height * bottom / 100).skip(height * top / 100) {
        let (pixels, _) = row.as_chunks::<3>();
        for pixel in &pixels[width * left / 100..width * right / 100] {
            *counts.entry(*pixel).or_default() += 1;
        }
    }
    counts
}

fn commonest(counts: &BTreeMap<[u8; 3], usize>) -> [u8; 3] {
    *counts.iter().max_by_key(|(_, count)| **count).unwrap().0
}

#[test]
fn a_look_is_the_same_person_whatever_the_seed() {
    let skin = |look, seed| {
        let face = decode(picture(person(View::Face, look, seed).bare(), 256, 256));
        commonest(&colors(&face, (40, 35, 60, 60)))
    };
    let mut skins = BTreeSet::new();
    for look in 0..12 {
        let first = skin(look, 0);
        assert!((1..6).all(|seed| skin(look, seed) == first), "{look}");
        skins.insert(first);
    }
    assert!(skins.len() > 3, "people differ: {skins:?}");
}

#[test]
fn another_seed_is_another_picture_of_the_person() {
    for view in VIEWS {
        let files: BTreeSet<_> =
            (0..8).map(|seed| decode(picture(person(view, 7, seed).bare(), 128, 128)).samples).collect();
        assert_eq!(files.len(), 8, "{view:?}");
    }
}

#[test]
fn the_three_views_wear_the_same_clothes() {
    for look in 0..12 {
        let shirt =
            |view, part| commonest(&colors(&decode(picture(person(view, look, 3).bare(), 512, 512)), part));
        let chest = shirt(View::BodyFront, (46, 34, 54, 40));
        assert_eq!(chest, shirt(View::Face, (40, 90, 60, 100)), "{look}");
    }
}

#[test]
fn faces_have_features_and_backs_of_heads_have_none() {
    for look in 0..12 {
        let eyes = |view| {
            let head = colors(&decode(picture(person(view, look, 3).bare(), 1024, 1024)), (38, 4, 62, 20));
            head.get(&[0xfa, 0xf8, 0xf5]).copied().unwrap_or(0)
        };
        assert!(eyes(View::BodyFront) > 20, "{look}");
        assert_eq!(eyes(View::BodyBack), 0, "{look}");
    }
}

#[test]
fn a_bare_picture_has_no_words() {
    let bare = |job: &str, kind: &str| {
        let card = Card { job: job.to_owned(), ..card().note(kind, kind) };
        decode(picture(card.bare(), 320, 320)).samples
    };
    assert!(bare("a", "b") == bare("c", "d"));
    let lettered = decode(picture(card(), 320, 320)).samples;
    assert!(lettered != bare("a", "b"));
}

#[test]
fn a_photograph_hangs_at_the_top_right() {
    let color = [12, 200, 34];
    for (width, height) in [(512, 512), (1280, 720), (576, 1024)] {
        let shown = |card: Card| {
            let picture = decode(picture(card.made_from(Source::Photo(thumbnail(color))), width, height));
            let all = colors(&picture, (0, 0, 100, 100)).get(&color).copied().unwrap_or(0);
            let corner = colors(&picture, (60, 0, 100, 50)).get(&color).copied().unwrap_or(0);
            assert_eq!(all, corner);
            all * 100 / (width * height) as usize
        };
        // A photograph of another shape does not fill the whole room.
        assert!((2..=9).contains(&shown(Card::new("", "", "", 5).bare())), "{width}x{height}");
    }
}

#[test]
fn another_card_is_shown_small() {
    let source = person(View::Face, 7, 4);
    let result = || Card::new("animus", "photo edit", "job_02", 5).bare();
    let [plain, made] = [result(), result().made_from(Source::Card(Box::new(source.clone())))]
        .map(|card| decode(picture(card, 500, 500)));
    // The source takes three tenths of the picture and has no words.
    let small = decode(picture(source.bare(), 150, 150));
    let middle = commonest(&colors(&small, (40, 40, 60, 60)));
    assert_eq!(colors(&plain, (0, 0, 100, 100)).get(&middle), None);
    let shown = colors(&made, (60, 5, 100, 45)).get(&middle).copied().unwrap_or(0);
    assert!(shown > 500, "{shown}");
}

/// Returns the number of sources behind a card.
fn depth(card: &Card) -> usize {
    match &card.made_from {
        None => 0,
        Some(Source::Photo(_)) => 1,
        Some(Source::Card(source)) => 1 + depth(source),
    }
}

#[test]
fn a_long_chain_of_edits_is_cut() {
    let mut latest =
        Card::new("animus", "photo edit", "job", 0).made_from(Source::Photo(thumbnail([1, 2, 3])));
    let mut depths = vec![depth(&latest)];
    for seed in 1..6 {
        latest = Card::new("animus", "photo edit", "job", seed).made_from(Source::Card(Box::new(latest)));
        depths.push(depth(&latest));
    }
    assert_eq!(depths, [1, 2, 3, 3, 3, 3]);
}

#[test]
fn a_clip_shows_what_it_was_made_from() {
    let bytes = |card: Card| {
        let film = Film { scenes: vec![card], ..film(1, 320, 180, 1_000) };
        Studio::new(0).render(&Artwork::from(film)).bytes
    };
    let sources = [
        None,
        Some(Source::Photo(thumbnail([200, 0, 0]))),
        Some(Source::Photo(thumbnail([0, 0, 200]))),
        Some(Source::Card(Box::new(person(View::Face, 1, 1)))),
    ];
    let films: BTreeSet<_> =
        sources.into_iter().map(|made_from| bytes(Card { made_from, ..card() })).collect();
    assert_eq!(films.len(), 4);
}

#[test]
fn no_size_is_too_awkward() {
    for view in VIEWS {
        for (width, height) in
            [(1, 1), (2, 3), (30, 12), (1, 700), (700, 1), (64, 64), (4096, 16), (16, 4096)]
        {
            let inner = person(view, u64::MAX, u64::MAX).made_from(Source::Photo(thumbnail([0; 3])));
            let card =
                person(view, 0, 0).prompt(&awkward()[3][..500]).made_from(Source::Card(Box::new(inner)));
            let decoded = decode(picture(card, width, height));
            assert_eq!(decoded.size, (width as usize, height as usize));
        }
    }
}
