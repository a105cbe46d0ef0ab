//! Waiting for tasks, in virtual time.

use std::sync::Arc;
use std::time::Duration;

use client_core::clock::VirtualClock;
use futures_util::StreamExt;
use sumatman_client::*;

use crate::server::{Reply, Server};
use crate::{TASK, client, status};

const HOUR: Duration = Duration::from_secs(3600);

async fn wait(script: impl IntoIterator<Item = Reply>, timeout: Duration) -> (Result<Task>, Vec<u64>) {
    let server = Server::start(script).await;
    let clock: Arc<VirtualClock> = Arc::default();
    let result = client(&server, &clock).task(TASK).wait(timeout).await;
    (result, clock.sleeps().iter().map(Duration::as_secs).collect())
}

#[tokio::test]
async fn a_task_is_looked_at_rarely_enough_for_the_limit() {
    let states = ["pending", "processing", "paused by a new feature", "processing", "completed"];
    let (result, pauses) = wait(states.map(status), HOUR).await;
    assert_eq!(result.unwrap().process_status, TaskStatus::Completed);
    assert_eq!(pauses, [20, 30, 30, 30]);
}

#[tokio::test]
async fn a_task_that_ended_long_ago_is_not_waited_for() {
    let (result, pauses) = wait([status("completed")], HOUR).await;
    assert_eq!((result.unwrap().task_id.as_str(), pauses.len()), (TASK, 0));
}

#[tokio::test]
async fn a_task_that_failed_is_an_error_that_carries_it() {
    let (result, _) = wait([status("processing"), status("failed")], HOUR).await;
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::JobFailed);
    assert_eq!(error.last_job().unwrap().process_status, TaskStatus::Failed);
    assert_eq!(error.to_string(), "task web_1755877911087_ewf2efddz is failed");
}

#[tokio::test]
async fn patience_ends_with_the_task_as_last_seen() {
    let (result, pauses) = wait((0..9).map(|_| status("processing")), Duration::from_secs(100)).await;
    let error = result.unwrap_err();
    assert_eq!(
        (error.kind(), &error.last_job().unwrap().process_status),
        (ErrorKind::Deadline, &TaskStatus::Processing)
    );
    assert_eq!(pauses, [20, 30, 30, 20]);
}

#[tokio::test]
async fn trouble_on_the_way_is_not_the_tasks() {
    let script = [status("pending"), Reply::HangUp, Reply::Json(502, ""), status("completed")];
    assert!(wait(script, HOUR).await.0.is_ok());
    let (result, _) = wait([Reply::Json(404, "")], HOUR).await;
    assert_eq!(result.unwrap_err().refusal(), Some(&SumatmanRefusal::TaskNotFound));
}

#[tokio::test]
async fn changes_are_streamed_to_the_end() {
    let server = Server::start(["pending", "pending", "processing", "failed"].map(status)).await;
    let task = client(&server, &Arc::default()).task(TASK);
    assert_eq!(task.id(), TASK);
    let mut changes = task.changes(HOUR);
    let mut told = Vec::new();
    while let Some(task) = changes.next().await {
        told.push(task.unwrap().process_status.to_string());
    }
    assert_eq!(told, ["pending", "processing", "failed"]);
}
