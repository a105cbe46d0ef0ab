//! A training's log is returned line by line, each line once, until the end of the job.

use std::sync::Arc;
use std::time::Duration;

use animus_client::*;
use futures_util::StreamExt;

use crate::server::{Reply, Server};
use crate::{CHARACTER, answer, client};

const HOUR: Duration = Duration::from_secs(3600);

/// Returns the answers to one look: the job, then its log.
fn look(status: &str, log: &str) -> [Reply; 2] {
    let log = serde_json::Value::from(log);
    [
        answer(format!(
            r#"{{"training_jobs": [{{"job_id": "train_1", "status": "{status}"}}], "total": 1}}"#
        )),
        answer(format!(r#"{{"job_id": "train_1", "logs": {log}, "lines": 0, "timestamp": 0}}"#)),
    ]
}

/// Follows a job through these looks. Returns its status and new lines of each update, or the error at the end.
async fn follow(
    script: impl IntoIterator<Item = Reply>,
    timeout: Duration,
) -> (Server, Vec<Result<(String, String)>>) {
    let server = Server::start(script).await;
    let client = client(&server, &Arc::default());
    let job = client.training_job(CHARACTER, "train_1");
    assert_eq!((job.id().character_id.as_str(), job.id().job_id.as_str()), (CHARACTER, "train_1"));
    let updates = client.training_log_updates(CHARACTER, "train_1", timeout);
    let told =
        updates.map(|update| update.map(|update| (update.job.status.to_string(), update.lines.join(" "))));
    (server, told.collect().await)
}

#[tokio::test]
async fn only_new_lines_are_told_and_the_last_after_the_jobs_end() {
    let looks = [
        look("queued", ""),
        look("training", "one\ntwo\n"),
        look("training", "one\ntwo\n"),
        look("training", "one\ntwo\nthree"),
        // The provider's log has moved on past the first lines.
        look("training", "two\nthree\nfour\nfour\n"),
        look("failed", "four\nfour\nfive"),
    ];
    let (server, told) = follow(looks.into_iter().flatten(), HOUR).await;
    let told: Vec<_> = told.into_iter().map(Result::unwrap).collect();
    let expected = [
        ("queued", ""),
        ("training", "one two"),
        ("training", "three"),
        ("training", "four four"),
        ("failed", "five"),
    ];
    assert_eq!(told, expected.map(|(status, lines)| (status.to_owned(), lines.to_owned())));
    let lines = server.requests();
    assert!(lines[0].starts_with("GET /animus/v2/char_77/training/jobs HTTP/1.1\r\n"));
    assert!(
        lines[1].starts_with("GET /animus/v2/char_77/training/jobs/train_1/logs?lines=1000 HTTP/1.1\r\n")
    );
    assert_eq!(lines.len(), 12);
}

#[tokio::test]
async fn trouble_on_the_way_loses_no_line() {
    let [job, log] = look("training", "one");
    let [job_again, log_again] = look("training", "one\ntwo");
    let [end, last] = look("completed", "one\ntwo\nthree");
    let script = [job, log, Reply::HangUp, job_again, Reply::Json(503, ""), log_again, end, last];
    let (_server, told) = follow(script, HOUR).await;
    let lines: Vec<_> = told.into_iter().map(|told| told.unwrap().1).collect();
    assert_eq!(lines, ["one", "two", "three"]);
}

#[tokio::test]
async fn patience_ends_with_the_job_as_last_seen_and_refusals_at_once() {
    let (_server, told) = follow((0..9).flat_map(|_| look("training", "one")), Duration::from_secs(3)).await;
    let error = told.last().unwrap().as_ref().unwrap_err();
    assert_eq!((told.len(), error.kind()), (2, ErrorKind::Deadline));
    assert_eq!(error.last_training_job().unwrap().status, TrainingStatus::Training);
    let [job, _] = look("training", "");
    let (_server, told) = follow([job, Reply::Json(404, "{}")], HOUR).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].as_ref().unwrap_err().refusal(), Some(&AnimusRefusal::NotFound));
}
