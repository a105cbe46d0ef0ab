//! Do sandboxes over one store answer as one, whichever of them is asked?

#![cfg(unix)]

use std::sync::Arc;
use std::time::Duration;

use backlot::{Builder, JobFilter, Sandbox};
use contract_tests::lab::http;
use contract_tests::receiver::Receiver;
use contract_tests::subjects::SUBJECTS;
use reqwest::header::HOST;
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use store_postgres::Postgres;
use test_postgres::Database;

const KEY: &str = "the-team";

/// Begins a sandbox over a database.
fn over(database: &Database) -> Builder {
    Sandbox::builder().threads(2).share(Arc::new(Postgres::connect(database.url()).unwrap()))
}

/// Asks at the name of a load balancer. Returns the status and the body.
async fn ask(http: &Client, at: &Sandbox, call: &str, body: Option<&Value>) -> (u16, Value) {
    let (method, path) = call.split_once(' ').unwrap();
    let request = http.request(method.parse::<Method>().unwrap(), format!("{}{path}", at.url()));
    let request = request.bearer_auth(KEY).header(HOST, "sandbox.test:9000");
    let request = match body {
        Some(body) => request.json(body),
        None => request,
    };
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_process_answers_for_every_world() {
    let Some(database) = Database::new("every_process_answers_for_every_world") else { return };
    let http = http();
    let (one, two) = (over(&database).start().unwrap(), over(&database).start().unwrap());
    for (at, other) in [(&one, &two), (&two, &one)] {
        for (provider, subject) in SUBJECTS.iter().enumerate() {
            let (call, body) = (subject.order)();
            let base = at_base(subject.name);
            let (status, made) =
                ask(&http, at, &call.replacen(' ', &format!(" {base}"), 1), Some(&body)).await;
            assert!((200..300).contains(&status), "{provider}: {made}");
            let look = format!("GET {base}{}", subject.look);
            let seen = ask(&http, other, &look, None).await;
            assert_eq!(seen, ask(&http, at, &look, None).await, "{look}");
        }
        ask(&http, at, "POST /_backlot/clock/advance", Some(&json!({ "seconds": 600 }))).await;
        let clocks = [at, other].map(|sandbox| ask(&http, sandbox, "GET /_backlot/clock", None));
        let [here, there] = clocks;
        assert_eq!(here.await, there.await);
    }
    assert_eq!(one.world().jobs(&JobFilter::default()).len(), 2 * SUBJECTS.len());

    // A world in memory, one that lasts, and a fork that the owner of its source makes.
    let made = ask(&http, &two, "POST /_backlot/worlds", Some(&json!({ "seed": 7 }))).await.1;
    let fleeting = made["world"].as_str().unwrap().to_owned();
    assert_eq!(made["url"], format!("http://sandbox.test:9000/w/{fleeting}"));
    let named = [json!({ "name": "lasting", "durable": true }), json!({ "name": "named" })];
    for body in &named {
        assert_eq!(ask(&http, &two, "POST /_backlot/worlds", Some(body)).await.0, 201);
        assert_eq!(ask(&http, &one, "POST /_backlot/worlds", Some(body)).await.0, 409, "the name is taken");
    }
    let fork = json!({ "name": "fork", "from": { "world": "" }, "durable": true });
    assert_eq!(ask(&http, &two, "POST /_backlot/worlds", Some(&fork)).await.0, 201);
    let worlds = ["", "fork", "lasting", &fleeting, "named"];
    for at in [&one, &two] {
        let listed = ask(&http, at, "GET /_backlot/worlds", None).await.1;
        let mut listed: Vec<_> = listed["worlds"]
            .as_array()
            .unwrap()
            .iter()
            .map(|world| world["world"].as_str().unwrap())
            .collect();
        listed.sort_unstable();
        let mut expected = worlds.to_vec();
        expected.sort_unstable();
        assert_eq!(listed, expected);
        for world in &worlds[1..] {
            let balance = format!("GET /w/{world}/cutx/api/credits/balance");
            assert_eq!(ask(&http, at, &balance, None).await.0, 200, "{world}");
        }
    }
    for (at, world) in [(&one, "named"), (&two, "fork")] {
        assert_eq!(ask(&http, at, &format!("DELETE /_backlot/worlds/{world}"), None).await.0, 204, "{world}");
        assert_eq!(ask(&http, at, &format!("GET /w/{world}/_backlot/clock"), None).await.0, 404);
    }
    assert_eq!(ask(&http, &one, "DELETE /_backlot/worlds/nowhere", None).await.0, 404);
    assert_eq!(ask(&http, &one, "GET /_backlot/health", None).await.0, 200);

    let nodes = ask(&http, &two, "GET /_backlot/nodes", None).await.1;
    let nodes = nodes["nodes"].as_array().unwrap();
    let of = |sandbox: &Sandbox| nodes.iter().find(|node| node["url"] == sandbox.url()).unwrap();
    assert_eq!((nodes.len(), &of(&one)["is_own"], &of(&two)["is_own"]), (2, &json!(false), &json!(true)));
    assert_eq!((&of(&one)["worlds"], &of(&two)["worlds"]), (&json!([""]), &json!(["lasting"])));
    let metrics = ask(&http, &two, "GET /_backlot/metrics", None).await.1;
    let forwards = metrics.as_str().unwrap().lines().find_map(|line| {
        line.strip_prefix("backlot_forwards_total{outcome=\"answered\"} ")?.parse::<u64>().ok()
    });
    assert!(forwards.unwrap() > 10, "{metrics}");
}

/// Returns the base of a provider's paths.
fn at_base(provider: &str) -> String {
    let modules = backlot::modules();
    modules.iter().find(|module| module.provider == provider).unwrap().base.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_goes_one_hop_as_it_is_and_its_answer_too() {
    let Some(database) = Database::new("a_request_goes_one_hop_as_it_is") else { return };
    let http = http();
    let (owner, other) = (over(&database).start().unwrap(), over(&database).start().unwrap());
    // URLs in answers are those of the caller, and lead to files through every process.
    let (call, body) = (SUBJECTS.iter().find(|subject| subject.name == "cutx").unwrap().order)();
    let call = call.replacen(' ', " /cutx/api", 1);
    let job = ask(&http, &other, &call, Some(&body)).await.1;
    ask(&http, &other, "POST /_backlot/clock/advance", Some(&json!({ "seconds": 600 }))).await;
    let look = format!("GET /cutx/api/generate/status?jobId={}", job["jobId"].as_str().unwrap());
    let done = ask(&http, &other, &look, None).await.1.to_string();
    let start = done.find("http://sandbox.test:9000/media/").unwrap_or_else(|| panic!("{done}"));
    let file = done[start..].split('"').next().unwrap().trim_start_matches("http://sandbox.test:9000");
    let file = file.split('\\').next().unwrap();
    let get = async |sandbox: &Sandbox| {
        let answer = http.get(format!("{}{file}", sandbox.url())).send().await.unwrap();
        (answer.status(), answer.headers()["content-type"].clone(), answer.bytes().await.unwrap())
    };
    let (status, kind, bytes) = get(&other).await;
    assert!(status == StatusCode::OK && bytes.len() > 1000, "{status} {file}");
    assert_eq!((status, kind, bytes), get(&owner).await);

    // A large body streams through, and so does a refusal of one that is too large.
    let large = "x".repeat(3_000_000);
    let copy = json!({ "prompt": large });
    let here = ask(&http, &owner, "POST /animus/v2/generation/create", Some(&copy)).await;
    let there = ask(&http, &other, "POST /animus/v2/generation/create", Some(&copy)).await;
    assert_eq!(here.0, there.0, "{here:?} {there:?}");
    let huge = json!({ "prompt": "x".repeat(11 * 1024 * 1024) });
    assert_eq!(ask(&http, &other, "POST /animus/v2/generation/create", Some(&huge)).await.0, 413);

    // A request that was sent on already goes no further, and nothing happens to it.
    let sent_on = http.get(format!("{}/_backlot/clock", other.url())).header("backlot-forwarded", "somebody");
    let refused = sent_on.send().await.unwrap();
    assert_eq!(
        (refused.status(), refused.headers().contains_key("backlot-elsewhere")),
        (StatusCode::SERVICE_UNAVAILABLE, true)
    );

    // The journal is the owner's, and shows nothing of the way.
    let seen = ask(&http, &other, "GET /_backlot/journal", None).await.1.to_string();
    assert!(seen.contains("sandbox.test:9000") && !seen.contains("backlot-forwarded"), "{}", &seen[..2000]);
    let fault = json!({ "effect": "disconnect", "times": 1 });
    let registered = ask(&http, &other, "POST /_backlot/faults", Some(&fault)).await;
    assert_eq!(registered.0, 201, "{registered:?}");
    let hung_up = http.get(format!("{}/cutx/api/credits/balance", other.url())).bearer_auth(KEY).send().await;
    assert!(hung_up.is_err(), "the fault reaches the caller");
    assert_eq!(ask(&http, &other, "GET /cutx/api/credits/balance", None).await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_world_goes_on_elsewhere_with_its_time_its_faults_and_its_webhooks() {
    let Some(database) = Database::new("a_world_goes_on_elsewhere") else { return };
    let (http, receiver) = (http(), Receiver::start(&[500, 200]).await);
    let (one, two) = (over(&database).start().unwrap(), over(&database).start().unwrap());
    let clip = json!({ "request_type": "callback", "callback_url": receiver.url, "input": {
        "image_urls": ["https://example.com/a.png"], "video_urls": ["https://example.com/a.mp4"] } });
    assert_eq!(ask(&http, &one, "POST /apixo/api/v1/generateTask/wan-2-2-animate", Some(&clip)).await.0, 200);
    one.world().advance(Duration::from_secs(1)).unwrap();
    let fault = json!({ "effect": "malformed", "match": { "path": "/nowhere" } });
    assert_eq!(ask(&http, &one, "POST /_backlot/faults", Some(&fault)).await.0, 201);
    let before: Vec<_> = told(&http, &one).await;
    drop(one);
    assert_eq!(told(&http, &two).await, before);
    ask(&http, &two, "POST /_backlot/clock/advance", Some(&json!({ "seconds": 600 }))).await;
    let delivered = ask(&http, &two, "GET /_backlot/webhooks", None).await.1;
    assert_eq!(delivered["deliveries"][0]["state"], "delivered", "{delivered}");
    assert_eq!(delivered["deliveries"][0]["attempts"].as_array().unwrap().len(), 2);

    // Nobody has the world when the last process ends, and the next one takes it.
    let last = told(&http, &two).await;
    drop(two);
    let three = over(&database).start().unwrap();
    assert_eq!(told(&http, &three).await, last);
}

/// Returns what can be known of the default world.
async fn told(http: &Client, at: &Sandbox) -> Vec<Value> {
    let mut told = Vec::new();
    for call in ["clock", "faults", "webhooks", "jobs", "bill"] {
        told.push(ask(http, at, &format!("GET /_backlot/{call}"), None).await.1);
    }
    told
}
