//! The requests and answers on characters (`animus-facts.md`, 3).

use mock_core::fields::{Fault, Fields, Form, text};
use serde::Serialize;

use super::{Page, PageRule, Pagination, instant, optional};
use crate::clause;
use crate::state::characters::Character;
use crate::state::training::Part;

/// The body of `POST /characters`.
pub struct NewCharacter {
    /// The name of the character.
    pub name: String,
    /// The description of the character.
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

/// Returns `true` if a name is valid, and refuses the field otherwise.
fn is_name(fields: &mut Fields<'_>, name: &str) -> bool {
    if name.is_empty() {
        fields.refuse("name", Fault::TooShort(1), &clause::CHARACTER_NAME_EMPTY);
    }
    !name.is_empty()
}

/// The body of `PUT /characters/{character_id}`. Values that are left out do not change.
pub struct CharacterChange {
    /// The new name.
    pub name: Option<String>,
    /// The new description.
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

/// The query of `GET /characters`.
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
    /// The id of the character.
    pub character_id: String,
    /// The id of the organization that owns it.
    pub organization_id: String,
    /// The id of the user who made it.
    pub creator_id: String,
    /// The name of the character.
    pub name: String,
    /// The description of the character.
    pub description: String,
    /// The status of the character: `draft`, `training` or `ready`.
    pub status: &'static str,
    /// The step of its wizard, from 1 to 5.
    pub current_step: u8,
    /// The number of its face images.
    pub face_images_count: usize,
    /// The number of its body images.
    pub body_images_count: usize,
    /// The status of its training set.
    pub dataset_status: &'static str,
    /// The status of its face LoRA.
    pub face_lora_status: &'static str,
    /// The status of its body LoRA.
    pub body_lora_status: &'static str,
    /// The instant of its creation.
    pub created_at: String,
    /// The instant of its last change.
    pub updated_at: String,
    /// The id of its subscription: always null (`character.subscription`).
    pub subscription_id: Option<String>,
}

/// Returns the id of the user who made an account's characters. It comes from the public id of the account, which is also the
/// id of the organization.
fn creator(account_id: &str) -> String {
    let plain: String = account_id.chars().filter(|letter| *letter != '-').take(12).collect();
    format!("user_{plain}")
}

impl CharacterBody {
    /// Returns the record of a character of the account with this public id.
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
    /// The place of the page in the list.
    pub pagination: Pagination,
    /// The filters of the list.
    pub filters: Filters,
}

/// The filters of a list of characters.
#[derive(Serialize)]
pub struct Filters {
    /// The id of the caller's organization.
    pub organization_id: String,
    /// The id of a creator: always null, because no list is filtered by it.
    pub creator_id: Option<String>,
}

/// The result of an act, with a sentence about it.
#[derive(Serialize)]
pub struct Done {
    /// `true` if the act was carried out.
    pub success: bool,
    /// A sentence about the result.
    pub message: &'static str,
}
