//! Reading a request field by field: every field is named once, with its clause and its rule, and every issue is found.
//!
//! ```
//! use kernel::evidence::{Aspect, Basis, Clause};
//! use kernel::form::{self, Fields, text};
//!
//! static NAME: Clause = Clause { id: "p.name", says: "1 to 9", source: "", basis: Basis::Documented, aspect: Aspect::Body, why: None };
//!
//! struct Greeting { name: String }
//!
//! impl Greeting {
//!     fn read(fields: &mut Fields<'_>) -> Option<Self> {
//!         let name = fields.optional("name", &NAME, text(1..=9));
//!         Some(Self { name: name? })
//!     }
//! }
//!
//! let body = serde_json::json!({ "name": "Ada" });
//! let read = form::read(body.as_object().unwrap(), Greeting::read).unwrap();
//! assert_eq!((read.form.name.as_str(), read.cited.ids().as_str()), ("Ada", "p.name"));
//! assert!(form::read(serde_json::json!({ "name": 1 }).as_object().unwrap(), Greeting::read).is_err());
//! ```

use std::ops::RangeInclusive;

use serde_json::{Map, Number, Value};
use smallvec::SmallVec;
use url::Url;
use uuid::Uuid;

use crate::evidence::{ClauseRef, Evidence};
use crate::json;

