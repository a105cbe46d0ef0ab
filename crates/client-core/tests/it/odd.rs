//! The same answer with each of its fields made odd in every way, for the tests of all clients.

use serde_json::{Value, json};

/// Returns the places of all fields of an answer, at all depths.
pub(crate) fn places(answer: &Value) -> Vec<String> {
    let below = |name: String, value: &Value| {
        let mut found: Vec<_> = places(value).into_iter().map(|place| format!("/{name}{place}")).collect();
        found.push(format!("/{name}"));
        found
    };
    match answer {
        Value::Object(fields) => fields.iter().flat_map(|(name, value)| below(name.clone(), value)).collect(),
        Value::Array(list) => {
            list.iter().enumerate().flat_map(|(at, value)| below(at.to_string(), value)).collect()
        }
        _ => Vec::new(),
    }
}

/// Returns the answer in all its odd forms: each field in turn absent, null, and of every other type. Each form comes with its
/// description.
pub(crate) fn forms(answer: &Value) -> Vec<(String, Value)> {
    let odd =
        [json!(null), json!(2.5), json!(7), json!("odd"), json!(true), json!([]), json!([null]), json!({})];
    let mut forms = Vec::new();
    for place in places(answer) {
        for odd in &odd {
            let mut form = answer.clone();
            *form.pointer_mut(&place).unwrap() = odd.clone();
            forms.push((format!("{place} is {odd}"), form));
        }
        let (parent, name) = place.rsplit_once('/').unwrap();
        let mut form = answer.clone();
        if let Some(fields) = form.pointer_mut(parent).unwrap().as_object_mut() {
            fields.remove(name);
            forms.push((format!("{place} is absent"), form));
        }
    }
    forms
}

/// Holds the result of a call against an odd form of its answer: all texts of the answer are in the result, or in the raw body of
/// the error; and the result reads back from its own JSON. Returns `true` if the result is no error.
pub(crate) fn nothing_is_lost<T, E>(form: &Value, what: &str, result: Result<T, E>) -> bool
where
    T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
    E: AsRef<client_core::Error>,
{
    let is_read = result.is_ok();
    let kept = match result {
        Ok(read) => {
            let json = serde_json::to_value(&read).unwrap();
            assert_eq!(serde_json::from_value::<T>(json.clone()).unwrap(), read, "{what}");
            json
        }
        Err(error) => serde_json::from_slice(error.as_ref().raw_body().expect("the whole answer")).unwrap(),
    };
    let kept = texts(&kept);
    // An instant reads as the same one however it is written.
    let is_kept = |text: &String| {
        kept.contains(text)
            || text.parse::<client_core::Timestamp>().is_ok_and(|at| kept.contains(&at.to_string()))
    };
    let lost: Vec<_> = texts(form).into_iter().filter(|text| !is_kept(text)).collect();
    assert_eq!(lost, [""; 0], "{what}");
    is_read
}

/// Returns all texts of an answer.
fn texts(answer: &Value) -> Vec<String> {
    match answer {
        Value::String(text) => vec![text.clone()],
        Value::Object(fields) => fields.values().flat_map(texts).collect(),
        Value::Array(list) => list.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}
