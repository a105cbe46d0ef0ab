//! Does the control API do what its table says (design of the surface, section "Control API")?

use std::collections::BTreeSet;

use contract_tests::lab::{Answer, Lab, World};
use contract_tests::orders::{STATIC_AD, VIDEO, static_ad, status, video};
use contract_tests::pattern::{Kept, matches};
use contract_tests::{contract, providers};
use reqwest::Method;
use serde_json::{Value, json};

const KEY: &str = "the-tester";

async fn get(world: &World, path: &str) -> Answer {
    world.control(&format!("GET {path}"), &Value::Null).await
}

/// Makes a call that has to succeed, with an answer of exactly this shape.
async fn shaped(world: &World, call: &str, body: &Value, expected: &Value) -> Value {
    let answer = world.control(call, body).await;
    assert!(answer.status < 300, "{call}: {answer:?}");
    assert_eq!(matches(expected, &answer.body, &Kept::new()), Ok(()), "{call}: {answer:?}");
    instants_have_milliseconds(&answer.body);
    answer.body
}

/// Every text that begins as an instant is one in UTC with exactly three decimals.
fn instants_have_milliseconds(json: &Value) {
    match json {
        Value::Array(items) => items.iter().for_each(instants_have_milliseconds),
        Value::Object(fields) => fields.values().for_each(instants_have_milliseconds),
        Value::String(text) if text.contains("T0") || text.contains("T1") || text.contains("T2") => {
            let shape: String =
                text.chars().map(|letter| if letter.is_ascii_digit() { '0' } else { letter }).collect();
            assert_eq!(shape, "0000-00-00T00:00:00.000Z", "{text}");
        }
        _ => {}
    }
}

async fn submit(world: &World, key: &str, body: &Value) -> String {
    let made = world.call("cutx", key, STATIC_AD, Some(body)).await;
    made.body["jobId"].as_str().unwrap_or_else(|| panic!("{made:?}")).to_owned()
}