/// The reasons for which a body or a query cannot be read as the call needs it.
#[derive(Debug)]
pub enum Unreadable {
    /// The content type is not JSON.
    ContentType,
    /// The text is not JSON, or is beyond the bounds of the reader.
    NotJson(json::Error),
    /// The text is JSON, but not an object. The value is the JSON type that it has.
    NotAnObject(&'static str),
    /// The body is no multipart form, breaks off, or has too much text. The value is a sentence on the problem.
    NotMultipart(&'static str),
    /// The connection broke, or the body does not fit its framing.
    Broken,
    /// Some fields break their rules.
    Fields {
        /// The issues, in the order of the call's fields.
        issues: Vec<Issue>,
        /// The clauses of the fields that were readable.
        cited: Evidence,
    },
}

/// A request that was read.
#[derive(Debug)]
pub struct Read<F> {
    /// The request as the type that the call needs.
    pub form: F,
    /// The clauses of the fields that the request has.
    pub cited: Evidence,
    /// The names of the fields that the call does not know.
    pub unknown: Vec<String>,
}

/// A field that breaks its rule.
#[derive(Debug)]
pub struct Issue {
    /// The path of the field, with the names of the objects that hold it: `input.prompt`.
    pub field: String,
    /// The way in which the field breaks its rule.
    pub fault: Fault,
    /// The clause that states the rule.
    pub clause: ClauseRef,
}

/// The ways in which a field can break its rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The field is required and absent.
    Missing,
    /// The field has another JSON type.
    WrongType {
        /// The type that the field should have.
        expected: &'static str,
        /// The type that the field has.
        received: &'static str,
    },
    /// The text is shorter than this many characters.
    TooShort(usize),
    /// The text is longer than this many characters.
    TooLong(usize),
    /// The text is none of the allowed words.
    NotOneOf {
        /// The allowed words.
        allowed: Vec<&'static str>,
        /// The text, cut off after 100 characters.
        received: String,
    },
    /// The text is no UUID.
    NotUuid,
    /// The text is no absolute http or https URL.
    NotUrl,
    /// The list has too few or too many elements.
    NotCounting {
        /// The smallest number of elements.
        least: usize,
        /// The largest number of elements.
        most: usize,
    },
    /// The number has a fraction, but must be whole.
    NotWhole,
    /// The number is not within the bounds.
    NotWithin {
        /// The smallest number.
        least: i128,
        /// The largest number.
        most: i128,
    },
}

/// Reads an object. The error holds every issue in it.
pub fn read<F>(
    object: &Map<String, Value>,
    read: impl FnOnce(&mut Fields<'_>) -> Option<F>,
) -> Result<Read<F>, Unreadable> {
    let mut fields = Fields::of(object, String::new());
    let form = read(&mut fields);
    let unknown = fields.unknown();
    let Fields { issues, cited, .. } = fields;
    match form {
        Some(form) if issues.is_empty() => Ok(Read { form, cited, unknown }),
        _ => Err(Unreadable::Fields { issues, cited }),
    }
}

/// The fields of a request while it is read.
pub struct Fields<'a> {
    object: &'a Map<String, Value>,
    issues: Vec<Issue>,
    cited: Evidence,
    asked: SmallVec<[&'static str; 16]>,
    /// The path of this object in the request, with a dot at its end. Empty for the request itself.
    within: String,
    unknown_within: Vec<String>,
}

impl<'a> Fields<'a> {
    fn of(object: &'a Map<String, Value>, within: String) -> Self {
        let (issues, cited) = (Vec::new(), Evidence::default());
        Self { object, issues, cited, asked: SmallVec::new(), within, unknown_within: Vec::new() }
    }

    fn unknown(&mut self) -> Vec<String> {
        let unknown = self.object.keys().filter(|name| !self.asked.contains(&name.as_str()));
        let mut unknown: Vec<_> = unknown.map(|name| format!("{}{name}", self.within)).collect();
        unknown.append(&mut self.unknown_within);
        unknown
    }

    fn fault(&mut self, field: &str, fault: Fault, clause: ClauseRef) {
        self.issues.push(Issue { field: format!("{}{field}", self.within), fault, clause });
    }

    /// Reads an object that is required, with fields of its own.
    pub fn object<T>(
        &mut self,
        field: &'static str,
        clause: ClauseRef,
        read: impl FnOnce(&mut Fields<'_>) -> Option<T>,
    ) -> Option<T> {
        let Some(value) = self.object.get(field) else {
            self.fault(field, Fault::Missing, clause);
            return None;
        };
        self.asked.push(field);
        let Some(object) = value.as_object() else {
            self.fault(field, Fault::WrongType { expected: "object", received: type_name(value) }, clause);
            return None;
        };
        let mut inner = Fields::of(object, format!("{}{field}.", self.within));
        let form = read(&mut inner);
        self.unknown_within.extend(inner.unknown());
        self.issues.append(&mut inner.issues);
        self.cited.extend(inner.cited);
        form
    }
    /// Reads a field that is required. Its clause is cited only if the field breaks its rule: a field that every call has decides
    /// nothing.
    pub fn required<T>(
        &mut self,
        field: &'static str,
        clause: ClauseRef,
        rule: impl FnOnce(&Value) -> Result<T, Fault>,
    ) -> Option<T> {
        let Some(value) = self.object.get(field) else {
            self.fault(field, Fault::Missing, clause);
            return None;
        };
        self.keep(field, value, clause, rule)
    }

    /// Reads a field that may be left out. Its clause is cited if the field is there.
    pub fn optional<T>(
        &mut self,
        field: &'static str,
        clause: ClauseRef,
        rule: impl FnOnce(&Value) -> Result<T, Fault>,
    ) -> Option<T> {
        let read = self.keep(field, self.object.get(field)?, clause, rule);
        if read.is_some() {
            self.cited.cite(clause);
        }
        read
    }

    /// Reads a field that may be left out, and whose clause only bounds it. The clause is cited only if the field breaks its rule.
    pub fn limited<T>(
        &mut self,
        field: &'static str,
        clause: ClauseRef,
        rule: impl FnOnce(&Value) -> Result<T, Fault>,
    ) -> Option<T> {
        self.keep(field, self.object.get(field)?, clause, rule)
    }

    fn keep<T>(
        &mut self,
        field: &'static str,
        value: &Value,
        clause: ClauseRef,
        rule: impl FnOnce(&Value) -> Result<T, Fault>,
    ) -> Option<T> {
        self.asked.push(field);
        match rule(value) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.fault(field, fault, clause);
                None
            }
        }
    }

    /// Notes an issue that only shows after several fields were read.
    pub fn refuse(&mut self, field: &'static str, fault: Fault, clause: ClauseRef) {
        self.fault(field, fault, clause);
    }

    /// Returns `true` if the object has this field, with any value.
    pub fn has(&self, field: &str) -> bool {
        self.object.contains_key(field)
    }

    /// Returns `true` if the object has a field that the call ignores. If so, cites the clause.
    pub fn ignored(&mut self, field: &'static str, clause: ClauseRef) -> bool {
        self.asked.push(field);
        let there = self.object.contains_key(field);
        if there {
            self.cited.cite(clause);
        }
        there
    }

    /// Cites a clause that shaped the reading of a field, beside the field's own clause.
    pub fn cite(&mut self, clause: ClauseRef) {
        self.cited.cite(clause);
    }
}

/// Reads a text whose length is within bounds, counted as JavaScript counts it (in UTF-16 code units).
pub fn text(length: RangeInclusive<usize>) -> impl FnOnce(&Value) -> Result<String, Fault> {
    move |value| {
        let text = string(value)?;
        // An ASCII text has as many code units as bytes, so that most texts need no counting.
        let units = if text.is_ascii() { text.len() } else { text.encode_utf16().count() };
        match units {
            units if units < *length.start() => Err(Fault::TooShort(*length.start())),
            units if units > *length.end() => Err(Fault::TooLong(*length.end())),
            _ => Ok(text.to_owned()),
        }
    }
}

/// Reads one word of a table and returns its value.
pub fn one_of<T: Copy>(table: &'static [(&'static str, T)]) -> impl FnOnce(&Value) -> Result<T, Fault> {
    move |value| {
        let text = string(value)?;
        let row = table.iter().find(|(word, _)| *word == text);
        row.map(|(_, value)| *value).ok_or_else(|| Fault::NotOneOf {
            allowed: table.iter().map(|(word, _)| *word).collect(),
            received: text.chars().take(100).collect(),
        })
    }
}

