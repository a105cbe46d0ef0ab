//! Values of control bodies and queries as Rust types, with every problem in a user's words.
//!
//! This is the one place that turns reading errors into words. A caller of the control API never sees the names of serde or
//! Rust. The reader is lenient if no meaning is lost: a number without a fraction is whole in any spelling, and `null` is the
//! same as left out for every field.

use std::collections::VecDeque;

use kernel::form::whole;
use serde::de::value::StringDeserializer;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess,
    SeqAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Number, Value};

use super::unreadable::Unreadable;

/// The fields of a call: the parameters of its path, and what is in its body or its query.
pub(super) struct CallFields {
    /// The names of the parameters in the path.
    in_path: Vec<String>,
    fields: Fields,
}

impl CallFields {
    /// Joins the parameters of the path with a body.
    pub(super) fn new(path: Map<String, Value>, body: Value) -> Result<Self, Unreadable> {
        Ok(Self::join(path, Reader { value: body, is_text: false }.fields()?))
    }

    /// Joins the parameters of the path with those of the query, whose numbers are texts.
    pub(super) fn with_texts(path: Map<String, Value>, query: Map<String, Value>) -> Self {
        Self::join(path, Fields::new(query, true))
    }

    fn join(path: Map<String, Value>, rest: Fields) -> Self {
        let in_path = path.keys().cloned().collect();
        let mut fields = Fields::new(path, true);
        fields.rest.extend(rest.rest);
        Self { in_path, fields }
    }

    /// Reads the call.
    pub(super) fn read<T: DeserializeOwned>(self) -> Result<T, Unreadable> {
        T::deserialize(self.fields).map_err(|problem| problem.without(&self.in_path))
    }
}

/// A value that is read.
struct Reader {
    value: Value,
    /// `true` if the value comes from a query, so that a text may be a number.
    is_text: bool,
}

impl Reader {
    fn number(&self) -> Option<Number> {
        match &self.value {
            Value::Number(number) => Some(number.clone()),
            Value::String(text) if self.is_text => text.parse().ok(),
            _ => None,
        }
    }

    /// Returns the problem of a value that is not the number that is expected.
    fn no(&self, expected: &str) -> Unreadable {
        match &self.value {
            Value::String(text) if self.is_text && text.parse::<f64>().is_ok() => {
                Unreadable::new(format!("must be {expected}, not {text}"))
            }
            value => Unreadable::not(expected, value),
        }
    }

    fn whole_number<N: TryFrom<i128>>(&self, largest: N) -> Result<N, Unreadable>
    where
        i128: From<N>,
    {
        let whole = self.number().as_ref().and_then(whole);
        let whole = whole.ok_or_else(|| self.no("a whole number"))?;
        whole.try_into().map_err(|_| {
            Unreadable::new(if whole < 0 {
                "must not be negative".to_owned()
            } else {
                format!("must be at most {}", i128::from(largest))
            })
        })
    }

    fn text(self) -> Result<String, Unreadable> {
        match self.value {
            Value::String(text) => Ok(text),
            other => Err(Unreadable::not("a text", &other)),
        }
    }

    /// Returns the fields of an object.
    fn fields(self) -> Result<Fields, Unreadable> {
        match self.value {
            Value::Object(fields) => Ok(Fields::new(fields, self.is_text)),
            other => Err(Unreadable::not("an object", &other)),
        }
    }
}

