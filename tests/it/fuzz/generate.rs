//! Requests by the rules of a schema, and against them.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Number, Value, json};

/// What a schema thinks of a value, the worst last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Soundness {
    /// Allowed.
    Sound,
    /// Allowed here and there, and mostly not.
    Odd,
    /// Against a rule.
    Broken,
}

use Soundness::{Broken, Odd, Sound};

/// A value that was made to be so sound.
#[derive(Clone, Debug)]
pub(super) struct Made<T> {
    pub(super) value: T,
    pub(super) soundness: Soundness,
}

/// A document, and values for the fields that have to name something that is there.
pub(super) struct Generator<'a> {
    pub(super) document: &'a Value,
    pub(super) known: Map<String, Value>,
}

impl Generator<'_> {
    /// A JSON body by the schema at `pointer`, as text.
    pub(super) fn body(&self, schema: &Value) -> BoxedStrategy<Made<String>> {
        let resolved = self.resolve(schema);
        let shapes = resolved["anyOf"].as_array().map_or(std::slice::from_ref(resolved), Vec::as_slice);
        let object = proptest::strategy::Union::new(shapes.iter().map(|shape| self.object(shape)));
        let odd = prop_oneof![
            Just(String::new()),
            Just("{".to_owned()),
            Just("[]".to_owned()),
            Just("null".to_owned()),
            "\\PC{0,20}"
        ];
        prop_oneof![20 => object, 1 => odd.prop_map(|value| Made { value, soundness: Odd })].boxed()
    }

    /// A path with something for each of its parameters.
    pub(super) fn path(&self, path: &str) -> BoxedStrategy<String> {
        let parts: Vec<_> = path
            .split('/')
            .map(|part| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
                None => Just(part.to_owned()).boxed(),
                Some(name) => {
                    let known = self.known[name].as_array().expect("a list of what there is").clone();
                    select(known).prop_map(|id| id.as_str().expect("an id").to_owned()).boxed()
                }
            })
            .collect();
        parts.prop_map(|parts| parts.join("/")).boxed()
    }

    /// A query by the document's parameters, without its question mark.
    pub(super) fn query(&self, parameters: &[Value]) -> BoxedStrategy<Made<String>> {
        let pairs: Vec<_> = parameters
            .iter()
            .map(|parameter| self.resolve(parameter))
            .filter(|parameter| parameter["in"] == "query")
            .map(|parameter| {
                let name = parameter["name"].as_str().expect("a parameter has a name").to_owned();
                let needed = parameter["required"] == true;
                self.field(&name, &parameter["schema"], needed, 40).prop_map(move |made| (name.clone(), made))
            })
            .collect();
        let junk = prop::option::weighted(0.1, "[ -~]{0,30}");
        (pairs, junk)
            .prop_map(|(pairs, junk)| {
                let soundness = pairs.iter().map(|(_, made)| made.soundness).max().unwrap_or(Sound);
                let mut query = url::form_urlencoded::Serializer::new(String::new());
                for (name, made) in pairs {
                    for value in made.value {
                        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                        query.append_pair(&name, &text);
                    }
                }
                if let Some(junk) = &junk {
                    query.append_pair(junk, junk);
                }
                Made { value: query.finish(), soundness }
            })
            .boxed()
    }

    /// The text of an object: its fields sound or not, left out or there twice, with others among them.
    fn object(&self, schema: &Value) -> BoxedStrategy<Made<String>> {
        let schema = self.resolve(schema);
        let needed = schema["required"].as_array().cloned().unwrap_or_default();
        let properties = self.properties(schema);
        // The more fields there are, the rarer each goes wrong.
        let ease = u32::try_from(properties.len()).expect("fields are few").max(4) * 10;
        let fields: Vec<_> = properties
            .into_iter()
            .map(|(name, schema)| {
                let name = name.clone();
                let needed = needed.iter().any(|needed| *needed == *name);
                self.field(&name, schema, needed, ease).prop_map(move |made| (name.clone(), made))
            })
            .collect();
        let unknown = vec(("[a-zA-Z_]{3,12}X", any_json()), 0..3).prop_map(|unknown| {
            let one = |(name, value)| (name, Made { value: vec![value], soundness: Sound });
            unknown.into_iter().map(one).collect::<Vec<_>>()
        });
        (fields, prop_oneof![4 => Just(Vec::new()), 1 => unknown])
            .prop_map(|(fields, unknown)| {
                let all = fields.into_iter().chain(unknown);
                let (mut texts, mut soundness) = (Vec::new(), Sound);
                for (name, made) in all {
                    soundness = soundness.max(made.soundness);
                    texts.extend(made.value.iter().map(|value| format!("{}:{value}", json!(name))));
                }
                Made { value: format!("{{{}}}", texts.join(",")), soundness }
            })
            .boxed()
    }

    /// The properties of an object's schema, and of all that it is made of.
    fn properties<'v>(&'v self, schema: &'v Value) -> Vec<(&'v String, &'v Value)> {
        let parts = schema["allOf"].as_array().into_iter().flatten();
        let parts = parts.flat_map(|part| self.properties(self.resolve(part)));
        schema["properties"].as_object().into_iter().flatten().chain(parts).collect()
    }

    /// The values under a field's name, of which the last counts: mostly one, sometimes none or two.
    fn field(&self, name: &str, schema: &Value, needed: bool, ease: u32) -> BoxedStrategy<Made<Vec<Value>>> {
        let made = |soundness| move |value| Made { value: vec![value], soundness };
        let sound = self.sound(name, schema);
        let one = match self.resolve(schema)["type"].as_str() {
            Some("object") => self.nested(schema),
            // A field that may be null is so now and then.
            None if self.may_be_null(schema) => {
                prop_oneof![8 => sound.clone(), 1 => Just(Value::Null)].prop_map(made(Sound)).boxed()
            }
            _ => sound.clone().prop_map(made(Sound)).boxed(),
        };
        let twice =
            (odd(), sound).prop_map(|(first, last)| Made { value: vec![first, last], soundness: Sound });
        let wrong = prop_oneof![2 => odd().prop_map(made(Odd)), 1 => self.off_by_one(schema)];
        let none = Just(Made { value: Vec::new(), soundness: if needed { Broken } else { Sound } });
        let without = if needed { 1 } else { 20 };
        prop_oneof![ease => one, 1 => twice, 4 => wrong, without => none].boxed()
    }

    /// An object within another, sound or not.
    fn nested(&self, schema: &Value) -> BoxedStrategy<Made<Vec<Value>>> {
        let object = self.object(schema);
        let parsed = |made: Made<String>| Made {
            value: serde_json::from_str(&made.value).into_iter().collect(),
            soundness: made.soundness,
        };
        object.prop_map(parsed).boxed()
    }

    /// A value just outside the schema's bounds, where it has bounds.
    fn off_by_one(&self, schema: &Value) -> BoxedStrategy<Made<Vec<Value>>> {
        let schema = self.essence(schema);
        let (below, above) = (|bound: i128| bound - 1, |bound: i128| bound + 1);
        let beside =
            |field: &str, beside: fn(i128) -> i128| schema[field].as_i64().map(i128::from).map(beside);
        let lengths = [beside("minLength", below), beside("maxLength", above)].into_iter().flatten();
        let texts = lengths.map(|length| "x".repeat(usize::try_from(length).unwrap_or_default()).into());
        let numbers = [beside("minimum", below), beside("maximum", above)].into_iter().flatten();
        let numbers = numbers.filter_map(Number::from_i128);
        let counts = [beside("minItems", below), beside("maxItems", above)].into_iter().flatten();
        let lists =
            counts.map(|count| vec!["https://a.example/x"; usize::try_from(count).unwrap_or_default()]);
        let values: Vec<Value> =
            texts.chain(numbers.map(Value::Number)).chain(lists.map(Value::from)).collect();
        if values.is_empty() {
            return odd().prop_map(|value| Made { value: vec![value], soundness: Odd }).boxed();
        }
        select(values).prop_map(|value| Made { value: vec![value], soundness: Broken }).boxed()
    }

    fn resolve<'v>(&'v self, schema: &'v Value) -> &'v Value {
        let reference = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
        reference.map_or(schema, |pointer| {
            self.resolve(self.document.pointer(pointer).expect("a reference leads somewhere"))
        })
    }

    /// A schema without what only says that a value may be null.
    fn essence<'v>(&'v self, schema: &'v Value) -> &'v Value {
        let schema = self.resolve(schema);
        let other = |choices: &'v Vec<Value>| choices.iter().find(|choice| choice["type"] != "null");
        match schema["anyOf"].as_array().filter(|_| self.may_be_null(schema)).and_then(other) {
            Some(other) => self.essence(other),
            None => schema,
        }
    }

    fn may_be_null(&self, schema: &Value) -> bool {
        let schema = self.resolve(schema);
        let types = schema["type"].as_array().is_some_and(|types| types.contains(&json!("null")));
        let mut choices = schema["anyOf"].as_array().into_iter().flatten();
        types || choices.any(|choice| choice["type"] == "null")
    }

    /// A value that the schema allows. Lengths near their limits have characters of the basic plane alone: the schema counts
    /// code points, the service UTF-16 units.
    fn sound(&self, name: &str, schema: &Value) -> BoxedStrategy<Value> {
        let schema = self.essence(schema);
        if let Some(Value::Array(known)) = self.known.get(name) {
            return select(known.clone()).boxed();
        }
        if let Some(words) = schema["enum"].as_array() {
            return select(words.clone()).boxed();
        }
        let number = |field: &str, default: u64| schema[field].as_u64().unwrap_or(default);
        // Of the patterns in requests only those of web addresses ask for more than any text has.
        if schema["pattern"].as_str().is_some_and(|pattern| pattern.contains("://")) {
            return web_url();
        }
        match (type_of(schema), schema["format"].as_str()) {
            (Some("string"), Some("uuid")) => {
                any::<u128>().prop_map(|id| uuid::Uuid::from_u128(id).to_string().into()).boxed()
            }
            (Some("string"), None) => text(number("minLength", 0), number("maxLength", 3000)),
            (Some("integer"), _) => {
                let bound = |field: &str, default: i64| schema[field].as_i64().unwrap_or(default);
                let (least, most) = (bound("minimum", 0), bound("maximum", 1000));
                let whole = prop_oneof![4 => least..=most, 1 => Just(least), 1 => Just(most)];
                // A double holds it exactly.
                let with_point =
                    (least.max(-1 << 53)..=most.min(1 << 53)).prop_map(|whole| json!(whole as f64));
                prop_oneof![4 => whole.prop_map(Value::from), 1 => with_point].boxed()
            }
            (Some("number"), _) => {
                let bound = |field: &str, default: f64| schema[field].as_f64().unwrap_or(default);
                (bound("minimum", -100.0)..=bound("maximum", 100.0)).prop_map(Value::from).boxed()
            }
            (Some("null"), _) => Just(Value::Null).boxed(),
            (Some("boolean"), _) => any::<bool>().prop_map(Value::from).boxed(),
            (Some("array"), _) if schema["items"].is_null() => {
                vec(any_json(), 1..=4).prop_map(Value::from).boxed()
            }
            (Some("array"), _) => {
                let count =
                    |field: &str| schema[field].as_u64().and_then(|count| usize::try_from(count).ok());
                let (least, most) = (count("minItems").unwrap_or(0), count("maxItems").unwrap_or(4));
                vec(self.sound(name, &schema["items"]), least..=most).prop_map(Value::from).boxed()
            }
            (Some("object"), _) => {
                let properties = schema["properties"].as_object().into_iter().flatten();
                let fields: Vec<_> =
                    properties.map(|(name, schema)| (Just(name.clone()), self.sound(name, schema))).collect();
                fields.prop_map(|fields| Value::Object(fields.into_iter().collect())).boxed()
            }
            (None, None) => any_json(),
            other => panic!("{name}: {other:?} is not known here"),
        }
    }
}

