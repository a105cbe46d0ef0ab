//! Does every answer arrive, however early it is ready and however late its request is read?
//!
//! Nothing stands around these sandboxes: whatever judges a request reads it to its end before they do.

use backlot::{Effect, Fault, Filter, Refusal, Sandbox};
use contract_tests::lab::{Answer, answer, http};
use contract_tests::orders::copy;
use contract_tests::wire::Wire;
use serde_json::json;

const MEGABYTE: usize = 1024 * 1024;
const NEXT: &str = "GET /_backlot/health HTTP/1.1\r\nhost: localhost\r\n\r\n";

/// Calls that are answered before their body is looked at, with their status.
const EARLY: [(&str, &str, u16); 9] = [
    ("POST /animus/v2/generation/create", "invalid", 401),
    ("POST /animus/v2/char_123/upload/face-image", "invalid", 401),
    ("POST /apixo/api/v1/generateTask/wan-2-2-animate", "invalid", 401),
    ("POST /cutx/api/generate/copy", "invalid", 401),
    ("POST /sumatman/api/nowhere", "key", 404),
    ("PUT /cutx/api/generate/copy", "key", 405),
    ("POST /media/cutx/nobody/nothing.png", "key", 404),
    ("POST /_backlot/nowhere", "key", 404),
    ("POST /w/nowhere/cutx/api/generate/copy", "key", 404),
];

fn head(call: &str, key: &str, length: usize) -> String {
    format!(
        "{call} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {key}\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n"
    )
}

#[tokio::test]
async fn a_refusal_comes_through_an_upload_and_the_connection_goes_on() {
    let sandbox = Sandbox::builder().start().unwrap();
    let body = vec![b' '; 3 * MEGABYTE];
    for (call, key, status) in EARLY {
        let mut wire = Wire::to(&sandbox.url()).await;
        for _ in 0..2 {
            wire.send(head(call, key, body.len())).await;
            wire.send(&body).await;
            let refused = wire.answer().await;
            assert!(refused.status == status && !refused.closes(), "{call}: {refused:?}");
        }
        wire.send(NEXT).await;
        assert_eq!(wire.answer().await.status, 200, "after {call}");
    }
}

#[tokio::test]
async fn a_caller_may_read_the_refusal_before_it_sends_the_body() {
    let sandbox = Sandbox::builder().start().unwrap();
    for (call, key, status) in EARLY {
        let mut wire = Wire::to(&sandbox.url()).await;
        wire.send(head(call, key, 2)).await;
        let refused = wire.answer().await;
        assert!(refused.status == status && refused.closes(), "{call}: {refused:?}");
        wire.send("{").await;
        wire.send("}").await;
        wire.ends().await;
    }
}

#[tokio::test]
async fn an_answer_ahead_of_more_than_anybody_reads_ends_its_connection_and_says_so() {
    let sandbox = Sandbox::builder().start().unwrap();
    let body = vec![b' '; 70 * MEGABYTE];
    for (call, key, status) in [EARLY[0], EARLY[7]] {
        let mut wire = Wire::to(&sandbox.url()).await;
        wire.send(head(call, key, body.len())).await;
        wire.send(&body).await;
        let refused = wire.answer().await;
        assert!(refused.status == status && refused.closes(), "{call}: {refused:?}");
    }
}

#[tokio::test]
async fn the_journal_has_the_body_of_a_call_that_was_refused_early() {
    let sandbox = Sandbox::builder().start().unwrap();
    let world = sandbox.world();
    let refuse = Fault::new(Effect::Refuse(Refusal::Unavailable)).provider("apixo");
    world.fault(refuse).unwrap();
    let calls = EARLY.iter().filter(|(call, ..)| !call.contains("/_backlot") && !call.contains("/w/"));
    for (call, key, _) in calls {
        let mut wire = Wire::to(&sandbox.url()).await;
        wire.send(head(call, key, 18)).await;
        wire.send(r#"{"prompt":"hello"}"#).await;
        wire.answer().await;
        let last = world.exchanges(&Filter::all()).pop().unwrap();
        assert_eq!(last.request.body, json!({ "prompt": "hello" }), "{call}: {last:?}");
    }
}

#[tokio::test]
async fn a_caller_that_ends_its_side_gets_its_answer() {
    let sandbox = Sandbox::builder().start().unwrap();
    // What is ready at once would be written before anybody looks whether the caller is still there.
    sandbox.world().fault(Fault::new(Effect::Delay { ms: 100 })).unwrap();
    let body = copy(&json!({})).to_string();
    let order = format!("{}{body}", head("POST /cutx/api/generate/copy", "key", body.len()));
    for request in [NEXT, &order] {
        let mut wire = Wire::to(&sandbox.url()).await;
        wire.send(request).await;
        wire.half_close().await;
        assert_eq!(wire.answer().await.status, 200);
    }
}

#[tokio::test]
async fn callers_that_wait_in_a_world_that_ends_are_answered() {
    let sandbox = Sandbox::builder().start().unwrap();
    for end in ["POST /w/{}/_backlot/reset", "DELETE /_backlot/worlds/{}"] {
        let world = sandbox.new_world(|_| ()).unwrap();
        let root = world.url("cutx").trim_end_matches("/cutx/api").to_owned();
        let slow = copy(&json!({ "customInstructions": "[[slow:5]]" }));
        let slow = http().post(format!("{root}/cutx/api/generate/copy")).bearer_auth("key").json(&slow);
        let copying = tokio::spawn(answer_of(slow));
        let wait = http().get(format!("{root}/_backlot/journal/wait?count=9&timeout_ms=600000"));
        let waiting = tokio::spawn(answer_of(wait));
        while world.accounts().is_empty() {
            tokio::task::yield_now().await;
        }
        let (method, path) = end.split_once(' ').unwrap();
        let url = format!("{}{}", sandbox.url(), path.replace("{}", root.rsplit('/').next().unwrap()));
        // Nobody outside sees when a call has begun to wait, so the world ends until both are answered.
        while !copying.is_finished() || !waiting.is_finished() {
            http().request(method.parse().unwrap(), &url).send().await.unwrap();
        }
        assert_eq!(copying.await.unwrap().status, 503, "{end}");
        let waited = waiting.await.unwrap();
        // Where the world is gone for good, the call may have come after its end.
        assert!(waited.status == 410 || end.starts_with("DELETE") && waited.status == 404, "{waited:?}");
    }
}

async fn answer_of(request: reqwest::RequestBuilder) -> Answer {
    answer(request.send().await.unwrap()).await
}

#[tokio::test]
async fn a_caller_that_sends_slowly_gets_its_answer_when_it_has_sent_all() {
    let sandbox = Sandbox::builder().start().unwrap();
    for (call, key, status) in EARLY {
        let mut wire = Wire::to(&sandbox.url()).await;
        wire.send(head(call, key, 3)).await;
        // The answer goes out long before the body ends, and nobody reads it yet.
        for _ in 0..3 {
            wire.answer_is_there().await;
            wire.send(" ").await;
        }
        assert_eq!(wire.answer().await.status, status, "{call}");
    }
}