impl<'de> Deserializer<'de> for Reader {
    type Error = Unreadable;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.value.deserialize_any(visitor).map_err(de::Error::custom)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.value {
            Value::Bool(value) => visitor.visit_bool(value),
            Value::String(text) if self.is_text && is_yes(&text).is_some() => {
                visitor.visit_bool(is_yes(&text) == Some(true))
            }
            other => Err(Unreadable::not("true or false", &other)),
        }
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_u16(self.whole_number(u16::MAX)?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_u64(self.whole_number(u64::MAX)?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let number = self.number().and_then(|number| number.as_f64());
        visitor.visit_f64(number.ok_or_else(|| self.no("a number"))?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_string(self.text()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_string(self.text()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let is_text = self.is_text;
        match self.value {
            Value::Array(values) => {
                let read = values.into_iter().map(|value| Self { value, is_text }).enumerate().collect();
                visitor.visit_seq(Elements(read))
            }
            other => Err(Unreadable::not("a list", &other)),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_map(self.fields()?)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_map(self.fields()?)
    }

    /// Reads a word, or an object whose one field is the word and holds the word's content.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        let one_of = || format!("one of {}", words.join(", "));
        let (word, content) = match self.value {
            Value::String(word) => (word, Value::Null),
            Value::Object(mut fields) => {
                if fields.len() > 1 {
                    fields.retain(|_, content| !content.is_null());
                }
                let mut fields = fields.into_iter();
                match (fields.next(), fields.next()) {
                    (Some(only), None) => only,
                    _ => return Err(Unreadable::new(format!("must be exactly {}", one_of()))),
                }
            }
            other => return Err(Unreadable::not(&one_of(), &other)),
        };
        visitor.visit_enum(Word { name: word, content, is_text: self.is_text })
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 u8 u32 f32 char bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

/// The elements of a list, each with its place.
struct Elements(VecDeque<(usize, Reader)>);

impl<'de> SeqAccess<'de> for Elements {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unreadable> {
        let Some((place, reader)) = self.0.pop_front() else { return Ok(None) };
        seed.deserialize(reader).map(Some).map_err(|problem| problem.within(&place.to_string()))
    }
}

/// The fields of an object, without those that are null.
struct Fields {
    rest: VecDeque<(String, Reader)>,
    current: Option<(String, Reader)>,
}

impl Fields {
    fn new(fields: Map<String, Value>, is_text: bool) -> Self {
        let read = |(name, value)| (name, Reader { value, is_text });
        Self { rest: fields.into_iter().map(read).collect(), current: None }
    }
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unreadable> {
        while let Some((name, reader)) = self.rest.pop_front() {
            if !reader.value.is_null() {
                let key: StringDeserializer<Unreadable> = name.clone().into_deserializer();
                self.current = Some((name, reader));
                return seed.deserialize(key).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unreadable> {
        let (name, reader) = self.current.take().ok_or_else(|| Unreadable::new("has no value"))?;
        seed.deserialize(reader).map_err(|problem| problem.within(&name))
    }
}

/// A call is read as an object with these fields.
impl<'de> Deserializer<'de> for Fields {
    type Error = Unreadable;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_map(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct seq
        tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// A word of a closed list, with its content.
struct Word {
    name: String,
    content: Value,
    is_text: bool,
}

impl<'de> EnumAccess<'de> for Word {
    type Error = Unreadable;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Unreadable> {
        let word: StringDeserializer<Unreadable> = self.name.clone().into_deserializer();
        Ok((seed.deserialize(word)?, self))
    }
}

impl Word {
    /// Reads the word's content. A missing content is `if_none`.
    fn content<T>(
        mut self,
        read: impl FnOnce(Reader) -> Result<T, Unreadable>,
        if_none: Value,
    ) -> Result<T, Unreadable> {
        if self.content.is_null() {
            self.content = if_none;
        }
        let reader = Reader { value: self.content, is_text: self.is_text };
        read(reader).map_err(|problem| problem.within(&self.name))
    }
}

impl<'de> VariantAccess<'de> for Word {
    type Error = Unreadable;

    fn unit_variant(self) -> Result<(), Unreadable> {
        let nothing = |reader: Reader| match reader.value {
            Value::Object(fields) if fields.is_empty() => Ok(()),
            _ => Err(Unreadable::new("takes nothing")),
        };
        self.content(nothing, Map::new().into())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Unreadable> {
        self.content(|reader| seed.deserialize(reader), Value::Null)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _length: usize, visitor: V) -> Result<V::Value, Unreadable> {
        self.content(|reader| reader.deserialize_any(visitor), Value::Null)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.content(|reader| reader.deserialize_map(visitor), Map::new().into())
    }
}

/// Returns the meaning of a text in a query that stands for true or false. A parameter without a value stands for true.
fn is_yes(text: &str) -> Option<bool> {
    match text {
        "" | "true" | "1" | "yes" | "on" => Some(true),
        "false" | "0" | "no" | "off" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use mock_http::faults::{Effect, Fault};
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    fn read<T: DeserializeOwned>(body: Value) -> Result<T, Unreadable> {
        CallFields::new(Map::new(), body)?.read()
    }

    fn read_texts<T: DeserializeOwned>(texts: &Value) -> Result<T, Unreadable> {
        CallFields::with_texts(Map::new(), texts.as_object().unwrap().clone()).read()
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Limits {
        limit: u64,
        status: Option<u16>,
        rate: Option<f64>,
    }

    #[test]
    fn a_number_without_a_fraction_is_whole_however_it_is_written() {
        let wanted = Limits { limit: 60, status: Some(200), rate: Some(0.5) };
        for limit in ["60", "60.0", "6e1", "600e-1", "6.0E+1"] {
            let body = format!(r#"{{"limit": {limit}, "status": 2e2, "rate": 5e-1}}"#);
            assert_eq!(read::<Limits>(serde_json::from_str(&body).unwrap()).unwrap(), wanted, "{limit}");
            let texts = json!({ "limit": limit, "status": "2e2", "rate": "0.5" });
            assert_eq!(read_texts::<Limits>(&texts).unwrap(), wanted, "{limit}");
        }
    }

    #[test]
    fn problems_are_in_a_users_words() {
        let rows = [
            (json!([]), "The body must be an object, not a list"),
            (json!({}), "limit: is missing"),
            (json!({ "limit": null }), "limit: is missing"),
            (json!({ "limit": "5" }), "limit: must be a whole number, not a text"),
            (json!({ "limit": 1.5 }), "limit: must be a whole number, not 1.5"),
            (json!({ "limit": -1 }), "limit: must not be negative"),
            (json!({ "limit": 1e300 }), "limit: must be at most 18446744073709551615"),
            (json!({ "limit": 1, "rate": true }), "rate: must be a number, not true"),
            (json!({ "limit": 1, "least": 2 }), "least: is not known here; there are limit, status, rate"),
        ];
        for (body, words) in rows {
            assert_eq!(read::<Limits>(body).unwrap_err().to_string(), words);
        }
        for (text, shown) in [("many", "a text"), ("1.5", "1.5")] {
            let texts = json!({ "limit": text });
            let problem = read_texts::<Limits>(&texts).unwrap_err();
            assert_eq!(problem.to_string(), format!("limit: must be a whole number, not {shown}"));
        }
    }

    #[test]
    fn a_word_may_stand_alone_or_with_what_belongs_to_it() {
        let fail_job = Effect::FailJob { code: None, message: None };
        let rows = [
            (json!("disconnect"), Effect::Disconnect),
            (json!({ "disconnect": null }), Effect::Disconnect),
            (json!({ "disconnect": {} }), Effect::Disconnect),
            (json!("fail_job"), fail_job.clone()),
            (json!({ "fail_job": { "code": null } }), fail_job),
            (json!({ "delay": { "ms": 5.0 }, "refuse": null, "disconnect": null }), Effect::Delay { ms: 5 }),
        ];
        for (effect, wanted) in rows {
            let fault: Fault = read(json!({ "effect": effect })).unwrap();
            assert_eq!(fault.effect, wanted);
        }
        let words = "respond, refuse, delay, disconnect, truncate, malformed, fail_job";
        let rows = [
            (json!("explode"), format!("effect: must be one of {words}, not \"explode\"")),
            (json!(5), format!("effect: must be one of {words}, not 5")),
            (json!({}), format!("effect: must be exactly one of {words}")),
            (
                json!({ "delay": { "ms": 5 }, "malformed": {} }),
                format!("effect: must be exactly one of {words}"),
            ),
            (json!("delay"), "effect.delay.ms: is missing".to_owned()),
            (json!({ "disconnect": 5 }), "effect.disconnect: takes nothing".to_owned()),
            (
                json!({ "respond": { "status": 200, "headers": { "x": 5 } } }),
                "effect.respond.headers.x: must be a text, not 5".to_owned(),
            ),
        ];
        for (effect, wanted) in rows {
            let problem = read::<Fault>(json!({ "effect": effect })).unwrap_err();
            assert_eq!(problem.to_string(), wanted);
        }
    }
}
