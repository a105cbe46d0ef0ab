//! Rules for fields of JSON bodies.

use std::ops::RangeInclusive;

use mock_core::clause::ClauseRef;
use mock_core::fields::{Fault, Fields, type_name};
use serde_json::Value;

use crate::clause;

/// Reads any number.
pub fn number(value: &Value) -> Result<f64, Fault> {
    value.as_f64().ok_or(Fault::WrongType { expected: "number", received: type_name(value) })
}

/// Reads a list of this many elements.
pub fn items(value: &Value, count: RangeInclusive<usize>) -> Result<&[Value], Fault> {
    let wrong = Fault::WrongType { expected: "array", received: type_name(value) };
    let items = value.as_array().ok_or(wrong)?;
    let fault = Fault::NotCounting { least: *count.start(), most: *count.end() };
    if count.contains(&items.len()) { Ok(items) } else { Err(fault) }
}

/// Reads a field that may be left out or null (`error.null`).
pub fn optional<T>(
    fields: &mut Fields<'_>,
    field: &'static str,
    clause: ClauseRef,
    rule: impl FnOnce(&Value) -> Result<T, Fault>,
) -> Option<T> {
    let mut is_null = false;
    let read = fields.optional(field, clause, |value| {
        is_null = value.is_null();
        if is_null { Ok(None) } else { rule(value).map(Some) }
    });
    if is_null {
        fields.cite(&clause::ERROR_NULL);
    }
    read.flatten()
}
