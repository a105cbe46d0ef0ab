//! The lower bound: the same two exchanges as plain axum handlers over a map, without anything that makes a mock of them.

use std::collections::HashMap;
use std::io::Write as _;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::Failure;

#[derive(Default)]
struct Store {
    jobs: HashMap<String, Ad>,
    balance: i64,
}

#[derive(Clone)]
struct Ad {
    created_at: &'static str,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Order {
    project_id: String,
    product_id: String,
    prompt: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Placed {
    job_id: String,
    status: &'static str,
    credits_used: i64,
    credits_remaining: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wanted {
    job_id: String,
}

type Shared = Arc<Mutex<Store>>;

/// Serves until the process is ended. Prints the address as the first line, as `backlot serve --log json` does.
pub(crate) fn serve() -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        writeln!(std::io::stdout(), "{}", json!({ "url": url }))?;
        Ok(axum::serve(listener, router()).await?)
    })
}

/// Returns the routes, at the paths of the mock's.
fn router() -> Router {
    Router::new()
        .route("/cutx/api/generate/static-ad", post(create))
        .route("/cutx/api/generate/status", get(status))
        .with_state(Shared::default())
}

async fn create(State(store): State<Shared>, Json(order): Json<Order>) -> Response {
    if order.project_id.is_empty() || order.product_id.is_empty() || order.prompt.is_none() {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let mut store = store.lock().unwrap_or_else(PoisonError::into_inner);
    let job_id = format!("00000000-0000-4000-8000-{:012x}", store.jobs.len());
    store.balance -= 3;
    let credits_remaining = store.balance;
    store.jobs.insert(job_id.clone(), Ad { created_at: "2026-01-01T00:00:00Z" });
    drop(store);
    Json(Placed { job_id, status: "queued", credits_used: 3, credits_remaining }).into_response()
}

async fn status(State(store): State<Shared>, Query(wanted): Query<Wanted>) -> Response {
    let found = store.lock().unwrap_or_else(PoisonError::into_inner).jobs.get(&wanted.job_id).cloned();
    let Some(ad) = found else { return StatusCode::NOT_FOUND.into_response() };
    let url = format!("http://127.0.0.1/media/{}.png", wanted.job_id);
    let assets: Value = json!([{ "id": wanted.job_id, "type": "image", "url": url }]);
    let body = json!({
        "id": wanted.job_id,
        "type": "static_ad",
        "status": "completed",
        "assets": assets,
        "createdAt": ad.created_at,
        "completedAt": ad.created_at,
    });
    Json(body).into_response()
}
