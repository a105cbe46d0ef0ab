//! Is each option of a generation seen where it belongs, and nowhere else?

use std::ops::Range;

use contract_tests::frames::{Frames, decode};
use contract_tests::lab::{Lab, World};
use serde_json::{Value, json};

use super::{file, finished};

const KEY: &str = "the-painter";
/// The rows with the prompt, the notes and the seed in a picture of 1024x1024.
const WORDS: Range<usize> = 640..1024;
/// The one row of notes.
const NOTES: Range<usize> = 890..940;

async fn made(world: &World, fields: &Value) -> Option<Frames> {
    let mut body = json!({ "prompt": "A lighthouse at night", "seed": 7 });
    for (name, value) in fields.as_object().unwrap() {
        body[name] = value.clone();
    }
    let seen = finished(world, KEY, &body).await;
    decode(&file(world, &seen).await.bytes, 60)
}

#[tokio::test]
async fn each_option_shows_where_it_belongs_and_nowhere_else() {
    let lab = Lab::start();
    let world = lab.world();
    let rows = [
        (json!({ "negative_prompt": "fog" }), json!({ "negative_prompt": "people" }), NOTES),
        (json!({ "guidance_scale": 3 }), json!({ "guidance_scale": 9 }), NOTES),
        (json!({ "num_inference_steps": 20 }), json!({ "num_inference_steps": 50 }), NOTES),
        (
            json!({ "negative_prompt": "fog" }),
            json!({ "negative_prompt": "fog", "guidance_scale": 9 }),
            NOTES,
        ),
        (json!({}), json!({ "guidance_scale": 9 }), WORDS),
        (json!({}), json!({ "seed": 8 }), 0..1024),
        (json!({}), json!({ "prompt": "A fox at night" }), 0..1024),
    ];
    for (base, change, rows) in rows {
        let Some(one) = made(&world, &base).await else { return };
        let difference = one.difference(&made(&world, &change).await.unwrap());
        assert!(difference.is_within(&rows), "{change}: {difference:?}");
    }
}

#[tokio::test]
async fn a_clip_moves_and_is_silent() {
    let lab = Lab::start();
    let world = lab.world();
    let clip = json!({ "source_image_url": "https://example.com/a.jpg", "convert_to_video": true });
    let Some(clip) = made(&world, &clip).await else { return };
    assert_eq!((clip.size, clip.pictures.len(), clip.sound.len()), ((1280, 720), 25, 0));
    assert!(clip.pictures.windows(2).all(|pair| pair[0] != pair[1]), "every picture moves");
}