/// The refusal of a call: its status and its message.
async fn refused(world: &World, call: &str, body: &Value) -> (u16, String) {
    let answer = world.control(call, body).await;
    let shape = json!({ "error": "<text>", "message": "<text>" });
    assert_eq!(matches(&shape, &answer.body, &Kept::new()), Ok(()), "{call} {body}: {answer:?}");
    (answer.status, answer.body["message"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn health_says_ok_and_the_version() {
    let lab = Lab::start();
    let health = get(&lab.world(), "/health").await;
    assert_eq!((health.status, &health.body["status"]), (200, &json!("ok")));
    assert!(health.body["version"].as_str().is_some_and(|version| version.split('.').count() == 3));
}

#[tokio::test]
async fn a_world_can_be_made_used_and_deleted() {
    let lab = Lab::start();
    let root = lab.world();
    let body = json!({
        "name": "mine", "seed": 9, "clock": "skipping", "now": "2030-05-06T07:08:09Z", "pace": 2, "credits": 7,
    });
    let made = root.control("POST /worlds", &body).await;
    assert_eq!((made.status, &made.body["world"]), (201, &json!("mine")));
    let url = made.body["url"].as_str().unwrap().to_owned();
    assert_eq!(url, format!("{}/w/mine", lab.url()));

    let ask = async |method: Method, path: &str| {
        let request = root.request(method, &format!("{url}{path}")).bearer_auth(KEY);
        contract_tests::lab::answer(request.send().await.unwrap()).await
    };
    let clock = json!({ "mode": "skipping", "now": "2030-05-06T07:08:09.000Z", "pace": 2.0 });
    assert_eq!(ask(Method::GET, "/_backlot/clock").await.body, clock);
    assert_eq!(ask(Method::GET, "/cutx/api/credits/balance").await.body["balance"], 7);

    let worlds = get(&root, "/worlds").await.body;
    let names: Vec<_> = worlds["worlds"].as_array().unwrap().iter().map(|world| &world["world"]).collect();
    assert_eq!(names, ["", "mine"]);

    assert_eq!(refused(&root, "POST /worlds", &json!({ "name": "mine" })).await.0, 409);
    assert_eq!(ask(Method::GET, "/_backlot/worlds").await.status, 404, "worlds are at the root only");
    assert_eq!(root.control("DELETE /worlds/mine", &Value::Null).await.status, 204);
    assert_eq!(ask(Method::GET, "/_backlot/clock").await.status, 404);
    assert_eq!(refused(&root, "DELETE /worlds/mine", &Value::Null).await.0, 404);
}

#[tokio::test]
async fn a_world_without_a_name_gets_one_and_the_providers_credits_if_it_wants_them() {
    let lab = Lab::start();
    let root = lab.world();
    let (mut names, mut balance) = (BTreeSet::new(), 0);
    for _ in 0..3 {
        let made = root.control("POST /worlds", &json!({ "credits": "provider" })).await;
        names.insert(made.body["world"].to_string());
        let url = format!("{}/cutx/api/credits/balance", made.body["url"].as_str().unwrap());
        let answer = root.request(Method::GET, &url).bearer_auth(KEY).send().await.unwrap();
        balance += contract_tests::lab::answer(answer).await.body["balance"].as_i64().unwrap();
    }
    assert_eq!((names.len(), balance), (3, 75));
}

#[tokio::test]
async fn the_default_world_cannot_be_deleted() {
    let lab = Lab::start();
    let root = lab.world();
    for call in ["DELETE /worlds/", "DELETE /worlds/default", "DELETE /worlds/%20"] {
        assert_eq!(refused(&root, call, &Value::Null).await.0, 404, "{call}");
    }
    assert_eq!(get(&root, "/clock").await.status, 200);
}

#[tokio::test]
async fn worlds_share_nothing() {
    let lab = Lab::start();
    let (here, there) = (lab.new_world(|_| ()), lab.new_world(|_| ()));
    let job = submit(&here, KEY, &static_ad(&json!({ "idempotencyKey": "same" }))).await;
    here.control("POST /clock/advance", &json!({ "seconds": 3600 })).await;
    here.control(&format!("PUT /accounts/cutx/{KEY}"), &json!({ "status": "suspended" })).await;

    assert_eq!(there.call("cutx", KEY, &status(&job), None).await.status, 404);
    assert_eq!(there.call("cutx", KEY, "GET /credits/balance", None).await.body["balance"], 1000);
    assert_eq!(get(&there, "/clock").await.body["now"], "2026-01-01T00:00:00.000Z");
    assert_eq!(get(&there, "/jobs").await.body["jobs"], json!([]));
    let finish = format!("POST /jobs/cutx/{job}/finish");
    assert_eq!(refused(&there, &finish, &json!({ "outcome": "fail" })).await.0, 404);
    assert_eq!(get(&lab.world(), "/accounts").await.body["accounts"], json!([]));
}

#[tokio::test]
async fn the_clock_is_shown_set_and_advanced() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    let reading = |mode: &str, now: &str, pace: f64| json!({ "mode": mode, "now": now, "pace": pace });
    let rows = [
        ("GET /clock", json!(null), reading("frozen", "2026-01-01T00:00:00.000Z", 1.0)),
        (
            "POST /clock/advance",
            json!({ "seconds": 1.5 }),
            reading("frozen", "2026-01-01T00:00:01.500Z", 1.0),
        ),
        ("POST /clock/advance", json!({ "seconds": 0 }), reading("frozen", "2026-01-01T00:00:01.500Z", 1.0)),
        ("PUT /clock", json!({ "pace": 10 }), reading("frozen", "2026-01-01T00:00:01.500Z", 10.0)),
        ("PUT /clock", json!({ "mode": "skipping" }), reading("skipping", "2026-01-01T00:00:01.500Z", 10.0)),
        (
            "PUT /clock",
            json!({ "now": "2027-01-01T00:00:00Z" }),
            reading("skipping", "2027-01-01T00:00:00.000Z", 10.0),
        ),
        ("PUT /clock", json!({}), reading("skipping", "2027-01-01T00:00:00.000Z", 10.0)),
    ];
    for (call, body, expected) in rows {
        assert_eq!(shaped(&world, call, &body, &expected).await, expected, "{call} {body}");
    }
}

#[tokio::test]
async fn time_never_goes_back() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    let rows = [
        ("PUT /clock", json!({ "now": "2025-12-31T23:59:59.999Z" }), "now"),
        ("POST /clock/advance", json!({ "seconds": -1 }), "seconds"),
        ("POST /clock/advance", json!({ "seconds": 1e18 }), "seconds"),
        ("PUT /clock", json!({ "mode": "skipping", "now": "2001-01-01T00:00:00Z" }), "now"),
    ];
    for (call, body, field) in rows {
        let (status, message) = refused(&world, call, &body).await;
        assert!(status == 400 && message.starts_with(field), "{call} {body}: {status} {message}");
    }
    let unmoved = json!({ "mode": "frozen", "now": "2026-01-01T00:00:00.000Z", "pace": 1.0 });
    assert_eq!(get(&world, "/clock").await.body, unmoved);

    let expected = json!({ "mode": "realtime", "now": "<instant>", "pace": 1.0 });
    let real_time = shaped(&world, "PUT /clock", &json!({ "mode": "realtime" }), &expected).await;
    let before = real_time["now"].as_str().unwrap().to_owned();
    let frozen = world.control("PUT /clock", &json!({ "mode": "frozen" })).await.body;
    assert!(frozen["now"].as_str().unwrap() >= &*before);
}

#[tokio::test]
async fn setting_the_clock_on_settles_what_is_due() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    submit(&world, KEY, &static_ad(&json!({ "prompt": "[[fail]]" }))).await;
    world.control("PUT /clock", &json!({ "now": "2026-01-01T00:01:00Z" })).await;
    let ledger = get(&world, &format!("/accounts/cutx/{KEY}/ledger")).await.body;
    assert_eq!(ledger["entries"][2]["at"], "2026-01-01T00:00:25.000Z", "at its own due time");
}

