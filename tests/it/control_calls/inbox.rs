//! Inboxes: scripted receivers inside the sandbox.

use std::time::Duration;

use contract_tests::lab::{Lab, World, answer};
use reqwest::Method;
use serde_json::{Value, json};

use super::{get, made, refused};

async fn post(world: &World, path: &str, body: &str) -> (u16, String) {
    let url = format!("{}/_backlot/inbox/{path}", world.handle.url(""));
    let sent = world.request(Method::POST, &url).bearer_auth("sk-0123456789abcdef").body(body.to_owned());
    let came = answer(sent.send().await.unwrap()).await;
    (came.status, String::from_utf8(came.bytes).unwrap())
}

#[tokio::test]
async fn an_inbox_answers_as_its_script_says_and_keeps_what_came() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    let empty = get(&world, "/inbox/mine").await;
    assert_eq!((&empty["requests"], &empty["answers"]), (&json!([]), &json!([{ "status": 200 }])));
    assert_eq!(empty["url"], format!("{}/_backlot/inbox/mine", world.handle.url("")));
    let script = json!({ "answers": [
        { "status": 500, "times": 2 }, { "status": 202, "body": { "ok": 1 } }, { "status": 200, "body": "fine" },
    ] });
    let set = made(&world, "PUT /inbox/mine", &script).await;
    assert_eq!((&set["answers"], &set["delay_ms"]), (&script["answers"], &json!(0)));
    let mut came = Vec::new();
    for body in ["{\"n\":1}", "not json", "", "{\"token\":\"hush-hush\"}", "5"] {
        came.push(post(&world, "mine?from=test&key=hush-hush", body).await);
    }
    let expected = [(500, ""), (500, ""), (202, "{\"ok\":1}"), (200, "fine"), (200, "fine")];
    assert_eq!(came, expected.map(|(status, body)| (status, body.to_owned())));
    let kept = get(&world, "/inbox/mine").await;
    let bodies: Vec<_> = kept["requests"].as_array().unwrap().iter().map(|one| one["body"].clone()).collect();
    assert_eq!(
        bodies,
        [json!({ "n": 1 }), json!("not json"), Value::Null, json!({ "token": "***" }), json!(5)]
    );
    let last = &kept["requests"][4];
    assert_eq!(
        (&last["seq"], &last["status"], &last["query"]),
        (&json!(5), &json!(200), &json!("from=test&key=***"))
    );
    assert_eq!(last["headers"]["authorization"], "Bearer ***");
    let page = get(&world, "/inbox/mine?after=2&limit=2").await;
    assert_eq!(
        (&page["requests"][0]["seq"], &page["requests"][1]["seq"], &page["total"]),
        (&json!(3), &json!(4), &json!(5))
    );

    made(&world, "PUT /inbox/mine", &json!({})).await;
    assert_eq!(
        post(&world, "mine", "again").await,
        (200, String::new()),
        "a new script begins at its beginning"
    );
    made(&world, "DELETE /inbox/mine", &Value::Null).await;
    assert_eq!(refused(&world, "DELETE /inbox/mine", &Value::Null).await.0, 404);
    assert_eq!(get(&world, "/inbox/mine").await["total"], 0);
    assert_eq!(get(&lab.world(), "/inbox/mine").await["total"], 0, "each world has its own");
}

#[tokio::test]
async fn whoever_waits_is_told_when_it_has_come() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    let (late, _) = refused(&world, "GET /inbox/mine/wait?timeout_ms=20", &Value::Null).await;
    assert_eq!(late, 408);
    let waiting = get(&world, "/inbox/mine/wait?count=2&timeout_ms=60000");
    let sending = async {
        post(&world, "mine", "1").await;
        post(&world, "mine", "2").await;
    };
    let (told, ()) = tokio::join!(waiting, sending);
    assert_eq!(told["requests"].as_array().unwrap().len(), 2);
    let after = get(&world, "/inbox/mine/wait?after=1&timeout_ms=0").await;
    assert_eq!(after["requests"].as_array().unwrap().len(), 1);
    let waiting = world.control("GET /inbox/other/wait?timeout_ms=60000", &Value::Null);
    let ending = async {
        tokio::task::yield_now().await;
        world.control("POST /reset", &json!({})).await;
    };
    let (gone, ()) = tokio::join!(waiting, ending);
    assert_eq!(gone.status, 410, "a world that starts over lets nobody wait");
}

