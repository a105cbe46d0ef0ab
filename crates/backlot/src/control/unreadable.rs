//! Problems of reading, in a user's words.

use std::fmt;

use serde::de::{self, Expected};
use serde_json::Value;

/// A problem, and the field that has it.
#[derive(Debug)]
pub(super) struct Unreadable {
    /// The field's name, after the names of the objects that hold it. Empty for the whole body.
    path: String,
    says: Says,
}

#[derive(Debug)]
enum Says {
    /// The problem as a phrase that begins with a verb.
    Phrase(String),
    /// The field is none of these.
    Unknown(Vec<&'static str>),
}

impl Unreadable {
    pub(super) fn new(says: impl Into<String>) -> Self {
        Self { path: String::new(), says: Says::Phrase(says.into()) }
    }

    /// Leaves the parameters of the path out of what there is beside an unknown field.
    pub(super) fn without(mut self, names: &[String]) -> Self {
        if let Says::Unknown(known) = &mut self.says
            && !self.path.contains('.')
        {
            known.retain(|known| !names.iter().any(|name| name == known));
        }
        self
    }

    pub(super) fn not(expected: &str, value: &Value) -> Self {
        Self::new(format!("must be {expected}, not {}", described(value)))
    }

    /// Returns the same problem as a problem of the surrounding object.
    pub(super) fn within(mut self, name: &str) -> Self {
        self.path = if self.path.is_empty() { name.to_owned() } else { format!("{name}.{}", self.path) };
        self
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.path {
            "" => formatter.write_str("The body ")?,
            path => write!(formatter, "{path}: ")?,
        }
        match &self.says {
            Says::Phrase(phrase) => formatter.write_str(phrase),
            Says::Unknown(known) => match &known[..] {
                [] => formatter.write_str("is not known here; this call takes nothing"),
                [one] => write!(formatter, "is not known here; the only one is {one}"),
                known => write!(formatter, "is not known here; there are {}", known.join(", ")),
            },
        }
    }
}

impl std::error::Error for Unreadable {}

impl de::Error for Unreadable {
    fn custom<T: fmt::Display>(says: T) -> Self {
        Self::new(says.to_string())
    }

    fn invalid_type(_: de::Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("must be {expected}"))
    }

    fn invalid_value(_: de::Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("must be {expected}"))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::new(format!("must be one of {}, not {variant:?}", expected.join(", ")))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self { path: String::new(), says: Says::Unknown(expected.to_vec()) }.within(field)
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new("is in the path already").within(field)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new("is missing").within(field)
    }
}

/// Describes a value in the words of a message.
fn described(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(_) => "a text".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}
