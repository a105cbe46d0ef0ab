//! The shapes of a body: flat, wrapped in `taskData`, or with a `sourceTaskId` beside it; in snake case or camel case.
//!
//! All of them become one flat object in snake case, so that the later code knows only this shape.

use kernel::evidence::{ClauseRef, Evidence};
use kernel::form::{Fault, Issue, Unreadable, type_name};
use serde_json::{Map, Value};

use crate::clause;

/// The two spellings of a field.
struct Spelling {
    snake: &'static str,
    camel: &'static str,
    /// `true` if the documents print the camel case; the others follow from the rule that all fields have one.
    printed: bool,
}

const fn printed(snake: &'static str, camel: &'static str) -> Spelling {
    Spelling { snake, camel, printed: true }
}

const fn by_rule(snake: &'static str, camel: &'static str) -> Spelling {
    Spelling { snake, camel, printed: false }
}

const SPELLINGS: [Spelling; 22] = [
    by_rule("task_id", "taskId"),
    printed("story_type", "storyType"),
    printed("input_story", "inputStory"),
    printed("voice_language", "voiceLanguage"),
    printed("dimension_type", "dimensionType"),
    by_rule("illustration_style", "illustrationStyle"),
    printed("video_duration", "videoDuration"),
    by_rule("narrator_name", "narratorName"),
    by_rule("narrator_voice_id", "narratorVoiceId"),
    by_rule("audience_age", "audienceAge"),
    by_rule("audience_gender", "audienceGender"),
    by_rule("audience_location", "audienceLocation"),
    by_rule("search_keywords", "searchKeywords"),
    by_rule("watermark_enabled", "watermarkEnabled"),
    by_rule("use_fixed_character", "useFixedCharacter"),
    by_rule("character_name", "characterName"),
    by_rule("enable_subtitle", "enableSubtitle"),
    by_rule("enable_zoom_effect", "enableZoomEffect"),
    by_rule("enable_chapter_transitions", "enableChapterTransitions"),
    by_rule("copy_to_email", "copyToEmail"),
    printed("triggered_by", "triggeredBy"),
    by_rule("api_key", "apiKey"),
];

fn spelling(name: &str) -> Option<&'static Spelling> {
    SPELLINGS.iter().find(|spelling| spelling.snake == name || spelling.camel == name)
}

/// A body in one shape.
pub struct Flat {
    /// Its fields.
    pub fields: Map<String, Value>,
    /// The clauses on its shape.
    pub cited: Evidence,
}

impl Flat {
    /// Brings a body into one shape.
    pub fn of(mut body: Map<String, Value>) -> Result<Self, Unreadable> {
        let mut cited = Evidence::default();
        strip_nulls(&mut body, &mut cited);
        let source = body.remove("sourceTaskId");
        match body.remove("taskData") {
            Some(Value::Object(mut wrapped)) => {
                strip_nulls(&mut wrapped, &mut cited);
                unwrap(&mut body, wrapped, source.is_some(), &mut cited);
            }
            Some(other) => return Err(not_an_object(&other)),
            None => {
                cited.cite(&clause::BODY_FLAT);
                cite_if(&mut cited, source.is_some(), &clause::BODY_SOURCE_TASK_ID_FLAT);
            }
        }
        to_snake_case(&mut body, &mut cited);
        if let Some(source) = source {
            cited.cite(&clause::BODY_SOURCE_TASK_ID);
            if body.contains_key("task_id") {
                cited.cite(&clause::BODY_TASK_ID_FIRST);
            } else {
                body.insert("task_id".to_owned(), source);
            }
        }
        let is_new = body.get("mode").is_none_or(|mode| mode == "create");
        for name in ["story_type", "input_story", "task_id"] {
            // In a new task an empty text counts as missing. An empty id counts as missing in every mode.
            let counts = is_new || name == "task_id";
            if counts && body.get(name).and_then(Value::as_str) == Some("") {
                body.remove(name);
            }
        }
        cited.extend(printed_as(&body));
        Ok(Self { fields: body, cited })
    }

    /// Returns the key in the body.
    pub fn api_key(&self) -> Option<&str> {
        self.fields.get("api_key").and_then(Value::as_str)
    }
}

fn cite_if(cited: &mut Evidence, holds: bool, clause: ClauseRef) {
    if holds {
        cited.cite(clause);
    }
}

/// Removes fields that are null: they count as left out.
fn strip_nulls(fields: &mut Map<String, Value>, cited: &mut Evidence) {
    for (name, _) in fields.iter().filter(|(_, value)| value.is_null()) {
        cited.cite(&clause::BODY_NULL);
        match spelling(name).map(|spelling| spelling.snake) {
            Some("story_type" | "input_story") => cited.cite(&clause::BODY_NULL_REQUIRED),
            Some("character_name") => cited.cite(&clause::CREATE_CHARACTER_NAME_NULL),
            _ => {}
        }
    }
    fields.retain(|_, value| !value.is_null());
}

fn not_an_object(value: &Value) -> Unreadable {
    let fault = Fault::WrongType { expected: "object", received: type_name(value) };
    let issue = Issue { field: "taskData".to_owned(), fault, clause: &clause::BODY_WRAPPER_OBJECT };
    Unreadable::Fields { issues: vec![issue], cited: Evidence::default() }
}

