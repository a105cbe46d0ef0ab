//! Tolerant reading of answers: an answer that was paid for must not be lost because of a number's spelling. The functions
//! are for serde's `deserialize_with`.
//!
//! ```
//! use client_core::lenient;
//!
//! #[derive(serde::Deserialize)]
//! struct Film {
//!     #[serde(deserialize_with = "lenient::integer")]
//!     frames: i64,
//!     #[serde(default, deserialize_with = "lenient::optional_integer")]
//!     seconds: Option<i64>,
//! }
//!
//! let film: Film = client_core::decode(br#"{"frames": "250", "seconds": 10.0}"#)?;
//! assert_eq!((film.frames, film.seconds), (250, Some(10)));
//! # Ok::<(), client_core::Error>(())
//! ```

use serde::{Deserialize, Deserializer};

#[derive(Deserialize)]
#[serde(untagged)]
enum Spelling {
    Integer(i64),
    Float(f64),
    Text(String),
}

impl Spelling {
    /// Returns the integer, and rounds a fraction.
    fn integer(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            #[expect(
                clippy::cast_possible_truncation,
                reason = "`as` stops at the ends of i64, which is good enough"
            )]
            Self::Float(number) => Some(number.round() as i64),
            Self::Text(text) => text.trim().parse().ok(),
        }
    }
}

/// Reads an integer, written as `3`, `3.0` or `"3"`.
pub fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let spelling = Spelling::deserialize(deserializer)?;
    spelling.integer().ok_or_else(|| serde::de::Error::custom("not an integer"))
}

/// Reads an integer as [`integer`] does. Returns `None` for null and for anything else.
pub fn optional_integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(Spelling::deserialize(value).ok().and_then(|spelling| spelling.integer()))
}

/// Reads a number, written as `0.5` or `"0.5"`. Returns `None` for null and for anything else.
pub fn optional_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    Ok(match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::Number(number) => number.as_f64(),
        serde_json::Value::String(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
        _ => None,
    })
}

/// Reads a decimal number as text, written as `"29.99"` or `29.99`. Returns `None` for null and for anything else.
pub fn decimal<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::String(text) => Some(text),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// Reads a list. Null counts as an empty list.
pub fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn integers_are_read_in_every_spelling() {
        let read = [
            (json!(3), Some(3)),
            (json!(3.0), Some(3)),
            (json!(2.5), Some(3)),
            (json!(" 3 "), Some(3)),
            (json!(1e300), Some(i64::MAX)),
            (json!("3.0"), None),
            (json!([3]), None),
            (Value::Null, None),
        ];
        for (value, expected) in read {
            assert_eq!(optional_integer(&value).unwrap(), expected, "{value}");
            assert_eq!(integer(&value).ok(), expected, "{value}");
        }
    }

    #[test]
    fn numbers_are_read_in_every_spelling() {
        let read = [
            (json!(95.5), Some(95.5)),
            (json!(4), Some(4.0)),
            (json!(" 0.5 "), Some(0.5)),
            (json!("NaN"), None),
            (json!("four"), None),
            (json!([4]), None),
            (Value::Null, None),
        ];
        for (value, expected) in read {
            assert_eq!(optional_number(&value).unwrap(), expected, "{value}");
        }
    }

    #[test]
    fn decimals_and_lists_are_read_in_every_spelling() {
        for (value, text) in [(json!("29.90"), Some("29.90")), (json!(29.9), Some("29.9")), (json!({}), None)]
        {
            assert_eq!(decimal(&value).unwrap().as_deref(), text, "{value}");
        }
        assert_eq!(list::<_, u8>(&Value::Null).unwrap(), [0; 0]);
        assert_eq!(list::<_, u8>(&json!([1, 2])).unwrap(), [1, 2]);
        assert!(list::<_, u8>(&json!("1, 2")).is_err());
    }
}
