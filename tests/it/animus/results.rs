//! Do results show what they were made from, in the asked size, the same for the same request and else another one?

use std::collections::BTreeSet;

use contract_tests::lab::{Lab, World};
use contract_tests::play::{mp4_size, png_size};
use re_mp4::Mp4;
use serde_json::{Value, json};

use super::{BATCH, LONG, create, done, each, fetch, file, finished, look, text};

const KEY: &str = "the-artist";

/// The bytes of the picture that a request comes to.
async fn picture(world: &World, key: &str, body: &Value) -> Vec<u8> {
    let seen = finished(world, key, body).await;
    file(world, &seen).await.bytes
}

#[tokio::test]
async fn pictures_have_the_asked_size() {
    let lab = Lab::start();
    let world = lab.world();
    let rows = [
        (json!({}), (1024, 1024)),
        (json!({ "width": 640 }), (640, 1024)),
        (json!({ "width": 64, "height": 2048 }), (64, 2048)),
        (json!({ "character_id": "char_123", "width": 768, "height": 512 }), (768, 512)),
        (json!({ "source_image_url": "https://example.com/a.jpg", "height": 300 }), (1024, 300)),
    ];
    for (mut body, size) in rows {
        body["prompt"] = "A lighthouse".into();
        assert_eq!(png_size(&picture(&world, KEY, &body).await), Some(size), "{body}");
    }
}

#[tokio::test]
async fn a_clip_is_a_film_of_five_seconds() {
    let lab = Lab::start();
    let world = lab.world();
    let body = json!({ "prompt": "Let it move", "source_image_url": "https://example.com/a.jpg", "convert_to_video": true });
    let seen = finished(&world, KEY, &body).await;
    assert!(text(&seen["result_urls"][0]).ends_with("_0.mp4"), "{seen}");
    let film = file(&world, &seen).await.bytes;
    assert_eq!(mp4_size(&film), Some((1280, 720)));
    let film = Mp4::read_bytes(&film).unwrap();
    assert_eq!(film.moov.mvhd.duration, 5 * u64::from(film.moov.mvhd.timescale));
}

#[tokio::test]
async fn the_same_seed_gives_the_same_picture_to_everybody() {
    let lab = Lab::start();
    let world = lab.world();
    let seeded = |seed: i64| json!({ "prompt": "A lighthouse", "seed": seed, "width": 256, "height": 256 });
    let first = picture(&world, KEY, &seeded(42)).await;
    assert!(first == picture(&world, KEY, &seeded(42)).await);
    assert!(first == picture(&world, "somebody-else", &seeded(42)).await);
    assert!(first != picture(&world, KEY, &seeded(43)).await);
    let mut other = seeded(42);
    other["prompt"] = "A harbour".into();
    assert!(first != picture(&world, KEY, &other).await);
    picture(&world, KEY, &seeded(-1)).await;
}

#[tokio::test]
async fn the_pictures_of_a_call_differ_and_follow_its_seed() {
    let lab = Lab::start();
    let world = lab.world();
    let several =
        json!({ "prompt": "A lighthouse", "seed": 7, "num_images": 4, "width": 256, "height": 256 });
    let seen = finished(&world, KEY, &several).await;
    let mut pictures = Vec::new();
    for url in seen["result_urls"].as_array().unwrap() {
        pictures.push(fetch(&world, text(url)).await.bytes);
    }
    assert_eq!(pictures.iter().collect::<BTreeSet<_>>().len(), 4);
    let third = json!({ "prompt": "A lighthouse", "seed": 9, "width": 256, "height": 256 });
    assert!(pictures[2] == picture(&world, KEY, &third).await);

    let prompts = json!({ "prompts": [{ "prompt": "A lighthouse" }, { "prompt": "A lighthouse" }] });
    let made = done(&world, KEY, BATCH, Some(&prompts)).await;
    world.handle.advance(LONG).unwrap();
    let seen = look(&world, KEY, &made["batch_id"]).await;
    let urls = each(&seen["generations"], "result_urls");
    assert!(file(&world, urls[0]).await.bytes != file(&world, urls[1]).await.bytes);
}

