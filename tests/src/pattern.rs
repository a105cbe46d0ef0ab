//! Bodies as clauses print them: exact, except for placeholders.
//!
//! `<uuid>`, `<instant>`, `<instant-seconds>`, `<instant-zoneless>`, `<url>`, `<text>`, `<hashtag>`, `<integer>`,
//! `<number>`, `<boolean>` and `<any>` stand for a value of their kind. `[{"<each>": pattern}]` stands for one or more
//! elements, with `"<count>": 20` beside it for so many, `{"<json>": pattern}` for a text that holds JSON, and `{name}` for the text that was kept under that name.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The kept texts, by name.
pub type Kept = BTreeMap<String, String>;

/// Replaces each `{name}` in a text by the text that was kept under that name.
pub fn fill(text: &str, kept: &Kept) -> String {
    kept.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// Replaces each `{name}` in all texts of a value.
pub fn fill_value(value: &Value, kept: &Kept) -> Value {
    match value {
        Value::String(text) => fill(text, kept).into(),
        Value::Array(items) => items.iter().map(|item| fill_value(item, kept)).collect(),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| (name.clone(), fill_value(value, kept)));
            Value::Object(fields.collect())
        }
        other => other.clone(),
    }
}

/// Compares a body with a pattern. The error names the place of the first difference.
pub fn matches(pattern: &Value, actual: &Value, kept: &Kept) -> Result<(), String> {
    at("", pattern, actual, kept)
}

fn at(path: &str, pattern: &Value, actual: &Value, kept: &Kept) -> Result<(), String> {
    let differs = || Err(format!("{path}: expected {pattern}, found {actual}"));
    match (pattern, actual) {
        (Value::String(text), _) => match placeholder(text, actual) {
            Some(true) => Ok(()),
            None if Some(fill(text, kept).as_str()) == actual.as_str() => Ok(()),
            _ => differs(),
        },
        (Value::Array(patterns), Value::Array(items)) => {
            if let Some((each, count)) = each(patterns) {
                if items.is_empty() || count.is_some_and(|count| count != items.len() as u64) {
                    let expected = count.map_or("at least one".to_owned(), |count| count.to_string());
                    return Err(format!("{path}: expected {expected}, found {} elements", items.len()));
                }
                let mut items = items.iter().enumerate();
                return items.try_for_each(|(index, item)| at(&format!("{path}/{index}"), each, item, kept));
            }
            if patterns.len() != items.len() {
                return Err(format!("{path}: expected {} elements, found {}", patterns.len(), items.len()));
            }
            let mut pairs = patterns.iter().zip(items).enumerate();
            pairs.try_for_each(|(index, (pattern, item))| at(&format!("{path}/{index}"), pattern, item, kept))
        }
        (Value::Object(patterns), Value::String(text)) if patterns.contains_key("<json>") => {
            let inner = serde_json::from_str(text).map_err(|error| format!("{path}: not JSON: {error}"))?;
            at(path, &patterns["<json>"], &inner, kept)
        }
        (Value::Object(patterns), Value::Object(fields)) => {
            if let Some(name) = fields.keys().find(|name| !patterns.contains_key(*name)) {
                return Err(format!("{path}/{name}: not expected at all"));
            }
            patterns.iter().try_for_each(|(name, pattern)| {
                let field = fields.get(name).ok_or_else(|| format!("{path}/{name}: missing"))?;
                at(&format!("{path}/{name}"), pattern, field, kept)
            })
        }
        _ if pattern == actual => Ok(()),
        _ => differs(),
    }
}

/// Returns the pattern of each element, and the number of elements if it matters.
fn each(patterns: &[Value]) -> Option<(&Value, Option<u64>)> {
    match patterns {
        [Value::Object(fields)] => {
            Some((fields.get("<each>")?, fields.get("<count>").and_then(Value::as_u64)))
        }
        _ => None,
    }
}

