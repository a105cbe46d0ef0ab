//! A receiver of webhooks, which answers as told and remembers them.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use tokio::net::TcpListener;
use tokio::sync::watch;

/// The time, on the machine's clock, within which an expected event must come.
const PATIENCE: Duration = Duration::from_secs(20);

/// A webhook as it arrived.
#[derive(Clone, Debug)]
pub struct Received {
    /// The method.
    pub method: Method,
    /// The path with its query.
    pub target: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// The knowledge of a receiver.
#[derive(Debug, Default)]
struct Seen {
    received: Vec<Received>,
    /// The number of senders that went away without an answer.
    abandoned: usize,
    is_released: bool,
}

/// A running receiver. It ends with the runtime that it was started in.
#[derive(Clone)]
pub struct Receiver {
    /// The URL for webhooks.
    pub url: String,
    seen: Arc<watch::Sender<Seen>>,
}

impl Receiver {
    /// Starts a receiver that answers with these statuses in turn; the last one is repeated. Status 0 means no answer,
    /// until the receiver is [released](Self::release); then it means 500.
    ///
    /// # Panics
    /// Panics if the machine has no free port.
    pub async fn start(statuses: &[u16]) -> Self {
        let statuses = statuses.to_vec();
        Self::start_with(move |before, _| {
            statuses.get(before.len()).or(statuses.last()).copied().unwrap_or(200)
        })
        .await
    }

    /// Starts a receiver that calls `status` for the status of each answer, with the webhooks so far and the target of
    /// the request.
    ///
    /// # Panics
    /// Panics if the machine has no free port.
    pub async fn start_with(
        status: impl Fn(&[Received], &str) -> u16 + Clone + Send + Sync + 'static,
    ) -> Self {
        let seen: Arc<watch::Sender<Seen>> = Arc::default();
        let remember = seen.clone();
        let answer = async move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
            let target = uri.to_string();
            let mut answer = 0;
            remember.send_modify(|seen| {
                answer = status(&seen.received, &target);
                seen.received.push(Received { method, target, headers, body });
            });
            if answer == 0 {
                answer = hang(&remember).await;
            }
            (StatusCode::from_u16(answer).expect("a status"), [(header::LOCATION, "/elsewhere")])
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/callback", listener.local_addr().expect("an address"));
        tokio::spawn(axum::serve(listener, Router::new().fallback(answer)).into_future());
        Self { url, seen }
    }

    /// Returns the webhooks so far.
    pub fn received(&self) -> Vec<Received> {
        self.seen.borrow().received.clone()
    }

    /// Waits for at least `count` webhooks in total, and returns all of them.
    ///
    /// # Panics
    /// Panics if they do not come in time.
    pub async fn until_received(&self, count: usize) -> Vec<Received> {
        self.until(|seen| seen.received.len() >= count, &format!("{count} webhooks")).await;
        self.received()
    }

    /// Waits until at least `count` senders have gone away without an answer.
    ///
    /// # Panics
    /// Panics if they do not go away in time.
    pub async fn until_abandoned(&self, count: usize) {
        self.until(|seen| seen.abandoned >= count, &format!("{count} senders that give up")).await;
    }

    /// Answers all senders that still wait, with status 500.
    pub fn release(&self) {
        self.seen.send_modify(|seen| seen.is_released = true);
    }

    async fn until(&self, holds: impl Fn(&Seen) -> bool, what: &str) {
        let mut seen = self.seen.subscribe();
        let came = tokio::time::timeout(PATIENCE, seen.wait_for(|seen| holds(seen))).await;
        assert!(came.is_ok(), "expected {what} within {PATIENCE:?}, found {:?}", self.seen.borrow());
    }
}

/// Returns 500 once the receiver is released. If it is dropped before, the sender has gone away.
async fn hang(seen: &watch::Sender<Seen>) -> u16 {
    struct Hanging<'a>(&'a watch::Sender<Seen>);
    impl Drop for Hanging<'_> {
        fn drop(&mut self) {
            self.0.send_modify(|seen| seen.abandoned += usize::from(!seen.is_released));
        }
    }
    let hanging = Hanging(seen);
    let released = hanging.0.subscribe().wait_for(|seen| seen.is_released).await.is_ok();
    if released { 500 } else { 503 }
}