#[tokio::test]
async fn a_pace_quickens_the_jobs_that_come_after_it() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    world.control("PUT /clock", &json!({ "pace": 5 })).await;
    let job = submit(&world, KEY, &static_ad(&json!({}))).await;
    world.control("POST /clock/advance", &json!({ "seconds": 5 })).await;
    assert_eq!(world.call("cutx", KEY, &status(&job), None).await.body["status"], "completed");
}

#[tokio::test]
async fn an_account_is_created_by_a_put_with_its_credits_as_the_opening_grant() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    assert_eq!(refused(&world, "GET /accounts/cutx/new", &Value::Null).await.0, 404);
    let account = json!({
        "provider": "cutx", "api_key": "new", "account_id": "<uuid>", "status": "active", "credits": 12,
    });
    let put = shaped(&world, "PUT /accounts/cutx/new", &json!({ "credits": 12 }), &account).await;
    assert_eq!(shaped(&world, "GET /accounts/cutx/new", &Value::Null, &account).await, put);
    let mut listed = put;
    listed["api_key"] = "***".into();
    assert_eq!(get(&world, "/accounts").await.body, json!({ "accounts": [listed] }));
    let grant = json!({
        "at": "2026-01-01T00:00:00.000Z",
        "kind": "grant",
        "amount": 12,
        "balance_after": 12,
        "reference": null,
        "note": "<text>",
    });
    let ledger = json!({ "balance": 12, "entries": [grant] });
    shaped(&world, "GET /accounts/cutx/new/ledger", &Value::Null, &ledger).await;
    assert_eq!(world.call("cutx", "new", "GET /credits/balance", None).await.body["balance"], 12);
}

