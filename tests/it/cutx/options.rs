//! Is each option of an ad and a video seen where it belongs, and nowhere else?

use std::ops::Range;
use std::time::Duration;

use contract_tests::frames::{Frames, decode};
use contract_tests::lab::Lab;
use contract_tests::orders::{STATIC_AD, VIDEO, static_ad, status, video};
use reqwest::Method;
use serde_json::{Value, json};

const KEY: &str = "the-advertiser";
/// The parts of a film of 720x1280, as rows of pixels.
const WINDOW: Range<usize> = 64..1040;
const NOTES: Range<usize> = 1160..1230;

async fn made(lab: &Lab, call: &str, body: &Value) -> Option<Frames> {
    // In worlds of one seed the same request makes the same job.
    let world = lab.new_world(|_| ());
    let answer = world.call("cutx", KEY, call, Some(body)).await;
    let job = answer.body["jobId"].as_str().unwrap_or_else(|| panic!("{body}: {answer:?}")).to_owned();
    world.handle.advance(Duration::from_secs(3600)).unwrap();
    let shown = world.call("cutx", KEY, &status(&job), None).await;
    let url = shown.body["assets"][0]["url"].as_str().unwrap_or_else(|| panic!("{shown:?}")).to_owned();
    let answer = world.request(Method::GET, &url).send().await.unwrap();
    decode(&answer.bytes().await.unwrap(), 60)
}

#[tokio::test]
async fn a_voice_is_heard_and_an_avatar_seen() {
    let lab = Lab::start();
    let spoken = |fields: Value| {
        let mut order =
            video(&json!({ "script": "You need this lamp. It shines all night.", "aspectRatio": "9:16" }));
        for (name, value) in fields.as_object().unwrap() {
            order[name] = value.clone();
        }
        order
    };
    let avatar = |name: &str, voice: &str| {
        spoken(json!({ "avatarUrl": format!("https://example.com/{name}.png"), "voiceId": voice }))
    };
    let Some(base) = made(&lab, VIDEO, &avatar("ada", "voice-1")).await else { return };
    assert!(!base.sound.is_empty(), "the script is spoken");
    assert!(base.pictures.iter().any(|picture| *picture != base.pictures[0]), "the lips move");
    let voice = base.difference(&made(&lab, VIDEO, &avatar("ada", "voice-2")).await.unwrap());
    assert!(voice.sound && voice.is_within(&NOTES), "{voice:?}");
    let face = base.difference(&made(&lab, VIDEO, &avatar("bob", "voice-1")).await.unwrap());
    assert!(!face.sound && face.is_within(&(WINDOW.start..NOTES.end)), "{face:?}");
    assert!(face.rows.start < WINDOW.end, "{face:?}");
    let mut told = avatar("ada", "voice-1");
    told["script"] = "You want this lamp. It glows all night.".into();
    let told = base.difference(&made(&lab, VIDEO, &told).await.unwrap());
    assert!(told.sound && told.is_within(&(WINDOW.start..1280)), "{told:?}");
}

#[tokio::test]
async fn a_ratio_is_a_size_and_changes_neither_length_nor_sound() {
    let lab = Lab::start();
    let rows = [
        (STATIC_AD, static_ad(&json!({})), "1:1", (1080, 1080)),
        (STATIC_AD, static_ad(&json!({})), "9:16", (1080, 1920)),
        (STATIC_AD, static_ad(&json!({})), "4:5", (1080, 1350)),
        (STATIC_AD, static_ad(&json!({})), "16:9", (1920, 1080)),
        (VIDEO, video(&json!({})), "9:16", (720, 1280)),
        (VIDEO, video(&json!({})), "1:1", (720, 720)),
        (VIDEO, video(&json!({})), "16:9", (1280, 720)),
    ];
    for (call, mut order, ratio, size) in rows {
        // Without a ratio, each call has the first of its list.
        let Some(usual) = made(&lab, call, &order).await else { return };
        order["aspectRatio"] = ratio.into();
        let shown = made(&lab, call, &order).await.unwrap();
        assert_eq!(shown.size, size, "{order}");
        assert_eq!(shown.pictures.len(), usual.pictures.len(), "{order}");
        assert!(shown.sound == usual.sound, "{order}");
    }
}

#[tokio::test]
async fn a_prompt_is_seen_in_the_words_and_in_the_scene() {
    let lab = Lab::start();
    let ad = |prompt: &str| static_ad(&json!({ "prompt": prompt }));
    let Some(base) = made(&lab, STATIC_AD, &ad("A bottle of perfume")).await else { return };
    let other = base.difference(&made(&lab, STATIC_AD, &ad("A pair of red shoes")).await.unwrap());
    assert!(other.rows.start < 540 && other.rows.end > 700, "{other:?}");
}

#[tokio::test]
async fn each_style_is_a_look_of_its_own() {
    let lab = Lab::start();
    let mut looks: Vec<(&str, Vec<u8>)> = Vec::new();
    for style in ["product_hero", "lifestyle", "minimal", "bold", "seasonal", "modern"] {
        let order =
            static_ad(&json!({ "style": style, "prompt": "A bottle of perfume", "aspectRatio": "1:1" }));
        let Some(frames) = made(&lab, STATIC_AD, &order).await else { return };
        assert_eq!(frames.size, (1080, 1080));
        let scene = frames.pictures[0][1080 * 120..1080 * 640].to_vec();
        for (other, known) in &looks {
            let differing = scene.iter().zip(known).filter(|(one, other)| one.abs_diff(**other) > 6).count();
            assert!(
                differing * 5 > scene.len(),
                "{style} and {other}: {differing} of {} pixels",
                scene.len()
            );
        }
        looks.push((style, scene));
    }
}
