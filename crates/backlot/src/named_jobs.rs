//! The jobs that an exchange names: in its path, its query, or a body.

use std::borrow::Cow;
use std::collections::BTreeSet;

use journal::{JournalEntry, Text, Texts};
use mock_http::world::World;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use url::form_urlencoded;

/// The most jobs that are told of an exchange.
const MOST: usize = 10;
/// The most words of an exchange that are looked up.
const MOST_WORDS: usize = 200;
/// The lengths of words that may be ids, in bytes.
const LENGTHS: std::ops::RangeInclusive<usize> = 4..=100;

/// Returns the ids of the jobs that an exchange names and its account has.
pub(crate) fn jobs_in(world: &World, seen: &JournalEntry) -> Vec<String> {
    let about = seen.about();
    let account =
        about.api_key.as_deref().and_then(|api_key| world.accounts_at(about.provider).ok()?.page(api_key));
    let Some(account) = account else { return Vec::new() };
    let mut words = Words::default();
    words.add_texts(seen.texts());
    account.jobs_among(&words.found, MOST)
}

/// Words that may be ids, each once, in the order in which they came.
#[derive(Default)]
struct Words {
    found: Vec<String>,
    seen: BTreeSet<String>,
}

impl Words {
    fn add_texts(&mut self, texts: Texts<'_>) {
        let (path, query) = texts.target().split_once('?').unwrap_or((texts.target(), ""));
        for segment in path.split('/') {
            // A result file is named after its job.
            let segment = percent_decode_str(segment).decode_utf8_lossy();
            self.add(segment.split('.').next().unwrap_or_default().into());
            self.add(segment);
        }
        for (_, value) in form_urlencoded::parse(query.as_bytes()) {
            self.add(value);
        }
        for body in [texts.response_body(), texts.request_body()] {
            if let Text::Whole(bytes) = body
                && let Ok(json) = serde_json::from_slice(bytes)
            {
                self.add_json(&json);
            }
        }
    }

    fn add_json(&mut self, json: &Value) {
        match json {
            Value::String(text) => self.add(text.into()),
            Value::Array(values) => values.iter().for_each(|value| self.add_json(value)),
            Value::Object(fields) => fields.values().for_each(|value| self.add_json(value)),
            Value::Number(number) => self.add(number.to_string().into()),
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn add(&mut self, word: Cow<'_, str>) {
        let may_be_one = LENGTHS.contains(&word.len()) && !word.contains(char::is_whitespace);
        if may_be_one && self.found.len() < MOST_WORDS && self.seen.insert(word.clone().into_owned()) {
            self.found.push(word.into_owned());
        }
    }
}
