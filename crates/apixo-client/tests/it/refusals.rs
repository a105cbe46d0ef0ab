//! Refusals are told apart by status, in all their documented shapes.

use apixo_client::*;

use crate::server::Reply;
use crate::{animate, scripted};

async fn refused(status: u16, body: &'static str) -> ApixoError {
    let (_server, client) = scripted((0..4).map(|_| Reply::Json(status, body))).await;
    client.animate(&animate()).await.unwrap_err()
}

#[tokio::test]
async fn each_documented_status_has_its_name() {
    let table = [
        (400, ApixoRefusal::InvalidRequest),
        (401, ApixoRefusal::Unauthenticated),
        (402, ApixoRefusal::InsufficientCredits),
        (403, ApixoRefusal::Forbidden),
        (404, ApixoRefusal::NotFound),
        (418, ApixoRefusal::Other),
        (429, ApixoRefusal::RateLimited),
    ];
    for (status, refusal) in table {
        let error = refused(status, "").await;
        assert_eq!(error.refusal(), Some(&refusal), "{status}");
        assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Api, false));
    }
}

#[tokio::test]
async fn all_three_shapes_of_data_are_understood() {
    let missing = "Missing required field: input.prompt";
    let table = [
        (401, r#"{"code":401,"message":"Invalid or missing API key"}"#, "Invalid or missing API key", None),
        (429, r#"{"code":429,"message":"Rate limit exceeded","data":null}"#, "Rate limit exceeded", None),
        (
            400,
            r#"{"code":400,"message":"Invalid request","data":{"error":"Missing required field: input.prompt"}}"#,
            "Invalid request",
            Some(missing),
        ),
    ];
    for (status, body, code, message) in table {
        let error = refused(status, body).await;
        let message = message.unwrap_or(code);
        assert_eq!(
            (error.status(), error.code(), error.message()),
            (Some(status), Some(code), Some(message))
        );
        assert!(error.to_string().contains(&format!(": {message}")), "{error}");
    }
}

#[tokio::test]
async fn too_small_a_balance_is_known_in_every_documented_place() {
    let small = [
        (400, r#"{"code":400,"message":"Insufficient credits","data":null}"#),
        (400, r#"{"code":400,"message":"Invalid request","data":{"error":"INSUFFICIENT_CREDITS"}}"#),
        (400, r#"{"code":400,"message":"Insufficient credits","data":{"error":"0.10 left, 0.40 needed"}}"#),
        (402, r#"{"code":402,"message":"Payment required"}"#),
        (200, r#"{"code":400,"message":"Insufficient credits","data":null}"#),
    ];
    for (status, body) in small {
        assert!(refused(status, body).await.is_insufficient_credits(), "{body}");
    }
    let other = [
        (
            400,
            r#"{"code":400,"message":"Invalid request","data":{"error":"Missing required field: input.prompt"}}"#,
        ),
        (500, r#"{"code":500,"message":"Insufficient credits","data":null}"#),
    ];
    for (status, body) in other {
        assert!(!refused(status, body).await.is_insufficient_credits(), "{body}");
    }
    for (fail_code, small) in [("INSUFFICIENT_CREDITS", true), ("GENERATION_FAILED", false)] {
        let body =
            format!(r#"{{"code":200,"data":{{"taskId":"T","state":"failed","failCode":"{fail_code}"}}}}"#);
        let (_server, client) = scripted([Reply::Json(200, body.leak())]).await;
        let error = client.task(Model::Wan22Animate, "T").wait(ADVISED_TIMEOUT).await.unwrap_err();
        assert_eq!(error.is_insufficient_credits(), small, "{fail_code}");
    }
}

#[tokio::test]
async fn a_code_other_than_200_is_a_refusal_under_any_http_status() {
    let error = refused(200, r#"{"code":404,"message":"Model not found","data":null}"#).await;
    assert_eq!(
        (error.kind(), error.refusal(), error.code()),
        (ErrorKind::Api, Some(&ApixoRefusal::NotFound), Some("Model not found"))
    );
    assert!(!error.may_have_been_sent());
    let error = refused(200, r#"{"code":0,"message":"odd","data":{"taskId":"T"}}"#).await;
    assert_eq!((error.kind(), error.status(), error.may_have_been_sent()), (ErrorKind::Api, Some(200), true));
}

#[tokio::test]
async fn an_answer_that_is_not_understood_is_in_doubt() {
    for body in ["{", "{}", "7", r#"{"code":200,"data":null}"#, r#"{"code":200,"data":{"taskId":null}}"#] {
        let error = refused(200, body).await;
        assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Decode, true), "{body}");
    }
}
