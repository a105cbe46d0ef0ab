//! A server that always gives one answer and remembers its requests.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value};
use tokio::net::TcpListener;

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The method.
    pub method: String,
    /// The path with its query.
    pub target: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as JSON; null if it is none. A multipart form is an object of its parts, with the name of a file for
    /// its content.
    pub body: Value,
}

/// A running server. It ends with the runtime that it was started in.
pub struct Canned {
    /// The base URL.
    pub url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Canned {
    /// Starts a server that always gives this answer.
    ///
    /// # Panics
    /// Panics if the machine has no free port, or if the status is not a valid one.
    pub async fn start(status: u16, answer: &Value) -> Self {
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let (answer, remember) = (answer.to_string(), asked.clone());
        let status = StatusCode::from_u16(status).expect("a status");
        let app = Router::new()
            .fallback(async move |request: Request| {
                let (method, target) = (request.method().to_string(), request.uri().to_string());
                let headers = request.headers().clone();
                let asked = Asked { method, target, headers, body: read(request).await };
                remember.lock().unwrap_or_else(PoisonError::into_inner).push(asked);
                (status, [(header::CONTENT_TYPE, "application/json")], answer.clone())
            })
            .layer(DefaultBodyLimit::disable());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(axum::serve(listener, app).into_future());
        Self { url, asked }
    }

    /// Returns the requests so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Returns the body of a request, in the form in which clauses have it.
async fn read(request: Request) -> Value {
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if !content_type.is_some_and(|value| value.starts_with("multipart/form-data")) {
        let body = Bytes::from_request(request, &()).await.unwrap_or_default();
        return serde_json::from_slice(&body).unwrap_or_default();
    }
    let mut form = Multipart::from_request(request, &()).await.expect("a multipart form");
    let mut parts = Map::new();
    while let Some(part) = form.next_field().await.expect("a sound multipart form") {
        let (name, file) = (part.name().unwrap_or_default().to_owned(), part.file_name().map(str::to_owned));
        let content = part.bytes().await.expect("a whole part");
        parts.insert(name, file.unwrap_or_else(|| String::from_utf8_lossy(&content).into_owned()).into());
    }
    parts.into()
}
