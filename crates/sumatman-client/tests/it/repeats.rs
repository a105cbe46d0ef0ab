//! A purchase is made once: the calls that are repeated, and the answers after which they are.

use std::sync::Arc;
use std::time::Duration;

use sumatman_client::*;

use crate::server::{Reply, Server};
use crate::{SUBMITTED, TASK, client, create, status};

/// Makes a call to a server that plays this script. Returns the number of requests, and the end of the call.
async fn outcome<T>(
    script: impl IntoIterator<Item = Reply>,
    call: impl AsyncFnOnce(SumatmanClient) -> Result<T>,
) -> (usize, Result<T>) {
    let server = Server::start(script).await;
    let result = call(client(&server, &Arc::default())).await;
    (server.requests().len(), result)
}

fn doubtful() -> [Reply; 5] {
    [
        Reply::HangUp,
        Reply::CutOff(200, "{"),
        Reply::Json(500, r#"{"success": false, "error": "Internal server error"}"#),
        Reply::Json(503, ""),
        Reply::With(503, "retry-after: 1", ""),
    ]
}

#[tokio::test]
async fn a_submission_of_any_mode_is_never_made_again_in_doubt() {
    async fn submit(client: &SumatmanClient, mode: &Mode) -> Result<Submission> {
        let changes = Changes::default();
        match mode {
            Mode::Repeat => client.repeat(TASK, &changes).await,
            Mode::Edit => client.edit(TASK, &changes).await,
            Mode::Continue => client.continue_from(TASK, &changes).await,
            _ => client.create(&create()).await,
        }
    }
    for mode in [Mode::Create, Mode::Repeat, Mode::Edit, Mode::Continue] {
        let refused = Reply::Json(200, r#"{"success": false, "error": "Try again"}"#);
        for reply in doubtful().into_iter().chain([refused]) {
            let script = [reply, Reply::Json(200, SUBMITTED)];
            let (requests, result) = outcome(script, async |client| submit(&client, &mode).await).await;
            assert_eq!((requests, result.unwrap_err().may_have_been_sent()), (1, true), "{mode}");
        }
    }
}

#[tokio::test]
async fn a_limit_that_was_passed_is_waited_out() {
    let limited = Reply::Json(429, r#"{"success": false, "error": "Rate limit exceeded"}"#);
    let script = [limited, Reply::Json(200, SUBMITTED)];
    let (requests, result) = outcome(script, async |client| client.create(&create()).await).await;
    assert_eq!((requests, result.unwrap().task_id.as_str()), (2, TASK));
}

#[tokio::test]
async fn other_refusals_are_final() {
    for status in [400, 401, 403, 404] {
        let script = [Reply::Json(status, "{}"), Reply::Json(200, SUBMITTED)];
        let (requests, result) = outcome(script, async |client| client.create(&create()).await).await;
        assert_eq!((requests, result.is_err()), (1, true), "{status}");
    }
}

#[tokio::test]
async fn a_deletion_is_not_made_again_in_doubt_or_its_success_would_look_like_a_failure() {
    for reply in doubtful() {
        let script = [reply, Reply::Json(404, r#"{"success": false, "error": "Task not found"}"#)];
        let (requests, result) = outcome(script, async |client| client.delete(TASK).await).await;
        let error = result.unwrap_err();
        assert_eq!((requests, error.may_have_been_sent()), (1, true));
        assert!(error.to_string().ends_with("; the request may have taken effect"), "{error}");
    }
}

#[tokio::test]
async fn reads_are_repeated_through_passing_trouble() {
    for reply in doubtful() {
        let script = [reply, status("pending")];
        let (requests, result) = outcome(script, async |client| client.status(TASK).await).await;
        assert_eq!((requests, result.unwrap().process_status), (2, TaskStatus::Pending));
    }
    let list = r#"{"success": true, "data": {"tasks": null, "total": 0, "limit": 100, "offset": 0}}"#;
    for reply in doubtful() {
        let script = [reply, Reply::Json(200, list)];
        let listing = async |client: SumatmanClient| client.list("user", &ListOptions::default()).await;
        let (requests, result) = outcome(script, listing).await;
        assert_eq!((requests, result.unwrap().tasks.len()), (2, 0));
    }
}

#[tokio::test]
async fn a_submission_times_out_in_doubt() {
    let server = Server::start([Reply::Silence, Reply::Json(200, SUBMITTED)]).await;
    let builder = SumatmanClient::builder(&server.url).token("key-1");
    let builder = builder.try_timeout(Duration::from_millis(50));
    let error = builder.build().unwrap().create(&create()).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Timeout, true));
    assert_eq!(server.requests().len(), 1);
}
