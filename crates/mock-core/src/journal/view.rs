//! An exchange as it is shown: masked, and its bodies as JSON where they are.

use std::fmt::Write as _;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::mask::{Mask, masked_key};
use super::names::may_hold_secret;
use super::segment::Seen;
use super::transcript::{Fingerprint, Lines, Text};
use crate::clock::serialize_instant;

/// The type of a form's body.
const FORM: &str = "application/x-www-form-urlencoded";

/// An exchange as the control API shows it. Keys are masked.
#[derive(Clone, Debug, Serialize)]
pub struct ExchangeView {
    /// Its number, counted from 1 in the order in which exchanges ended.
    pub seq: u64,
    /// When the request came.
    #[serde(serialize_with = "serialize_instant")]
    pub at: Timestamp,
    /// The provider that it went to.
    pub provider: &'static str,
    /// The API key that it came with, masked.
    pub api_key: Option<String>,
    /// The template of the route that took it, below the provider's base.
    pub route: Option<String>,
    /// The request.
    pub request: AskedView,
    /// The response; none if there was none, or nobody to wait for it.
    pub response: Option<CameView>,
    /// The clauses that shaped the answer.
    pub clauses: Vec<String>,
    /// The weakest of their bases.
    pub basis: Option<String>,
    /// The fault that happened to it.
    pub fault: Option<String>,
    /// The fields of the request's body that the provider never looked at.
    pub unread_fields: Vec<String>,
    /// What came nearest, if no route took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<Value>,
}

/// A request as the control API shows it.
#[derive(Clone, Debug, Serialize)]
pub struct AskedView {
    /// The method.
    pub method: String,
    /// The path below the provider's base.
    pub path: String,
    /// The query.
    pub query: Option<String>,
    /// The headers; values of the same name are separated by commas.
    pub headers: Map<String, Value>,
    /// The body: JSON, a text, `{"sha256", "size"}` of what is large, no text, or broken
    /// JSON that may hold a key, or null if it is empty or nobody read it.
    pub body: Value,
}

/// A response as the control API shows it.
#[derive(Clone, Debug, Serialize)]
pub struct CameView {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: Map<String, Value>,
    /// The body, as that of a request.
    pub body: Value,
}

impl Seen {
    /// Returns the exchange as it is shown, but for what came nearest.
    pub fn view(&self) -> ExchangeView {
        let (about, said) = (self.about(), self.said());
        let mask = Mask::of(about.api_key.as_deref());
        let header = |name: &str| said.came_headers().get(name);
        let clauses = header("backlot-clauses").unwrap_or_default();
        let query = said.target().split_once('?').map(|(_, query)| mask.query(query));
        ExchangeView {
            seq: self.seq,
            at: about.at,
            provider: about.provider,
            api_key: about.api_key.as_deref().map(masked_key),
            route: about.route().map(str::to_owned),
            request: AskedView {
                method: about.method.to_string(),
                path: mask.text(about.path(said)),
                query,
                headers: headers(said.asked_headers(), &mask),
                body: body(said.asked_body(), || is_form(said.asked_headers()), &mask),
            },
            response: about.status().map(|status| CameView {
                status,
                headers: headers(said.came_headers(), &mask),
                body: body(said.came_body(), || is_form(said.came_headers()), &mask),
            }),
            clauses: clauses.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect(),
            basis: header("backlot-basis"),
            fault: about.fault.as_deref().map(str::to_owned),
            unread_fields: about.unread.iter().map(|field| mask.text(field)).collect(),
            nearest: None,
        }
    }
}

fn headers(lines: Lines<'_>, mask: &Mask<'_>) -> Map<String, Value> {
    let mut headers = Map::new();
    for (name, value) in lines.iter() {
        let value = mask.header(name, &value);
        match headers.get_mut(name) {
            Some(Value::String(earlier)) => {
                let _ = write!(earlier, ", {value}");
            }
            _ => {
                headers.insert(name.to_owned(), value.into());
            }
        }
    }
    headers
}

/// Returns a body as it is shown; `is_form` tells of one that is no JSON.
pub(super) fn body(text: Text<'_>, is_form: impl FnOnce() -> bool, mask: &Mask<'_>) -> Value {
    let bytes = match text {
        Text::Nothing => return Value::Null,
        Text::Whole(bytes) => bytes,
        Text::Fingerprint(fingerprint) => return shown(fingerprint),
    };
    if let Ok(mut value) = serde_json::from_slice(bytes) {
        mask.json(&mut value);
        return value;
    }
    match std::str::from_utf8(bytes) {
        Ok(form) if is_form() => mask.query(form).into(),
        Ok(text) if !may_hold_secret(text) => mask.text(text).into(),
        _ => shown(Fingerprint::of(bytes)),
    }
}

fn is_form(headers: Lines<'_>) -> bool {
    headers.get("content-type").is_some_and(|kind| kind.starts_with(FORM))
}

fn shown(Fingerprint { sha256, size }: Fingerprint) -> Value {
    let mut hex = String::with_capacity(2 * sha256.len());
    for byte in sha256 {
        let _ = write!(hex, "{byte:02x}");
    }
    json!({ "sha256": hex, "size": size })
}
