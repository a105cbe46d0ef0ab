//! Refusals are told apart by their printed sentences, and otherwise by status.

use sumatman_client::SumatmanRefusal::*;
use sumatman_client::*;

use crate::server::Reply;
use crate::{TASK, create, scripted, status};

async fn refused(status: u16, body: impl Into<String>) -> SumatmanError {
    let body: &'static str = body.into().leak();
    let (_server, client) = scripted((0..4).map(|_| Reply::Json(status, body))).await;
    client.create(&create()).await.unwrap_err()
}

async fn said(status: u16, words: &str) -> SumatmanError {
    let error = refused(status, format!(r#"{{"success": false, "error": "{words}"}}"#)).await;
    assert_eq!((error.kind(), error.message(), error.code()), (ErrorKind::Api, Some(words), None));
    error
}

#[tokio::test]
async fn each_printed_sentence_has_its_kind_under_any_status() {
    let table = [
        (401, "Invalid or inactive API key", InvalidApiKey),
        (400, "Missing required fields: story_type and input_story", MissingFields),
        (404, "Source task not found or you do not have permission to access it", SourceTaskNotFound),
        (
            400,
            "Cannot delete task with status 'processing'. Only tasks with status 'pending' or 'failed' can be deleted",
            CannotDelete { status: TaskStatus::Processing },
        ),
        (
            409,
            "Cannot delete task with status 'paused'. Only tasks with status 'pending' or 'failed' can be deleted",
            CannotDelete { status: TaskStatus::Other("paused".to_owned()) },
        ),
    ];
    for (status, words, kind) in table {
        for status in [status, 200, 403, 422] {
            let error = said(status, words).await;
            assert_eq!(error.refusal(), Some(&kind), "{status} {words}");
            assert!(error.to_string().contains(words), "{error}");
        }
    }
}

#[tokio::test]
async fn what_is_not_printed_goes_by_status_and_likely_words() {
    let table = [
        (400, "input_story must be at least 10 characters", InvalidParameters),
        (400, "Cannot delete task with status", InvalidParameters),
        (400, "Insufficient credits", InsufficientCredits),
        (402, "Payment required", InsufficientCredits),
        (200, "Insufficient credits: 50 needed", InsufficientCredits),
        (500, "Insufficient credits", ServerError),
        (401, "No token provided", InvalidApiKey),
        (403, "Access denied", AccessDenied),
        (404, "Task not found", TaskNotFound),
        (200, "Task not found", TaskNotFound),
        (404, "", TaskNotFound),
        (429, "Rate limit exceeded", RateLimited),
        (429, "", RateLimited),
        (400, "Rate limit exceeded", RateLimited),
        (429, "Maximum of 100 tasks per day reached", DailyLimit),
        (400, "Daily task limit reached", DailyLimit),
        (503, "", ServerError),
        (418, "I'm a teapot", Other),
        (200, "Something", Other),
    ];
    for (status, words, kind) in table {
        assert_eq!(said(status, words).await.refusal(), Some(&kind), "{status} {words}");
    }
}

#[tokio::test]
async fn a_refusal_without_the_envelope_goes_by_status() {
    for body in ["", "<html>", "[]", "7", r#"{"error": {"message": "no"}}"#] {
        let error = refused(401, body).await;
        assert_eq!((error.refusal(), error.message()), (Some(&InvalidApiKey), None), "{body}");
    }
}

#[tokio::test]
async fn a_success_that_is_none_is_a_refusal_that_leaves_doubt() {
    let error = said(200, "Something").await;
    assert_eq!((error.status(), error.may_have_been_sent()), (Some(200), true));
    assert!(!said(400, "Something").await.may_have_been_sent());
}

#[tokio::test]
async fn what_is_no_refusal_has_no_kind() {
    for body in ["{", "{}", "7", r#"{"success": true, "data": null}"#, r#"{"success": "no"}"#] {
        let error = refused(200, body).await;
        assert_eq!(
            (error.kind(), error.refusal(), error.may_have_been_sent()),
            (ErrorKind::Decode, None, true)
        );
    }
    let (_server, client) = scripted([status("failed")]).await;
    let error = client.task(TASK).wait(std::time::Duration::ZERO).await.unwrap_err();
    assert_eq!((error.kind(), error.refusal()), (ErrorKind::JobFailed, None));
}
