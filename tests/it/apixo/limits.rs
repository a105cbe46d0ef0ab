//! Are the limits where the documents put them, and does a refusal leave nothing behind?

use contract_tests::direct::Direct;
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{BALANCE, BASE, GENERATE, order, status};

const KEY: &str = "the-glutton";
const OTHER: &str = "the-neighbour";

fn limited() -> (u16, Value) {
    (429, json!({ "code": 429, "message": "Rate limit exceeded", "data": null }))
}

/// Looks at the balance so often; whether it was always shown.
async fn looks(direct: &Direct, times: usize) -> bool {
    for _ in 0..times {
        if direct.send(BASE, KEY, BALANCE, &Value::Null).await.0 != 200 {
            return false;
        }
    }
    true
}

async fn generate(direct: &Direct) -> (u16, Value) {
    direct.call(BASE, KEY, GENERATE, &order(&json!({}))).await
}

async fn advance(direct: &Direct, seconds: f64) {
    direct.control("POST /clock/advance", &json!({ "seconds": seconds })).await;
}

#[tokio::test]
async fn a_minute_holds_ten_thousand_requests_of_a_key() {
    let direct = Direct::start();
    assert!(looks(&direct, 10_000).await);
    for call in [BALANCE, &status("task_12345678"), GENERATE, "POST /generateTask/unknown"] {
        assert_eq!(direct.call(BASE, KEY, call, &order(&json!({}))).await, limited(), "{call}");
    }
    assert_eq!(direct.call(BASE, OTHER, BALANCE, &Value::Null).await.0, 200, "a key's limit is its own");
    assert_eq!(direct.control("GET /jobs", &Value::Null).await, json!({ "jobs": [] }));

    advance(&direct, 59.999).await;
    assert!(!looks(&direct, 1).await);
    advance(&direct, 0.001).await;
    assert!(looks(&direct, 10_000).await, "what was refused does not count");
    assert!(!looks(&direct, 1).await);
}

#[tokio::test]
async fn any_minute_counts_and_not_that_of_the_clock() {
    let direct = Direct::start();
    advance(&direct, 30.0).await;
    assert!(looks(&direct, 6_000).await);
    advance(&direct, 40.0).await;
    assert!(looks(&direct, 4_000).await);
    assert!(!looks(&direct, 1).await);
    advance(&direct, 20.0).await;
    assert!(looks(&direct, 6_000).await, "the first ones are a minute old");
    assert!(!looks(&direct, 1).await);
}

#[tokio::test]
async fn a_world_without_rate_limits_has_none() {
    let direct = Direct::start_with(|settings| settings.rate_limits = Some(false));
    assert!(looks(&direct, 10_001).await);
}

#[tokio::test]
async fn the_thousand_and_first_task_is_refused_without_a_trace() {
    let direct = Direct::start();
    let mut tasks = Vec::new();
    for _ in 0..1000 {
        let (status, made) = generate(&direct).await;
        assert_eq!(status, 200, "{made}");
        tasks.push(made["data"]["taskId"].as_str().unwrap().to_owned());
    }
    let state = async || {
        let ledger = direct.control(&format!("GET /accounts/apixo/{KEY}/ledger"), &Value::Null).await;
        let jobs = direct.control("GET /jobs", &Value::Null).await;
        assert_eq!(ledger["entries"].as_array().unwrap().len() - 1, jobs["jobs"].as_array().unwrap().len());
        (ledger, jobs)
    };
    let before = state().await;
    assert_eq!(before.0["balance"], 600);
    assert_eq!(generate(&direct).await, limited());
    let unsound = direct.call(BASE, KEY, GENERATE, &json!({})).await;
    assert_eq!(unsound.0, 400, "what is wrong with a request comes first");
    assert_eq!(state().await, before);
    assert_eq!(direct.call(BASE, KEY, &status(&tasks[0]), &Value::Null).await.0, 200, "looking is free");
    assert_eq!(direct.call(BASE, OTHER, GENERATE, &order(&json!({}))).await.0, 200);

    // One ends, well or not, and one more is accepted.
    for (task, outcome) in tasks.iter().zip(["succeed", "fail"]) {
        let finish = format!("POST /jobs/apixo/{task}/finish");
        direct.control(&finish, &json!({ "outcome": outcome })).await;
        assert_eq!(generate(&direct).await.0, 200, "{outcome}");
        assert_eq!(generate(&direct).await, limited(), "{outcome}");
    }
    advance(&direct, 40.0).await;
    assert_eq!(generate(&direct).await.0, 200, "time ended them all");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn however_many_come_at_once_a_thousand_tasks_run() {
    let direct = Direct::start();
    for _ in 0..990 {
        assert_eq!(generate(&direct).await.0, 200);
    }
    let callers = (0..64).map(|_| {
        let direct = direct.clone();
        tokio::spawn(async move { generate(&direct).await.0 })
    });
    let statuses: Vec<_> = join_all(callers).await.into_iter().map(Result::unwrap).collect();
    let with = |wanted: u16| statuses.iter().filter(|status| **status == wanted).count();
    assert_eq!((with(200), with(429)), (10, 54));
    let ledger = direct.control(&format!("GET /accounts/apixo/{KEY}/ledger"), &Value::Null).await;
    assert_eq!(ledger["balance"], 600);
}
