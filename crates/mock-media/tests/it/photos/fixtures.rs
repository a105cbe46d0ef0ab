//! The photographs in `fixtures/animus` that tests and examples upload. The example `photos` draws them.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use mock_media::{PhotoError, PhotoFormat, photo};

#[expect(dead_code, reason = "the example's own entry is not called here")]
#[path = "../../../examples/photos.rs"]
mod drawn;

/// The files that the example draws.
static DRAWN: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(drawn::files);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/animus")
}

fn file(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn the_files_are_what_the_example_draws() {
    for (name, bytes) in DRAWN.iter() {
        assert!(file(name) == *bytes, "{name}: draw the fixtures anew");
    }
}

#[test]
fn every_file_is_drawn_and_all_are_small() {
    let mut total = 0;
    for part in ["photos", "refused"] {
        for entry in std::fs::read_dir(folder().join(part)).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{part}/{}", entry.file_name().to_str().unwrap());
            assert!(DRAWN.iter().any(|(drawn, _)| *drawn == name), "{name} is not drawn");
            total += entry.metadata().unwrap().len();
        }
    }
    assert!(total < 600 << 10, "{total}");
}

#[test]
fn photographs_are_taken() {
    for (name, _) in DRAWN.iter().filter(|(name, _)| name.starts_with("photos/")) {
        let photo = photo::read(&file(name)).unwrap();
        assert!(photo.sharpness.is_sharp(), "{name}: {:?}", photo.sharpness);
        if name.contains("face") || name.contains("large") {
            assert!(photo.width >= 512 && photo.height >= 512, "{name}");
        }
    }
    assert_eq!(photo::read(&file("photos/png-named.jpg")).unwrap().format, PhotoFormat::Png);
}

#[test]
fn each_refused_file_has_one_fault() {
    let small = photo::read(&file("refused/too-small.png")).unwrap();
    assert_eq!((small.width, small.height, small.sharpness.is_sharp()), (511, 512, true));
    for (name, most) in [("refused/flat-grey.png", 0), ("refused/blurred.jpg", 8)] {
        let photo = photo::read(&file(name)).unwrap();
        assert!(photo.width >= 512 && photo.height >= 512);
        assert!(
            !photo.sharpness.is_sharp() && photo.sharpness.variance() <= most,
            "{name}: {:?}",
            photo.sharpness
        );
    }
    let cut = photo::read(&file("refused/truncated.jpg"));
    assert!(matches!(cut, Err(PhotoError::Corrupt { format: PhotoFormat::Jpeg, .. })), "{cut:?}");
    assert_eq!(photo::read(&file("refused/not-a-picture.jpg")), Err(PhotoError::UnknownFormat));
}
