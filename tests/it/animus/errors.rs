//! Are refusals what a caller can act on, with the headers that go with them, and without a trace of anybody else?

use std::time::Duration;

use contract_tests::lab::{Answer, Lab};
use reqwest::{Method, header};
use serde_json::{Value, json};

use super::{BATCH, CREATE, create, done, picture, text};

#[tokio::test]
async fn a_refused_key_is_told_how_to_come() {
    let lab = Lab::start();
    let world = lab.world();
    let url = format!("{}/generation/groups", world.handle.url("animus"));
    for request in [world.request(Method::GET, &url), world.request(Method::GET, &url).bearer_auth("invalid")]
    {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 401);
        assert_eq!(response.headers()[header::WWW_AUTHENTICATE], "Bearer");
    }
}

#[tokio::test]
async fn the_eleventh_request_of_a_minute_waits_where_a_world_limits() {
    let lab = Lab::start();
    let world = lab.new_world(|settings| settings.rate_limits = Some(true));
    let call = "GET /generation/groups";
    for _ in 0..5 {
        done(&world, "often", call, None).await;
    }
    world.handle.advance(Duration::from_secs(20)).unwrap();
    for _ in 0..5 {
        done(&world, "often", call, None).await;
    }
    let url = format!("{}/generation/groups", world.handle.url("animus"));
    let refused = world.request(Method::GET, &url).bearer_auth("often").send().await.unwrap();
    assert_eq!(
        (refused.status().as_u16(), &refused.headers()[header::RETRY_AFTER]),
        (429, &"40".parse().unwrap())
    );
    done(&world, "seldom", call, None).await;
    world.handle.advance(Duration::from_secs(40)).unwrap();
    done(&world, "often", call, None).await;
}

/// Each faulty request with the one sentence, or the start of it, that says what is wrong.
#[tokio::test]
async fn what_is_wrong_is_said_and_costs_nothing() {
    let rows = [
        (CREATE, json!({ "prompt": null }), "prompt must be string, not null"),
        (CREATE, json!({ "prompt": "" }), "prompt must have at least 1 character(s)"),
        (CREATE, json!({ "prompt": "a", "num_images": 1.5 }), "num_images must be integer, not number"),
        (CREATE, json!({ "prompt": "a", "num_images": "2" }), "num_images must be integer, not string"),
        (CREATE, json!({ "prompt": "a", "width": 63 }), "width must be from 64 to 2048"),
        (CREATE, json!({ "prompt": "a", "seed": 1e30 }), "seed must be from -9223372036854775808 to 9"),
        (CREATE, json!({ "prompt": "a", "strength": -0.1 }), "strength must be from 0 to 1"),
        (CREATE, json!({ "prompt": "a", "face_swap": "yes" }), "face_swap must be boolean, not string"),
        (CREATE, json!({ "prompt": "a", "generation_type": "song" }), "generation_type must be one of "),
        (CREATE, json!({ "prompt": "a", "generation_type": "photo_edit" }), "source_image_url is required"),
        (
            CREATE,
            json!({ "prompt": "a", "convert_to_video": true, "source_image_url": null }),
            "source_image_url must be string, not null",
        ),
        (
            CREATE,
            json!({ "prompt": "a", "source_image_url": "ftp://example.com/a" }),
            "source_image_url must be an absolute http or https URL",
        ),
        (BATCH, json!({}), "prompts is required"),
        (BATCH, json!({ "prompts": {} }), "prompts must be array, not object"),
        (
            BATCH,
            json!({ "prompts": [{ "prompt": "a" }], "group_id": 7 }),
            "group_id must be string, not number",
        ),
    ];
    let lab = Lab::start();
    let world = lab.world();
    for (call, body, expected) in rows {
        let answer = world.call("animus", "sloppy", call, Some(&body)).await;
        let detail = answer.body["detail"].as_str().unwrap_or_default();
        assert!(answer.status == 400 && detail.starts_with(expected), "{call} {body}: {answer:?}");
        assert!(!detail.contains(';'), "one fault, one sentence: {answer:?}");
    }
    assert_eq!(world.handle.ledger("animus", "sloppy").unwrap().entries.len(), 1);
    assert_eq!(world.handle.jobs(&backlot::JobFilter::default()).len(), 0);
}