/// The same request, seed and all, with another source is another picture; the source is seen, not only noted.
#[tokio::test]
async fn an_edit_shows_what_it_was_made_from() {
    let lab = Lab::start();
    let world = lab.world();
    let mut sources = vec!["https://example.com/a.jpg".to_owned(), "https://example.com/b.jpg".to_owned()];
    for seed in [1, 2] {
        let body = json!({ "prompt": "A lighthouse", "seed": seed, "width": 256, "height": 256 });
        sources.push(text(&finished(&world, KEY, &body).await["result_urls"][0]).to_owned());
    }
    let edit = |source: &str| json!({ "prompt": "In winter", "source_image_url": source, "seed": 3 });
    let mut edits = BTreeSet::new();
    for source in &sources {
        let edited = picture(&world, KEY, &edit(source)).await;
        assert!(edited == picture(&world, KEY, &edit(source)).await, "the same source, the same picture");
        edits.insert(edited);
    }
    assert_eq!(edits.len(), sources.len());

    // A source that is gone later is still seen in what was made from it.
    let seen = finished(&world, KEY, &edit(&sources[3])).await;
    let before = file(&world, &seen).await.bytes;
    let id = sources[3].rsplit("image_").next().unwrap().trim_end_matches("_0.png");
    done(&world, KEY, &format!("DELETE /generation/generations/{id}"), None).await;
    assert_eq!(fetch(&world, &sources[3]).await.status, 404);
    assert!(before == file(&world, &seen).await.bytes);
}

#[tokio::test]
async fn a_result_is_there_from_the_end_of_its_generation_to_its_deletion() {
    let lab = Lab::start();
    let world = lab.world();
    let made = create(&world, KEY, &json!({ "prompt": "A lighthouse [[slow:10]]" })).await;
    let account = world.handle.account("animus", KEY).unwrap().account_id;
    let name = |kind: &str| format!("{kind}_{}_0", text(&made["generation_id"]));
    let at = |file: &str| format!("{}/media/animus/{account}/{file}", world.handle.url(""));
    let url = at(&format!("{}.png", name("text_to_image")));
    assert_eq!(fetch(&world, &url).await.status, 404);
    world.handle.advance(LONG).unwrap();
    assert_eq!(fetch(&world, &url).await.status, 200);
    let others = [
        format!("{}.mp4", name("text_to_image")),
        format!("{}.png", name("photo_edit")),
        format!("{}.png.png", name("text_to_image")),
        "text_to_image_gen_000000000000_0.png".to_owned(),
        "gen_0.".to_owned(),
        "_0.".to_owned(),
    ];
    for other in others {
        assert_eq!(fetch(&world, &at(&other)).await.status, 404, "{other}");
    }
    create(&world, "stranger", &json!({ "prompt": "A harbour" })).await;
    let stranger = world.handle.account("animus", "stranger").unwrap().account_id;
    assert_eq!(fetch(&world, &url.replace(&*account, &stranger)).await.status, 404);
    done(&world, KEY, &format!("DELETE /generation/generations/{}", text(&made["generation_id"])), None)
        .await;
    assert_eq!(fetch(&world, &url).await.status, 404);
}

/// A generation whose prompt fails has no result to serve.
#[tokio::test]
async fn a_failed_generation_has_no_result() {
    let lab = Lab::start();
    let world = lab.world();
    for prompt in ["A lighthouse [[fail]]", "A lighthouse [[reject]]"] {
        let seen = finished(&world, KEY, &json!({ "prompt": prompt })).await;
        assert_eq!((&seen["status"], &seen["result_urls"]), (&json!("failed"), &json!([])));
        let account = world.handle.account("animus", KEY).unwrap().account_id;
        let name = format!("text_to_image_{}_0.png", text(&seen["generation_id"]));
        let url = format!("{}/media/animus/{account}/{name}", world.handle.url(""));
        assert_eq!(fetch(&world, &url).await.status, 404);
    }
}
