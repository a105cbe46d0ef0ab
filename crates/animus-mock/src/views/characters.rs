//! Characters as answers show them.

use kernel::evidence::{ClauseRef, Evidence};
use serde::Serialize;

use crate::clause;
use crate::formats::instant;
use crate::state::characters::{Character, Step};
use crate::state::training::Part;

/// A character in an answer.
#[derive(Debug, Serialize)]
pub struct CharacterRecord {
    /// The id of the character.
    character_id: String,
    /// The id of the organization that owns it.
    organization_id: String,
    /// The id of the user who made it.
    creator_id: String,
    /// The name of the character.
    name: String,
    /// The description of the character.
    description: String,
    /// The status of the character: `draft`, `training` or `ready`.
    status: &'static str,
    /// The step of its wizard, from 1 to 5.
    current_step: u8,
    /// The number of its face images.
    face_images_count: usize,
    /// The number of its body images.
    body_images_count: usize,
    /// The status of its training set.
    dataset_status: &'static str,
    /// The status of its face LoRA.
    face_lora_status: &'static str,
    /// The status of its body LoRA.
    body_lora_status: &'static str,
    /// The instant of its creation.
    created_at: String,
    /// The instant of its last change.
    updated_at: String,
    /// The id of its subscription: always null (`character.subscription`).
    subscription_id: Option<String>,
}

impl CharacterRecord {
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

/// Returns the id of the user who made an account's characters. It comes from the public id of the account, which is also the
/// id of the organization.
fn creator(account_id: &str) -> String {
    let plain: String = account_id.chars().filter(|letter| *letter != '-').take(12).collect();
    format!("user_{plain}")
}

/// Returns the clauses that decide on the state and the times in the record of this character.
pub fn clauses(character: &Character) -> Evidence {
    let step: ClauseRef = match character.step() {
        Step::Photos => &clause::CHARACTER_STEP_PHOTOS,
        Step::Dataset => &clause::CHARACTER_STEP_DATASET,
        Step::Review => &clause::CHARACTER_STEP_REVIEW,
        Step::Training => &clause::DATASET_APPROVE,
        Step::Ready => &clause::CHARACTER_READY,
    };
    [step, &clause::CHARACTER_INSTANTS].into_iter().collect()
}