#[tokio::test]
async fn a_ledger_lists_every_movement_and_sums_up_to_the_balance() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    let job = submit(&world, KEY, &static_ad(&json!({ "prompt": "[[fail]]" }))).await;
    world.control("POST /clock/advance", &json!({ "seconds": 30 })).await;
    for credits in [50, 50, 0, 8] {
        world.control(&format!("PUT /accounts/cutx/{KEY}"), &json!({ "credits": credits })).await;
    }
    let entry = |at: &str, kind: &str, amount: i64, balance_after: i64, reference: Value| {
        json!({
            "at": format!("2026-01-01T00:00:{at}Z"), "kind": kind, "amount": amount,
            "balance_after": balance_after, "reference": reference, "note": "<text>",
        })
    };
    let expected = json!({ "balance": 8, "entries": [
        entry("00.000", "grant", 1000, 1000, Value::Null),
        entry("00.000", "charge", -3, 997, json!(job)),
        entry("25.000", "refund", 3, 1000, json!(job)),
        entry("30.000", "adjustment", -950, 50, Value::Null),
        entry("30.000", "adjustment", -50, 0, Value::Null),
        entry("30.000", "adjustment", 8, 8, Value::Null),
    ]});
    let ledger = shaped(&world, &format!("GET /accounts/cutx/{KEY}/ledger"), &Value::Null, &expected).await;
    let amounts = ledger["entries"].as_array().unwrap().iter().map(|entry| entry["amount"].as_i64().unwrap());
    assert_eq!(ledger["balance"], amounts.sum::<i64>());
}

#[tokio::test]
async fn an_account_can_be_shut_out_and_let_in_again() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    for (account, expected) in [("suspended", 403), ("inactive", 401), ("active", 200)] {
        let put = format!("PUT /accounts/cutx/{KEY}");
        assert_eq!(world.control(&put, &json!({ "status": account })).await.body["status"], account);
        let answer = world.call("cutx", KEY, "GET /credits/balance", None).await;
        assert_eq!(answer.status, expected, "{account}");
    }
}

#[tokio::test]
async fn a_closed_account_is_forgotten_and_opens_anew() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    let job = submit(&world, KEY, &static_ad(&json!({}))).await;
    let delete = format!("DELETE /accounts/cutx/{KEY}");
    assert_eq!(world.control(&delete, &Value::Null).await.status, 204);
    assert_eq!(refused(&world, &delete, &Value::Null).await.0, 404);
    assert_eq!(get(&world, "/jobs").await.body["jobs"], json!([]));
    assert_eq!(world.call("cutx", KEY, &status(&job), None).await.status, 404);
    assert_eq!(world.call("cutx", KEY, "GET /credits/balance", None).await.body["balance"], 1000);
}

#[tokio::test]
async fn what_a_key_begins_with_says_whether_it_opens_anything() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    for (key, expected) in [("invalid", 401), ("invalid-1", 401), ("suspended", 403), ("suspended-1", 403)] {
        let answer = world.call("cutx", key, "GET /credits/balance", None).await;
        assert_eq!(answer.status, expected, "{key}");
    }
    let (status, message) = refused(&world, "PUT /accounts/cutx/invalid-1", &json!({ "credits": 1 })).await;
    assert!(status == 400 && message.starts_with("api_key"), "{message}");
    let shown = get(&world, "/accounts/cutx/suspended-1").await.body;
    assert_eq!(shown["status"], "suspended");
}

#[tokio::test]
async fn jobs_are_listed_as_the_filters_say() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    let first = submit(&world, KEY, &static_ad(&json!({}))).await;
    world.control("POST /clock/advance", &json!({ "seconds": 25 })).await;
    let second = submit(&world, KEY, &static_ad(&json!({}))).await;
    submit(&world, "somebody-else", &static_ad(&json!({}))).await;
    let job = |id: &str, state: &str, created_at: &str, next_change_at: Value| {
        json!({
            "provider": "cutx", "api_key": "***", "job_id": id, "kind": "static_ad", "state": state,
            "created_at": created_at, "next_change_at": next_change_at,
        })
    };
    let done = job(&first, "completed", "2026-01-01T00:00:00.000Z", Value::Null);
    let queued = job(&second, "queued", "2026-01-01T00:00:25.000Z", json!("2026-01-01T00:00:26.000Z"));
    let rows = [
        (format!("?api_key={KEY}"), json!([done, queued])),
        (format!("?provider=cutx&api_key={KEY}&state=queued"), json!([queued])),
        ("?state=completed".to_owned(), json!([done])),
        ("?state=expired".to_owned(), json!([])),
        ("?api_key=nobody".to_owned(), json!([])),
    ];
    for (query, expected) in rows {
        let call = format!("GET /jobs{query}");
        shaped(&world, &call, &Value::Null, &json!({ "jobs": expected })).await;
    }
    assert_eq!(get(&world, "/jobs").await.body["jobs"].as_array().map(Vec::len), Some(3));
    assert_eq!(refused(&world, "GET /jobs?provider=nobody", &Value::Null).await.0, 404);
}

