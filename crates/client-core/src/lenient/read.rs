//! Types that read themselves from JSON in all its likely spellings.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// The fields of an answer that its type does not name, and the values that are not of the documented types.
pub type Extra = BTreeMap<String, Value>;

/// A value that was read, and the part of the JSON that could not be.
#[derive(Debug)]
pub struct Reading<T> {
    /// The value.
    pub value: Option<T>,
    /// The part that is not of the type: all of it, or the bad elements of a list.
    pub rest: Option<Value>,
}

impl<T> Reading<T> {
    /// Creates the reading of JSON that was understood.
    pub fn of(value: T) -> Self {
        Self { value: Some(value), rest: None }
    }

    /// Creates the reading of JSON that is of another type.
    pub fn none(rest: Value) -> Self {
        Self { value: None, rest: Some(rest) }
    }

    /// Creates the reading of JSON that may have been understood.
    pub(super) fn of_option(value: Option<T>, rest: Value) -> Self {
        value.map_or_else(|| Self::none(rest), Self::of)
    }
}

/// A type that reads itself from JSON in all its likely spellings, and never changes what it reads.
pub trait Lenient: Sized {
    /// Reads JSON other than null.
    fn read(value: Value) -> Reading<Self>;

    /// Writes JSON that reads as the same value; `None` for a field that is left out.
    fn write(&self) -> Option<Value>;
}

/// Reads a text, or a number as one.
pub fn text<T>(value: Value, make: impl FnOnce(String) -> T) -> Reading<T> {
    match value {
        Value::String(text) => Reading::of(make(text)),
        Value::Number(number) => Reading::of(make(number.to_string())),
        other => Reading::none(other),
    }
}

impl Lenient for String {
    fn read(value: Value) -> Reading<Self> {
        text(value, |text| text)
    }

    fn write(&self) -> Option<Value> {
        Some(self.as_str().into())
    }
}

/// `true` and `false`, and the same as texts.
impl Lenient for bool {
    fn read(value: Value) -> Reading<Self> {
        let read = match &value {
            Value::Bool(value) => Some(*value),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        Reading::of_option(read, value)
    }

    fn write(&self) -> Option<Value> {
        Some((*self).into())
    }
}

impl Lenient for Value {
    fn read(value: Value) -> Reading<Self> {
        Reading::of(value)
    }

    fn write(&self) -> Option<Value> {
        Some(self.clone())
    }
}

impl Lenient for Map<String, Value> {
    fn read(value: Value) -> Reading<Self> {
        match value {
            Value::Object(map) => Reading::of(map),
            other => Reading::none(other),
        }
    }

    fn write(&self) -> Option<Value> {
        Some(self.clone().into())
    }
}

impl<T: Lenient> Lenient for Option<T> {
    fn read(value: Value) -> Reading<Self> {
        let Reading { value, rest } = T::read(value);
        Reading { value: Some(value), rest }
    }

    fn write(&self) -> Option<Value> {
        self.as_ref().and_then(T::write)
    }
}

impl<T: Lenient> Lenient for Box<T> {
    fn read(value: Value) -> Reading<Self> {
        let Reading { value, rest } = T::read(value);
        Reading { value: value.map(Box::new), rest }
    }

    fn write(&self) -> Option<Value> {
        (**self).write()
    }
}

/// A list; null is an empty one. Elements that cannot be read are left out, and are the rest.
impl<T: Lenient> Lenient for Vec<T> {
    fn read(value: Value) -> Reading<Self> {
        let elements = match value {
            Value::Array(elements) => elements,
            Value::Null => Vec::new(),
            other => return Reading::none(other),
        };
        let (mut list, mut bad) = (Self::new(), Vec::new());
        for element in elements {
            let Reading { value, rest } = T::read(element);
            list.extend(value);
            bad.extend(rest);
        }
        Reading { value: Some(list), rest: (!bad.is_empty()).then_some(Value::Array(bad)) }
    }

    fn write(&self) -> Option<Value> {
        Some(self.iter().filter_map(T::write).collect())
    }
}
