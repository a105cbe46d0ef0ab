//! `DELETE /characters/{character_id}`: deletes a character with everything that belongs to it.

use kernel::command::{Command, Decision};
use kernel::context::Context;
use kernel::evidence::ClauseRef;
use kernel::machine::Account;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::state::Animus;
use crate::wizard::{self, Act};
use crate::{characters, clause};

pub(super) const OPERATION: Operation<Animus> =
    Operation::delete("/characters/{character_id}", |call| Box::pin(async { answer(call) }));

/// Deletes a character with its photographs, its training set and its jobs, unless it is being trained.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeleteCharacter {
    /// The id of the character.
    pub id: String,
}

impl Command<Animus> for DeleteCharacter {
    const NAME: &'static str = "delete-character";
    type Reply = ();

    fn apply(self, account: &mut Account<Animus>, _context: &Context) -> Decision<(), Answer> {
        self.delete(account).into()
    }
}

impl DeleteCharacter {
    fn delete(self, account: &mut Account<Animus>) -> Result<(), Answer> {
        wizard::check(characters::find(account, &self.id)?, Act::Delete)?;
        if let Some(character) = account.data.characters.remove(&self.id) {
            for ordinal in character.trainings.iter().chain(character.series.iter()) {
                account.remove(ordinal);
            }
        }
        Ok(())
    }
}

fn answer(call: &mut Call<Animus>) -> Outcome {
    let id = call.parameter("character_id").to_owned();
    call.apply(DeleteCharacter { id })?;
    call.cite([
        &clause::CHARACTER_DELETE as ClauseRef,
        &clause::CHARACTER_DELETE_CASCADE,
        &clause::ERROR_SUCCESS_WORDS,
    ]);
    Ok(Answer::ok(&json!({ "success": true, "message": "Character deleted successfully" })))
}
