//! How long renderings take, without any cache.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use mock_media::{Artwork, Card, Film, Picture, PictureFormat, Studio};

fn card() -> Card {
    Card::new("cutx", "avatar video", "job_9f3a72bc", 7)
        .prompt("A quiet harbour town at dawn, fishing boats leaving under a pink sky, cinematic wide shot")
        .note("style", "cinematic")
}

fn picture(format: PictureFormat) -> Artwork {
    Picture { card: card(), width: 1024, height: 1024, format }.into()
}

fn film(scenes: usize, width: u32, height: u32, seconds: u64) -> Artwork {
    let scenes = (0..scenes).map(|scene| card().subtitle(format!("Line {scene}"))).collect();
    Film { scenes, width, height, duration: Duration::from_secs(seconds) }.into()
}

fn renderings(criterion: &mut Criterion) {
    let studio = Studio::new(0);
    for (name, artwork) in [
        ("PNG 1024x1024", picture(PictureFormat::Png)),
        ("JPEG 1024x1024", picture(PictureFormat::Jpeg)),
        ("film 1280x720, 60 s", film(1, 1280, 720, 60)),
        ("film 1024x576, 30 min, 55 scenes", film(55, 1024, 576, 1800)),
    ] {
        criterion.bench_function(name, |bencher| bencher.iter(|| studio.render(black_box(&artwork))));
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = renderings
}
criterion_main!(benches);
