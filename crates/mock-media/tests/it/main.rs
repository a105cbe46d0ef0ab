//! The renderings as their readers see them.
#![expect(clippy::unwrap_used, reason = "what a test's helper cannot do fails the test")]

mod artwork;
mod figures;
mod films;
mod http;
mod photos;
mod pictures;
mod players;

use mock_media::{Card, Film, Picture, PictureFormat};
use std::time::Duration;

/// Returns a card with words in every field.
fn card() -> Card {
    Card::new("cutx", "image", "job_01", 7)
        .prompt("A lighthouse above a calm sea, first light, long exposure")
        .note("style", "product_hero")
        .note("ratio", "16:9")
        .subtitle("Nobody had lit it for years.")
        .watermark("PREVIEW")
}

fn picture(width: u32, height: u32, format: PictureFormat) -> Picture {
    Picture { card: card(), width, height, format }
}

fn film(scenes: usize, width: u32, height: u32, milliseconds: u64) -> Film {
    let scenes = (0..scenes).map(|_| card()).collect();
    Film { scenes, width, height, duration: Duration::from_millis(milliseconds), ..Film::default() }
}

/// Returns texts that are awkward to set.
fn awkward() -> Vec<String> {
    vec![
        String::new(),
        " ".to_owned(),
        "\0\u{1}\u{7f}\r\n\t\u{85}".to_owned(),
        "word ".repeat(200_000),
        "unbroken".repeat(130_000),
        "家".repeat(2_000),
        "👩‍👩‍👧‍👦 👍🏽 🏳️‍🌈".to_owned(),
        "שלום עולם \u{202e}abc".to_owned(),
        "a\u{301}\u{302}\u{303}\u{200b}\u{feff}b".to_owned(),
        "ŁÓDŹ → Ærøskøbing – “naïve” … €".to_owned(),
        "\u{10ffff}\u{fffd}".to_owned(),
    ]
}
