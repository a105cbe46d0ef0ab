//! The three ways to give the key, on every call.

use contract_tests::lab::{Answer, Lab, World, answer};
use reqwest::Method;
use serde_json::{Value, json};

use super::{KEY, call, film, submit, unlimited, user_id};

/// The ways that the page prints, with the clause that each is named by.
const WAYS: [(&str, &str); 3] = [
    ("Authorization", "sumatman.auth.bearer"),
    ("X-API-Key", "sumatman.auth.x-api-key"),
    ("body", "sumatman.auth.body"),
];

/// The calls that the page prints.
const CALLS: [&str; 4] = ["create", "status", "list", "delete"];

/// A GET has no body that means anything, so that no key is looked for in it.
fn can_carry(way: &str, call: &str) -> bool {
    way != "body" || matches!(call, "create" | "delete")
}

/// Makes a call with the key given in one way and in no other.
async fn send(world: &World, name: &str, task: &str, way: &str, key: &str) -> Answer {
    let (method, path, mut body) = match name {
        "create" => (Method::POST, "/task".to_owned(), film(&json!({}))),
        "status" => (Method::GET, format!("/task/{task}/status"), json!({})),
        "list" => (Method::GET, format!("/user/{}/tasks", user_id(&world.handle)), json!({})),
        "delete" => (Method::DELETE, format!("/task/{task}"), json!({})),
        other => unreachable!("{other} is no call"),
    };
    let request = world.request(method, &(world.handle.url("sumatman") + &path));
    let request = match way {
        "Authorization" => request.bearer_auth(key),
        "X-API-Key" => request.header("x-api-key", key),
        _ => {
            body["api_key"] = key.into();
            request
        }
    };
    let request = if body == json!({}) { request } else { request.json(&body) };
    answer(request.send().await.unwrap()).await
}

#[tokio::test]
async fn every_way_to_give_the_key_works_on_every_call_that_can_carry_it() {
    let lab = Lab::start();
    for (way, clause) in WAYS {
        for name in CALLS {
            let world = unlimited(&lab);
            let task = submit(&world, &film(&json!({}))).await;
            let came = send(&world, name, &task, way, KEY).await;
            if can_carry(way, name) {
                assert_eq!(
                    (came.status, &came.body["success"]),
                    (200, &json!(true)),
                    "{way}, {name}: {came:?}"
                );
                assert!(came.clauses.iter().any(|cited| cited == clause), "{way}, {name}: {came:?}");
            } else {
                assert_eq!(came.status, 401, "{way}, {name}: {came:?}");
                assert!(came.clauses.iter().any(|cited| cited == "sumatman.auth.invalid"), "{came:?}");
            }
            let wrong = send(&world, name, &task, way, "invalid-1").await;
            assert_eq!(wrong.status, 401, "{way}, {name}: {wrong:?}");
        }
    }
}

/// A deletion needs no body, and one that says nothing does not get in its way.
#[tokio::test]
async fn a_deletion_looks_for_the_key_and_for_nothing_else() {
    let lab = Lab::start();
    let world = unlimited(&lab);
    for body in ["", "{", "[]", "{\"api_key\": 7}", "{\"mode\": \"repeat\"}"] {
        let task = submit(&world, &film(&json!({}))).await;
        let url = format!("{}/task/{task}", world.handle.url("sumatman"));
        let request = || {
            let request = world.request(Method::DELETE, &url).header("content-type", "application/json");
            request.body(body.to_owned())
        };
        let stranger = answer(request().send().await.unwrap()).await;
        assert_eq!(stranger.status, 401, "{body}: {stranger:?}");
        let gone = answer(request().bearer_auth(KEY).send().await.unwrap()).await;
        assert_eq!(gone.status, 200, "{body}: {gone:?}");
    }
    let task = submit(&world, &film(&json!({}))).await;
    let other = send(&world, "delete", &task, "body", "somebody-else").await;
    assert_eq!(other.status, 404, "a key in a body opens its own account alone: {other:?}");
    assert_eq!(call(&world, &format!("GET /task/{task}/status"), None).await.status, 200);
    let camel = json!({ "apiKey": KEY });
    let url = format!("{}/task/{task}", world.handle.url("sumatman"));
    let gone: Value =
        answer(world.request(Method::DELETE, &url).json(&camel).send().await.unwrap()).await.body;
    assert_eq!(gone["success"], true, "{gone}");
}