/// Returns `true` if a value is of a placeholder's kind, and `None` if the text is no placeholder.
fn placeholder(text: &str, actual: &Value) -> Option<bool> {
    let string = actual.as_str();
    Some(match text {
        "<uuid>" => string.is_some_and(|text| Uuid::try_parse(text).is_ok()),
        "<instant>" => string.is_some_and(|text| text.ends_with('Z') && text.contains('T')),
        "<instant-seconds>" => string.is_some_and(|text| text.len() == 20 && text.ends_with('Z')),
        "<instant-zoneless>" => string.is_some_and(|text| text.len() == 26 && text.as_bytes()[19] == b'.'),
        "<url>" => string.is_some_and(|text| reqwest::Url::parse(text).is_ok()),
        "<text>" => string.is_some_and(|text| !text.is_empty()),
        "<hashtag>" => string.is_some_and(|text| text.len() > 1 && text.starts_with('#')),
        "<integer>" => actual.is_i64() || actual.is_u64(),
        "<number>" => actual.is_number(),
        "<boolean>" => actual.is_boolean(),
        "<any>" => true,
        _ => return None,
    })
}

/// Returns the value at a JSON pointer. The pointer may lead through a text that holds JSON.
pub fn look_up(body: &Value, pointer: &str) -> Option<Value> {
    pointer.split('/').skip(1).try_fold(body.clone(), |value, part| {
        let value = match &value {
            Value::String(text) => serde_json::from_str(text).ok()?,
            _ => value,
        };
        value.pointer(&format!("/{part}")).cloned()
    })
}

/// Returns the first URL in a body, also from texts that hold JSON.
pub fn first_url(body: &Value) -> Option<String> {
    urls(body).into_iter().next()
}

/// Returns all URLs in a body, in order, also those in texts that are JSON themselves.
pub fn urls(body: &Value) -> Vec<String> {
    match body {
        Value::String(text) if text.starts_with("http") => vec![text.clone()],
        Value::String(text) => {
            serde_json::from_str(text).ok().filter(Value::is_object).as_ref().map(urls).unwrap_or_default()
        }
        Value::Array(items) => items.iter().flat_map(urls).collect(),
        Value::Object(fields) => fields.values().flat_map(urls).collect(),
        _ => Vec::new(),
    }
}

/// Returns a body that fits a pattern, for a server that has nothing but the pattern.
pub fn sample(pattern: &Value, kept: &Kept) -> Value {
    match pattern {
        Value::String(text) => match text.as_str() {
            "<uuid>" => json!("5eed5eed-0000-4000-8000-000000000000"),
            "<instant>" | "<instant-seconds>" => json!("2026-01-01T00:00:00Z"),
            "<instant-zoneless>" => json!("2026-01-01T00:00:00.000000"),
            "<url>" => json!("http://127.0.0.1/file"),
            "<text>" => json!("some text"),
            "<hashtag>" => json!("#SomeTag"),
            "<integer>" | "<number>" => json!(7),
            "<boolean>" => json!(true),
            "<any>" => Value::Null,
            text => json!(fill(text, kept)),
        },
        Value::Array(patterns) => match each(patterns) {
            Some((each, _)) => json!([sample(each, kept), sample(each, kept)]),
            None => patterns.iter().map(|pattern| sample(pattern, kept)).collect(),
        },
        Value::Object(patterns) if patterns.contains_key("<json>") => {
            sample(&patterns["<json>"], kept).to_string().into()
        }
        Value::Object(patterns) => {
            let fields = patterns.iter().map(|(name, pattern)| (name.clone(), sample(pattern, kept)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_its_own_sample_and_nothing_off_it() {
        let kept = Kept::from([("job".to_owned(), "j1".to_owned())]);
        let pattern =
            json!({ "id": "{job}", "at": "<instant>", "tags": [{ "<each>": "<hashtag>" }], "n": 1 });
        assert_eq!(matches(&pattern, &sample(&pattern, &kept), &kept), Ok(()));
        let rows = [
            json!({ "id": "j2", "at": "2026-01-01T00:00:00Z", "tags": ["#a"], "n": 1 }),
            json!({ "id": "j1", "at": "yesterday", "tags": ["#a"], "n": 1 }),
            json!({ "id": "j1", "at": "2026-01-01T00:00:00Z", "tags": ["a"], "n": 1 }),
            json!({ "id": "j1", "at": "2026-01-01T00:00:00Z", "tags": [], "n": 1 }),
            json!({ "id": "j1", "at": "2026-01-01T00:00:00Z", "tags": ["#a"], "n": 2 }),
            json!({ "id": "j1", "at": "2026-01-01T00:00:00Z", "tags": ["#a"] }),
            json!({ "id": "j1", "at": "2026-01-01T00:00:00Z", "tags": ["#a"], "n": 1, "more": 1 }),
        ];
        for row in rows {
            assert!(matches(&pattern, &row, &kept).is_err(), "{row}");
        }
    }
}