#[tokio::test]
async fn a_job_ends_as_it_is_told_and_only_once() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    let rows = [
        ("succeed", "completed", 0),
        ("fail", "failed", 3),
        ("cancel", "canceled", 0),
        ("expire", "expired", 0),
    ];
    for (outcome, state, refund) in rows {
        let before = world.handle.account("cutx", KEY).map_or(1000, |account| account.credits.to_whole());
        let id = submit(&world, KEY, &static_ad(&json!({}))).await;
        let finish = format!("POST /jobs/cutx/{id}/finish");
        let expected = json!({
            "provider": "cutx", "api_key": KEY, "job_id": id, "kind": "static_ad", "state": state,
            "created_at": "2026-01-01T00:00:00.000Z", "next_change_at": null,
        });
        shaped(&world, &finish, &json!({ "outcome": outcome }), &expected).await;
        assert_eq!(world.call("cutx", KEY, &status(&id), None).await.body["status"], state);
        assert_eq!(refused(&world, &finish, &json!({ "outcome": "succeed" })).await.0, 409);
        let after = world.handle.account("cutx", KEY).expect("an account").credits.to_whole();
        assert_eq!(after, before - 3 + refund, "{outcome}");
    }
}

#[tokio::test]
async fn a_finish_with_a_reason_is_for_failures_only() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    let id = submit(&world, KEY, &static_ad(&json!({}))).await;
    let finish = format!("POST /jobs/cutx/{id}/finish");
    for (field, outcome) in [("code", "succeed"), ("message", "cancel")] {
        let reason = json!({ "outcome": outcome, field: "X" });
        let expected = (400, format!("{field}: goes with the outcome `fail` alone"));
        assert_eq!(refused(&world, &finish, &reason).await, expected);
    }
    let reason = json!({ "outcome": "fail", "code": "X", "message": "y" });
    assert_eq!(world.control(&finish, &reason).await.body["state"], "failed");
}

#[tokio::test]
async fn a_job_that_nobody_has_cannot_be_ended_or_run_again() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    for path in ["/jobs/cutx/nothing", "/jobs/nobody/nothing"] {
        assert_eq!(
            refused(&world, &format!("POST {path}/finish"), &json!({ "outcome": "fail" })).await.0,
            404
        );
        assert_eq!(refused(&world, &format!("POST {path}/retry"), &json!({})).await.0, 404);
    }
}

#[tokio::test]
async fn a_retry_runs_what_failed_or_expired_and_nothing_else() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    for (outcome, expected) in [("fail", 200), ("expire", 200), ("cancel", 409), ("succeed", 409)] {
        let id = submit(&world, KEY, &static_ad(&json!({}))).await;
        let retry = format!("POST /jobs/cutx/{id}/retry");
        assert_eq!(refused(&world, &retry, &json!({})).await.0, 409, "it is still running");
        world.control(&format!("POST /jobs/cutx/{id}/finish"), &json!({ "outcome": outcome })).await;
        let retried = world.control(&retry, &json!({})).await;
        assert_eq!(retried.status, expected, "{outcome}: {retried:?}");
        if expected == 200 {
            let view = json!({
                "provider": "cutx", "api_key": KEY, "job_id": id, "kind": "static_ad", "state": "pending",
                "created_at": "2026-01-01T00:00:00.000Z", "next_change_at": "2026-01-01T00:00:01.000Z",
            });
            assert_eq!(retried.body, view);
        }
    }
}

