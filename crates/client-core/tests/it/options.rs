//! Options of single calls, and what an answer's head tells.

use std::sync::Arc;
use std::time::Duration;

use client_core::clock::VirtualClock;
use client_core::{Call, CallOptions, ErrorKind, ResponseRecorder, RetryPolicy};
use serde_json::Value;

use crate::builder;
use crate::server::{Reply, Server};

#[tokio::test]
async fn options_are_those_of_their_calls_alone() {
    let server = Server::start((0..3).map(|_| Reply::Json(200, "1"))).await;
    let transport = builder(&server.url).header("x-team", "films").header("x-tier", "free").build().unwrap();
    let one = transport.with_options(CallOptions::default().with_header("x-tier", "paid"));
    let both = one.with_options(CallOptions::default().with_header("x-trace", "7"));
    for transport in [&transport, &one, &both] {
        assert_eq!(transport.send::<u8>(&Call::get("/look")).await.unwrap(), 1);
    }
    let requests = server.requests();
    let has = |at: usize, line: &str| requests[at].contains(&format!("{line}\r\n"));
    assert!((0..3).all(|at| has(at, "x-team: films")));
    assert!(has(0, "x-tier: free") && has(1, "x-tier: paid") && has(2, "x-tier: paid"));
    assert!(!has(1, "x-trace: 7") && has(2, "x-trace: 7"));
    let unsendable = transport.with_options(CallOptions::default().with_header("x-bad", "hush\n"));
    let error = unsendable.send::<u8>(&Call::get("/look")).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Build, false));
    assert!(!format!("{error:?} {unsendable:?}").contains("hush"));
}

#[tokio::test]
async fn a_deadline_and_a_policy_of_a_call_replace_those_of_the_client() {
    let server = Server::start((0..9).map(|_| Reply::Json(503, ""))).await;
    let clock = Arc::new(VirtualClock::default());
    let transport = builder(&server.url).clock(clock).build().unwrap();
    let once = transport.with_options(CallOptions::default().with_retry(RetryPolicy::never()));
    assert_eq!(once.send::<Value>(&Call::get("/look")).await.unwrap_err().attempts(), 1);
    assert_eq!(server.requests().len(), 1);
    let silent = Server::start([Reply::Silence]).await;
    let transport = builder(&silent.url).build().unwrap();
    let hasty = CallOptions::default().with_deadline(Duration::from_millis(50));
    let error = transport.with_options(hasty).send::<Value>(&Call::get("/look")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
}

#[tokio::test]
async fn a_recorder_keeps_the_answer_and_an_error_has_its_own() {
    let server = Server::start([
        Reply::With(200, "x-request-id: req_42", r#"{"id": 7}"#),
        Reply::Json(503, ""),
        Reply::With(503, "x-amzn-requestid: req_43", r#"{"code": "busy"}"#),
    ]);
    let server = server.await;
    let policy = RetryPolicy::default().with_max_tries(2);
    let clock = Arc::new(VirtualClock::default());
    let transport = builder(&server.url).retry(policy).clock(clock).build().unwrap();
    let recorder = ResponseRecorder::default();
    let watched = transport.with_options(CallOptions::default().with_recorder(&recorder));
    assert!(recorder.last().is_none());
    assert_eq!(watched.send::<Value>(&Call::get("/look")).await.unwrap()["id"], 7);
    let response = recorder.last().unwrap();
    assert_eq!((response.status(), response.request_id(), response.attempts()), (200, Some("req_42"), 1));
    assert_eq!(response.body(), r#"{"id": 7}"#);

    let error = transport.send::<Value>(&Call::get("/look")).await.unwrap_err();
    assert_eq!((error.status(), error.request_id(), error.attempts()), (Some(503), Some("req_43"), 2));
    assert_eq!(
        (error.raw_body().unwrap().as_ref(), &error.json()["code"]),
        (br#"{"code": "busy"}"#.as_ref(), &"busy".into())
    );
    assert!(
        error.to_string().starts_with("GET /look: 503 Service Unavailable: busy (after 2 tries in "),
        "{error}"
    );
    let response = error.response().unwrap();
    assert_eq!((response.header("x-amzn-requestid"), response.attempts()), (Some("req_43"), 2));
}

#[tokio::test]
async fn an_answer_that_is_not_understood_keeps_its_whole_body() {
    let long: &'static str = format!(r#"{{"text": "{}"}}"#, "x".repeat(10_000)).leak();
    let server = Server::start([Reply::Json(200, long)]).await;
    let transport = builder(&server.url).build().unwrap();
    let error = transport.send::<u8>(&Call::get("/look")).await.unwrap_err();
    assert_eq!((error.kind(), error.body().map(str::len)), (ErrorKind::Decode, Some(4096)));
    assert_eq!(error.raw_body().unwrap(), long);
}