/// Reads a UUID in its hyphenated form, of any version.
pub fn uuid(value: &Value) -> Result<Uuid, Fault> {
    let text = string(value)?;
    Uuid::try_parse(text).ok().filter(|_| text.len() == 36).ok_or(Fault::NotUuid)
}

/// Reads an absolute http or https URL.
pub fn url(value: &Value) -> Result<Url, Fault> {
    let url = Url::parse(string(value)?).map_err(|_| Fault::NotUrl)?;
    if matches!(url.scheme(), "http" | "https") && url.has_host() { Ok(url) } else { Err(Fault::NotUrl) }
}

/// Reads a whole number within bounds, in any spelling: `512`, `512.0`, `5.12e2`.
pub fn integer<T>(bounds: RangeInclusive<T>) -> impl FnOnce(&Value) -> Result<T, Fault>
where
    T: Copy + Into<i128> + TryFrom<i128>,
{
    move |value| match value {
        Value::Number(number) => within(&bounds, whole(number).ok_or(Fault::NotWhole)?),
        _ => Err(Fault::WrongType { expected: "integer", received: type_name(value) }),
    }
}

/// Reads a whole number within bounds from a query: in digits, or in any spelling that JSON has.
pub fn integer_text<T>(bounds: RangeInclusive<T>) -> impl FnOnce(&Value) -> Result<T, Fault>
where
    T: Copy + Into<i128> + TryFrom<i128>,
{
    move |value| {
        let text = string(value)?;
        let parsed = || json::read(text.as_bytes()).ok()?.as_number().and_then(whole);
        let number = text.parse().ok().or_else(parsed);
        number.ok_or_else(|| outside(&bounds)).and_then(|number| within(&bounds, number))
    }
}

/// Returns the number if it is whole, and `None` if it has a fraction. A number beyond all bounds becomes the nearest `i128`.
pub fn whole(number: &Number) -> Option<i128> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "it has no fraction, and too large ones become the largest"
    )]
    let from_double = |double: f64| (double.fract() == 0.0).then_some(double as i128);
    number.as_i128().or_else(|| number.as_f64().and_then(from_double))
}

fn within<T: Copy + Into<i128> + TryFrom<i128>>(
    bounds: &RangeInclusive<T>,
    number: i128,
) -> Result<T, Fault> {
    let is_within = ((*bounds.start()).into()..=(*bounds.end()).into()).contains(&number);
    T::try_from(number).ok().filter(|_| is_within).ok_or_else(|| outside(bounds))
}

fn outside<T: Copy + Into<i128>>(bounds: &RangeInclusive<T>) -> Fault {
    Fault::NotWithin { least: (*bounds.start()).into(), most: (*bounds.end()).into() }
}

/// Reads a number within bounds.
pub fn number(bounds: RangeInclusive<u32>) -> impl FnOnce(&Value) -> Result<f64, Fault> {
    move |value| {
        let wrong = Fault::WrongType { expected: "number", received: type_name(value) };
        let number = value.as_f64().ok_or(wrong)?;
        let (least, most) = (*bounds.start(), *bounds.end());
        let within = (f64::from(least)..=f64::from(most)).contains(&number);
        if within { Ok(number) } else { Err(Fault::NotWithin { least: least.into(), most: most.into() }) }
    }
}

/// Reads a boolean.
pub fn boolean(value: &Value) -> Result<bool, Fault> {
    value.as_bool().ok_or(Fault::WrongType { expected: "boolean", received: type_name(value) })
}

/// Reads a boolean from a query, in each spelling that clients in common languages send.
pub fn boolean_text(value: &Value) -> Result<bool, Fault> {
    const SPELLINGS: [(&str, &str); 6] =
        [("true", "false"), ("1", "0"), ("yes", "no"), ("on", "off"), ("t", "f"), ("y", "n")];
    let text = string(value)?;
    let is = |word: &str| word.eq_ignore_ascii_case(text);
    let row = SPELLINGS.iter().find(|(yes, no)| is(yes) || is(no));
    row.map(|(yes, _)| is(yes)).ok_or_else(|| Fault::NotOneOf {
        allowed: vec!["true", "false"],
        received: text.chars().take(100).collect(),
    })
}

