//! What a world has seen is there to be read, without its secrets, in pages, and within its bound.

use std::time::Duration;

use backlot::{Filter, Mode};
use contract_tests::lab::{Answer, Lab, World};
use contract_tests::orders::{STATIC_AD, static_ad, status};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const KEY: &str = "sk-a-key-that-is-long-enough";
const BALANCE: &str = "GET /credits/balance";

async fn journal(world: &World, query: &str) -> Answer {
    world.control(&format!("GET /journal{query}"), &Value::Null).await
}

#[tokio::test]
async fn an_exchange_has_all_that_passed() {
    let lab = Lab::start();
    let world = lab.world();
    let body = static_ad(&json!({ "prompt": "a lamp", "colour": "red" }));
    let ad = world.call("cutx", KEY, STATIC_AD, Some(&body)).await;
    let mut seen = journal(&world, "").await.body;
    assert_eq!(seen["total"], 1);
    let one = &mut seen["exchanges"][0];
    assert!(one["took_us"].take().as_u64().is_some_and(|took_us| took_us > 0));
    let sent = one["request"]["headers"].take();
    assert_eq!(
        (&sent["authorization"], &sent["content-type"]),
        (&json!("Bearer ***"), &json!("application/json"))
    );
    let came = one["response"]["headers"].take();
    assert_eq!(came["content-type"], "application/json");
    let expected = json!({
        "seq": 1, "at": "2026-01-01T00:00:00.000Z", "provider": "cutx", "api_key": "sk-a***",
        "route": "/generate/static-ad",
        "request": { "method": "POST", "path": "/generate/static-ad", "query": null, "headers": null, "body": body },
        "response": { "status": 200, "headers": null, "body": ad.body },
        "clauses": ad.clauses, "basis": ad.basis, "fault": null, "unread_fields": ["colour"],
        "took_us": null, "jobs": [ad.body["jobId"]], "moved": -3,
    });
    assert_eq!(one, &expected);
}

#[tokio::test]
async fn filters_name_what_is_looked_for() {
    let lab = Lab::start();
    let world = lab.world();
    let ad = world.call("cutx", KEY, STATIC_AD, Some(&static_ad(&Value::Null))).await;
    world.call("cutx", KEY, &status(ad.body["jobId"].as_str().unwrap()), None).await;
    world.call("cutx", "another", BALANCE, None).await;
    world.call("apixo", KEY, "GET /apikeys/current-balance", None).await;
    world.call("cutx", "invalid-key", BALANCE, None).await;
    world.control("GET /jobs", &Value::Null).await;
    let rows: [(&str, &[u64]); 14] = [
        ("", &[1, 2, 3, 4, 5]),
        ("?provider=cutx", &[1, 2, 3, 5]),
        ("?provider=sumatman", &[]),
        ("?method=POST", &[1]),
        ("?path=/generate/*", &[1, 2]),
        ("?path=/generate/status", &[2]),
        ("?status=401", &[5]),
        (&format!("?api_key={KEY}"), &[1, 2, 4]),
        (&format!("?api_key={KEY}&provider=cutx"), &[1, 2]),
        (&format!("?api_key={KEY}&after=1"), &[2, 4]),
        ("?api_key=invalid-key", &[5]),
        ("?api_key=sk-a***", &[]),
        ("?after=3", &[4, 5]),
        ("?after=1&limit=2", &[2, 3]),
    ];
    for (query, expected) in rows {
        let seen = journal(&world, query).await;
        let numbers: Vec<_> =
            seen.body["exchanges"].as_array().unwrap().iter().filter_map(|one| one["seq"].as_u64()).collect();
        assert_eq!(numbers, expected, "{query}");
    }
    // What `after` and `limit` leave out is counted all the same.
    for (query, total) in [("?after=3&limit=1", 5), ("?provider=cutx&limit=0", 4), ("?status=200&after=3", 4)]
    {
        assert_eq!(journal(&world, query).await.body["total"], total, "{query}");
    }
    let long = format!("?path=/{}", "a".repeat(1024));
    for (query, field) in [
        ("?path=generate", "path"),
        ("?path=/generate/{mode}", "path: must have no braces; write * where a segment varies"),
        ("?path=/cutx/api/generate/*", "path: paths begin below /cutx/api; write /generate/*"),
        (&long, "path: must have at most 1024 bytes"),
        ("?status=ok", "status"),
        ("?status=99", "status: must be from 100 to 599"),
        ("?status=600", "status: must be from 100 to 599"),
        ("?limit=-1", "limit"),
        (
            "?provider=nobody",
            "provider: there is no provider \"nobody\"; there are animus, apixo, cutx, sumatman",
        ),
        ("?method=post", "method: methods are written in capitals; write POST"),
        ("?method=FETCH", "method: \"FETCH\" is no HTTP method"),
        ("?api_key=", "api_key: must not be empty"),
        ("?key=k", "key"),
        ("/wait?timeout_ms=600001", "timeout_ms"),
        ("/wait?timeout=1", "timeout"),
        ("/wait?method=post", "method"),
        ("/wait?count=1001", "count: must be at most 1000"),
        ("/wait?count=3&limit=2", "limit: must not be below count"),
    ] {
        let refused = journal(&world, query).await;
        let message = refused.body["message"].as_str().unwrap_or_default();
        assert!(refused.status == 400 && message.contains(field), "{query} {refused:?}");
    }
    assert_eq!(world.control("DELETE /journal", &Value::Null).await.status, 204);
    world.call("cutx", KEY, BALANCE, None).await;
    let seen = journal(&world, "").await.body;
    assert_eq!((&seen["total"], &seen["exchanges"][0]["seq"]), (&json!(1), &json!(6)), "numbers go on");
}

