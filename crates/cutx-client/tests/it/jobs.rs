//! Waiting for jobs, in virtual time.

use std::sync::Arc;
use std::time::Duration;

use client_core::clock::VirtualClock;
use cutx_client::*;
use futures_util::StreamExt;

use crate::server::{Reply, Server};
use crate::{JOB, client};

const MINUTES: Duration = Duration::from_secs(300);

/// Returns the status answer of a job in this state.
fn state(status: &str) -> Reply {
    let body = format!(
        r#"{{"id": "00000000-0000-0000-0000-000000000abc", "type": "ugc_video", "status": "{status}", "assets": []}}"#
    );
    Reply::Json(200, body.leak())
}

async fn wait(script: impl IntoIterator<Item = Reply>, timeout: Duration) -> (Result<Job>, Vec<Duration>) {
    let server = Server::start(script).await;
    let clock: Arc<VirtualClock> = Arc::default();
    let result = client(&server, &clock).job(JOB).wait(timeout).await;
    (result, clock.sleeps())
}

#[tokio::test]
async fn a_job_is_waited_for_through_all_its_states() {
    let states = ["pending", "queued", "paused by a new feature", "processing", "completed"];
    let (result, pauses) = wait(states.map(state), MINUTES).await;
    assert_eq!(result.unwrap().status, JobStatus::Completed);
    assert_eq!(pauses, [1_500_000, 2_250_000, 3_375_000, 5_062_500].map(Duration::from_micros));
}

#[tokio::test]
async fn a_job_without_a_result_is_an_error_that_carries_it() {
    for status in ["failed", "canceled", "expired"] {
        let (result, _) = wait([state("processing"), state(status)], MINUTES).await;
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::JobFailed);
        assert_eq!(error.last_job().unwrap().status.as_str(), status);
        assert_eq!(error.to_string(), format!("job {JOB} (ugc_video) is {status}"));
    }
}

#[tokio::test]
async fn patience_ends_with_the_job_as_last_seen() {
    let (result, pauses) = wait((0..9).map(|_| state("queued")), Duration::from_secs(10)).await;
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.last_job().unwrap().status.as_str()), (ErrorKind::Deadline, "queued"));
    assert_eq!(pauses.iter().sum::<Duration>(), Duration::from_secs(10));
}

#[tokio::test]
async fn a_look_is_made_even_when_no_time_is_left() {
    assert!(wait([state("completed")], Duration::ZERO).await.0.is_ok());
}

#[tokio::test]
async fn trouble_on_the_way_is_not_the_jobs() {
    let script = [state("queued"), Reply::HangUp, Reply::Json(502, ""), state("completed")];
    assert!(wait(script, MINUTES).await.0.is_ok());
    let (result, _) = wait([Reply::Json(404, r#"{"error": "Not found"}"#)], MINUTES).await;
    assert_eq!(result.unwrap_err().refusal(), Some(&CutxRefusal::NotFound));
}

#[tokio::test]
async fn changes_are_streamed_to_the_end() {
    let server = Server::start(["queued", "queued", "processing", "failed"].map(state)).await;
    let client = client(&server, &Arc::default());
    let mut changes = client.job(JOB).changes(MINUTES);
    let mut told = Vec::new();
    while let Some(job) = changes.next().await {
        told.push(job.unwrap().status.to_string());
    }
    assert_eq!(told, ["queued", "processing", "failed"]);
}
