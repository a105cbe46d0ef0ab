//! Waiting for generations, faces, datasets and trainings, in virtual time.

use std::sync::Arc;
use std::time::Duration;

use animus_client::*;
use client_core::clock::VirtualClock;
use futures_util::StreamExt;

use crate::server::{Reply, Server};
use crate::{CHARACTER, GENERATION, answer, client};

const HOUR: Duration = Duration::from_secs(3600);

fn generation(status: &str) -> Reply {
    answer(format!(r#"{{"generation_id": "{GENERATION}", "status": "{status}", "error": null}}"#))
}

fn upload_job(status: &str) -> Reply {
    answer(format!(r#"{{"job_id": "job_1", "status": "{status}", "error": "no face"}}"#))
}

fn dataset(status: &str, complete: bool) -> Reply {
    answer(format!(
        r#"{{"character_id": "{CHARACTER}", "dataset_status": "{status}", "generation_complete": {complete}}}"#
    ))
}

fn training(status: &str) -> Reply {
    answer(format!(r#"{{"training_jobs": [{{"job_id": "train_1", "status": "{status}"}}], "total": 1}}"#))
}

/// Waits for the work behind the handle. Returns the end of the wait, and its pauses in seconds.
async fn wait<W: client_core::Watched<Error = AnimusError>>(
    script: impl IntoIterator<Item = Reply>,
    timeout: Duration,
    handle: impl FnOnce(&AnimusClient) -> Handle<W>,
) -> (Result<W>, Vec<f64>) {
    let server = Server::start(script).await;
    let clock: Arc<VirtualClock> = Arc::default();
    let result = handle(&client(&server, &clock)).wait(timeout).await;
    (result, clock.sleeps().iter().map(Duration::as_secs_f64).collect())
}

fn the_generation(client: &AnimusClient) -> Handle<Generation> {
    client.generation(GENERATION)
}

#[tokio::test]
async fn a_generation_is_waited_for_through_all_its_states() {
    let states =
        ["submitted", "processing", "paused by a new feature", "processing", "processing", "completed"];
    let (result, pauses) = wait(states.map(generation), HOUR, the_generation).await;
    assert_eq!(result.unwrap().status, JobStatus::Completed);
    assert_eq!(pauses, [2.0, 3.0, 4.5, 6.75, 10.0]);
}

#[tokio::test]
async fn what_failed_is_an_error_that_carries_it() {
    let (result, _) = wait([generation("failed")], HOUR, the_generation).await;
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.refusal()), (ErrorKind::JobFailed, None));
    assert_eq!(error.last_generation().unwrap().status, JobStatus::Failed);
    assert_eq!(error.to_string(), "generation gen_0a1b2c3d4e5f is failed");

    let (result, _) = wait([upload_job("failed")], HOUR, |client| client.upload_job("job_1")).await;
    let error = result.unwrap_err();
    assert_eq!(error.last_upload_job().unwrap().status, JobStatus::Failed);
    assert_eq!(error.to_string(), "upload job job_1 is failed: no face");

    let (result, _) = wait([dataset("failed", true)], HOUR, |client| client.dataset(CHARACTER)).await;
    let error = result.unwrap_err();
    assert_eq!(error.last_dataset().unwrap().dataset_status, DatasetStatus::Failed);
    assert_eq!(error.to_string(), "dataset of char_77 is failed");

    for status in ["failed", "cancelled", "canceled"] {
        let job = |client: &AnimusClient| client.training_job(CHARACTER, "train_1");
        let error = wait([training("queued"), training(status)], HOUR, job).await.0.unwrap_err();
        assert_eq!(
            (error.kind(), error.last_training_job().unwrap().status.as_str()),
            (ErrorKind::JobFailed, status)
        );
        assert_eq!(error.to_string(), format!("training job train_1 is {status}"));
        assert!(error.last_generation().is_none());
    }
}

#[tokio::test]
async fn patience_ends_with_what_was_last_seen() {
    let script = (0..9).map(|_| generation("processing"));
    let (result, pauses) = wait(script, Duration::from_secs(6), the_generation).await;
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Deadline);
    assert_eq!(error.last_generation().unwrap().status, JobStatus::Processing);
    assert_eq!(pauses, [2.0, 3.0, 1.0]);
}

#[tokio::test]
async fn trouble_on_the_way_is_not_the_generations() {
    let script = [generation("submitted"), Reply::HangUp, Reply::Json(502, ""), generation("completed")];
    assert!(wait(script, HOUR, the_generation).await.0.is_ok());
    let (result, _) = wait([Reply::Json(404, "")], HOUR, the_generation).await;
    assert_eq!(result.unwrap_err().refusal(), Some(&AnimusRefusal::NotFound));
}

#[tokio::test]
async fn a_dataset_has_its_result_when_it_can_be_reviewed() {
    let looks = [
        (vec![dataset("not_started", false), dataset("generating", false), dataset("review", true)], 3),
        (vec![dataset("generating", false), dataset("a new word", true)], 2),
        (vec![dataset("approved", false)], 1),
    ];
    for (script, looks) in looks {
        let (result, pauses) = wait(script, HOUR, |client| client.dataset(CHARACTER)).await;
        assert_eq!((result.is_ok(), pauses.len() + 1), (true, looks));
    }
}

#[tokio::test]
async fn faces_and_trainings_are_waited_for_by_either_word() {
    let script = ["submitted", "processing", "completed"].map(upload_job);
    assert!(wait(script, HOUR, |client| client.upload_job("job_1")).await.0.is_ok());
    for done in ["completed", "succeeded"] {
        let script = ["starting", "training", done].map(training);
        let (result, pauses) = wait(script, HOUR, |client| client.training_job(CHARACTER, "train_1")).await;
        assert_eq!((result.unwrap().status.as_str(), pauses.len()), (done, 2));
    }
}

#[tokio::test]
async fn the_counts_of_a_batch_are_streamed_to_its_end() {
    let batch = |status: &str, completed: u32, failed: u32| {
        answer(format!(
            r#"{{"batch_id": "batch_1", "status": "{status}", "total_generations": 3,
                "completed_generations": {completed}, "failed_generations": {failed}}}"#
        ))
    };
    let script = [
        batch("submitted", 0, 0),
        batch("processing", 1, 0),
        batch("processing", 1, 0),
        batch("processing", 1, 1),
        batch("completed", 2, 1),
    ];
    let server = Server::start(script).await;
    let handle = client(&server, &Arc::default()).generation("batch_1");
    assert_eq!(handle.id(), "batch_1");
    let mut changes = handle.changes(HOUR);
    let mut told = Vec::new();
    while let Some(batch) = changes.next().await {
        let batch = batch.unwrap();
        told.push((batch.completed_generations.unwrap(), batch.failed_generations.unwrap()));
    }
    assert_eq!(told, [(0, 0), (1, 0), (1, 1), (2, 1)]);
    let (result, _) = wait([batch("failed", 0, 3)], HOUR, |client| client.generation("batch_1")).await;
    assert_eq!(result.unwrap_err().to_string(), "batch batch_1 is failed");
}