/// The type of a schema, beside null if that is allowed too.
fn type_of(schema: &Value) -> Option<&str> {
    let types = schema["type"].as_array().into_iter().flatten().filter_map(Value::as_str);
    schema["type"].as_str().or_else(|| types.into_iter().find(|name| *name != "null"))
}

fn text(shortest: u64, longest: u64) -> BoxedStrategy<Value> {
    // A long text says the same over and over: to draw each letter takes longer than to send them.
    let of_length = |length: u64| {
        let length = usize::try_from(length).expect("a length fits");
        let letter = prop_oneof![10 => "[ -Z^-~]", 1 => "[à-ÿ]", 1 => "[一-龠]"];
        vec(letter, length.min(60)).prop_map(move |letters| {
            letters.iter().map(String::as_str).cycle().take(length).collect::<String>().into()
        })
    };
    let near = shortest.max(1)..=longest.min(shortest + 60);
    let usual = near.prop_flat_map(of_length);
    let film = "[a-z ]{10,20}🎬[a-z ]{3,20}".prop_map(Value::from);
    // With the film's two units it is far from every limit that is not below a hundred.
    if longest >= 100 && shortest <= 10 {
        return prop_oneof![6 => usual, 1 => of_length(shortest), 1 => of_length(longest), 1 => film].boxed();
    }
    prop_oneof![6 => usual, 1 => of_length(shortest), 1 => of_length(longest)].boxed()
}

