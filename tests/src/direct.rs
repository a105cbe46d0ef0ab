//! A sandbox without a socket: calls go straight to its service. No document judges them.
//!
//! It is for tests with very many calls, and for requests that a provider's document does not describe.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use backlot::{Backlot, Mode, Options, Settings, router};
use http_body_util::BodyExt;
use mock_http::server::serve;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tower::ServiceExt;

/// A sandbox with a frozen clock. The runtime that it was started in carries its webhooks.
#[derive(Clone)]
pub struct Direct {
    /// The whole service.
    pub app: Router,
}

/// An answer: its status, and its body, null if it is not JSON.
pub type Came = (u16, Value);

impl Direct {
    /// Starts a sandbox.
    ///
    /// # Panics
    /// Panics outside a runtime.
    pub fn start() -> Self {
        Self::start_with(|_| ())
    }

    /// Starts a sandbox with changed settings of its world.
    ///
    /// # Panics
    /// Panics outside a runtime.
    pub fn start_with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::start_as(|options| change(&mut options.world))
    }

    /// Starts a sandbox with changed options.
    ///
    /// # Panics
    /// Panics outside a runtime, and if the options do not fit.
    pub fn start_as(change: impl FnOnce(&mut Options)) -> Self {
        let mut options = Options::default();
        options.world.clock.mode = Mode::Frozen;
        change(&mut options);
        Self { app: router(&Backlot::new(options, Handle::current()).expect("a sandbox")) }
    }

    /// Serves the sandbox on a socket too, until the runtime ends, and returns the URL.
    ///
    /// # Panics
    /// Panics if the machine has no free port.
    pub async fn serve(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(serve(listener, self.app.clone(), std::future::pending()));
        url
    }

    /// Sends a request to a provider, with `base` before the call's path, and returns the answer.
    ///
    /// # Panics
    /// Panics if the call is not a method and a path.
    pub async fn call(&self, base: &str, key: &str, call: &str, body: &Value) -> Came {
        let (status, body) = self.send(base, key, call, body).await;
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    /// Sends a control call, and returns the body of the answer.
    ///
    /// # Panics
    /// Panics if the call is refused.
    pub async fn control(&self, call: &str, body: &Value) -> Value {
        let (status, answer) = self.call("/_backlot", "nobody", call, body).await;
        assert!(status < 300, "{call}: {status} {answer}");
        answer
    }

    /// Sends a request, and returns the status and the raw body of the answer.
    ///
    /// # Panics
    /// Panics if the call is not a method and a path.
    pub async fn send(&self, base: &str, key: &str, call: &str, body: &Value) -> (u16, Vec<u8>) {
        let (method, path) = call.split_once(' ').expect("a call is a method and a path");
        let request = Request::builder()
            .method(method)
            .uri(format!("{base}{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {key}"))
            .header(header::CONTENT_TYPE, "application/json");
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let answer = self.app.clone().oneshot(request.body(body).expect("a request")).await;
        let answer = answer.expect("a service that never fails");
        let status = answer.status().as_u16();
        let bytes = answer.into_body().collect().await.expect("a whole body").to_bytes();
        (status, bytes.to_vec())
    }
}
