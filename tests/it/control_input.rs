//! Does the control API take what lenient and typed senders write, and say in a user's words what it does not take?

use backlot::JobFilter;
use contract_tests::lab::{Answer, Lab, World, answer};
use contract_tests::orders::{STATIC_AD, static_ad};
use reqwest::Body;
use serde_json::{Value, json};

const KEY: &str = "sk-0123456789abcdef";

/// A control call whose body is written by hand.
async fn send(world: &World, call: &str, body: impl Into<Body>) -> Answer {
    let (method, path) = call.split_once(' ').unwrap();
    let url = format!("{}/_backlot{path}", world.handle.url(""));
    answer(world.request(method.parse().unwrap(), &url).body(body).send().await.unwrap()).await
}

/// The status of a refusal and its message.
fn refusal(came: &Answer) -> (u16, &str) {
    assert!(came.body["error"].is_string(), "{came:?}");
    (came.status, came.body["message"].as_str().unwrap())
}

async fn job(world: &World) -> String {
    let made = world.call("cutx", KEY, STATIC_AD, Some(&static_ad(&Value::Null))).await;
    made.body["jobId"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn null_is_the_same_as_left_out_for_every_field_of_every_body() {
    let lab = Lab::start();
    let world = lab.world();
    let finish = |id: String| format!("POST /jobs/cutx/{id}/finish");
    let (failing, succeeding) = (finish(job(&world).await), finish(job(&world).await));
    let new_world = r#"{"name": null, "seed": null, "clock": null, "now": null, "pace": null, "credits": null,
        "strict": null, "rate_limits": null}"#;
    let everywhere = r#"{"match": {"provider": null, "method": null, "path": null, "api_key": null}, "skip": null,
        "times": null, "probability": null, "apply": null, "effect": {"fail_job": {"code": null, "message": null}}}"#;
    let rows = [
        ("POST /worlds", 201, new_world),
        ("PUT /clock", 200, r#"{"mode": null, "now": null, "pace": null}"#),
        ("PUT /accounts/cutx/k", 200, r#"{"credits": null, "status": null}"#),
        (&failing, 200, r#"{"outcome": "fail", "code": null, "message": null}"#),
        (&succeeding, 200, r#"{"outcome": "succeed", "code": null, "message": null}"#),
        ("POST /faults", 201, everywhere),
        (
            "POST /faults",
            201,
            r#"{"match": null, "effect": {"respond": {"status": 200, "headers": null, "body": null}}}"#,
        ),
        ("POST /faults", 201, r#"{"effect": {"respond": {"status": 200, "headers": {"x-left-out": null}}}}"#),
        ("POST /faults", 201, r#"{"effect": {"refuse": null, "delay": null, "disconnect": {}}}"#),
    ];
    for (call, status, body) in rows {
        let came = send(&world, call, body).await;
        assert_eq!(came.status, status, "{call} {body}: {came:?}");
    }
    let needed = [("POST /clock/advance", "seconds"), ("POST /faults", "effect")];
    for (call, field) in needed {
        let came = send(&world, call, format!(r#"{{"{field}": null}}"#)).await;
        assert_eq!(refusal(&came), (400, &*format!("{field}: is missing")));
    }
    // Within an answer that is made up, null is what it says.
    let respond = json!({ "effect": { "respond": { "status": 200, "body": { "gone": null } } } });
    let made = send(&world, "POST /faults", respond.to_string()).await;
    assert_eq!(made.body["effect"], respond["effect"]);
}

#[tokio::test]
async fn a_whole_number_is_whole_however_it_is_written() {
    let lab = Lab::start();
    let world = lab.world();
    let rows = [
        ("POST /worlds", r#"{"seed": N}"#, "/seed"),
        ("POST /faults", r#"{"skip": N, "effect": "disconnect"}"#, "/skip"),
        ("POST /faults", r#"{"times": N, "effect": "disconnect"}"#, "/times"),
        ("POST /faults", r#"{"effect": {"delay": {"ms": N}}}"#, "/effect/delay/ms"),
        ("POST /faults", r#"{"effect": {"truncate": {"bytes": N}}}"#, "/effect/truncate/bytes"),
        ("POST /faults", r#"{"effect": {"respond": {"status": N}}}"#, "/effect/respond/status"),
        ("PUT /accounts/cutx/k", r#"{"credits": N}"#, "/credits"),
    ];
    for (call, body, field) in rows {
        for number in ["500", "500.0", "5e2", "5.00E+2", "5000e-1"] {
            let came = send(&world, call, body.replace('N', number)).await;
            assert_eq!(came.body.pointer(field), Some(&json!(500)), "{call} {body} {number}: {came:?}");
        }
        if field != "/credits" {
            let came = send(&world, call, body.replace('N', "500.5")).await;
            let (status, message) = refusal(&came);
            assert!(status == 400 && message.ends_with("must be a whole number, not 500.5"), "{message}");
        }
    }
    for query in ["limit=1", "limit=1.0", "limit=10e-1"] {
        assert_eq!(send(&world, &format!("GET /journal?{query}"), "").await.status, 200, "{query}");
    }
}

#[tokio::test]
async fn bodies_come_with_marks_in_pieces_and_up_to_the_bound_of_all_bodies() {
    let lab = Lab::start();
    let world = lab.world();
    let respond = |length: usize| {
        json!({ "effect": { "respond": { "status": 200, "body": "x".repeat(length) } } }).to_string()
    };
    assert_eq!(send(&world, "POST /clock/advance", "\u{feff}{\"seconds\": 1}").await.status, 200);
    let pieces = |pieces: &'static [&'static str]| {
        Body::wrap_stream(futures_util::stream::iter(
            pieces.iter().map(|piece| Ok::<_, std::io::Error>(*piece)),
        ))
    };
    assert_eq!(send(&world, "PUT /clock", pieces(&[])).await.status, 200, "nothing, in no pieces");
    assert_eq!(send(&world, "POST /clock/advance", pieces(&["{\"seconds\"", ": 1}"])).await.status, 200);
    let half = r#"{"effect": {"respond": {"status": 200, "body": "\ud83c"}}}"#;
    assert_eq!(send(&world, "POST /faults", half).await.status, 201, "half of a surrogate pair");
    assert_eq!(send(&world, "POST /faults", respond(2_200_000)).await.status, 201);
    let came = send(&world, "POST /faults", respond(10 * 1024 * 1024)).await;
    assert_eq!(refusal(&came), (413, "The body is larger than 10 MiB, the most that is read"));
    assert_eq!(came.body["error"], "too_large");
}

#[tokio::test]
async fn problems_are_told_in_a_users_words() {
    let lab = Lab::start();
    let world = lab.world();
    let instant = "now: must be an instant up to the year 9999, such as \"2026-01-01T00:00:00Z\"";
    let rows = [
        ("POST /clock/advance", r#"{"seconds" 1}"#, "The body is not valid JSON (line 1, column 12)"),
        ("POST /clock/advance", "[]", "The body must be an object, not a list"),
        ("POST /worlds", "null", "The body must be an object, not null"),
        ("POST /clock/advance", r#"{"seconds": "5"}"#, "seconds: must be a number, not a text"),
        (
            "POST /clock/advance",
            r#"{"seconds": -5}"#,
            "seconds: must not be negative, as time never goes back",
        ),
        ("POST /clock/advance", r#"{"seconds": 1e300}"#, "seconds: beyond the end of the calendar"),
        ("POST /clock/advance", r#"{"minutes": 5}"#, "minutes: is not known here; there are seconds, to"),
        (
            "PUT /clock",
            r#"{"mode": "fast"}"#,
            "mode: must be one of realtime, frozen, skipping, not \"fast\"",
        ),
        ("PUT /clock", r#"{"now": "yesterday"}"#, instant),
        ("PUT /clock", r#"{"now": "10000-01-01T00:00:00Z"}"#, instant),
        ("PUT /clock", r#"{"pace": 0}"#, "pace: must be from 0.001 to 1000000"),
        ("PUT /accounts/cutx/k", r#"{"credits": -1}"#, "credits: must not be negative"),
        (
            "PUT /accounts/cutx/k",
            r#"{"status": "gone"}"#,
            "status: must be one of active, suspended, inactive, not \"gone\"",
        ),
        (
            "PUT /accounts/cutx/invalid-1",
            "{}",
            "api_key: an empty key, one of more than 4096 bytes, and keys that start with `invalid` open no account",
        ),
        ("POST /worlds", r#"{"seed": -1}"#, "seed: must not be negative"),
        ("POST /worlds", r#"{"seed": 1e30}"#, "seed: must be at most 18446744073709551615"),
        ("POST /worlds", r#"{"strict": "yes"}"#, "strict: must be true or false, not a text"),
        (
            "POST /worlds",
            r#"{"credits": "many"}"#,
            "credits: must be a number of credits, at most a billion and with at most four decimals, or \"provider\"",
        ),
        (
            "POST /faults",
            r#"{"effect": {"respond": {"status": "200"}}}"#,
            "effect.respond.status: must be a whole number, not a text",
        ),
        (
            "POST /faults",
            r#"{"match": "cutx", "effect": "malformed"}"#,
            "match: must be an object, not a text",
        ),
        (
            "POST /jobs/cutx/j/finish",
            r#"{"outcome": "win"}"#,
            "outcome: must be one of succeed, fail, cancel, expire, not \"win\"",
        ),
        ("POST /reset", r#"{"hard": true}"#, "hard: is not known here; this call takes nothing"),
    ];
    for (call, body, message) in rows {
        assert_eq!(refusal(&send(&world, call, body).await), (400, message), "{call} {body}");
    }
    let came = send(&world, "GET /accounts/cutx/%FF", "").await;
    assert_eq!(refusal(&came), (400, "api_key: must be UTF-8 once it is decoded"));
    let came = send(&world, "GET /accounts/cutx/invalid-1", "").await;
    let message = "api_key: no account was opened with this key; an empty key, one of more than 4096 bytes, and keys \
                   that start with `invalid` open no account";
    assert_eq!(refusal(&came), (404, message), "no advice that would not help");
}

#[tokio::test]
async fn what_could_never_match_is_refused() {
    let lab = Lab::start();
    let world = lab.world();
    let providers = "animus, apixo, cutx, sumatman";
    let states = "canceled, completed, expired, failed, pending, processing, queued";
    let rows = [
        ("/jobs?state=nope&provider=cutx", 400, format!("state: must be one of {states}, not \"nope\"")),
        (
            "/jobs?state=Completed&provider=cutx",
            400,
            format!("state: must be one of {states}, not \"Completed\""),
        ),
        (
            "/jobs?state=success&provider=cutx",
            400,
            format!("state: must be one of {states}, not \"success\""),
        ),
        (
            "/jobs?provider=cutxx",
            404,
            format!("provider: there is no provider \"cutxx\"; there are {providers}"),
        ),
        (
            "/jobs?api_key=",
            400,
            "api_key: an empty key, one of more than 4096 bytes, and keys that start with `invalid` open no account".into(),
        ),
        (
            "/jobs?sort=x",
            400,
            "sort: is not known here; there are provider, api_key, state, account_id, kind, unfinished, order, limit, after"
                .into(),
        ),
        ("/jobs?state=failed&state=queued", 400, "state: is there twice".into()),
        (
            "/clauses?provider=nobody",
            404,
            format!("provider: there is no provider \"nobody\"; there are {providers}"),
        ),
        (
            "/accounts/nobody/k",
            404,
            format!("provider: there is no provider \"nobody\"; there are {providers}"),
        ),
    ];
    for (path, status, message) in rows {
        assert_eq!(refusal(&send(&world, &format!("GET {path}"), "").await), (status, &*message), "{path}");
    }
    assert_eq!(send(&world, "GET /jobs?state=success", "").await.status, 200, "a state of another provider");

    // What takes no query does not do as if it had been narrowed by one.
    let plain = ["health", "worlds", "clock", "accounts", "bill", "faults", "metrics"];
    for call in plain.map(|call| format!("GET /{call}")).into_iter().chain(["DELETE /journal".to_owned()]) {
        let came = send(&world, &format!("{call}?provider=cutx"), "").await;
        assert_eq!(refusal(&came), (400, "provider: is not known here; this call takes nothing"), "{call}");
        assert!(send(&world, &call, "").await.status < 300, "{call}");
    }
}

#[tokio::test]
async fn lists_mask_keys_and_one_account_shows_its_own() {
    let lab = Lab::start();
    let world = lab.world();
    let id = job(&world).await;
    let fault = json!({ "match": { "api_key": KEY, "path": "/nothing" }, "effect": "disconnect" });
    send(&world, "POST /faults", fault.to_string()).await;
    for path in ["/accounts", "/jobs", "/bill", "/faults"] {
        let text = String::from_utf8(send(&world, &format!("GET {path}"), "").await.bytes).unwrap();
        assert!(text.contains("\"sk-0***\"") && !text.contains(KEY), "{path}: {text}");
    }
    for path in ["/webhooks", "/metrics", "/journal", "/worlds"] {
        let text = String::from_utf8(send(&world, &format!("GET {path}"), "").await.bytes).unwrap();
        assert!(!text.contains(KEY), "{path}: {text}");
    }
    let finished = send(&world, &format!("POST /jobs/cutx/{id}/finish"), r#"{"outcome": "fail"}"#).await;
    assert_eq!(finished.body["api_key"], KEY, "one job");
    for call in [format!("GET /accounts/cutx/{KEY}"), format!("PUT /accounts/cutx/{KEY}")] {
        assert_eq!(send(&world, &call, "").await.body["api_key"], KEY, "{call}");
    }
    let views = (world.handle.accounts(), world.handle.jobs(&JobFilter::default()), world.handle.bill());
    assert_eq!((&*views.0[0].api_key, &*views.1[0].api_key, &*views.2[0].api_key), (KEY, KEY, KEY));
    let printed = format!("{views:?} {:?} {}", world.handle.faults(), views.0[0].api_key);
    assert!(printed.contains("sk-0***") && !printed.contains(KEY), "{printed}");
}
