//! `POST /characters`: creates a character (`animus-facts.md`, 3).

use kernel::command::{Command, Decision};
use kernel::context::Context;
use kernel::evidence::ClauseRef;
use kernel::form::{Fields, text};
use kernel::machine::Account;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::{Deserialize, Serialize};

use crate::clause;
use crate::fields::{named, optional};
use crate::state::Animus;
use crate::state::characters::Character;
use crate::state::ids::fresh_id;
use crate::views::characters::{self, CharacterRecord};

pub(super) const OPERATION: Operation<Animus> = Operation::post("/characters", |call| Box::pin(answer(call)));

/// Creates a character.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CreateCharacter {
    /// The name of the character.
    pub name: String,
    /// The description of the character.
    pub description: String,
}

impl CreateCharacter {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let name = fields.required("name", &clause::CHARACTER_NAME, text(0..=usize::MAX));
        let name = named(fields, name);
        let description =
            optional(fields, "description", &clause::CHARACTER_DESCRIPTION, text(0..=usize::MAX));
        if description.is_none() {
            fields.cite(&clause::CHARACTER_DESCRIPTION);
        }
        Some(Self { name: name?, description: description.unwrap_or_default() })
    }
}

impl Command<Animus> for CreateCharacter {
    const NAME: &'static str = "create-character";
    type Reply = CharacterRecord;

    fn apply(self, account: &mut Account<Animus>, context: &Context) -> Decision<CharacterRecord, Answer> {
        let (ordinal, mut stream) = account.draw();
        let all = &mut account.data.characters;
        let id = fresh_id("char", 12, &mut stream, |id| all.get(id).is_some());
        let character = Character::new(id.into(), self.name, self.description, stream.seed(), context.now);
        let character = all.add(ordinal, character);
        Decision::by(|evidence| {
            evidence.extend(characters::clauses(character));
            Ok(CharacterRecord::of(&account.id, character))
        })
    }
}

async fn answer(call: &mut Call<Animus>) -> Outcome {
    let command = call.json(CreateCharacter::read).await?;
    let record = call.apply(command)?;
    call.cite([&clause::CHARACTER_CREATE as ClauseRef]);
    Ok(Answer::ok(&record))
}
