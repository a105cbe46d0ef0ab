//! Exchanges as an HTTP archive (HAR 1.2), which browsers and viewers read.

use axum::http::StatusCode;
use axum::response::Response;
use control_api::ExportJournal;
use journal::{ExchangeView, JournalEntry};
use kernel::time::instant;
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::error::Refused;
use super::exchange::view;
use super::handle::{Control, Handle};
use super::journal::find;
use super::rows;

impl Handle for ExportJournal {
    async fn handle(self, control: &Control) -> Result<Value, Refused> {
        let found = find(control, self.filter()).await?;
        let mut archive = empty();
        archive["log"]["entries"] = found.exchanges.iter().map(|seen| entry(control, seen)).collect();
        Ok(archive)
    }

    /// Answers entry by entry, since exchanges may be large.
    async fn respond(self, control: Control) -> Result<Response, Refused> {
        let found = find(&control, self.filter()).await?;
        let entries = found.exchanges.into_iter().map(move |seen| entry(&control, &seen));
        Ok(rows::list(&empty(), "entries", entries))
    }
}

fn empty() -> Value {
    let creator = json!({ "name": "Backlot", "version": env!("CARGO_PKG_VERSION") });
    json!({ "log": { "version": "1.2", "creator": creator, "entries": [] } })
}

/// Returns an exchange as an entry of an archive. An exchange without an answer has the status 0.
fn entry(control: &Control, seen: &JournalEntry) -> Value {
    let ExchangeView { at, took_us, request, response, clauses, basis, fault, .. } = view(control, seen);
    let query = request.query.as_deref();
    let target = query.map_or_else(|| request.path.clone(), |query| format!("{}?{query}", request.path));
    let url = control.context.url(&format!("{}{target}", seen.about().base));
    let time = took_us as f64 / 1000.0;
    let queried = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let queried: Vec<_> = queried.map(|(name, value)| json!({ "name": name, "value": value })).collect();
    let (status, answer_headers, answer) = match response {
        Some(response) => (response.status, response.headers, text(&response.body)),
        None => (0, Map::new(), String::new()),
    };
    let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    let mut asked = json!({
        "method": request.method,
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers(&request.headers),
        "queryString": queried,
        "headersSize": -1,
        "bodySize": -1,
    });
    if !request.body.is_null() {
        asked["postData"] = json!({ "mimeType": kind(&request.headers), "text": text(&request.body) });
    }
    json!({
        "startedDateTime": instant(at),
        "time": time,
        "request": asked,
        "response": {
            "status": status,
            "statusText": reason.unwrap_or_default(),
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": headers(&answer_headers),
            "content": { "size": answer.len(), "mimeType": kind(&answer_headers), "text": answer },
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
        },
        "cache": {},
        "timings": { "send": 0, "wait": time, "receive": 0 },
        "_seq": seen.seq,
        "_clauses": clauses,
        "_basis": basis,
        "_fault": fault,
    })
}

fn headers(headers: &Map<String, Value>) -> Vec<Value> {
    headers.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect()
}

fn kind(headers: &Map<String, Value>) -> &str {
    headers.get("content-type").and_then(Value::as_str).unwrap_or_default()
}

fn text(body: &Value) -> String {
    match body {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        json => json.to_string(),
    }
}
