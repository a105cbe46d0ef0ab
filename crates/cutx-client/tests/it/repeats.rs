//! A purchase is made once: the calls that are repeated, the answers after which they are, and the time limit.

use std::sync::Arc;
use std::time::Duration;

use client_core::clock::VirtualClock;
use cutx_client::*;

use crate::server::{Reply, Server};
use crate::{PRODUCT, PROJECT, client};

const QUEUED: &str = r#"{"jobId": "00000000-0000-0000-0000-000000000abc", "status": "queued", "creditsUsed": 3, "creditsRemaining": 7}"#;
const REUSED: &str =
    r#"{"jobId": "00000000-0000-0000-0000-000000000abc", "status": "reused", "creditsUsed": 0}"#;

/// Makes a call to a server that plays this script. Returns the number of requests, and the end of the call.
async fn outcome<T>(
    script: impl IntoIterator<Item = Reply>,
    call: impl AsyncFnOnce(CutxClient) -> Result<T>,
) -> (usize, Result<T>) {
    let server = Server::start(script).await;
    let result = call(client(&server, &Arc::default())).await;
    (server.requests().len(), result)
}

fn doubtful() -> [Reply; 4] {
    [Reply::HangUp, Reply::CutOff(200, "{"), Reply::Json(500, "{}"), Reply::Json(503, "{}")]
}

fn copy() -> CopyRequest {
    CopyRequest::new(PROJECT, PRODUCT, Platform::Meta, Format::Short, Tone::Bold)
}

#[tokio::test]
async fn copy_is_never_bought_again_in_doubt_key_or_not() {
    for request in [copy(), copy().with_idempotency_key("key")] {
        for reply in doubtful() {
            let script = [reply, Reply::Json(200, QUEUED)];
            let (requests, result) = outcome(script, async |client| client.copy(&request).await).await;
            assert_eq!((requests, result.unwrap_err().may_have_been_sent()), (1, true));
        }
    }
}

#[tokio::test]
async fn a_submission_without_a_key_is_never_made_again_in_doubt() {
    let request = StaticAdRequest::new(PROJECT, PRODUCT);
    for request in [request.clone(), request.with_idempotency_key("")] {
        for reply in doubtful() {
            let script = [reply, Reply::Json(200, QUEUED)];
            let (requests, result) = outcome(script, async |client| client.static_ad(&request).await).await;
            assert_eq!((requests, result.unwrap_err().may_have_been_sent()), (1, true));
        }
    }
}

#[tokio::test]
async fn a_submission_with_a_key_finds_the_job_that_its_lost_answer_named() {
    let static_ad = StaticAdRequest::new(PROJECT, PRODUCT).with_idempotency_key("key");
    let video = VideoRequest::new(PROJECT, PRODUCT, "Hello there").with_idempotency_key("key");
    for reply in doubtful() {
        let script = [reply, Reply::Json(200, REUSED)];
        let (requests, result) = outcome(script, async |client| client.static_ad(&static_ad).await).await;
        assert_eq!((requests, result.unwrap().was_reused()), (2, true));
    }
    for reply in doubtful() {
        let script = [reply, Reply::Json(200, REUSED)];
        let (requests, result) = outcome(script, async |client| client.video(&video).await).await;
        assert_eq!((requests, result.unwrap().was_reused()), (2, true));
    }
}

#[tokio::test]
async fn no_key_is_trusted_for_longer_than_ten_seconds() {
    let request = StaticAdRequest::new(PROJECT, PRODUCT).with_idempotency_key("key");
    for (retry_after, requests_expected) in [("retry-after: 9", 2), ("retry-after: 10", 1)] {
        let script = [Reply::With(503, retry_after, "{}"), Reply::Json(200, REUSED)];
        let (requests, _) = outcome(script, async |client| client.static_ad(&request).await).await;
        assert_eq!(requests, requests_expected, "{retry_after}");
    }
}

#[tokio::test]
async fn a_refusal_that_passes_is_waited_out_by_every_purchase() {
    let script = || [Reply::With(429, "retry-after: 30", "{}"), Reply::Json(200, QUEUED)];
    let request = copy();
    let (requests, result) = outcome(script(), async |client| client.copy(&request).await).await;
    assert_eq!((requests, result.is_ok()), (2, true));
    let request = IngestRequest::new(PROJECT, "https://shop.example");
    let (requests, result) = outcome(script(), async |client| client.ingest(&request).await).await;
    assert_eq!((requests, result.unwrap_err().kind()), (2, ErrorKind::Decode));
}

#[tokio::test]
async fn an_answer_that_is_not_understood_is_in_doubt_and_not_asked_for_again() {
    let request = StaticAdRequest::new(PROJECT, PRODUCT).with_idempotency_key("key");
    for body in ["{", "{}", r#"{"jobId": null, "status": "queued", "creditsUsed": 3}"#] {
        let script = [Reply::Json(200, body), Reply::Json(200, REUSED)];
        let (requests, result) = outcome(script, async |client| client.static_ad(&request).await).await;
        let error = result.unwrap_err();
        assert_eq!((requests, error.kind(), error.may_have_been_sent()), (1, ErrorKind::Decode, true));
    }
}

#[tokio::test]
async fn creating_is_not_repeated_in_doubt_and_reading_is() {
    let script = || {
        [Reply::HangUp, Reply::Json(200, r#"{"balance": 1, "lifetime_purchased": 0, "lifetime_used": 0}"#)]
    };
    let request = ProjectRequest::new("Summer");
    let (requests, _) = outcome(script(), async |client| client.create_project(&request).await).await;
    assert_eq!(requests, 1);
    let (requests, result) = outcome(script(), async |client| client.balance().await).await;
    assert_eq!((requests, result.unwrap().balance), (2, 1.into()));
}

#[tokio::test]
async fn a_purchase_times_out_in_doubt() {
    let server = Server::start([Reply::Silence, Reply::Json(200, QUEUED)]).await;
    let clock: Arc<VirtualClock> = Arc::default();
    let builder = CutxClient::builder(&server.url).token("token-1");
    let builder = builder.clock(clock).try_timeout(Duration::from_millis(50));
    let error = builder.build().unwrap().copy(&copy()).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Timeout, true));
}
