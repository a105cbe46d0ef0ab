//! The commands that talk to a running sandbox, a file each.

pub(crate) mod advance;
pub(crate) mod bill;
pub(crate) mod env;
pub(crate) mod explain;
pub(crate) mod fault;
pub(crate) mod health;
pub(crate) mod jobs;
pub(crate) mod ledger;
pub(crate) mod run;
pub(crate) mod tail;
pub(crate) mod ui;
pub(crate) mod webhooks;
pub(crate) mod worlds;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

/// Returns an instant as the control API writes it.
fn instant(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// Returns the word that a value is in JSON.
fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        other => other.unwrap_or_default().to_string(),
    }
}

/// Returns an instant, or a dash for none.
fn instant_or_dash(at: Option<Timestamp>) -> String {
    at.map_or("-".to_owned(), instant)
}
