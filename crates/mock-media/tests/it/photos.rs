//! Photographs: every kind of file is read, and broken files are refused.

mod broken;
mod fixtures;
mod samples;

use mock_media::{Artwork, Card, Figure, Photo, PhotoFormat, Picture, PictureFormat, Studio, View, photo};

use samples::{HEIGHT, SAMPLES, WIDTH};

/// Returns the mean difference between the samples of two pictures.
fn difference(left: &[u8], right: &[u8]) -> usize {
    assert_eq!(left.len(), right.len());
    left.iter().zip(right).map(|(left, right)| usize::from(left.abs_diff(*right))).sum::<usize>() / left.len()
}

fn photographed(card: Card, side: u32, format: PictureFormat) -> Photo {
    let picture = Picture { card: card.bare(), width: side, height: side, format };
    photo::read(&Studio::new(0).render(&Artwork::from(picture)).bytes).unwrap()
}

#[test]
fn every_kind_of_file_shows_the_same() {
    for sample in &SAMPLES {
        let photo = photo::read(&sample.bytes()).unwrap_or_else(|error| panic!("{}: {error}", sample.name));
        assert_eq!(
            (photo.format, photo.width, photo.height),
            (sample.format, WIDTH, HEIGHT),
            "{}",
            sample.name
        );
        assert_eq!((photo.thumbnail.width(), photo.thumbnail.height()), (WIDTH, HEIGHT), "{}", sample.name);
        let apart = difference(photo.thumbnail.samples(), &sample.expected());
        assert!(apart <= sample.tolerance, "{}: {apart}", sample.name);
    }
}

#[test]
fn formats_have_their_names() {
    let names = [PhotoFormat::Jpeg, PhotoFormat::Png, PhotoFormat::Webp]
        .map(|format| (format.content_type(), format.extension()));
    assert_eq!(names, [("image/jpeg", "jpg"), ("image/png", "png"), ("image/webp", "webp")]);
}

#[test]
fn thumbnails_keep_the_shape() {
    for ((width, height), small) in
        [((960, 480), (96, 48)), ((300, 900), (32, 96)), ((1, 4000), (1, 96)), ((50, 20), (50, 20))]
    {
        let picture = Picture { card: Card::default(), width, height, format: PictureFormat::Png };
        let photo = photo::read(&Studio::new(0).render(&Artwork::from(picture)).bytes).unwrap();
        assert_eq!((photo.width, photo.height), (width, height));
        assert_eq!((photo.thumbnail.width(), photo.thumbnail.height()), small);
        assert_eq!(photo.thumbnail.samples().len(), 3 * small.0 as usize * small.1 as usize);
    }
}

#[test]
fn our_own_pictures_are_sharp_at_every_size() {
    for seed in 0..6 {
        for view in [View::Face, View::BodyFront, View::BodyBack] {
            let card = || Card::new("", "", "", seed).figure(Figure { view, look: 31 * seed });
            let sharp = |side, format| photographed(card(), side, format).sharpness;
            let small = sharp(512, PictureFormat::Jpeg);
            let large = sharp(1024, PictureFormat::Png);
            assert!(small.is_sharp() && large.is_sharp(), "{view:?} {seed}: {small:?} {large:?}");
            let ratio = 100 * small.variance() / large.variance();
            assert!((60..=210).contains(&ratio), "{view:?} {seed}: {small:?} {large:?}");
        }
    }
}
