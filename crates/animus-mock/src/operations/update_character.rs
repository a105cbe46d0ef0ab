//! `PUT /characters/{character_id}`: changes the name or the description of a character.

use kernel::command::{Command, Decision};
use kernel::context::Context;
use kernel::evidence::ClauseRef;
use kernel::form::{Fields, text};
use kernel::machine::Account;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::{Deserialize, Serialize};

use crate::fields::{named, optional};
use crate::state::Animus;
use crate::views::characters::{CharacterRecord, clauses};
use crate::{characters, clause};

pub(super) const OPERATION: Operation<Animus> =
    Operation::put("/characters/{character_id}", |call| Box::pin(answer(call)));

/// The new values; those that are left out do not change.
struct Request {
    name: Option<String>,
    description: Option<String>,
}

impl Request {
    fn read(fields: &mut Fields<'_>) -> Self {
        let name = optional(fields, "name", &clause::CHARACTER_UPDATE, text(0..=usize::MAX));
        let name = named(fields, name);
        let description = optional(fields, "description", &clause::CHARACTER_UPDATE, text(0..=usize::MAX));
        Self { name, description }
    }
}

/// Changes the name or the description of a character. `None` leaves a value as it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UpdateCharacter {
    /// The id of the character.
    pub id: String,
    /// The new name.
    pub name: Option<String>,
    /// The new description.
    pub description: Option<String>,
}

impl Command<Animus> for UpdateCharacter {
    const NAME: &'static str = "update-character";
    type Reply = CharacterRecord;

    fn apply(self, account: &mut Account<Animus>, context: &Context) -> Decision<CharacterRecord, Answer> {
        Decision::by(|evidence| {
            let account_id = account.id.clone();
            let character = characters::find_mut(account, &self.id)?;
            if let Some(name) = self.name {
                character.name = name;
            }
            if let Some(description) = self.description {
                character.description = description;
            }
            character.updated_at = context.now;
            evidence.extend(clauses(character));
            Ok(CharacterRecord::of(&account_id, character))
        })
    }
}

async fn answer(call: &mut Call<Animus>) -> Outcome {
    let Request { name, description } = call.json(|fields| Some(Request::read(fields))).await?;
    let id = call.parameter("character_id").to_owned();
    let record = call.apply(UpdateCharacter { id, name, description })?;
    call.cite([&clause::CHARACTER_UPDATE as ClauseRef, &clause::CHARACTER_UPDATED_AT]);
    Ok(Answer::ok(&record))
}
