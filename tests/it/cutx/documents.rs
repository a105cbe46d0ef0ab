//! Is every request that the source document prints answered as it prints?

use contract_tests::lab::{Answer, Lab, World};
use contract_tests::orders::{COPY, PRODUCT, PROJECT, STATIC_AD, VIDEO, status};
use contract_tests::pattern::{Kept, matches};
use serde_json::{Value, json};

/// `cutx.txt`, copy: the request as printed, but for the ids.
fn printed_copy() -> Value {
    json!({
        "projectId": PROJECT,
        "productId": PRODUCT,
        "platform": "meta",
        "format": "short",
        "tone": "bold",
        "customInstructions": "Focus on the summer sale",
        "idempotencyKey": "user-session-abc123",
    })
}

/// `cutx.txt`, static ad.
fn printed_static_ad() -> Value {
    json!({
        "projectId": PROJECT,
        "productId": PRODUCT,
        "style": "modern",
        "aspectRatio": "1:1",
        "prompt": "Summer vibes, bright background",
        "idempotencyKey": "static-abc123",
    })
}

/// `cutx.txt`, video.
fn printed_video() -> Value {
    json!({
        "projectId": PROJECT,
        "productId": PRODUCT,
        "script": "Hey! You need to check out this amazing product...",
        "avatarUrl": "https://example.com/avatar.jpg",
        "voiceId": "male-1",
        "aspectRatio": "9:16",
        "idempotencyKey": "video-abc123",
    })
}

/// Sends a request as printed, and holds its answer to a pattern.
async fn ask(world: &World, call: &str, body: Option<&Value>, expected: Value) -> Answer {
    let answer = world.call("cutx", "the-reader", call, body).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(matches(&expected, &answer.body, &Kept::new()), Ok(()), "{answer:?}");
    answer
}

/// An account with as many credits as the printed answers' has before the first of them.
async fn with_credits(lab: &Lab, credits: u32) -> World {
    let world = lab.new_world(|_| ());
    world.control("PUT /accounts/cutx/the-reader", &json!({ "credits": credits })).await;
    world
}

#[tokio::test]
async fn the_printed_copy_is_answered_as_printed() {
    let lab = Lab::start();
    let world = with_credits(&lab, 25).await;
    let expected = json!({
        "jobId": "<uuid>",
        "status": "completed",
        "creditsUsed": 1,
        "creditsRemaining": 24,
        "variants": [{ "<each>": {
            "hook": "<text>", "body": "<text>", "cta": "<text>", "hashtags": [{ "<each>": "<hashtag>" }],
        } }],
    });
    let answer = ask(&world, COPY, Some(&printed_copy()), expected).await;
    assert_eq!(answer.body["variants"].as_array().map(Vec::len), Some(5));
}

#[tokio::test]
async fn the_printed_static_ad_is_answered_as_printed_and_says_that_the_table_disagrees() {
    let lab = Lab::start();
    let world = with_credits(&lab, 24).await;
    let expected = json!({ "jobId": "<uuid>", "status": "queued", "creditsUsed": 3, "creditsRemaining": 21 });
    let answer = ask(&world, STATIC_AD, Some(&printed_static_ad()), expected).await;
    assert_eq!(answer.basis_of("status"), Some("contradicted"));
    assert!(answer.clauses.contains(&"cutx.static-ad.style-modern".to_owned()), "{answer:?}");
}

#[tokio::test]
async fn a_strict_world_takes_the_tables_side() {
    let lab = Lab::start();
    let world = lab.new_world(|settings| settings.strict = true);
    let refused = world.call("cutx", "the-reader", STATIC_AD, Some(&printed_static_ad())).await;
    assert_eq!(refused.status, 400);
    let faults = refused.body["details"]["fieldErrors"].as_object().expect("faults by field");
    assert_eq!(faults.keys().collect::<Vec<_>>(), ["style"]);

    let mut by_the_table = printed_static_ad();
    by_the_table["style"] = "minimal".into();
    assert_eq!(world.call("cutx", "the-reader", STATIC_AD, Some(&by_the_table)).await.status, 200);
}

#[tokio::test]
async fn the_printed_video_is_answered_as_printed() {
    let lab = Lab::start();
    let world = with_credits(&lab, 100).await;
    let expected =
        json!({ "jobId": "<uuid>", "status": "queued", "creditsUsed": 40, "creditsRemaining": 60 });
    ask(&world, VIDEO, Some(&printed_video()), expected).await;
}

#[tokio::test]
async fn the_printed_status_is_answered_as_printed() {
    let lab = Lab::start();
    let world = lab.new_world(|settings| settings.clock.now = "2026-03-09T10:00:00Z".parse().ok());
    let ad = world.call("cutx", "the-reader", STATIC_AD, Some(&printed_static_ad())).await;
    let job = ad.body["jobId"].as_str().unwrap();
    world.control("POST /clock/advance", &json!({ "seconds": 25 })).await;
    let expected = json!({
        "id": job,
        "type": "static_ad",
        "status": "completed",
        "assets": [{ "id": "<uuid>", "type": "image", "url": "<url>" }],
        "createdAt": "2026-03-09T10:00:00Z",
        "completedAt": "2026-03-09T10:00:25Z",
    });
    ask(&world, &status(job), None, expected).await;
}

/// The two requests of the part on idempotency, filled up with what the call before them shows.
#[tokio::test]
async fn the_printed_duplicate_is_answered_as_printed() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    let mut request = printed_static_ad();
    request["idempotencyKey"] = "my-key-123".into();
    let expected = json!({
        "jobId": "<uuid>", "status": "queued", "creditsUsed": 3, "creditsRemaining": "<integer>",
    });
    let first = ask(&world, STATIC_AD, Some(&request), expected).await;
    let expected = json!({ "jobId": first.body["jobId"], "creditsUsed": 0, "status": "reused" });
    ask(&world, STATIC_AD, Some(&request), expected).await;
}
