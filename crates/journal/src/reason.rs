//! The words of a refusal, for the log.

use serde_json::Value;

use crate::mask::Mask;
use crate::transcript::Text;
use crate::view::body;

/// Names of fields that add nothing to the words in them.
const PLAIN: [&str; 5] = ["detail", "details", "error", "errors", "message"];

/// Returns the texts in an answer's body, masked as in the journal. A text in a field follows the field's name.
pub fn reason(came: Text<'_>, api_key: Option<&str>) -> Option<String> {
    let Text::Whole(_) = came else { return None };
    let mut words = Vec::new();
    gather(None, &body(came, || false, &Mask::of(api_key)), &mut words);
    (!words.is_empty()).then(|| words.join("; "))
}

fn gather(name: Option<&str>, value: &Value, words: &mut Vec<String>) {
    match value {
        Value::String(text) => match (name, text.trim()) {
            (_, "") => {}
            (Some(name), text) if !PLAIN.contains(&name) => words.push(format!("{name}: {text}")),
            (_, text) => words.push(text.to_owned()),
        },
        Value::Array(values) => values.iter().for_each(|value| gather(name, value, words)),
        Value::Object(fields) => fields.iter().for_each(|(name, value)| gather(Some(name), value, words)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_every_envelope_are_found_and_masked() {
        let rows = [
            (
                r#"{"error":"bad_request","message":"seconds: must be a number"}"#,
                "bad_request; seconds: must be a number",
            ),
            (
                r#"{"code":400,"message":"Invalid request","data":{"error":"Missing: input"}}"#,
                "Invalid request; Missing: input",
            ),
            (
                r#"{"error":"Invalid","details":{"formErrors":[],"fieldErrors":{"tone":["not a tone","empty"]}}}"#,
                "Invalid; tone: not a tone; tone: empty",
            ),
            (r#"{"success":false,"error":"no task for key-of-mine"}"#, "no task for ***"),
            (r#"{"message":"no","token":"abc"}"#, "no; token: ***"),
            ("Not here.\n", "Not here."),
        ];
        for (body, expected) in rows {
            let found = reason(Text::Whole(body.as_bytes()), Some("key-of-mine"));
            assert_eq!(found.as_deref(), Some(expected));
        }
        assert_eq!(reason(Text::Whole(b"{}"), None), None);
        assert_eq!(reason(Text::Nothing, None), None);
    }
}