#[tokio::test]
async fn a_retry_that_cannot_be_paid_leaves_the_job_as_it_was() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    let id = submit(&world, KEY, &static_ad(&json!({ "prompt": "[[reject]]" }))).await;
    world.control(&format!("PUT /accounts/cutx/{KEY}"), &json!({ "credits": 2 })).await;
    assert_eq!(refused(&world, &format!("POST /jobs/cutx/{id}/retry"), &json!({})).await.0, 409);
    assert_eq!(world.call("cutx", KEY, &status(&id), None).await.body["status"], "failed");
    assert_eq!(world.handle.account("cutx", KEY).expect("an account").credits.to_whole(), 2);
}

#[tokio::test]
async fn the_bill_says_who_spent_what() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    assert_eq!(get(&world, "/bill").await.body, json!({ "accounts": [], "providers": {} }));
    submit(&world, "a", &static_ad(&json!({}))).await;
    submit(&world, "a", &static_ad(&json!({ "prompt": "[[reject]]" }))).await;
    world.call("cutx", "b", VIDEO, Some(&video(&json!({})))).await;
    world.control("POST /clock/advance", &json!({ "seconds": 25 })).await;
    let expected = json!({
        "accounts": [
            {
                "provider": "cutx", "api_key": "***", "charges": 6, "refunds": 3, "net": 3,
                "jobs": { "completed": 1, "failed": 1 },
            },
            {
                "provider": "cutx", "api_key": "***", "charges": 40, "refunds": 0, "net": 40,
                "jobs": { "processing": 1 },
            },
        ],
        "providers": { "cutx": { "charges": 46, "refunds": 3, "net": 43 } },
    });
    shaped(&world, "GET /bill", &Value::Null, &expected).await;
}

#[tokio::test]
async fn the_clauses_are_all_there_with_their_counts() {
    let lab = Lab::start();
    let world = lab.world();
    for provider in providers() {
        let register = get(&world, &format!("/clauses?provider={provider}")).await.body;
        let clauses = register["clauses"].as_array().unwrap();
        assert_eq!(clauses.len(), contract(provider).clauses().count());
        for (basis, count) in register["counts"][provider].as_object().unwrap() {
            let counted = clauses.iter().filter(|clause| clause["basis"] == **basis).count();
            assert_eq!(*count, counted, "{basis}");
        }
        let assumed = clauses.iter().filter(|clause| clause["basis"] == "assumed");
        assert!(assumed.map(|clause| &clause["why"]).all(Value::is_string), "a guess says why");
    }
    assert_eq!(refused(&world, "GET /clauses?provider=nobody", &Value::Null).await.0, 404);
}

#[tokio::test]
async fn a_reset_makes_the_world_as_new() {
    let lab = Lab::start();
    let world = lab.new_world(|settings| settings.seed = 3);
    let first = submit(&world, KEY, &static_ad(&json!({}))).await;
    world
        .control("PUT /clock", &json!({ "mode": "skipping", "now": "2029-01-01T00:00:00Z", "pace": 9 }))
        .await;
    world.control("PUT /accounts/cutx/other", &json!({ "credits": 1, "status": "suspended" })).await;

    assert_eq!(world.control("POST /reset", &json!({})).await.status, 200);
    let clock = json!({ "mode": "frozen", "now": "2026-01-01T00:00:00.000Z", "pace": 1.0 });
    assert_eq!(get(&world, "/clock").await.body, clock);
    assert_eq!(get(&world, "/accounts").await.body, json!({ "accounts": [] }));
    assert_eq!(get(&world, "/jobs").await.body, json!({ "jobs": [] }));
    assert_eq!(submit(&world, KEY, &static_ad(&json!({}))).await, first, "the seed starts over too");
}

#[tokio::test]
async fn a_control_call_that_is_not_there_is_refused_as_such() {
    let lab = Lab::start();
    let world = lab.world();
    assert_eq!(refused(&world, "GET /nothing", &Value::Null).await.0, 404);
    assert_eq!(refused(&world, "DELETE /clock", &Value::Null).await.0, 405);
    assert_eq!(refused(&world, "GET /accounts/nobody/key", &Value::Null).await.0, 404);
    let nowhere = format!("{}/w/nowhere/_backlot/clock", lab.url());
    assert_eq!(world.request(Method::GET, &nowhere).send().await.unwrap().status(), 404);
}