/// Merges the fields of the wrapper into those beside it; the wrapper's win.
fn unwrap(
    body: &mut Map<String, Value>,
    wrapped: Map<String, Value>,
    has_source: bool,
    cited: &mut Evidence,
) {
    cited.cite(&clause::BODY_WRAPPED);
    let has = |fields: &Map<String, Value>, snake: &str| {
        fields.keys().filter_map(|name| spelling(name)).any(|spelling| spelling.snake == snake)
    };
    let names: Vec<_> = wrapped.keys().map(String::as_str).collect();
    let is_camel = |name: &&str| spelling(name).is_some_and(|spelling| spelling.camel == *name);
    let conditions: [(bool, ClauseRef); 6] = [
        (has(&wrapped, "api_key"), &clause::AUTH_BODY_IN_WRAPPER),
        (has(body, "api_key"), &clause::AUTH_BODY_BESIDE_WRAPPER),
        (has(&wrapped, "task_id"), &clause::BODY_TASK_ID_IN_WRAPPER),
        (names.iter().any(is_camel), &clause::BODY_CAMEL_CASE_IN_WRAPPER),
        (
            names == ["story_type", "input_story", "voice_language", "dimension_type"],
            &clause::BODY_WRAPPED_PRINTED,
        ),
        (has_source && names == ["mode", "triggered_by"], &clause::BODY_SOURCE_PRINTED),
    ];
    cited.extend(conditions.into_iter().filter_map(|(holds, clause)| holds.then_some(clause)));
    for name in wrapped.keys() {
        let other = spelling(name)
            .map(|spelling| if spelling.snake == name { spelling.camel } else { spelling.snake });
        cite_if(cited, body.remove(name).is_some(), &clause::BODY_WRAPPER_FIRST);
        let other = other.and_then(|other| body.remove(other));
        cite_if(cited, other.is_some(), &clause::BODY_WRAPPER_BEFORE_CASING);
    }
    cite_if(cited, !body.is_empty(), &clause::BODY_FLAT_FILLS_GAPS);
    body.extend(wrapped);
}

fn to_snake_case(body: &mut Map<String, Value>, cited: &mut Evidence) {
    let has_snake = SPELLINGS.iter().any(|spelling| body.contains_key(spelling.snake));
    let mut taken = Vec::new();
    for Spelling { snake, camel, printed } in &SPELLINGS {
        let Some(value) = body.remove(*camel) else { continue };
        if body.contains_key(*snake) {
            cited.cite(&clause::BODY_SNAKE_CASE_FIRST);
            continue;
        }
        body.insert((*snake).to_owned(), value);
        taken.push((*snake, *printed));
    }
    if taken.is_empty() {
        return;
    }
    let took = |name: &str| taken.iter().any(|(snake, _)| *snake == name);
    let all_printed =
        SPELLINGS.iter().filter(|spelling| spelling.printed).all(|spelling| took(spelling.snake));
    let conditions: [(bool, ClauseRef); 6] = [
        (true, &clause::BODY_CAMEL_CASE),
        (all_printed && !has_snake, &clause::BODY_CAMEL_CASE_PRINTED),
        (taken.iter().any(|(_, printed)| !printed), &clause::BODY_CAMEL_CASE_OF_ALL),
        (has_snake, &clause::BODY_MIXED_CASINGS),
        (took("task_id"), &clause::BODY_TASK_ID_CAMEL_CASE),
        (took("api_key"), &clause::AUTH_BODY_CAMEL_CASE),
    ];
    cited.extend(conditions.into_iter().filter_map(|(holds, clause)| holds.then_some(clause)));
}

/// Recognizes the printed requests to create a task by their fields.
fn printed_as(body: &Map<String, Value>) -> Option<ClauseRef> {
    let named =
        |names: &[&str]| body.len() == names.len() && names.iter().all(|name| body.contains_key(*name));
    let sample =
        ["story_type", "input_story", "voice_language", "video_duration", "dimension_type", "triggered_by"];
    match () {
        () if named(&["story_type", "input_story"]) => Some(&clause::CREATE_PRINTED_SHORT),
        () if named(&sample) => Some(&clause::CREATE_PRINTED_SAMPLE),
        () if body.len() >= SPELLINGS.len() - 3 && body.contains_key("mode") => {
            Some(&clause::CREATE_PRINTED_FULL)
        }
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_shape_comes_out_flat_and_in_snake_case() {
        let rows = [
            (json!({ "story_type": "a" }), json!({ "story_type": "a" })),
            (json!({ "storyType": "a" }), json!({ "story_type": "a" })),
            (json!({ "storyType": "b", "story_type": "a" }), json!({ "story_type": "a" })),
            (json!({ "taskData": { "storyType": "a" } }), json!({ "story_type": "a" })),
            (json!({ "taskData": { "storyType": "a" }, "story_type": "b" }), json!({ "story_type": "a" })),
            (
                json!({ "taskData": { "mode": "x" }, "inputStory": "s" }),
                json!({ "mode": "x", "input_story": "s" }),
            ),
            (
                json!({ "sourceTaskId": "t", "taskData": { "mode": "repeat" } }),
                json!({ "mode": "repeat", "task_id": "t" }),
            ),
            (json!({ "sourceTaskId": "t", "task_id": "u" }), json!({ "task_id": "u" })),
            (json!({ "character_name": null, "story_type": "" }), json!({})),
            (json!({ "taskData": { "storyType": null }, "story_type": "a" }), json!({ "story_type": "a" })),
        ];
        for (body, expected) in rows {
            let flat = Flat::of(body.as_object().unwrap().clone()).unwrap();
            assert_eq!(Value::Object(flat.fields), expected, "{body}");
        }
        let odd = json!({ "taskData": [] });
        assert!(Flat::of(odd.as_object().unwrap().clone()).is_err());
    }
}
