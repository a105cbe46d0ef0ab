//! A purchase is made once: the calls that are repeated, and the answers after which they are.

use std::sync::Arc;
use std::time::Duration;

use apixo_client::*;
use serde_json::json;

use crate::server::{Reply, Server};
use crate::{animate, client};

const SUBMITTED: &str = r#"{"code": 200, "message": "success", "data": {"taskId": "task_12345678"}}"#;

/// Makes a call to a server that plays this script. Returns the number of requests, and the end of the call.
async fn outcome<T>(
    script: impl IntoIterator<Item = Reply>,
    call: impl AsyncFnOnce(ApixoClient) -> Result<T>,
) -> (usize, Result<T>) {
    let server = Server::start(script).await;
    let result = call(client(&server, &Arc::default())).await;
    (server.requests().len(), result)
}

fn doubtful() -> [Reply; 6] {
    [
        Reply::HangUp,
        Reply::CutOff(200, "{"),
        Reply::Json(500, "{}"),
        Reply::Json(503, "{}"),
        Reply::With(503, "retry-after: 1", "{}"),
        Reply::Json(200, r#"{"code": 503, "message": "Service unavailable"}"#),
    ]
}

#[tokio::test]
async fn a_submission_is_never_made_again_in_doubt() {
    for reply in doubtful() {
        let script = [reply, Reply::Json(200, SUBMITTED)];
        let (requests, result) = outcome(script, async |client| client.animate(&animate()).await).await;
        assert_eq!((requests, result.unwrap_err().may_have_been_sent()), (1, true));
    }
    let request = GenerateRequest::new("sora-2", json!({"mode": "text-to-video"}));
    for reply in doubtful() {
        let script = [reply, Reply::Json(200, SUBMITTED)];
        let (requests, result) = outcome(script, async |client| client.generate(&request).await).await;
        assert_eq!((requests, result.unwrap_err().may_have_been_sent()), (1, true));
    }
}

#[tokio::test]
async fn a_limit_that_was_passed_is_waited_out() {
    let limited = [
        Reply::Json(429, r#"{"code": 429, "message": "Rate limit exceeded", "data": null}"#),
        Reply::Json(200, r#"{"code": 429, "message": "Rate limit exceeded", "data": null}"#),
    ];
    for reply in limited {
        let script = [reply, Reply::Json(200, SUBMITTED)];
        let (requests, result) = outcome(script, async |client| client.animate(&animate()).await).await;
        assert_eq!((requests, result.unwrap().task_id.as_str()), (2, "task_12345678"));
    }
}

#[tokio::test]
async fn other_refusals_are_final() {
    for status in [400, 401, 402, 403, 404] {
        let script = [Reply::Json(status, "{}"), Reply::Json(200, SUBMITTED)];
        let (requests, result) = outcome(script, async |client| client.animate(&animate()).await).await;
        assert_eq!((requests, result.is_err()), (1, true), "{status}");
    }
}

#[tokio::test]
async fn reads_are_repeated_through_passing_trouble() {
    let task = r#"{"code": 200, "data": {"taskId": "T", "state": "pending"}}"#;
    for reply in doubtful() {
        let script = [reply, Reply::Json(200, task)];
        let poll = async |client: ApixoClient| client.task(Model::Wan22Animate, "T").poll().await;
        let (requests, result) = outcome(script, poll).await;
        assert_eq!((requests, result.unwrap().state), (2, TaskState::Pending));
    }
    for reply in doubtful() {
        let script = [reply, Reply::Json(200, r#"{"code": 200, "data": 1.50}"#)];
        let (requests, result) = outcome(script, async |client| client.balance().await).await;
        assert_eq!((requests, result.unwrap().as_str()), (2, "1.50"));
    }
}

#[tokio::test]
async fn a_submission_times_out_in_doubt() {
    let server = Server::start([Reply::Silence, Reply::Json(200, SUBMITTED)]).await;
    let builder = ApixoClient::builder(&server.url).token("key-1");
    let builder = builder.try_timeout(Duration::from_millis(50));
    let error = builder.build().unwrap().animate(&animate()).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Timeout, true));
    assert_eq!(server.requests().len(), 1);
}