/// Keys stand in headers, bodies, queries and paths; none of them is shown, nor is one that is no key at all.
#[tokio::test]
async fn no_secret_is_shown() {
    let lab = Lab::start();
    let world = lab.world();
    let order = json!({ "mode": "create", "story_type": "fairytale_story", "input_story": format!("A story of {KEY}, at length") });
    let url = format!("{}/task", world.handle.url("sumatman"));
    let post = || world.request(Method::POST, &url);
    let mut in_body = order.clone();
    in_body["api_key"] = KEY.into();
    let mut refused = order.clone();
    refused["api_key"] = "invalid-but-secret".into();
    refused["input_story"] = "A story of invalid-but-secret".into();
    let broken = format!("{{\"api_key\": \"{KEY}\", ");
    let requests = [
        post().header("x-api-key", KEY).json(&order),
        post().json(&in_body),
        post().json(&json!({ "taskData": in_body })),
        post().json(&refused),
        post().header("content-type", "application/json").body(broken),
        post().bearer_auth(KEY).json(&in_body),
        world
            .request(Method::GET, &format!("{url}/{KEY}/status?user_id={KEY}&api_key=other-secret"))
            .bearer_auth(KEY),
        world.request(Method::GET, &format!("{url}/x/status")).basic_auth("me", Some("other-secret")),
        world.request(Method::GET, &format!("{url}/nothing/of/{KEY}")).bearer_auth(KEY),
        world.request(Method::GET, &format!("{url}/x/status")).header("cookie", "session=other-secret"),
    ];
    let count = requests.len();
    for request in requests {
        request.send().await.unwrap();
    }
    let seen = journal(&world, "").await;
    let text = String::from_utf8(seen.bytes).unwrap();
    assert_eq!(seen.body["total"], count);
    for secret in [KEY, "invalid-but-secret", "other-secret"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    assert!(text.contains("A story of ***, at length"));
    assert!(!world.handle.transcript().contains(KEY));
}

/// Names say what is secret: in a body at any depth, in a form, in a query, in URLs within texts, and in answers.
#[tokio::test]
async fn what_a_name_says_is_secret_is_not_shown() {
    let lab = Lab::start();
    let world = lab.world();
    let answer = json!({
        "effect": { "respond": {
            "status": 200,
            "headers": { "set-cookie": "id=hidden-1", "x-amz-security-token": "hidden-2", "idempotency-key": "shown-1" },
            "body": { "list": [{ "upload": "https://u:hidden-3@h/x?X-Amz-Signature=hidden-4&n=shown-2" }] },
        } },
        "times": 1,
    });
    assert_eq!(world.control("POST /faults", &answer).await.status, 201);
    let url = format!("{}/generation/create", world.handle.url("animus"));
    let post = || world.request(Method::POST, &url).bearer_auth(KEY);
    let form = "max_tokens=shown-3&client_secret=hidden-5&to=https%3A%2F%2Fh%2F%3Fsig%3Dhidden-6";
    let requests = [
        post().json(
            &json!({ "prompt": "x", "password": "hidden-7", "deep": [{ "clientSecret": "hidden-8" }] }),
        ),
        post().header("content-type", "application/x-www-form-urlencoded").body(form),
        world.request(Method::GET, &format!("{url}?sig=hidden-9&keyword=shown-4")).bearer_auth(KEY),
        world.request(Method::GET, &url).header("x-auth-token", "hidden-0"),
    ];
    for request in requests {
        request.send().await.unwrap();
    }
    // A body is shown where its call reads it.
    let text = String::from_utf8(journal(&world, "").await.bytes).unwrap();
    assert!(!text.contains("hidden"), "{text}");
    for shown in ["shown-1", "shown-2", "shown-4"] {
        assert!(text.contains(shown), "{shown} in {text}");
    }
}

#[tokio::test]
async fn what_is_large_is_kept_as_its_digest_and_size() {
    let lab = Lab::start();
    let world = lab.new_world(|settings| settings.clock.mode = Mode::Skipping);
    let big = static_ad(&json!({ "prompt": "a".repeat(200_000) }));
    world.call("cutx", KEY, STATIC_AD, Some(&big)).await;
    let ad = world.call("cutx", KEY, STATIC_AD, Some(&static_ad(&Value::Null))).await;
    let look = status(ad.body["jobId"].as_str().unwrap());
    let mut job = world.call("cutx", KEY, &look, None).await;
    while job.body["status"] != "completed" {
        job = world.call("cutx", KEY, &look, None).await;
    }
    let picture =
        world.request(Method::GET, job.body["assets"][0]["url"].as_str().unwrap()).send().await.unwrap();
    let picture = picture.bytes().await.unwrap();
    let seen = world.handle.exchanges(&Filter::all());
    let digest = |bytes: &[u8]| {
        let hex = Sha256::digest(bytes).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        json!({ "sha256": hex, "size": bytes.len() })
    };
    assert_eq!(seen[0].request.body, digest(big.to_string().as_bytes()));
    let fetched = seen.last().unwrap();
    assert_eq!(fetched.response.as_ref().unwrap().body, digest(&picture));
    assert_eq!((fetched.route.as_deref(), &fetched.nearest), (Some("/media"), &None));
    assert!(fetched.request.path.starts_with("/media/cutx/"), "{}", fetched.request.path);
}

#[tokio::test]
async fn a_call_that_is_not_there_names_what_came_nearest() {
    let lab = Lab::start();
    let world = lab.world();
    let rows = [
        ("cutx", "POST /generate/static_ad", "POST /cutx/api/generate/static-ad", "the path is not right"),
        (
            "cutx",
            "PUT /generate/video",
            "POST /cutx/api/generate/video",
            "the path is right, the method is not",
        ),
        (
            "apixo",
            "GET /statusTasks/wan-2-2-animate",
            "GET /apixo/api/v1/statusTask/wan-2-2-animate",
            "the path is not right",
        ),
        (
            "sumatman",
            "GET /task/web_1_a/state",
            "GET /sumatman/api/task/{taskId}/status",
            "the path is not right",
        ),
    ];
    for (number, (provider, call, nearest, why)) in rows.into_iter().enumerate() {
        world.call(provider, KEY, call, None).await;
        let seen = journal(&world, &format!("?after={number}")).await.body;
        let found = &seen["exchanges"][0]["nearest"];
        assert_eq!(found["why"], why, "{call}");
        assert!(found["call"].as_str().unwrap().starts_with(nearest), "{call}: {found}");
    }
    world.call("cutx", KEY, &format!("GET /generate/status/{}", "a".repeat(20_000)), None).await;
    let found = &journal(&world, "?after=4").await.body["exchanges"][0]["nearest"];
    assert_eq!(found["why"], "the path is too long to be compared with others");
    // A base URL that lacks its end.
    let url = format!("{}/cutx/generate/copy", lab.url());
    assert_eq!(world.request(Method::POST, &url).send().await.unwrap().status(), 404);
    let found = &journal(&world, "?after=5").await.body["exchanges"][0]["nearest"];
    assert_eq!(
        found,
        &json!({ "call": "POST /cutx/api/generate/copy", "why": "the path misses the provider's base" })
    );
}

#[tokio::test]
async fn whoever_waits_is_told_as_soon_as_it_is_there() {
    let lab = Lab::start();
    let world = lab.world();
    let late = world.control("GET /journal/wait?count=2&timeout_ms=20", &Value::Null).await;
    assert_eq!((late.status, &late.body["error"]), (408, &json!("timeout")));
    world.call("cutx", KEY, BALANCE, None).await;
    let there = world.control("GET /journal/wait?timeout_ms=0", &Value::Null).await;
    assert_eq!((there.status, &there.body["total"]), (200, &json!(1)));
    let waiting =
        world.control("GET /journal/wait?provider=cutx&status=200&count=3&timeout_ms=60000", &Value::Null);
    let calls = async {
        for provider in ["cutx", "sumatman", "cutx"] {
            let call = if provider == "cutx" { BALANCE } else { "GET /task/web_1_a/status" };
            world.call(provider, KEY, call, None).await;
        }
    };
    let (waited, ()) = tokio::join!(waiting, calls);
    assert_eq!((waited.status, &waited.body["total"]), (200, &json!(3)));
    assert_eq!(world.handle.exchanges(&Filter::all()).len(), 4, "the control API is in no journal");
}

/// What is forgotten while somebody waits does not count: an answer has as many as were asked for.
#[tokio::test]
async fn who_waits_gets_as_many_as_asked_for() {
    let lab = Lab::start();
    let world = lab.world();
    let (count, nothing) = ("GET /journal/wait?provider=cutx&count=2&timeout_ms=60000", Value::Null);
    let waiting = world.control(count, &nothing);
    let calls = async {
        world.call("cutx", KEY, BALANCE, None).await;
        world.control("DELETE /journal", &Value::Null).await;
        world.call("cutx", KEY, BALANCE, None).await;
        world.call("cutx", KEY, BALANCE, None).await;
    };
    let (waited, ()) = tokio::join!(waiting, calls);
    let numbers: Vec<_> =
        waited.body["exchanges"].as_array().unwrap().iter().filter_map(|one| one["seq"].as_u64()).collect();
    assert_eq!((waited.status, numbers), (200, vec![2, 3]));
}

/// An answer has a thousand exchanges at most, whatever is asked for; `after` goes on where it ended.
#[tokio::test]
async fn a_page_is_bounded_and_the_next_one_follows() {
    let lab = Lab::start();
    let world = lab.world();
    let body = format!("[{}0]", "0,".repeat(1000));
    for _ in 0..1010 {
        let url = format!("{}/nothing", world.handle.url("cutx"));
        world.request(Method::POST, &url).body(body.clone()).send().await.unwrap();
    }
    for query in
        ["?limit=1000", "?limit=1000000", "/wait?limit=1000000&timeout_ms=0", "/wait?count=1000&timeout_ms=0"]
    {
        let seen = journal(&world, query).await.body;
        let numbers: Vec<_> =
            seen["exchanges"].as_array().unwrap().iter().filter_map(|one| one["seq"].as_u64()).collect();
        assert_eq!(numbers, (1..=1000).collect::<Vec<_>>(), "{query}");
        assert_eq!(seen["total"], 1010, "{query}");
    }
    let next = journal(&world, "?limit=1000&after=1000").await.body;
    assert_eq!(next["exchanges"].as_array().unwrap().len(), 10);
}

/// The same check stands before faults: one on a path that begins with the base would never happen.
#[tokio::test]
async fn a_fault_that_can_never_happen_is_refused() {
    let lab = Lab::start();
    let world = lab.world();
    for (criterion, problem) in [
        (
            json!({ "path": "/cutx/api/generate/*" }),
            "match.path: paths begin below /cutx/api; write /generate/*",
        ),
        (json!({ "method": "post" }), "match.method: methods are written in capitals; write POST"),
        (json!({ "api_key": "" }), "match.api_key: must not be empty"),
    ] {
        let refused =
            world.control("POST /faults", &json!({ "match": criterion, "effect": "disconnect" })).await;
        assert_eq!((refused.status, &refused.body["message"]), (400, &json!(problem)));
    }
}

#[tokio::test]
async fn worlds_and_resets_have_journals_of_their_own() {
    let lab = Lab::start();
    let (one, other) = (lab.new_world(|_| ()), lab.new_world(|_| ()));
    one.call("cutx", KEY, BALANCE, None).await;
    assert_eq!(one.handle.exchanges(&Filter::all()).len(), 1);
    assert!(other.handle.exchanges(&Filter::all()).is_empty());
    one.handle.reset();
    assert!(one.handle.exchanges(&Filter::all()).is_empty());
    let waited = one.handle.exchanges_when(&Filter::all(), 1, Duration::from_millis(1)).await;
    let too_few = waited.unwrap_err();
    assert!(too_few.found.is_empty());
    assert_eq!(too_few.to_string(), "expected at least 1 exchanges with anything, found 0 in time");
}
