//! `GET /{character_id}/training/status`: the status of both LoRAs, with all trainings (`animus-facts.md`, 6).

use kernel::evidence::ClauseRef;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::Serialize;

use crate::characters::{find, next_change};
use crate::clause;
use crate::state::Animus;
use crate::state::characters::Character;
use crate::state::training::Part;
use crate::views::trainings::{TrainingRecord, history};

pub(super) const OPERATION: Operation<Animus> =
    Operation::get("/{character_id}/training/status", |call| Box::pin(async { answer(call) }));

/// The answer to the call. The trainings of the body are named after the character here (`training.status-names`).
#[derive(Serialize)]
struct TrainingStatus {
    /// The status of the face LoRA.
    face_lora_status: &'static str,
    /// The status of the body LoRA.
    body_lora_status: &'static str,
    /// The latest training of the face.
    face_training: Option<TrainingRecord>,
    /// The latest training of the body.
    character_training: Option<TrainingRecord>,
    /// All trainings of the face, newest first.
    face_training_history: Vec<TrainingRecord>,
    /// All trainings of the body, newest first.
    character_training_history: Vec<TrainingRecord>,
}

impl TrainingStatus {
    /// Groups a character's trainings by their LoRA. `trainings` must come newest first.
    fn of(character: &Character, trainings: Vec<TrainingRecord>) -> Self {
        let is_face = |training: &TrainingRecord| training.job_type == Part::Face.job_type();
        let (face, body): (Vec<_>, Vec<_>) = trainings.into_iter().partition(is_face);
        Self {
            face_lora_status: character.lora(Part::Face).status.name(),
            body_lora_status: character.lora(Part::Body).status.name(),
            face_training: face.first().cloned(),
            character_training: body.first().cloned(),
            face_training_history: face,
            character_training_history: body,
        }
    }
}

fn answer(call: &mut Call<Animus>) -> Outcome {
    let (body, next_change, evidence) = call.look(|account, now| {
        let character = find(account, call.parameter("character_id"))?;
        let (trainings, evidence) = history(account, character, now);
        let body = TrainingStatus::of(character, trainings);
        Ok::<_, Answer>((body, next_change(account, character), evidence))
    })?;
    call.skip_to(next_change);
    call.cite(evidence);
    call.cite_where([
        (true, &clause::TRAINING_STATUS as ClauseRef),
        (body.face_training.is_none() && body.character_training.is_none(), &clause::TRAINING_STATUS_NONE),
    ]);
    Ok(Answer::ok(&body))
}
