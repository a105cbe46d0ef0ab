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
    /// The clauses on the shape that it had.
    pub cited: Evidence,
    /// The clauses on the place and the casing of the key in it.
    pub key_cited: Evidence,
    /// The clause by which a required field that is there counts as missing.
    pub refused_by: Option<ClauseRef>,
}

impl Flat {
    /// Brings a body into one shape.
    pub fn of(mut body: Map<String, Value>) -> Result<Self, Unreadable> {
        let (mut cited, mut key_cited) = (Evidence::default(), Evidence::default());
        let mut nulls = strip_nulls(&mut body);
        let source = body.remove("sourceTaskId");
        match body.remove("taskData") {
            Some(Value::Object(mut wrapped)) => {
                nulls.append(&mut strip_nulls(&mut wrapped));
                cite_if(&mut key_cited, has(&wrapped, "api_key"), &clause::AUTH_BODY_IN_WRAPPER);
                cite_if(&mut key_cited, has(&body, "api_key"), &clause::AUTH_BODY_BESIDE_WRAPPER);
                unwrap(&mut body, wrapped, &mut cited);
            }
            Some(other) => return Err(not_an_object(&other)),
            None => cite_if(&mut cited, source.is_some(), &clause::BODY_SOURCE_TASK_ID_FLAT),
        }
        cite_if(&mut key_cited, body.contains_key("apiKey"), &clause::AUTH_BODY_CAMEL_CASE);
        to_snake_case(&mut body, &mut cited);
        if let Some(source) = source {
            let clause: ClauseRef = if body.contains_key("task_id") {
                &clause::BODY_TASK_ID_FIRST
            } else {
                body.insert("task_id".to_owned(), source);
                &clause::BODY_SOURCE_TASK_ID
            };
            cited.cite(clause);
        }
        let is_new = body.get("mode").is_none_or(|mode| mode == "create");
        let mut refused_by = None;
        for name in ["story_type", "input_story", "task_id"] {
            // In a new task an empty text counts as missing. An empty id counts as missing in every mode.
            let counts = is_new || name == "task_id";
            if counts && body.get(name).and_then(Value::as_str) == Some("") {
                body.remove(name);
                if name != "task_id" {
                    refused_by = Some(&clause::CREATE_EMPTY_IS_MISSING as ClauseRef);
                }
            }
        }
        for name in nulls {
            cited.cite(if name == "character_name" {
                &clause::CREATE_CHARACTER_NAME_NULL
            } else {
                &clause::BODY_NULL
            });
            if is_new && matches!(&*name, "story_type" | "input_story") && !body.contains_key(&name) {
                refused_by = Some(&clause::BODY_NULL_REQUIRED);
            }
        }
        Ok(Self { fields: body, cited, key_cited, refused_by })
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

/// Returns `true` if the fields have one, in either casing.
fn has(fields: &Map<String, Value>, snake: &str) -> bool {
    fields.keys().filter_map(|name| spelling(name)).any(|spelling| spelling.snake == snake)
}

/// Removes fields that are null, since they count as left out. Returns their names in snake case.
fn strip_nulls(fields: &mut Map<String, Value>) -> Vec<String> {
    let nulls = fields.iter().filter(|(_, value)| value.is_null());
    let in_snake_case = |name: &String| spelling(name).map_or(&**name, |spelling| spelling.snake).to_owned();
    let names = nulls.map(|(name, _)| in_snake_case(name)).collect();
    fields.retain(|_, value| !value.is_null());
    names
}

fn not_an_object(value: &Value) -> Unreadable {
    let fault = Fault::WrongType { expected: "object", received: type_name(value) };
    let issue = Issue { field: "taskData".to_owned(), fault, clause: &clause::BODY_WRAPPER_OBJECT };
    Unreadable::Fields { issues: vec![issue], cited: Evidence::default() }
}

/// Merges the fields of the wrapper into those beside it; the wrapper's win.
fn unwrap(body: &mut Map<String, Value>, wrapped: Map<String, Value>, cited: &mut Evidence) {
    cited.cite(&clause::BODY_WRAPPED);
    cite_if(cited, has(&wrapped, "task_id"), &clause::BODY_TASK_ID_IN_WRAPPER);
    let is_camel = |name: &String| spelling(name).is_some_and(|spelling| spelling.camel == name);
    cite_if(cited, wrapped.keys().any(is_camel), &clause::BODY_CAMEL_CASE_IN_WRAPPER);
    for name in wrapped.keys() {
        let other = spelling(name)
            .map(|spelling| if spelling.snake == name { spelling.camel } else { spelling.snake });
        cite_if(cited, body.remove(name).is_some(), &clause::BODY_WRAPPER_FIRST);
        let other = other.and_then(|other| body.remove(other));
        cite_if(cited, other.is_some(), &clause::BODY_WRAPPER_BEFORE_CASING);
    }
    let fills =
        |name: &String| name == "mode" || spelling(name).is_some_and(|known| known.snake != "api_key");
    cite_if(cited, body.keys().any(fills), &clause::BODY_FLAT_FILLS_GAPS);
    body.extend(wrapped);
}

fn to_snake_case(body: &mut Map<String, Value>, cited: &mut Evidence) {
    let has_snake = SPELLINGS.iter().any(|spelling| body.contains_key(spelling.snake));
    for Spelling { snake, camel, printed } in &SPELLINGS {
        let Some(value) = body.remove(*camel) else { continue };
        if body.contains_key(*snake) {
            cited.cite(&clause::BODY_SNAKE_CASE_FIRST);
            continue;
        }
        body.insert((*snake).to_owned(), value);
        cited.cite(match *snake {
            // The key has a clause of its own.
            "api_key" => continue,
            "task_id" => &clause::BODY_TASK_ID_CAMEL_CASE,
            _ if *printed => &clause::BODY_CAMEL_CASE,
            _ => &clause::BODY_CAMEL_CASE_OF_ALL,
        });
        cite_if(cited, has_snake, &clause::BODY_MIXED_CASINGS);
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
