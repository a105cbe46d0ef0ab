//! A server with one answer, that remembers what it was asked.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use serde_json::Value;
use tokio::net::TcpListener;

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The method.
    pub method: String,
    /// The path with its query.
    pub target: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, null if there was none.
    pub body: Value,
}

/// A running server. It ends with the runtime that it was started in.
pub struct Canned {
    /// Where it listens.
    pub url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Canned {
    /// Starts one that always gives this answer.
    ///
    /// # Panics
    /// If the machine has no port left.
    pub async fn start(status: u16, answer: &Value) -> Self {
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let (answer, remember) = (answer.to_string(), asked.clone());
        let status = StatusCode::from_u16(status).expect("a status");
        let app =
            Router::new().fallback(async move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
                let body = serde_json::from_slice(&body).unwrap_or_default();
                let asked = Asked { method: method.to_string(), target: uri.to_string(), headers, body };
                remember.lock().unwrap_or_else(PoisonError::into_inner).push(asked);
                (status, [(header::CONTENT_TYPE, "application/json")], answer.clone())
            });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(axum::serve(listener, app).into_future());
        Self { url, asked }
    }

    /// What it was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
