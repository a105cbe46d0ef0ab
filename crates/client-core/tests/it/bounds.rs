//! An answer has a limit, and so has the memory that it takes.

use client_core::{Call, ErrorKind, Repeat, RetryPolicy};
use serde_json::{Value, json};

use crate::builder;
use crate::server::{Reply, Server};

#[tokio::test]
async fn an_answer_beyond_the_limit_is_an_error_with_its_beginning() {
    let whole = r#"{"id": "film-1"}"#;
    let server = Server::start((0..2).map(|_| Reply::Json(200, whole))).await;
    let call = Call::post("/buy", &json!({}), Repeat::WhenUntouched).unwrap();
    let exact = builder(&server.url).answer_limit(whole.len()).build().unwrap();
    assert_eq!(exact.send::<Value>(&call).await.unwrap()["id"], "film-1");
    let tight = builder(&server.url).answer_limit(whole.len() - 1).build().unwrap();
    let error = tight.send::<Value>(&call).await.unwrap_err();
    assert_eq!((error.kind(), error.status(), error.attempts()), (ErrorKind::TooLarge, Some(200), 1));
    assert!(error.may_have_been_sent() && !error.is_retryable());
    assert_eq!(error.raw_body().unwrap(), &whole[..whole.len() - 1]);
    assert_eq!(
        error.to_string(),
        "POST /buy: the answer is larger than 15 bytes; the request may have taken effect"
    );
}

#[tokio::test]
async fn a_refusal_beyond_the_limit_is_still_one() {
    let server = Server::start([Reply::Json(402, r#"{"code": "no_credits"}"#)]).await;
    let transport = builder(&server.url).answer_limit(5).retry(RetryPolicy::never()).build().unwrap();
    let error = transport.send::<Value>(&Call::get("/look")).await.unwrap_err();
    assert_eq!((error.kind(), error.status(), error.body()), (ErrorKind::Api, Some(402), Some("{\"cod")));
}