#[tokio::test]
async fn an_answer_that_is_to_come_later_comes_later() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    made(&world, "PUT /inbox/slow", &json!({ "delay_ms": 60_000 })).await;
    let url = format!("{}/_backlot/inbox/slow", world.handle.url(""));
    let impatient = world.request(Method::POST, &url).timeout(Duration::from_millis(100)).send().await;
    assert!(impatient.unwrap_err().is_timeout());
    assert_eq!(get(&world, "/inbox/slow").await["total"], 1, "it has come all the same");
}

#[tokio::test]
async fn what_no_inbox_can_be_is_refused() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    let long = format!("PUT /inbox/{}", "a".repeat(65));
    let rows = [
        (&*long, json!({}), "name: must be 1 to 64 letters"),
        ("PUT /inbox/a.b", json!({}), "name: must be 1 to 64 letters"),
        ("PUT /inbox/a", json!({ "answers": [] }), "answers: must be 1 to 100 answers"),
        ("PUT /inbox/a", json!({ "answers": { "status": 200 } }), "answers: must be a list, not an object"),
        (
            "PUT /inbox/a",
            json!({ "answers": [{ "status": 100 }] }),
            "answers.status: must be from 200 to 599",
        ),
        (
            "PUT /inbox/a",
            json!({ "answers": [{ "status": 200 }, { "status": "x" }] }),
            "answers.1.status: must be a whole number",
        ),
        ("PUT /inbox/a", json!({ "answers": [{}] }), "answers.0.status: is missing"),
        (
            "PUT /inbox/a",
            json!({ "answers": [{ "status": 200, "times": 0 }] }),
            "answers.times: must be at least 1",
        ),
        ("PUT /inbox/a", json!({ "delay_ms": 600_001 }), "delay_ms: must be at most 600000"),
        ("GET /inbox/a/wait?count=1001", Value::Null, "count: must be at most 1000"),
        ("GET /inbox/a/wait?timeout_ms=600001", Value::Null, "timeout_ms: must be at most 600000"),
    ];
    for (call, body, words) in rows {
        let (status, message) = refused(&world, call, &body).await;
        assert!(status == 400 && message.starts_with(words), "{call} {body}: {message}");
    }
}

#[tokio::test]
async fn a_world_has_a_hundred_inboxes_that_keep_a_thousand_requests() {
    let direct = contract_tests::direct::Direct::start();
    for number in 0..100 {
        direct.control(&format!("PUT /inbox/i{number}"), &json!({})).await;
    }
    let full = direct.call("/_backlot", "nobody", "PUT /inbox/more", &json!({})).await;
    assert_eq!((full.0, &full.1["message"]), (409, &json!("name: the world has 100 inboxes; forget some")));
    for number in 0..1001 {
        direct.send("/_backlot", "nobody", "POST /inbox/i0", &json!(number)).await;
    }
    let kept = direct.control("GET /inbox/i0?limit=5000", &Value::Null).await;
    assert_eq!((kept["requests"].as_array().unwrap().len(), &kept["total"]), (1000, &json!(1001)));
    assert_eq!(kept["requests"][0]["seq"], 2, "the oldest one is forgotten");
    for _ in 0..30 {
        direct.send("/_backlot", "nobody", "POST /inbox/i1", &json!("x".repeat(60_000))).await;
    }
    let kept = direct.control("GET /inbox/i1", &Value::Null).await["requests"].as_array().unwrap().len();
    assert!((16..=17).contains(&kept), "a mebibyte of bodies: {kept}");
}
