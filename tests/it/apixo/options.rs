//! Is each option of a task seen where it belongs, and nowhere else?

use std::ops::Range;
use std::time::Duration;

use contract_tests::frames::{Frames, decode};
use contract_tests::lab::{Lab, World, answer};
use contract_tests::pattern::first_url;
use reqwest::Method;
use serde_json::{Value, json};

use super::{look, order, submit};

const KEY: &str = "the-mover";
/// The parts of a film of 832x480, as rows of pixels.
const HEAD: Range<usize> = 0..48;
const WINDOW: Range<usize> = 48..352;
const WORDS: Range<usize> = 352..480;

async fn made(world: &World, input: &Value) -> Option<Frames> {
    let mut input = input.clone();
    input["seed"] = input.get("seed").cloned().unwrap_or(7.into());
    let task = submit(world, KEY, &order(&input)).await;
    world.handle.advance(Duration::from_secs(120)).unwrap();
    let url = first_url(&look(world, KEY, &task).await.body).unwrap();
    let film = answer(world.request(Method::GET, &url).send().await.unwrap()).await;
    assert_eq!(film.status, 200, "{input}");
    decode(&film.bytes, 60)
}

#[tokio::test]
async fn each_option_shows_where_it_belongs_and_nowhere_else() {
    let lab = Lab::start();
    let world = lab.world();
    let prompt = json!({ "prompt": "A man tells a story" });
    let Some(base) = made(&world, &prompt).await else { return };
    assert_eq!((base.size, base.sound.len()), ((832, 480), 0), "the clips are silent");
    let moves = base.pictures.windows(2).filter(|pair| pair[0] != pair[1]).count();
    assert!(moves > base.pictures.len() / 4, "{moves} of {} pictures move", base.pictures.len());
    let rows = [
        ("image_urls", json!(["https://example.com/other.png"]), WINDOW.start..WORDS.end),
        // The length of the clip, which is assumed from its URL, is the same.
        ("video_urls", json!(["https://example.com/other.mp4"]), WORDS),
        ("prompt", json!("A man tells a secret at night"), WINDOW.start..WORDS.end),
        ("seed", json!(8), WINDOW.start..WORDS.end),
        ("type", json!("replace"), HEAD.start..WORDS.end),
    ];
    for (name, value, rows) in rows {
        let mut input = prompt.clone();
        input[name] = value;
        let difference = base.difference(&made(&world, &input).await.unwrap());
        assert!(difference.is_within(&rows), "{name}: {difference:?}");
    }
    let large = made(&world, &json!({ "resolution": "720p" })).await.unwrap();
    assert_eq!(large.size, (1280, 720));
}
