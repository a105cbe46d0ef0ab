//! The time that renderings take, without any cache, and the time to read photographs.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use mock_media::{
    Artwork, Camera, Card, Figure, Film, Picture, PictureFormat, Source, Studio, View, Voice, photo,
};

fn card() -> Card {
    Card::new("cutx", "avatar video", "job_9f3a72bc", 7)
        .prompt("A quiet harbour town at dawn, fishing boats leaving under a pink sky, cinematic wide shot")
        .note("style", "cinematic")
}

fn picture(format: PictureFormat) -> Artwork {
    Picture { card: card(), width: 1024, height: 1024, format }.into()
}

/// Returns a portrait of a person, beside the picture that it was made from.
fn portrait() -> Artwork {
    let source = card().figure(Figure { view: View::BodyFront, look: 7 });
    let card = card().figure(Figure { view: View::Face, look: 7 }).made_from(Source::Card(Box::new(source)));
    Picture { card, width: 1024, height: 1024, format: PictureFormat::Jpeg }.into()
}

fn film(scenes: usize, width: u32, height: u32, seconds: u64) -> Artwork {
    let scenes = (0..scenes)
        .map(|scene| card().subtitle(&format!("Line {scene}")).speech("A line of a story"))
        .collect();
    let duration = Duration::from_secs(seconds);
    let (camera, voice) = (Camera::Zoom, Some(Voice(1)));
    Film { scenes, width, height, duration, camera, has_transitions: true, voice }.into()
}

fn renderings(criterion: &mut Criterion) {
    let studio = Studio::new(0);
    for (name, artwork) in [
        ("PNG 1024x1024", picture(PictureFormat::Png)),
        ("JPEG 1024x1024", picture(PictureFormat::Jpeg)),
        ("JPEG 1024x1024 of a person", portrait()),
        ("film 1280x720, 60 s", film(1, 1280, 720, 60)),
        ("film 1024x576, 30 min, 55 scenes", film(55, 1024, 576, 1800)),
    ] {
        criterion.bench_function(name, |bencher| bencher.iter(|| studio.render(black_box(&artwork))));
    }
}

/// Measures the reading of photographs. Pictures of this crate stand for them; those of a camera have more in them,
/// byte for byte.
fn readings(criterion: &mut Criterion) {
    let card = || card().figure(Figure { view: View::Face, look: 7 }).bare();
    for (name, format) in [("JPEG", PictureFormat::Jpeg), ("PNG", PictureFormat::Png)] {
        let picture = Picture { card: card(), width: 3072, height: 2048, format };
        let file = Studio::new(0).render(&picture.into()).bytes;
        criterion.bench_function(&format!("read a {name} of 6 megapixels"), |bencher| {
            bencher.iter(|| photo::read(black_box(&file)));
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = renderings, readings
}
criterion_main!(benches);
