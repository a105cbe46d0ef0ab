//! The journal: filters, rows, one exchange, its repetition, and the archive.

use contract_tests::lab::{Lab, World};
use contract_tests::orders::status;
use serde_json::{Value, json};

use super::{KEY, get, made, order, refused};

const BALANCE: &str = "GET /credits/balance";

/// Returns the numbers of the exchanges in an answer.
fn numbers(told: &Value) -> Vec<u64> {
    told["exchanges"].as_array().unwrap().iter().map(|one| one["seq"].as_u64().unwrap()).collect()
}

/// A world whose journal has: 1 an order, 2 a look at its job, 3 an unknown key, 4 a call struck by a fault, 5 a balance.
async fn busy(lab: &Lab) -> (World, String) {
    let world = lab.new_world(|_| ());
    let job = order(&world, KEY, json!({ "prompt": "a lamp", "apiKey": "sk-hidden-secret" })).await;
    world.call("cutx", KEY, &status(&job), None).await;
    world.call("cutx", "invalid-key", BALANCE, None).await;
    made(&world, "POST /faults", &json!({ "effect": { "refuse": "unavailable" }, "times": 1 })).await;
    world.call("cutx", KEY, BALANCE, None).await;
    world.call("cutx", KEY, BALANCE, None).await;
    (world, job)
}

#[tokio::test]
async fn exchanges_are_found_from_either_end_and_by_what_decided_them() {
    let lab = Lab::start();
    let (world, job) = busy(&lab).await;
    let rows: [(&str, &[u64]); 22] = [
        ("order=desc", &[5, 4, 3, 2, 1]),
        ("order=desc&limit=2", &[5, 4]),
        ("order=desc&limit=2&before=4", &[3, 2]),
        ("order=asc&before=3", &[1, 2]),
        ("after=1&before=4", &[2, 3]),
        ("order=desc&after=1&before=4", &[3, 2]),
        ("before=0", &[]),
        ("provider=cutx&order=desc&limit=1", &[5]),
        ("status=4xx", &[3]),
        ("status=5xx", &[4]),
        ("status=2xx&order=desc", &[5, 2, 1]),
        ("fault=*", &[4]),
        ("fault=fault-1", &[4]),
        ("fault=fault-2", &[]),
        ("basis=assumed&limit=0", &[]),
        ("clause=cutx.static-ad.price", &[1]),
        ("clause=cutx.nothing", &[]),
        ("text=a lamp", &[1]),
        ("text=nowhere to be found", &[]),
        ("text=balance", &[3, 4, 5]),
        ("method=GET&text=balance&status=200", &[5]),
        ("job=nobody", &[]),
    ];
    for (query, expected) in rows {
        assert_eq!(numbers(&get(&world, &format!("/journal?{query}")).await), expected, "{query}");
    }
    assert_eq!(numbers(&get(&world, &format!("/journal?job={job}")).await), [1, 2]);
    let bases = ["documented", "example", "contradicted", "assumed"];
    let mut told = Vec::new();
    for basis in bases {
        told.extend(numbers(&get(&world, &format!("/journal?basis={basis}")).await));
    }
    told.sort_unstable();
    assert_eq!(told, [1, 2, 3, 4, 5], "each answer has one weakest basis");
    let total = get(&world, "/journal?order=desc&limit=1&before=3").await["total"].clone();
    assert_eq!(total, 5, "what a page leaves out is counted all the same");
    for (query, words) in [
        ("status=6xx", "status: must be from 100 to 599"),
        ("status=xx", "status: must be a status such as 404, or a class of them such as 4xx"),
        ("text=", "text: must not be empty"),
        ("job=", "job: must not be empty"),
        ("order=up", "order: must be one of asc, desc, not \"up\""),
        ("basis=sure", "basis: must be one of documented, example, contradicted, assumed, not \"sure\""),
        ("shape=round", "shape: must be one of full, row, not \"round\""),
    ] {
        assert_eq!(
            refused(&world, &format!("GET /journal?{query}"), &Value::Null).await,
            (400, words.into()),
            "{query}"
        );
    }
    let long = format!("GET /journal?text={}", "a".repeat(1025));
    assert_eq!(
        refused(&world, &long, &Value::Null).await,
        (400, "text: must have at most 1024 bytes".into())
    );
}

