//! The fields of one JSON object, taken out one by one.

use serde_json::{Map, Value};
use tracing::warn;

use super::read::{Extra, Lenient, Reading};

/// The fields of an answer while it is read or written.
#[derive(Debug)]
pub struct Fields {
    fields: Map<String, Value>,
    extra: Extra,
}

impl Fields {
    /// Opens an object; hands back any other JSON.
    pub fn open(value: Value) -> Result<Self, Value> {
        match value {
            Value::Object(fields) => Ok(Self { fields, extra: Extra::new() }),
            other => Err(other),
        }
    }

    /// Takes a field that the answer makes no sense without. A list may be null, which is an empty one. The error names the
    /// field and the problem.
    pub fn required<T: Lenient>(&mut self, name: &str) -> Result<T, String> {
        let value = self.fields.remove(name).ok_or_else(|| format!("{name} is missing"))?;
        let told = format!("{name} is {}", kind(&value));
        let Reading { value, rest } = T::read(value);
        self.extra.extend(rest.map(|rest| (name.to_owned(), rest)));
        value.ok_or(told)
    }

    /// Takes a field that may be absent, null or of another type, and keeps what cannot be read.
    pub fn take<T: Lenient + Default>(&mut self, name: &str) -> T {
        let value = self.fields.remove(name).filter(|value| !value.is_null());
        let Some(Reading { value, rest }) = value.map(T::read) else { return T::default() };
        self.extra.extend(rest.map(|rest| (name.to_owned(), rest)));
        value.unwrap_or_default()
    }

    /// Returns all fields that were not taken, and what could not be read of the others.
    pub fn rest(self) -> Extra {
        self.fields.into_iter().chain(self.extra).collect()
    }

    /// Returns the JSON of an answer from its fields and from what could not be read.
    pub fn write<'a>(fields: impl IntoIterator<Item = (&'a str, Option<Value>)>, extra: &Extra) -> Value {
        let mut object: Map<_, _> =
            fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
        for (name, rest) in extra {
            match (object.get_mut(name), rest) {
                (Some(Value::Array(list)), Value::Array(bad)) => list.extend(bad.iter().cloned()),
                _ => {
                    object.insert(name.clone(), rest.clone());
                }
            }
        }
        object.into()
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Returns the number of elements of a list that could not be read, and reports them to the log.
pub fn skipped(extra: &Extra, name: &str) -> usize {
    let skipped = extra.get(name).and_then(Value::as_array).map_or(0, Vec::len);
    if skipped > 0 {
        warn!(list = name, skipped, "elements of a list are not as documented, and are left out");
    }
    skipped
}
