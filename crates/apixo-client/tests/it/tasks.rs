//! Waiting for tasks, in virtual time.

use std::sync::Arc;
use std::time::Duration;

use apixo_client::*;
use client_core::clock::VirtualClock;
use futures_util::StreamExt;

use crate::client;
use crate::server::{Reply, Server};

/// Returns the status answer of a task in this state.
fn state(state: &str) -> Reply {
    let data = format!(r#"{{"taskId": "task_1", "state": "{state}", "createTime": 1767965610929}}"#);
    Reply::Json(200, format!(r#"{{"code": 200, "message": "success", "data": {data}}}"#).leak())
}

async fn wait(script: impl IntoIterator<Item = Reply>, timeout: Duration) -> (Result<Task>, Vec<Duration>) {
    let server = Server::start(script).await;
    let clock: Arc<VirtualClock> = Arc::default();
    let result = client(&server, &clock).task(Model::Wan22Animate, "task_1").wait(timeout).await;
    (result, clock.sleeps())
}

#[tokio::test]
async fn a_task_is_looked_at_as_advised() {
    let states = ["pending", "processing", "paused by a new feature", "processing", "success"];
    let (result, pauses) = wait(states.map(state), ADVISED_TIMEOUT).await;
    assert_eq!(result.unwrap().state, TaskState::Success);
    assert_eq!(pauses, [60, 15, 15, 15].map(Duration::from_secs));
}

#[tokio::test]
async fn a_task_that_ended_long_ago_is_not_waited_for() {
    let (result, pauses) = wait([state("success")], ADVISED_TIMEOUT).await;
    assert_eq!((result.unwrap().task_id.as_str(), pauses.len()), ("task_1", 0));
}

#[tokio::test]
async fn advice_can_be_overridden() {
    let server = Server::start(["pending", "processing", "success"].map(state)).await;
    let clock: Arc<VirtualClock> = Arc::default();
    let quick = Duration::from_millis(5);
    let builder = ApixoClient::builder(&server.url).token("key-1");
    let builder = builder.clock(clock.clone()).polling(Polling::every(quick));
    let task = builder.build().unwrap().task(Model::Wan22Animate, "task_1");
    assert_eq!((&task.id().model, task.id().task_id.as_str()), (&Model::Wan22Animate, "task_1"));
    assert!(task.wait(ADVISED_TIMEOUT).await.is_ok());
    assert_eq!(clock.sleeps(), [quick, quick]);
}

#[tokio::test]
async fn a_task_that_failed_is_an_error_that_carries_it() {
    let failed = r#"{"code": 200, "message": "success", "data": {"taskId": "task_1", "state": "failed",
        "failCode": "NewTrouble", "failMsg": "Not with key-1"}}"#;
    let (result, _) = wait([state("processing"), Reply::Json(200, failed)], ADVISED_TIMEOUT).await;
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::JobFailed);
    assert_eq!(error.last_job().unwrap().fail_code, Some(FailCode::Other("NewTrouble".to_owned())));
    assert_eq!(error.to_string(), "task task_1 is failed: NewTrouble: Not with [secret]");
}

#[tokio::test]
async fn patience_ends_with_the_task_as_last_seen() {
    let (result, pauses) = wait((0..9).map(|_| state("processing")), Duration::from_secs(100)).await;
    let error = result.unwrap_err();
    assert_eq!(
        (error.kind(), &error.last_job().unwrap().state),
        (ErrorKind::Deadline, &TaskState::Processing)
    );
    assert_eq!(pauses, [60, 15, 15, 10].map(Duration::from_secs));
}

#[tokio::test]
async fn trouble_on_the_way_is_not_the_tasks() {
    let script = [state("pending"), Reply::HangUp, Reply::Json(502, ""), state("success")];
    assert!(wait(script, ADVISED_TIMEOUT).await.0.is_ok());
    let not_found = r#"{"code": 404, "message": "Task not found", "data": null}"#;
    let (result, _) = wait([Reply::Json(404, not_found)], ADVISED_TIMEOUT).await;
    assert_eq!(result.unwrap_err().refusal(), Some(&ApixoRefusal::NotFound));
}

#[tokio::test]
async fn changes_are_streamed_to_the_end() {
    let server = Server::start(["pending", "pending", "processing", "failed"].map(state)).await;
    let client = client(&server, &Arc::default());
    let mut changes = client.task(Model::Wan22Animate, "task_1").changes(ADVISED_TIMEOUT);
    let mut told = Vec::new();
    while let Some(task) = changes.next().await {
        told.push(task.unwrap().state.to_string());
    }
    assert_eq!(told, ["pending", "processing", "failed"]);
}
