//! A client of a world's control API inside the process.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use control_api::{ControlClient, Received, Refusal, Target};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use crate::app::{App, CONTROL};
use crate::within::FromWithin;

/// A client of a world's control API inside the process. Its calls take the way of all requests, but no socket.
#[derive(Clone)]
pub struct WorldClient {
    app: App,
    /// The beginning of the world's paths.
    prefix: String,
    /// The authority in the URLs of replies, if one is known.
    authority: Option<HeaderValue>,
}

impl WorldClient {
    /// Creates a client of the world with this name. URLs in replies begin with the authority.
    pub fn new(app: App, world: &str, authority: &str) -> Self {
        let prefix = if world.is_empty() { String::new() } else { format!("/w/{world}") };
        Self { app, prefix, authority: authority.parse().ok() }
    }
}

impl ControlClient for WorldClient {
    async fn send(&self, Target { method, path, body }: Target) -> Result<Received, Refusal> {
        let unsent = |why: String| Refusal { error: "unsent".to_owned(), message: why };
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{CONTROL}{path}", self.prefix))
            .body(body.map_or_else(Body::empty, |body| Body::from(body.to_string())))
            .map_err(|error| unsent(error.to_string()))?;
        request.extensions_mut().insert(FromWithin);
        if let Some(authority) = &self.authority {
            request.headers_mut().insert(header::HOST, authority.clone());
        }
        let Ok(answer) = self.app.clone().oneshot(request).await;
        let status = answer.status().as_u16();
        let body = answer.into_body().collect().await.map_err(|error| unsent(error.to_string()))?;
        Ok(Received { status, body: body.to_bytes() })
    }
}
