//! A call as it is sent: method, path with query, and body.

use std::fmt::Write as _;

use http::Method;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use crate::call::{Call, Description};

/// The characters that are escaped in a path or a query: all but those that RFC 3986 reserves for nothing, and the `@` of ids.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'@');

/// A call as it is sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The HTTP method.
    pub method: Method,
    /// The path below `/_backlot`, with the query.
    pub path: String,
    /// The JSON body, if the call has one.
    pub body: Option<Value>,
}

impl Target {
    /// Returns a call as it is sent. Fields without a value are left out.
    pub fn of<C: Call>(call: &C) -> Self {
        Self::with_fields(C::DESCRIPTION, serde_json::to_value(call).unwrap_or_default())
    }

    /// Returns a call with these fields as it is sent. Fields without a value are left out.
    pub fn with_fields(description: Description, fields: Value) -> Self {
        let mut fields = match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        };
        fields.retain(|_, value| !value.is_null());
        let mut path = String::new();
        for part in description.path.split('/').skip(1) {
            let value = part.strip_prefix('{').and_then(|name| fields.shift_remove(name.strip_suffix('}')?));
            path.push('/');
            path.push_str(&value.map_or_else(|| part.to_owned(), |value| escaped(&value)));
        }
        if description.has_body() {
            return Self { method: description.method, path, body: Some(fields.into()) };
        }
        for (place, (name, value)) in fields.iter().enumerate() {
            let sign = if place == 0 { '?' } else { '&' };
            let _ = write!(path, "{sign}{name}={}", escaped(value));
        }
        Self { method: description.method, path, body: None }
    }
}

fn escaped(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    utf8_percent_encode(&text, ESCAPED).to_string()
}
