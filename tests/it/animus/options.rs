//! Is each option of a generation seen where it belongs, and nowhere else?

use std::ops::Range;

use contract_tests::frames::{Frames, decode};
use contract_tests::lab::{Lab, World};
use serde_json::{Value, json};

use super::{BATCH, LONG, done, each, file, finished, look};

const KEY: &str = "the-painter";
/// The rows with the prompt, the notes and the seed in a picture of 1024x1024.
const WORDS: Range<usize> = 640..1024;
/// The one row of notes.
const NOTES: Range<usize> = 890..940;
/// The rows with the small picture of the source.
const SOURCE: Range<usize> = 32..420;

/// Returns a body with these fields put over it.
fn with(mut body: Value, fields: &Value) -> Value {
    for (name, value) in fields.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

async fn made(world: &World, fields: &Value) -> Option<Frames> {
    let body = with(json!({ "prompt": "A lighthouse at night", "seed": 7 }), fields);
    let seen = finished(world, KEY, &body).await;
    decode(&file(world, &seen).await.bytes, 60)
}

#[tokio::test]
async fn each_option_shows_where_it_belongs_and_nowhere_else() {
    let lab = Lab::start();
    let world = lab.world();
    let portrait = |fields: Value| with(json!({ "character_id": "char_123", "guidance_scale": 9 }), &fields);
    let edit = |name: &str, fields: Value| {
        with(json!({ "source_image_url": format!("https://example.com/{name}.jpg") }), &fields)
    };
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
        (edit("a", json!({ "strength": 0.2 })), edit("a", json!({ "strength": 0.8 })), NOTES),
        (portrait(json!({})), portrait(json!({ "use_face_lora": false })), NOTES),
        (portrait(json!({})), portrait(json!({ "use_body_lora": false })), NOTES),
        (portrait(json!({})), portrait(json!({ "face_swap": false })), NOTES),
        (edit("a", json!({})), edit("b", json!({})), SOURCE),
        (edit("a", json!({})), edit("a", json!({ "generation_type": "text_to_image" })), 0..1024),
        (json!({ "guidance_scale": 9 }), portrait(json!({})), 0..1024),
        (json!({}), json!({ "seed": 8 }), 0..1024),
        (json!({}), json!({ "prompt": "A fox at night" }), 0..1024),
    ];
    for (base, change, rows) in rows {
        let Some(one) = made(&world, &base).await else { return };
        let difference = one.difference(&made(&world, &change).await.unwrap());
        assert!(difference.is_within(&rows), "{change}: {difference:?}");
    }
}

/// Returns both pictures of a batch whose second prompt has these fields.
async fn both(lab: &Lab, fields: &Value) -> Option<(Frames, Frames)> {
    // In worlds of one seed the same request makes the same batch.
    let world = lab.new_world(|_| ());
    let prompt =
        json!({ "prompt": "A lighthouse at night", "source_image_url": "https://example.com/a.jpg" });
    let body = json!({ "character_id": "char_123", "prompts": [prompt, with(prompt.clone(), fields)] });
    let batch = done(&world, KEY, BATCH, Some(&body)).await;
    world.handle.advance(LONG).unwrap();
    let seen = look(&world, KEY, &batch["batch_id"]).await;
    let urls = each(&seen["generations"], "result_urls");
    let picture = async |index: usize| decode(&file(&world, urls[index]).await.bytes, 1);
    Some((picture(0).await?, picture(1).await?))
}

#[tokio::test]
async fn an_option_of_one_prompt_of_a_batch_shows_in_its_picture_alone() {
    let lab = Lab::start();
    let Some((first, second)) = both(&lab, &json!({})).await else { return };
    let rows = [
        (json!({ "use_face_lora": false }), WORDS),
        (json!({ "use_body_lora": false }), WORDS),
        (json!({ "face_swap": false }), WORDS),
        (json!({ "source_image_url": "https://example.com/b.jpg" }), SOURCE),
        (json!({ "prompt": "A fox at night" }), 0..1024),
    ];
    for (change, rows) in rows {
        let (same, changed) = both(&lab, &change).await.unwrap();
        assert!(first.difference(&same).rows.is_empty(), "{change}");
        let difference = second.difference(&changed);
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
