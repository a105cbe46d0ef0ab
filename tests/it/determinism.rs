//! Same seed, same requests at the same virtual instants: same bytes?

use backlot::{Backlot, JobFilter, Options, Sandbox};
use contract_tests::lab::{Lab, World};
use contract_tests::orders::{COPY, STATIC_AD, VIDEO, copy, static_ad, status, video};
use serde_json::json;

fn lab(seed: u64) -> (Lab, World) {
    let lab = Lab::start_with(Sandbox::builder().seed(seed));
    // URLs in answers would carry the port otherwise.
    let world = lab.new_world(|settings| settings.public_url = Some("http://sandbox.test".into()));
    (lab, world)
}

/// A day in the life of one account: every answer, byte by byte. `meanwhile` is called between any two of its calls.
async fn day(world: &World, key: &str, meanwhile: impl AsyncFn()) -> Vec<u8> {
    let calls = [
        ("GET /products", None),
        ("POST /products", Some(json!({ "name": "A second project" }))),
        (COPY, Some(copy(&json!({ "idempotencyKey": "one" })))),
        (STATIC_AD, Some(static_ad(&json!({ "prompt": "A quiet morning" })))),
        (VIDEO, Some(video(&json!({})))),
        (VIDEO, Some(video(&json!({ "script": "This one will fail. [[fail]]", "idempotencyKey": "two" })))),
        (COPY, Some(copy(&json!({ "tone": "casual", "idempotencyKey": "one" })))),
        ("GET /credits/balance", None),
    ];
    let mut said = Vec::new();
    for (call, body) in &calls {
        said.extend(world.call("cutx", key, call, body.as_ref()).await.bytes);
        meanwhile().await;
    }
    for seconds in [1, 24, 100, 100] {
        world.handle.advance(std::time::Duration::from_secs(seconds)).unwrap();
        let filter = JobFilter { api_key: Some(key.to_owned()), ..JobFilter::default() };
        for job in world.handle.jobs(&filter) {
            said.extend(world.call("cutx", key, &status(&job.job_id), None).await.bytes);
            meanwhile().await;
        }
    }
    said.extend(world.control(&format!("GET /accounts/cutx/{key}/ledger"), &json!({})).await.bytes);
    said
}

async fn nothing() {}

#[tokio::test]
async fn two_sandboxes_with_one_seed_give_the_same_bytes() {
    let ((_one, here), (_other, there)) = (lab(7), lab(7));
    let (here, there) = (day(&here, "twin", nothing).await, day(&there, "twin", nothing).await);
    assert!(here.len() > 5000, "the day is long enough to mean something");
    assert_eq!(String::from_utf8(here), String::from_utf8(there));
}

#[tokio::test]
async fn a_world_started_over_gives_the_same_bytes() {
    let (_lab, world) = lab(7);
    let before = day(&world, "twin", nothing).await;
    world.handle.reset();
    assert_eq!(String::from_utf8(before), String::from_utf8(day(&world, "twin", nothing).await));
}

#[tokio::test]
async fn what_other_accounts_do_meanwhile_changes_nothing() {
    let ((_one, alone), (_other, crowded)) = (lab(7), lab(7));
    let quiet = day(&alone, "twin", nothing).await;
    let neighbours = async || {
        for (key, call, body) in [
            ("neighbour-1", COPY, copy(&json!({ "idempotencyKey": "one" }))),
            ("neighbour-2", VIDEO, video(&json!({}))),
            ("twin-2", STATIC_AD, static_ad(&json!({ "prompt": "[[fail]]" }))),
        ] {
            assert!(crowded.call("cutx", key, call, Some(&body)).await.status < 500);
        }
    };
    assert_eq!(String::from_utf8(quiet), String::from_utf8(day(&crowded, "twin", neighbours).await));
}

#[tokio::test]
async fn another_seed_or_another_key_gives_other_ids() {
    let ((_one, world), (_other, elsewhere)) = (lab(7), lab(8));
    let body = static_ad(&json!({}));
    let mut ids = Vec::new();
    for (world, key) in [(&world, "twin"), (&world, "other"), (&elsewhere, "twin")] {
        ids.push(world.call("cutx", key, STATIC_AD, Some(&body)).await.body["jobId"].to_string());
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3);
}