/// Addresses that every reader of URLs agrees on.
fn web_url() -> BoxedStrategy<Value> {
    let scheme = select(vec!["http", "https", "HTTPS"]);
    let host =
        prop_oneof!["[a-z]{1,20}\\.example", Just("127.0.0.1:8080".to_owned()), Just("[::1]".to_owned())];
    let path =
        prop_oneof![Just(String::new()), "(/[a-z0-9%]{0}[a-z0-9-]{0,12}){1,5}", "/%20%7E\\?[a-z=&]{0,20}#x"];
    (scheme, host, path).prop_map(|(scheme, host, path)| format!("{scheme}://{host}{path}").into()).boxed()
}

/// Values that fit few fields or none.
fn odd() -> BoxedStrategy<Value> {
    let rows = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1e308),
        json!(512.0),
        json!(9_223_372_036_854_775_808_u64),
        json!(u64::MAX),
        json!(0.5),
        json!([]),
        json!({}),
        json!([[[[[{ "a": [null] }]]]]]),
        json!(""),
        json!(" "),
        json!("x"),
        json!("\u{0}\u{1}\u{7f}\u{feff}"),
        json!("00000000-0000-4000-8000-00000000000Z"),
        json!("00000000000040008000000000000001"),
        json!("javascript:alert(1)"),
        json!("http://"),
        json!("META"),
        json!("x".repeat(5000)),
        json!("漢".repeat(2001)),
    ];
    prop_oneof![4 => select(rows.to_vec()), 1 => any_json()].boxed()
}

fn any_json() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        // Words that steer a job are no noise.
        "\\PC{0,12}".prop_map(|text| text.replace('[', "(").into()),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec(("[a-z]{0,6}", inner), 0..4).prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
    .boxed()
}
