//! Calls without a socket.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::StatusCode;
use http_body_util::BodyExt as _;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

/// The same allocator as in the `backlot` command: the system's takes longer if much is kept.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A request that can be made again and again.
pub(crate) struct Call {
    method: &'static str,
    path: String,
    body: Bytes,
}

impl Call {
    /// Creates a call with a JSON body. An empty text stands for none.
    pub(crate) fn new(method: &'static str, path: impl Into<String>, body: &str) -> Self {
        Self { method, path: path.into(), body: Bytes::copy_from_slice(body.as_bytes()) }
    }

    /// Returns the request, with a key.
    pub(crate) fn request(&self, key: &str) -> Request {
        let builder = Request::builder().method(self.method).uri(&self.path).header("host", "127.0.0.1");
        let builder = builder.header("authorization", format!("Bearer {key}"));
        let builder = builder.header("content-type", "application/json");
        builder.body(Body::from(self.body.clone())).expect("a request")
    }
}

/// Returns the answer to a request, with its body in one piece.
pub(crate) async fn answer_to(app: &Router, request: Request) -> (StatusCode, Bytes) {
    let Ok(response) = app.clone().oneshot(request).await;
    let code = response.status();
    (code, response.into_body().collect().await.expect("an answer in memory").to_bytes())
}

/// Returns the answer to one call.
pub(crate) fn send(runtime: &Runtime, app: &Router, call: &Call, key: &str) -> (StatusCode, Bytes) {
    runtime.block_on(answer_to(app, call.request(key)))
}
