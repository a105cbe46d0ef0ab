//! Does a film show what it was asked for and nothing else, and is it known again by its URL?

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, header};
use contract_tests::direct::Direct;
use contract_tests::lab::{Lab, World, answer};
use contract_tests::orders::video;
use contract_tests::pattern::first_url;
use http_body_util::BodyExt;
use reqwest::Method;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::{look, order, submit};

const KEY: &str = "the-director";

/// The bytes of the film that an order comes to.
async fn film(world: &World, key: &str, input: &Value) -> Vec<u8> {
    let task = submit(world, key, &order(input)).await;
    world.handle.advance(Duration::from_secs(80)).unwrap();
    let url = first_url(&look(world, key, &task).await.body).unwrap();
    let film = answer(world.request(Method::GET, &url).send().await.unwrap()).await;
    assert_eq!(film.status, 200, "{input}");
    film.bytes
}

/// `apixo.result.seed`: the clause's own check makes one run; two are compared here.
#[tokio::test]
async fn the_same_seed_gives_the_same_film_to_everybody() {
    let lab = Lab::start();
    let world = lab.world();
    let seeded = |seed: u64| json!({ "prompt": "A slow turn", "seed": seed });
    let first = film(&world, KEY, &seeded(42)).await;
    assert!(first == film(&world, KEY, &seeded(42)).await);
    assert!(first == film(&world, "somebody-else", &seeded(42)).await);
    assert!(first != film(&world, KEY, &seeded(43)).await);
    assert!(first != film(&world, KEY, &json!({ "prompt": "A fast turn", "seed": 42 })).await);
    // Without a seed, and with the word for none, each film is another one.
    for unseeded in [json!({ "prompt": "A slow turn" }), json!({ "prompt": "A slow turn", "seed": -1 })] {
        assert!(film(&world, KEY, &unseeded).await != film(&world, KEY, &unseeded).await, "{unseeded}");
    }
}

/// A call to a sandbox by the name that its caller has for it.
async fn ask(direct: &Direct, host: &str, call: &str, body: &Value) -> Value {
    let (method, path) = call.split_once(' ').unwrap();
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, host)
        .header(header::AUTHORIZATION, format!("Bearer {KEY}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(if body.is_null() { Body::empty() } else { Body::from(body.to_string()) });
    let answer = direct.app.clone().oneshot(request.unwrap()).await.unwrap();
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

/// A film of 6 s that CutX made is billed by its length, whatever name of the sandbox its URL has; any other by the 10 s that are
/// assumed.
#[tokio::test]
async fn a_film_of_the_sandbox_is_known_by_all_names_of_it() {
    const HOST: &str = "127.0.0.1:4080";
    const OWN: [&str; 5] = [
        "http://127.0.0.1:4080",
        "http://localhost:4080",
        "http://LOCALHOST.:4080",
        "http://[::1]:4080",
        "http://app.localhost:4080",
    ];
    const FOREIGN: [&str; 4] = [
        "http://127.0.0.1:4081",
        "https://example.com",
        "http://localhost:4080/mock",
        "http://192.0.2.1:4080",
    ];
    let public = "https://app.example/mock";
    for (public_url, own, foreign) in [
        (None, &OWN[..], &[FOREIGN.as_slice(), &[public]].concat()),
        (
            Some(public),
            &[&OWN[..], &[public, "https://app.example:443/mock"]].concat(),
            &[FOREIGN.as_slice(), &["https://app.example", "http://app.example/mock"]].concat(),
        ),
    ] {
        for world in ["", "/w/other"] {
            let direct = Direct::start_with(|settings| settings.public_url = public_url.map(Into::into));
            if !world.is_empty() {
                direct.control("POST /worlds", &json!({ "name": "other" })).await;
            }
            let speech = video(&json!({
                "script": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen",
            }));
            let made = ask(&direct, HOST, &format!("POST {world}/cutx/api/generate/video"), &speech).await;
            let job = made["jobId"].as_str().unwrap_or_else(|| panic!("{made}"));
            let advance = format!("POST {world}/_backlot/clock/advance");
            ask(&direct, HOST, &advance, &json!({ "seconds": 600 })).await;
            let seen = ask(
                &direct,
                HOST,
                &format!("GET {world}/cutx/api/generate/status?jobId={job}"),
                &Value::Null,
            )
            .await;
            let url = first_url(&seen).unwrap();
            let path = &url[url.find("/media/").unwrap()..];
            for (roots, price) in [(own, json!(0.24)), (&foreign[..], json!(0.4))] {
                for root in roots {
                    let order = order(&json!({ "video_urls": [format!("{root}{world}{path}")] }));
                    let call = format!("POST {world}/apixo/api/v1/generateTask/wan-2-2-animate");
                    let before = balance(&direct, world).await;
                    let made = ask(&direct, HOST, &call, &order).await;
                    assert_eq!(made["code"], 200, "{made}");
                    let paid = before - balance(&direct, world).await;
                    assert!(
                        (paid - price.as_f64().unwrap()).abs() < 1e-6,
                        "{root}{world}, public {public_url:?}: {paid}"
                    );
                    ask(&direct, HOST, &advance, &json!({ "seconds": 600 })).await;
                }
            }
        }
    }
}

async fn balance(direct: &Direct, world: &str) -> f64 {
    let path = format!("GET {world}/apixo/api/v1/apikeys/current-balance");
    ask(direct, "127.0.0.1:4080", &path, &Value::Null).await["data"].as_f64().unwrap()
}