#[tokio::test]
async fn nobody_reaches_what_belongs_to_somebody_else() {
    let lab = Lab::start();
    let world = lab.world();
    let made = create(&world, "owner", &json!({ "prompt": "A lighthouse", "num_images": 2 })).await;
    let (batch, group) = (text(&made["generation_id"]), text(&made["group_id"]));
    let seen = done(&world, "owner", &format!("GET /generation/status/{batch}"), None).await;
    let one = text(&seen["generations"][0]["generation_id"]);
    let join = json!({ "prompt": "A harbour", "group_id": group });
    let prompts = json!({ "prompts": [{ "prompt": "A harbour" }], "group_id": group });
    let calls: [(String, Option<&Value>); 8] = [
        (format!("GET /generation/status/{batch}"), None),
        (format!("GET /generation/status/{one}"), None),
        (format!("GET /generation/groups/{group}"), None),
        (format!("DELETE /generation/generations/{one}"), None),
        (format!("DELETE /generation/groups/{group}"), None),
        (CREATE.to_owned(), Some(&join)),
        (BATCH.to_owned(), Some(&prompts)),
        ("GET /generation/status/gen_000000000000".to_owned(), None),
    ];
    let stranger = |answer: &Answer| answer.status == 404 && answer.body["error"] == "not_found";
    for (call, body) in calls {
        let answer = world.call("animus", "stranger", &call, body).await;
        assert!(stranger(&answer), "{call}: {answer:?}");
    }
    let groups = done(&world, "stranger", "GET /generation/groups", None).await;
    assert_eq!(groups["groups"], json!([]));
    assert_eq!(world.handle.ledger("animus", "stranger").unwrap().entries.len(), 1, "nothing was taken");
    assert_eq!(done(&world, "owner", &format!("GET /generation/status/{batch}"), None).await, seen);
}

#[tokio::test]
async fn what_a_character_cannot_be_rendered_for_is_told_apart() {
    let lab = Lab::start();
    let world = lab.new_world(|settings| {
        settings.credits = backlot::OpeningCredits::Everywhere("3".parse().unwrap());
    });
    let made = world.call("animus", "poor", "POST /characters", Some(&json!({ "name": "Mira" }))).await;
    let untrained = text(&made.body["character_id"]);
    let render = |id: &str| json!({ "prompt": "A portrait", "character_id": id });
    let without_loras = |id: &str| json!({ "prompt": "A portrait", "character_id": id, "use_face_lora": false, "use_body_lora": false });
    let rows = [
        (render("char_premium_1"), 402, "subscription_required"),
        (render("char_000000000000"), 404, "not_found"),
        (render(untrained), 409, "character_not_ready"),
        (render("char_123"), 402, "insufficient_credits"),
        (without_loras(untrained), 402, "insufficient_credits"),
    ];
    for (body, status, error) in rows {
        let answer = world.call("animus", "poor", CREATE, Some(&body)).await;
        assert_eq!((answer.status, &answer.body["error"]), (status, &json!(error)), "{body}: {answer:?}");
        assert_eq!(answer.body["character_id"], body["character_id"], "{answer:?}");
    }
    create(&world, "poor", &picture("A lighthouse")).await;
}

#[tokio::test]
async fn odd_bodies_and_ids_are_refused_like_any_other() {
    let lab = Lab::start();
    let world = lab.world();
    let deep = "[".repeat(100_000);
    let bodies = ["", "{", "null", "[]", "\"text\"", "1e999", "{} {}", "\u{feff}{}", "\0", &deep];
    for path in ["/generation/create", "/generation/batch"] {
        for body in bodies {
            let request = world.request(Method::POST, &format!("{}{path}", world.handle.url("animus")));
            let request = request.bearer_auth("odd").header("content-type", "application/json");
            let answer =
                contract_tests::lab::answer(request.body(body.to_owned()).send().await.unwrap()).await;
            assert!(
                answer.status == 400 && answer.body["detail"].is_string(),
                "{path} {body:.20}: {answer:?}"
            );
        }
    }
    let long = "x".repeat(4000);
    for id in ["%00", "%2e%2e%2f", "gen_%FF", "%F0%9F%8E%AC", "batch_", " ", long.as_str()] {
        for call in ["GET /generation/status/", "GET /generation/groups/", "DELETE /generation/generations/"]
        {
            let answer = world.call("animus", "odd", &format!("{call}{id}"), None).await;
            assert!(
                (400..500).contains(&answer.status) && answer.body.is_object(),
                "{call}{id:.20}: {answer:?}"
            );
        }
    }
    assert_eq!(world.handle.jobs(&backlot::JobFilter::default()).len(), 0);
}
