//! Exchanges as they are shown: masked, and with their bodies as JSON if they are JSON.

use std::fmt::Write as _;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::mask::{Mask, masked_key};
use crate::names::may_hold_secret;
use crate::segment::JournalEntry;
use crate::transcript::{Fingerprint, LARGEST, Lines, Text};
use crate::word::{Word, read_word};
use kernel::blob::hex;
use kernel::credits::Credits;
use kernel::time::serialize_instant;

/// The content type of a form's body.
const FORM: &str = "application/x-www-form-urlencoded";

/// An exchange as the control API shows it, with masked keys.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExchangeView {
    /// The number, counted from 1 in the order in which exchanges ended.
    pub seq: u64,
    /// The instant at which the request came.
    #[serde(serialize_with = "serialize_instant")]
    pub at: Timestamp,
    /// The name of the provider that was called.
    #[serde(deserialize_with = "read_word")]
    pub provider: Word,
    /// The API key of the request, masked.
    pub api_key: Option<String>,
    /// The template of the route that the request matched, below the provider's base.
    pub route: Option<String>,
    /// The request of the exchange.
    pub request: RequestView,
    /// The response. `None` if there was no response, or if the caller had left.
    pub response: Option<ResponseView>,
    /// The clauses that shaped the answer.
    pub clauses: Vec<String>,
    /// The weakest basis of these clauses for each aspect, as in the header `backlot-basis`.
    pub basis: Option<String>,
    /// The id of the fault that happened to the request.
    pub fault: Option<String>,
    /// The fields of the request's body or query that the call does not know.
    pub unread_fields: Vec<String>,
    /// The duration of the exchange on the machine's clock, in microseconds.
    pub took_us: u64,
    /// The ids of the jobs that the exchange names, at most 10.
    pub jobs: Vec<String>,
    /// The credits that the exchange moved, negative if it cost some.
    pub moved: Credits,
    /// The nearest call of the provider, if no route matched or the method is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nearest: Option<Value>,
}

/// A request as the control API shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RequestView {
    /// The HTTP method.
    pub method: String,
    /// The path below the provider's base.
    pub path: String,
    /// The query, if there is one.
    pub query: Option<String>,
    /// The headers. Values of the same name are separated by commas.
    pub headers: Map<String, Value>,
    /// The body: JSON or a text. It is `{"sha256", "size"}` if the body is large, is not UTF-8, or may hold a secret that
    /// cannot be masked. It is null if the body is empty or was not read.
    pub body: Value,
}

/// A response as the control API shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ResponseView {
    /// The status of the response.
    pub status: u16,
    /// The headers. Values of the same name are separated by commas.
    pub headers: Map<String, Value>,
    /// The body, in the same form as the body of a request.
    pub body: Value,
}

/// The beginning of a request as it is shown, for lists without headers and bodies.
#[derive(Clone, Debug)]
pub struct RequestHead {
    /// The API key of the request, masked.
    pub api_key: Option<String>,
    /// The HTTP method.
    pub method: String,
    /// The path below the provider's base.
    pub path: String,
    /// The query, if there is one.
    pub query: Option<String>,
}

impl JournalEntry {
    /// Returns the beginning of the request as it is shown.
    pub fn head(&self) -> RequestHead {
        let (about, texts) = (self.about(), self.texts());
        let mask = Mask::of(about.api_key.as_deref());
        RequestHead {
            api_key: about.api_key.as_deref().map(masked_key),
            method: about.method.to_string(),
            path: mask.text(about.path(texts)),
            query: texts.target().split_once('?').map(|(_, query)| mask.query(query)),
        }
    }

    /// Returns the exchange as it is shown, without the nearest call and without jobs.
    pub fn view(&self) -> ExchangeView {
        let (about, texts) = (self.about(), self.texts());
        let mask = Mask::of(about.api_key.as_deref());
        let RequestHead { api_key, method, path, query } = self.head();
        ExchangeView {
            seq: self.seq,
            at: about.at,
            provider: about.provider,
            api_key,
            route: about.route().map(str::to_owned),
            request: RequestView {
                method,
                path,
                query,
                headers: headers(texts.request_headers(), &mask),
                body: body(texts.request_body(), || is_form(texts.request_headers()), &mask),
            },
            response: about.status().map(|status| ResponseView {
                status,
                headers: headers(texts.response_headers(), &mask),
                body: body(texts.response_body(), || is_form(texts.response_headers()), &mask),
            }),
            clauses: about.evidence.iter().map(|clause| clause.id.to_owned()).collect(),
            basis: (!about.evidence.is_empty()).then(|| about.evidence.basis()),
            fault: about.fault.as_deref().map(str::to_owned),
            unread_fields: about.unread.iter().map(|field| mask.text(field)).collect(),
            took_us: u64::from(about.took_us),
            jobs: Vec::new(),
            moved: about.moved,
            nearest: None,
        }
    }
}

/// Returns a header's value without secrets.
pub fn shown_header(name: &str, value: &str) -> String {
    Mask::of(None).header(name, value)
}

/// Returns a query without secrets.
pub fn shown_query(query: &str) -> String {
    Mask::of(None).query(query)
}

/// Returns a body as JSON or as a text, without the caller's key and without secrets. A large one is shown as digest and size.
pub fn shown_body(bytes: &[u8], api_key: Option<&str>) -> Value {
    let text = match bytes.len() {
        0 => Text::Nothing,
        size if size > LARGEST => Text::Fingerprint(Fingerprint::of(bytes)),
        _ => Text::Whole(bytes),
    };
    body(text, || false, &Mask::of(api_key))
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

/// Returns a body as it is shown. If it is no JSON, `is_form` decides on a form.
pub(crate) fn body(text: Text<'_>, is_form: impl FnOnce() -> bool, mask: &Mask<'_>) -> Value {
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
    json!({ "sha256": hex(&sha256), "size": size })
}
