//! The fields that both calls for generations read: each once, with its clause and its rule.

use std::sync::Arc;

use kernel::evidence::ClauseRef;
use kernel::form::{Fault, Fields, boolean, text, url};
use serde_json::Value;

use super::order::{Choice, Loras};
use crate::clause;
use crate::fields::optional;
use crate::prices::Kind;
use crate::state::drawings::{Label, Note};

/// The most pictures of a call (`create.num-images-maximum`, `batch.maximum`).
pub const MOST: u8 = 20;

/// Reads a prompt: a text with more than white space.
pub fn prompt(value: &Value) -> Result<Arc<str>, Fault> {
    let prompt = text(1..=usize::MAX)(value)?;
    if prompt.trim().is_empty() { Err(Fault::TooShort(1)) } else { Ok(prompt.into()) }
}

/// Reads the URL of a picture to start from, which is never fetched.
pub fn source_url(fields: &mut Fields<'_>) -> Option<String> {
    let web = |value: &Value| url(value).map(|_| value.as_str().unwrap_or_default().to_owned());
    optional(fields, "source_image_url", &clause::CREATE_SOURCE_URL, web)
}

/// Reads the choice of the group. `joins` is the clause on joining one.
pub fn choice(fields: &mut Fields<'_>, joins: ClauseRef) -> Choice {
    let group_id = optional(fields, "group_id", joins, text(1..=usize::MAX));
    let title = optional(fields, "group_title", &clause::CREATE_GROUP_TITLE, text(0..=usize::MAX));
    match (&group_id, title.as_deref()) {
        (Some(_), None) => fields.cite(joins),
        (Some(_), Some(_)) => fields.cite(&clause::CREATE_GROUP_ID_WINS),
        (None, Some(title)) if !title.is_empty() => fields.cite(&clause::CREATE_GROUP_TITLE),
        (None, _) => {}
    }
    Choice { group_id, title }
}

/// Returns the kind of generation that the fields of a request imply, and the clause on it.
pub fn inferred(has_character: bool, has_source: bool) -> (Kind, ClauseRef) {
    match (has_character, has_source) {
        (true, _) => (Kind::Character, &clause::CREATE_CHARACTER),
        (false, true) => (Kind::PhotoEdit, &clause::CREATE_PHOTO_EDIT),
        (false, false) => (Kind::TextToImage, &clause::CREATE_TEXT),
    }
}

/// The switches for parts of a character's picture.
pub struct Flags {
    face_lora: bool,
    body_lora: bool,
    face_swap: bool,
}

impl Flags {
    /// Reads the switches, each of which is on by default.
    pub fn read(fields: &mut Fields<'_>) -> Self {
        let mut flag = |name| optional(fields, name, &clause::CREATE_FLAGS, boolean).unwrap_or(true);
        Self {
            face_lora: flag("use_face_lora"),
            body_lora: flag("use_body_lora"),
            face_swap: flag("face_swap"),
        }
    }

    /// Returns the LoRAs that a generation needs; only the picture of a character needs any.
    pub fn loras(&self, kind: Kind) -> Loras {
        let has_any = kind == Kind::Character;
        Loras { face: has_any && self.face_lora, body: has_any && self.body_lora }
    }

    /// Returns the parts that are switched off, for the result to show.
    pub fn notes(&self, kind: Kind) -> impl Iterator<Item = Note> {
        let rows = [
            (Label::FaceLora, self.face_lora),
            (Label::BodyLora, self.body_lora),
            (Label::FaceSwap, self.face_swap),
        ];
        let off = rows.into_iter().filter(move |(_, on)| kind == Kind::Character && !on);
        off.map(|(label, _)| Note { label, value: "off".to_owned() })
    }
}
