//! `GET /{character_id}/training/complete-status`: the way of a character to both LoRAs.

use kernel::evidence::ClauseRef;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::Serialize;

use crate::characters::{find, next_change};
use crate::clause;
use crate::state::Animus;
use crate::state::characters::{Character, LoraStatus};
use crate::state::training::Part;

pub(super) const OPERATION: Operation<Animus> =
    Operation::get("/{character_id}/training/complete-status", |call| Box::pin(async { answer(call) }));

/// The answer to the call.
#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "the answer has them")]
struct CompleteStatus {
    /// The id of the character.
    character_id: String,
    /// The status of its face LoRA.
    face_lora_status: &'static str,
    /// The status of its body LoRA.
    body_lora_status: &'static str,
    /// `true` if the face LoRA is ready.
    face_complete: bool,
    /// `true` if the body LoRA is ready.
    body_complete: bool,
    /// `true` if both LoRAs are ready.
    training_complete: bool,
    /// `true` if the user can go on: the same as `training_complete`.
    can_proceed: bool,
    /// The step of the character's wizard.
    current_step: u8,
}

impl CompleteStatus {
    fn of(character: &Character) -> Self {
        let status = |part| character.lora(part).status;
        let complete = |part| status(part) == LoraStatus::Completed;
        Self {
            character_id: character.id.to_string(),
            face_lora_status: status(Part::Face).name(),
            body_lora_status: status(Part::Body).name(),
            face_complete: complete(Part::Face),
            body_complete: complete(Part::Body),
            training_complete: character.is_ready(),
            can_proceed: character.is_ready(),
            current_step: character.step() as u8,
        }
    }
}

fn answer(call: &mut Call<Animus>) -> Outcome {
    let (body, next_change) = call.look(|account, _| {
        let character = find(account, call.parameter("character_id"))?;
        Ok::<_, Answer>((CompleteStatus::of(character), next_change(account, character)))
    })?;
    call.skip_to(next_change);
    let is_cancelled = [body.face_lora_status, body.body_lora_status].contains(&LoraStatus::Cancelled.name());
    call.cite_where([
        (true, &clause::TRAINING_COMPLETE_STATUS as ClauseRef),
        (is_cancelled, &clause::TRAINING_CANCEL_LORA),
    ]);
    Ok(Answer::ok(&body))
}
