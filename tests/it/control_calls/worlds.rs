//! Worlds with their purpose, their age and their contents.

use contract_tests::lab::Lab;
use serde_json::{Value, json};

use super::{KEY, get, made, order, refused};

#[tokio::test]
async fn a_world_tells_its_purpose_and_what_is_in_it() {
    let lab = Lab::start();
    let root = lab.world();
    let source = json!({ "file": "tests/test_buys.py", "line": 12 });
    let body = json!({ "name": "mine", "label": "test_buys_once", "source": source });
    let new = made(&root, "POST /worlds", &body).await;
    assert_eq!((&new["label"], &new["source"]), (&json!("test_buys_once"), &source));
    assert_eq!(new["counts"], json!({ "accounts": 0, "jobs": 0, "exchanges": 0, "faults": 0 }));
    assert!(new["created_at"].as_str().unwrap() > "2026-01-01T00:00:00.000Z", "the machine's time");

    let url = format!("{}/cutx/api/generate/static-ad", new["url"].as_str().unwrap());
    let ad = contract_tests::orders::static_ad(&json!({}));
    root.request(reqwest::Method::POST, &url).bearer_auth(KEY).json(&ad).send().await.unwrap();
    let told = get(&root, "/worlds/mine").await;
    assert_eq!(told["counts"], json!({ "accounts": 1, "jobs": 1, "exchanges": 1, "faults": 0 }));
    let listed = get(&root, "/worlds").await;
    assert_eq!((&listed["worlds"][1], &listed["worlds"][0]["label"]), (&told, &Value::Null));

    let fork = json!({ "from": { "world": "mine" }, "label": "what if" });
    let fork = made(&root, "POST /worlds", &fork).await;
    assert_eq!(
        (&fork["label"], &fork["source"], &fork["counts"]["jobs"]),
        (&json!("what if"), &Value::Null, &json!(1))
    );
    let reset =
        root.request(reqwest::Method::POST, &format!("{}/_backlot/reset", new["url"].as_str().unwrap()));
    let reset = contract_tests::lab::answer(reset.send().await.unwrap()).await.body;
    assert_eq!(
        (&reset["label"], &reset["created_at"]),
        (&new["label"], &new["created_at"]),
        "a reset keeps the purpose"
    );
    assert_eq!(refused(&root, "GET /worlds/nobody", &Value::Null).await.0, 404);
}

#[tokio::test]
async fn a_purpose_of_any_length_would_be_kept_for_every_world() {
    let lab = Lab::start();
    let root = lab.world();
    let long = "x".repeat(1001);
    let rows = [
        (json!({ "label": long }), "label: must have at most 1000 bytes"),
        (json!({ "source": { "file": long } }), "source.file: must have at most 1000 bytes"),
        (json!({ "source": {} }), "source.file: is missing"),
        (
            json!({ "source": { "file": "a", "column": 1 } }),
            "source.column: is not known here; there are file, line",
        ),
    ];
    for (body, words) in rows {
        assert_eq!(refused(&root, "POST /worlds", &body).await, (400, words.into()));
    }
    order(&root, KEY, json!({})).await;
}