/// Reads a list of exactly one element.
pub fn only<T>(rule: impl FnOnce(&Value) -> Result<T, Fault>) -> impl FnOnce(&Value) -> Result<T, Fault> {
    move |value| match value {
        Value::Array(items) => match items.as_slice() {
            [item] => rule(item),
            _ => Err(Fault::NotCounting { least: 1, most: 1 }),
        },
        _ => Err(Fault::WrongType { expected: "array", received: type_name(value) }),
    }
}

fn string(value: &Value) -> Result<&str, Fault> {
    value.as_str().ok_or(Fault::WrongType { expected: "string", received: type_name(value) })
}

/// Returns the name of a value's JSON type.
pub fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lengths_are_counted_as_javascript_counts_them() {
        assert_eq!(text(2..=2)(&json!("🎬")), Ok("🎬".into()));
        assert_eq!(text(1..=1)(&json!("é")), Ok("é".into()));
        assert_eq!(text(2..=3)(&json!("a")), Err(Fault::TooShort(2)));
        assert_eq!(text(2..=3)(&json!("abcd")), Err(Fault::TooLong(3)));
        let wrong = Fault::WrongType { expected: "string", received: "null" };
        assert_eq!(text(2..=3)(&json!(null)), Err(wrong));
    }

    #[test]
    fn only_hyphenated_uuids_and_absolute_web_addresses_pass() {
        assert!(uuid(&json!("00000000-0000-4000-8000-000000000001")).is_ok());
        for wrong in ["", "00000000000040008000000000000001", "{00000000-0000-4000-8000-000000000001}"] {
            assert_eq!(uuid(&json!(wrong)), Err(Fault::NotUuid), "{wrong}");
        }
        assert!(url(&json!("https://example.com/a.jpg")).is_ok());
        for wrong in ["", "a.jpg", "/a.jpg", "file:///etc/passwd", "javascript:x", "http://"] {
            assert_eq!(url(&json!(wrong)), Err(Fault::NotUrl), "{wrong}");
        }
    }

    #[test]
    fn a_word_must_be_in_its_table_to_the_letter() {
        let rule = || one_of(&[("a", 1), ("b", 2)]);
        assert_eq!(rule()(&json!("b")), Ok(2));
        let wrong = Fault::NotOneOf { allowed: vec!["a", "b"], received: "B".into() };
        assert_eq!(rule()(&json!("B")), Err(wrong));
    }

    #[test]
    fn a_number_without_a_fraction_is_whole_however_it_is_written() {
        let read = |text: &str| integer(-1..=i64::MAX)(&json::read(text.as_bytes()).unwrap());
        let whole = [
            ("512", 512),
            ("512.0", 512),
            ("5.12e2", 512),
            ("51200E-2", 512),
            ("-1.0", -1),
            ("-0.0", 0),
            ("9007199254740993.0", 9_007_199_254_740_993),
            ("9.223372036854775807e18", i64::MAX),
        ];
        for (text, expected) in whole {
            assert_eq!(read(text), Ok(expected), "{text}");
            assert_eq!(integer_text(-1..=i64::MAX)(&json!(text)), Ok(expected), "{text}");
        }
        let outside = Fault::NotWithin { least: -1, most: i64::MAX.into() };
        for text in ["-2.0", "9223372036854775808", "1e300", "-1e300", "1e999", &"9".repeat(400)] {
            assert_eq!(read(text), Err(outside.clone()), "{text}");
            assert_eq!(integer_text(-1..=i64::MAX)(&json!(text)), Err(outside.clone()), "{text}");
        }
        for text in ["0.5", "1e-1", "-512.25"] {
            assert_eq!(read(text), Err(Fault::NotWhole), "{text}");
            assert_eq!(integer_text(-1..=i64::MAX)(&json!(text)), Err(outside.clone()), "{text}");
        }
        let wrong = Fault::WrongType { expected: "integer", received: "string" };
        assert_eq!(read("\"512\""), Err(wrong), "digits in a text are no number in a body");
        assert_eq!(integer_text(0..=9_u8)(&json!("007")), Ok(7));
        for text in ["", " ", "1 2", "0x1", "true", "\"1\"", "[1]"] {
            assert!(integer_text(0..=9_u8)(&json!(text)).is_err(), "{text}");
        }
    }

    #[test]
    fn a_boolean_in_a_query_has_many_spellings() {
        let rows =
            [("true True TRUE 1 yes Yes on ON t y", true), ("false False FALSE 0 no off OFF f N", false)];
        for (words, expected) in rows {
            for word in words.split(' ') {
                assert_eq!(boolean_text(&json!(word)), Ok(expected), "{word}");
            }
        }
        for word in ["", "2", "yess", "null", " true"] {
            assert!(matches!(boolean_text(&json!(word)), Err(Fault::NotOneOf { .. })), "{word}");
        }
        assert!(boolean(&json!("true")).is_err(), "a text is no boolean in a body");
    }
}
