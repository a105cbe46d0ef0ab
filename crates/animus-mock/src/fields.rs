//! Rules for fields of JSON bodies.

use std::ops::RangeInclusive;

use kernel::evidence::ClauseRef;
use kernel::form::{Fault, Fields, text, type_name};
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

/// Returns a rule for a list of this many texts, none of them empty.
pub fn texts(count: RangeInclusive<usize>) -> impl FnOnce(&Value) -> Result<Vec<String>, Fault> {
    move |value| items(value, count)?.iter().map(|item| text(1..=usize::MAX)(item)).collect()
}

/// Reads a field that may be left out or null (`error.null`).
pub fn optional<T>(
    fields: &mut Fields<'_>,
    field: &'static str,
    clause: ClauseRef,
    rule: impl FnOnce(&Value) -> Result<T, Fault>,
) -> Option<T> {
    let mut is_null = false;
    let read = fields.checked(field, clause, |value| {
        is_null = value.is_null();
        if is_null { Ok(None) } else { rule(value).map(Some) }
    });
    if is_null {
        fields.cite(&clause::ERROR_NULL);
    }
    read.flatten()
}

/// Returns a character's name if it is valid, and refuses the field otherwise.
pub fn named(fields: &mut Fields<'_>, name: Option<String>) -> Option<String> {
    if name.as_deref() == Some("") {
        fields.refuse("name", Fault::TooShort(1), &clause::CHARACTER_NAME_EMPTY);
    }
    name.filter(|name| !name.is_empty())
}