#[tokio::test]
async fn the_pictures_and_films_are_the_same_too() {
    let ((_one, here), (_other, there)) = (lab(7), lab(7));
    let mut files = Vec::new();
    for world in [&here, &there] {
        let job = world.call("cutx", "twin", STATIC_AD, Some(&static_ad(&json!({})))).await;
        let job = job.body["jobId"].as_str().unwrap().to_owned();
        world.handle.advance(std::time::Duration::from_secs(25)).unwrap();
        let url = world.call("cutx", "twin", &status(&job), None).await.body["assets"][0]["url"].clone();
        let path = url.as_str().unwrap().strip_prefix("http://sandbox.test/w/w1").unwrap();
        let url = format!("{}{path}", world.handle.url(""));
        let file = world.request("GET".parse().unwrap(), &url).send().await.unwrap();
        files.push(file.bytes().await.unwrap());
    }
    assert!(files[0].len() > 1000);
    assert!(files[0] == files[1], "the same picture");
}

/// The same for Animus, whose ids, groups and durations are drawn as well.
async fn animus_day(world: &World, key: &str, meanwhile: impl AsyncFn()) -> Vec<u8> {
    let calls = [
        ("POST /generation/create", Some(json!({ "prompt": "A lighthouse" }))),
        (
            "POST /generation/create",
            Some(json!({ "prompt": "A portrait", "character_id": "char_123", "num_images": 3 })),
        ),
        (
            "POST /generation/batch",
            Some(json!({ "prompts": [{ "prompt": "A pier [[fail]]" }, { "prompt": "" }] })),
        ),
        ("POST /characters", Some(json!({ "name": "Mira" }))),
        ("GET /characters", None),
    ];
    let mut said = Vec::new();
    for (call, body) in &calls {
        said.extend(world.call("animus", key, call, body.as_ref()).await.bytes);
        meanwhile().await;
    }
    for seconds in [1, 9, 20, 60] {
        world.handle.advance(std::time::Duration::from_secs(seconds)).unwrap();
        let filter = JobFilter { api_key: Some(key.to_owned()), ..JobFilter::default() };
        for job in world.handle.jobs(&filter) {
            let call = format!("GET /generation/status/{}", job.job_id);
            said.extend(world.call("animus", key, &call, None).await.bytes);
            meanwhile().await;
        }
    }
    said.extend(world.call("animus", key, "GET /generation/groups", None).await.bytes);
    said.extend(world.control(&format!("GET /accounts/animus/{key}/ledger"), &json!({})).await.bytes);
    said
}

#[tokio::test]
async fn what_other_accounts_do_meanwhile_changes_nothing_at_animus_either() {
    let ((_one, alone), (_other, crowded)) = (lab(7), lab(7));
    let quiet = animus_day(&alone, "twin", nothing).await;
    assert!(quiet.len() > 5000, "the day is long enough to mean something");
    let neighbours = async || {
        let body = json!({ "prompt": "A harbour", "num_images": 2 });
        assert_eq!(
            crowded.call("animus", "neighbour", "POST /generation/create", Some(&body)).await.status,
            200
        );
    };
    assert_eq!(String::from_utf8(quiet), String::from_utf8(animus_day(&crowded, "twin", neighbours).await));
}

#[tokio::test]
async fn a_drawn_seed_is_never_drawn_again_and_stays_with_the_default_world() {
    let options = Options { draw_seed: true, ..Options::default() };
    let backlot = Backlot::new(options, tokio::runtime::Handle::current()).unwrap();
    let first = backlot.world("").unwrap();
    let second = backlot.reset(&first).unwrap();
    assert_ne!(first.settings.seed, second.settings.seed, "a reset hands out no id for a second time");
    assert!(first.settings.seed.max(second.settings.seed) < 1 << 53, "every reader of JSON holds it");
    let own = backlot.create(None, backlot.settings().clone()).unwrap();
    assert_eq!(
        (own.settings.seed, backlot.reset(&own).unwrap().settings.seed),
        (0, 0),
        "a world that was asked for repeats"
    );
}
