//! Characters as they are read and written (`animus-facts.md`, 3).

use mock_core::fields::{Fault, Fields, Form, text};
use serde::Serialize;

use super::{Page, PageRule, Pagination, instant, optional};
use crate::clause;
use crate::state::characters::Character;
use crate::state::training::Part;

/// `POST /characters`.
pub struct NewCharacter {
    /// What it is called.
    pub name: String,
    /// Who it is said to be.
    pub description: String,
}

impl Form for NewCharacter {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let name = fields.required("name", &clause::CHARACTER_NAME, text(0..=usize::MAX));
        let name = name.filter(|name| is_name(fields, name));
        let description =
            optional(fields, "description", &clause::CHARACTER_DESCRIPTION, text(0..=usize::MAX));
        if description.is_none() {
            fields.cite(&clause::CHARACTER_DESCRIPTION);
        }
        Some(Self { name: name?, description: description.unwrap_or_default() })
    }
}

/// Whether a name is one; it is refused if not.
fn is_name(fields: &mut Fields<'_>, name: &str) -> bool {
    if name.is_empty() {
        fields.refuse("name", Fault::TooShort(1), &clause::CHARACTER_NAME_EMPTY);
    }
    !name.is_empty()
}

/// `PUT /characters/{character_id}`. What is left out stays.
pub struct CharacterChange {
    /// What it is called.
    pub name: Option<String>,
    /// Who it is said to be.
    pub description: Option<String>,
}

impl Form for CharacterChange {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let name = optional(fields, "name", &clause::CHARACTER_UPDATE, text(0..=usize::MAX));
        let name = name.filter(|name| is_name(fields, name));
        let description = optional(fields, "description", &clause::CHARACTER_UPDATE, text(0..=usize::MAX));
        Some(Self { name, description })
    }
}

/// `GET /characters`.
pub struct CharactersQuery(pub Page);

impl Form for CharactersQuery {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        static RULE: PageRule = PageRule {
            default: 20,
            most: 100,
            limit: &clause::CHARACTER_LIST_LIMIT_RANGE,
            offset: &clause::CHARACTER_LIST_OFFSET,
        };
        Some(Self(Page::read(fields, &RULE)))
    }
}

/// A character.
#[derive(Serialize)]
pub struct CharacterBody {
    /// Its id.
    pub character_id: String,
    /// Who owns it.
    pub organization_id: String,
    /// Who made it.
    pub creator_id: String,
    /// What it is called.
    pub name: String,
    /// Who it is said to be.
    pub description: String,
    /// How far it is, in a word.
    pub status: &'static str,
    /// Where its wizard is.
    pub current_step: u8,
    /// How many faces it has.
    pub face_images_count: usize,
    /// How many bodies it has.
    pub body_images_count: usize,
    /// How its training set stands.
    pub dataset_status: &'static str,
    /// How its face LoRA stands.
    pub face_lora_status: &'static str,
    /// How its body LoRA stands.
    pub body_lora_status: &'static str,
    /// When it was made.
    pub created_at: String,
    /// When it was last written.
    pub updated_at: String,
    /// The subscription that it is rendered by: never one here (`character.subscription`).
    pub subscription_id: Option<String>,
}

/// The id of whoever made an account's characters, from the account's public id, which is the organization's.
fn creator(account_id: &str) -> String {
    let plain: String = account_id.chars().filter(|letter| *letter != '-').take(12).collect();
    format!("user_{plain}")
}

impl CharacterBody {
    /// A character of an account with this public id.
    pub fn of(account_id: &str, character: &Character) -> Self {
        let lora = |part| character.lora(part).status.name();
        Self {
            character_id: character.id.to_string(),
            organization_id: account_id.to_owned(),
            creator_id: creator(account_id),
            name: character.name.clone(),
            description: character.description.clone(),
            status: character.status(),
            current_step: character.step() as u8,
            face_images_count: character.faces(),
            body_images_count: character.bodies(),
            dataset_status: character.dataset.status.name(),
            face_lora_status: lora(Part::Face),
            body_lora_status: lora(Part::Body),
            created_at: instant(character.created_at),
            updated_at: instant(character.updated_at),
            subscription_id: None,
        }
    }
}

/// A page of characters.
#[derive(Serialize)]
pub struct CharactersBody {
    /// The characters.
    pub characters: Vec<CharacterBody>,
    /// Which page it is.
    pub pagination: Pagination,
    /// What was asked for.
    pub filters: Filters,
}

/// What a list of characters was filtered by.
#[derive(Serialize)]
pub struct Filters {
    /// The caller's organization.
    pub organization_id: String,
    /// Nobody in particular.
    pub creator_id: Option<String>,
}

/// Whether something was done, with a sentence on it.
#[derive(Serialize)]
pub struct Done {
    /// Whether it was.
    pub success: bool,
    /// A sentence on it.
    pub message: &'static str,
}
