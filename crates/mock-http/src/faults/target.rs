//! Faults as they are tried on requests.

use axum::http::Method;
use control_api::{Effect, Fault, Match};
use serde_json::Value;

/// The properties of a request that faults look at.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    /// The provider that is called.
    pub provider: &'a str,
    /// The HTTP method.
    pub method: &'a Method,
    /// The path below the provider's base, without the query.
    pub path: &'a str,
}

/// Returns the size of the body that a fault answers with, in bytes: the letters of its texts, and some for each value.
pub(super) fn body_size(fault: &Fault) -> usize {
    match &fault.effect {
        Effect::Respond { body, .. } => size(body),
        _ => 0,
    }
}

fn size(value: &Value) -> usize {
    let own = size_of::<Value>();
    own + match value {
        Value::String(text) => text.len(),
        Value::Array(values) => values.iter().map(size).sum(),
        Value::Object(fields) => fields.iter().map(|(name, value)| name.len() + size(value)).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}

/// Returns `true` if a request meets the criteria. The API key is not looked at.
pub(super) fn covers(matches: &Match, target: &Target<'_>) -> bool {
    matches.provider.as_deref().is_none_or(|provider| provider == target.provider)
        && matches.method.as_deref().is_none_or(|method| method == target.method)
        && matches.path.as_ref().is_none_or(|glob| glob.matches(target.path))
}