#[tokio::test]
async fn a_row_is_short_and_has_what_a_list_shows() {
    let lab = Lab::start();
    let (world, job) = busy(&lab).await;
    let rows = get(&world, "/journal?shape=row").await;
    let exchanges = rows["exchanges"].as_array().unwrap();
    let mut first = exchanges[0].clone();
    assert!(first["took_us"].take().as_u64().is_some_and(|took_us| took_us > 0));
    let expected = json!({
        "seq": 1, "at": "2026-01-01T00:00:00.000Z", "took_us": null, "provider": "cutx", "api_key": "sk-0***",
        "method": "POST", "path": "/generate/static-ad", "query": null, "route": "/generate/static-ad", "status": 200,
        "basis": "assumed", "fault": null, "jobs": [job], "moved": -3,
    });
    assert_eq!(first, expected);
    assert_eq!((&exchanges[1]["jobs"], &exchanges[1]["moved"]), (&json!([job]), &json!(0)));
    assert_eq!(exchanges[1]["query"], format!("jobId={job}"));
    assert_eq!((&exchanges[3]["fault"], &exchanges[3]["basis"]), (&json!("fault-1"), &json!("assumed")));
    assert!(exchanges.iter().all(|row| row.to_string().len() < 500), "{rows}");
    let full = get(&world, "/journal?shape=full").await;
    assert!(full["exchanges"][0]["request"]["headers"].is_object());
}

#[tokio::test]
async fn one_exchange_is_shown_and_what_is_forgotten_is_not() {
    let lab = Lab::start();
    let (world, _) = busy(&lab).await;
    let listed = get(&world, "/journal?after=1&limit=1").await["exchanges"][0].clone();
    assert_eq!(get(&world, "/journal/2").await, listed);
    let text = get(&world, "/journal/1").await.to_string();
    assert!(!text.contains(KEY) && !text.contains("sk-hidden-secret"), "{text}");
    for (path, status) in
        [("/journal/0", 404), ("/journal/6", 404), ("/journal/-1", 400), ("/journal/x", 400)]
    {
        assert_eq!(refused(&world, &format!("GET {path}"), &Value::Null).await.0, status, "{path}");
    }
    made(&world, "DELETE /journal", &Value::Null).await;
    assert_eq!(refused(&world, "GET /journal/2", &Value::Null).await.0, 404);
}

#[tokio::test]
async fn a_request_is_sent_once_more_with_its_key() {
    let lab = Lab::start();
    let (world, job) = busy(&lab).await;
    let again = made(&world, "POST /journal/1/replay", &json!({})).await;
    assert_eq!(
        (&again["seq"], &again["response"]["status"], &again["moved"]),
        (&json!(6), &json!(200), &json!(-3))
    );
    let first = get(&world, "/journal/1").await;
    assert_eq!(again["request"]["body"], first["request"]["body"]);
    assert_eq!(again["request"]["headers"]["user-agent"], first["request"]["headers"]["user-agent"]);
    assert_ne!(again["jobs"][0], job, "a new job");
    assert_eq!(get(&world, "/jobs?limit=9").await["total"], 2);
    assert_eq!(get(&world, "/bill").await["accounts"][0]["charges"], 6, "of the same account");

    let changed = made(&world, "POST /journal/1/replay", &json!({ "body": { "prompt": 5 } })).await;
    assert_eq!(
        (&changed["request"]["body"], &changed["response"]["status"]),
        (&json!({ "prompt": 5 }), &json!(400))
    );
    let text = made(&world, "POST /journal/1/replay", &json!({ "body": "{" })).await;
    assert_eq!((&text["request"]["body"], &text["response"]["status"]), (&json!("{"), &json!(400)));
    let look = made(&world, "POST /journal/2/replay", &json!({})).await;
    assert_eq!((&look["request"]["query"], &look["jobs"]), (&json!(format!("jobId={job}")), &json!([job])));
    let struck = made(&world, "POST /faults", &json!({ "effect": "disconnect", "times": 1 })).await;
    let lost = made(&world, "POST /journal/5/replay", &json!({})).await;
    assert_eq!((&lost["response"], &lost["fault"]), (&Value::Null, &struck["id"]));
    assert_eq!(refused(&world, "POST /journal/999/replay", &json!({})).await.0, 404);
}

