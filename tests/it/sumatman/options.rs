//! Is each option of a film seen where it belongs, and nowhere else?

use std::ops::Range;

use contract_tests::frames::{Frames, decode};
use contract_tests::lab::{Lab, World};
use reqwest::Method;
use serde_json::{Value, json};

use super::{advance, film, look, submit, unlimited};

/// The parts of a film of 1024x576 with room for subtitles, as rows of pixels.
const HEAD: Range<usize> = 0..64;
const WINDOW: Range<usize> = 64..368;
const SUBTITLES: Range<usize> = 368..440;
const WORDS: Range<usize> = 440..576;
/// A bit more than the first scene of 18 seconds.
const SECONDS: u32 = 20;

/// A change of an option; the rows in which it is seen; and if it is heard.
struct Row {
    base: Value,
    change: Value,
    rows: Option<Range<usize>>,
    is_heard: bool,
}

fn row(base: Value, change: Value, rows: impl Into<Option<Range<usize>>>) -> Row {
    Row { base, change, rows: rows.into(), is_heard: false }
}

fn heard(base: Value, change: Value) -> Row {
    Row { base, change, rows: None, is_heard: true }
}

/// Returns the row of a change that is heard, and seen in all that is told.
fn told(change: Value) -> Row {
    Row { base: json!({}), change, rows: Some(WINDOW.start..WORDS.end), is_heard: true }
}

async fn made(lab: &Lab, wishes: &Value) -> Option<Frames> {
    // In worlds of one seed the same request makes the same task.
    let world: World = unlimited(lab);
    let id = submit(&world, &film(wishes)).await;
    advance(&world.handle, 3_600_000);
    let url = look(&world, &id).await["final_video_url"].clone();
    let answer = world.request(Method::GET, url.as_str().unwrap()).send().await.unwrap();
    decode(&answer.bytes().await.unwrap(), SECONDS)
}

#[tokio::test]
async fn each_option_shows_where_it_belongs_and_nowhere_else() {
    let lab = Lab::start();
    let character = json!({ "use_fixed_character": true });
    let rows = [
        row(json!({}), json!({ "enable_subtitle": false }), SUBTITLES),
        row(json!({}), json!({ "watermark_enabled": true }), WINDOW),
        row(json!({}), json!({ "enable_zoom_effect": false }), WINDOW),
        row(json!({}), json!({ "enable_chapter_transitions": false }), WINDOW),
        row(json!({}), character.clone(), WINDOW),
        row(
            character,
            json!({ "use_fixed_character": true, "character_name": "Mia" }),
            WINDOW.start..WORDS.end,
        ),
        row(json!({}), json!({ "illustration_style": "Watercolor" }), WINDOW.start..WORDS.end),
        row(json!({}), json!({ "story_type": "dream_story" }), HEAD.start..WORDS.end),
        row(
            json!({}),
            json!({ "audience_age": "Children", "temperature": 0.1, "search_keywords": "a" }),
            None,
        ),
        row(
            json!({}),
            json!({ "audience_gender": "All", "audience_location": "Global", "copy_to_email": "a@example.com" }),
            None,
        ),
        told(json!({ "voice_language": "chinese" })),
        told(json!({ "input_story": "A ship that was afraid of the sea" })),
        heard(json!({}), json!({ "narrator_voice_id": "voice-2" })),
        heard(json!({}), json!({ "narrator_name": "Tom" })),
    ];
    for Row { base, change, rows, is_heard } in rows {
        let (Some(one), Some(other)) = (made(&lab, &base).await, made(&lab, &change).await) else { return };
        let difference = one.difference(&other);
        assert_eq!(difference.sound, is_heard, "{change}");
        match rows {
            Some(rows) => assert!(difference.is_within(&rows), "{change}: {difference:?}"),
            None => assert!(difference.rows.is_empty(), "{change}: {difference:?}"),
        }
    }
}

#[tokio::test]
async fn a_dimension_is_a_size_and_changes_neither_length_nor_sound() {
    let lab = Lab::start();
    let Some(usual) = made(&lab, &json!({})).await else { return };
    for (dimension, size) in [("landscape", (1024, 576)), ("portrait", (576, 1024))] {
        let shown = made(&lab, &json!({ "dimension_type": dimension })).await.unwrap();
        assert_eq!((shown.size, shown.pictures.len()), (size, usual.pictures.len()), "{dimension}");
        assert!(shown.sound == usual.sound, "{dimension}");
    }
}

#[tokio::test]
async fn a_transition_is_seen_at_the_end_of_a_scene_and_the_zoom_from_its_start() {
    let lab = Lab::start();
    let Some(usual) = made(&lab, &json!({})).await else { return };
    let cut = made(&lab, &json!({ "enable_chapter_transitions": false })).await.unwrap();
    // The first scene ends with the picture at 17.8 seconds; blinds close in four pictures.
    assert_eq!(usual.difference(&cut).pictures, 86..90);
    let still = made(&lab, &json!({ "enable_zoom_effect": false, "enable_chapter_transitions": false }))
        .await
        .unwrap();
    assert!(still.pictures[..90].iter().all(|picture| *picture == still.pictures[0]), "no zoom, no movement");
    let moves = cut.pictures[..90].windows(2).filter(|pair| pair[0] != pair[1]).count();
    assert!(moves > 80, "{moves} of 89 pictures move");
}

#[tokio::test]
async fn each_documented_style_is_a_look_of_its_own() {
    const STYLES: [&str; 10] = [
        "Japanese Ghibli-inspired Style",
        "Cinematic Lighting",
        "Digital Painting",
        "Watercolor",
        "3D Rendering",
        "Comic Book Style",
        "Chinese Ink Painting",
        "Photorealistic",
        "Anime Style",
        "Oil Painting",
    ];
    let lab = Lab::start();
    let mut looks: Vec<(&str, Vec<u8>)> = Vec::new();
    for style in STYLES {
        let world = unlimited(&lab);
        let id = submit(&world, &film(&json!({ "illustration_style": style }))).await;
        advance(&world.handle, 3_600_000);
        let url = look(&world, &id).await["final_image_url"].clone();
        let answer = world.request(Method::GET, url.as_str().unwrap()).send().await.unwrap();
        let Some(frames) = decode(&answer.bytes().await.unwrap(), 1) else { return };
        // The sky between the words at the head and those at the foot.
        let sky = frames.pictures[0][1024 * 80..1024 * 280].to_vec();
        for (other, known) in &looks {
            let differing = sky.iter().zip(known).filter(|(one, other)| one.abs_diff(**other) > 6).count();
            assert!(differing * 20 > sky.len(), "{style} and {other}: {differing} of {} pixels", sky.len());
        }
        looks.push((style, sky));
    }
}
