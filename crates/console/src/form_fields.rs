//! Forms as calls: the fields of a form are the leaves of a call's JSON.
//!
//! A field's name is the way to its leaf, with slashes, and at its end the type if it is no text: `effect/delay/ms:number`. A field
//! without a value is left out, so that every form is a call as it would be written by hand.

use control_api::Call;
use serde_json::{Map, Value};

use crate::page_request::Pairs;

/// The field with the address of the page to see after the call.
pub(crate) const BACK: &str = "back";

/// Returns the JSON that the fields of a form are the leaves of.
pub(crate) fn value_of(form: &Pairs) -> Result<Value, String> {
    let mut whole = Value::Object(Map::new());
    for (name, text) in form.0.iter().filter(|(name, _)| name != BACK) {
        let (way, kind) = name.split_once(':').unwrap_or((name, "text"));
        let leaf = leaf(kind, text).ok_or_else(|| format!("{way}: {text:?} is no {kind}"))?;
        let mut place = &mut whole;
        for step in way.split('/').filter(|step| !step.is_empty()) {
            if !place.is_object() {
                *place = Value::Object(Map::new());
            }
            place = &mut place[step];
        }
        *place = leaf;
    }
    Ok(whole)
}

fn leaf(kind: &str, text: &str) -> Option<Value> {
    match kind {
        "text" => Some(text.into()),
        "number" => serde_json::from_str(text).ok().filter(Value::is_number),
        "flag" => text.parse::<bool>().ok().map(Value::from),
        "json" => serde_json::from_str(text).ok(),
        _ => None,
    }
}

/// Returns the fields of the form that makes a call.
pub(crate) fn fields_of<K: Call>(call: &K) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let value = serde_json::to_value(call).unwrap_or_default();
    collect("", &value, &mut fields);
    fields
}

fn collect(way: &str, value: &Value, fields: &mut Vec<(String, String)>) {
    let mut add = |kind: &str, text: String| fields.push((format!("{way}{kind}"), text));
    match value {
        Value::Null => {}
        Value::String(text) => add("", text.clone()),
        Value::Number(number) => add(":number", number.to_string()),
        Value::Bool(flag) => add(":flag", flag.to_string()),
        Value::Array(_) => add(":json", value.to_string()),
        Value::Object(members) => {
            for (name, member) in members {
                let way = if way.is_empty() { name.clone() } else { format!("{way}/{name}") };
                collect(&way, member, fields);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use control_api::{AdvanceClock, CreateWorld, Destination, Effect, Fault, WorldMoment};
    use serde_json::json;

    use super::*;

    fn again<K: Call>(call: &K) -> Value {
        let whole = value_of(&Pairs(fields_of(call))).unwrap();
        serde_json::to_value(serde_json::from_value::<K>(whole).unwrap()).unwrap()
    }

    #[test]
    fn the_form_of_a_call_makes_that_call() {
        let fork = CreateWorld {
            durable: Some(true),
            from: Some(WorldMoment { world: "a".to_owned(), at: None }),
            ..CreateWorld::default()
        };
        assert_eq!(again(&fork), serde_json::to_value(&fork).unwrap());
        let next = AdvanceClock::to(Destination::Next);
        assert_eq!(again(&next), json!({ "seconds": null, "to": "next" }));
        let slow = Fault::new(Effect::Delay { ms: 250 }).path("/a/*").times(1);
        assert_eq!(again(&slow), serde_json::to_value(&slow).unwrap());
    }

    #[test]
    fn a_field_of_another_type_is_named() {
        let form = Pairs(vec![("effect/delay/ms:number".to_owned(), "soon".to_owned())]);
        assert_eq!(value_of(&form).unwrap_err(), "effect/delay/ms: \"soon\" is no number");
    }
}