#[tokio::test]
async fn a_request_whose_body_nobody_kept_needs_another_one() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    order(&world, KEY, json!({ "colour": "x".repeat(100_000) })).await;
    let (status, message) = refused(&world, "POST /journal/1/replay", &json!({})).await;
    assert_eq!(
        (status, &*message),
        (409, "seq: the body of the request was kept as a digest; give a `body`")
    );
    made(&world, "POST /journal/1/replay", &json!({ "body": {} })).await;
    // The rest of a body that a refusal left unread is read, too.
    world.call("cutx", "invalid-key", "POST /generate/copy", Some(&json!({ "prompt": "unread" }))).await;
    let again = made(&world, "POST /journal/3/replay", &json!({})).await;
    assert_eq!(
        (&again["request"]["body"]["prompt"], &again["response"]["status"]),
        (&json!("unread"), &json!(401))
    );
}

#[tokio::test]
async fn the_archive_has_the_exchanges_without_their_secrets() {
    let lab = Lab::start();
    let (world, job) = busy(&lab).await;
    let archive = get(&world, "/journal.har?order=desc&limit=4").await;
    let entries = archive["log"]["entries"].as_array().unwrap();
    let look = &entries[3];
    assert_eq!(entries.len(), 4);
    assert_eq!(look["request"]["url"], format!("{}/generate/status?jobId={job}", world.handle.url("cutx")));
    assert_eq!(look["request"]["queryString"], json!([{ "name": "jobId", "value": job }]));
    assert_eq!((&look["response"]["status"], &look["response"]["statusText"]), (&json!(200), &json!("OK")));
    let body: Value = serde_json::from_str(look["response"]["content"]["text"].as_str().unwrap()).unwrap();
    assert_eq!(body["id"], job);
    let whole = get(&world, "/journal.har").await;
    assert_eq!(whole["log"]["entries"][0]["request"]["postData"]["mimeType"], "application/json");
    assert!(!whole.to_string().contains(KEY) && !whole.to_string().contains("sk-hidden-secret"));
}

#[tokio::test]
async fn a_world_knows_the_clauses_that_it_rests_on() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    assert_eq!(get(&world, "/clauses?touched").await["clauses"], json!([]));
    order(&world, KEY, json!({})).await;
    order(&world, KEY, json!({})).await;
    let told = get(&world, "/clauses?touched=true&provider=cutx").await;
    let price =
        told["clauses"].as_array().unwrap().iter().find(|clause| clause["id"] == "cutx.static-ad.price");
    let price = price.expect("the price decided");
    assert_eq!((&price["cited"], &price["last_seq"]), (&json!(2), &json!(2)));
    let counted: u64 = told["counts"]["cutx"].as_object().unwrap().values().filter_map(Value::as_u64).sum();
    assert_eq!(counted, told["clauses"].as_array().unwrap().len() as u64);
    let all = get(&world, "/clauses?provider=cutx").await["clauses"].as_array().unwrap().clone();
    assert!(all.len() > 100 && all.iter().all(|clause| clause.get("cited").is_none()));
}
