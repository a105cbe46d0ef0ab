//! `GET /characters/{character_id}`: a character.

use kernel::evidence::ClauseRef;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;

use crate::characters::{find, next_change};
use crate::clause;
use crate::state::Animus;
use crate::views::characters::{CharacterRecord, clauses};

pub(super) const OPERATION: Operation<Animus> =
    Operation::get("/characters/{character_id}", |call| Box::pin(async { answer(call) }));

fn answer(call: &mut Call<Animus>) -> Outcome {
    let (record, evidence, next_change) = call.look(|account, _| {
        let character = find(account, call.parameter("character_id"))?;
        let record = CharacterRecord::of(&account.id, character);
        Ok::<_, Answer>((record, clauses(character), next_change(account, character)))
    })?;
    call.skip_to(next_change);
    call.cite(evidence);
    call.cite([&clause::CHARACTER_GET as ClauseRef]);
    Ok(Answer::ok(&record))
}
