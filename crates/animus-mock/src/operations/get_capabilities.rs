//! `GET /{character_id}/generation/capabilities`: the LoRAs of a character (`animus-facts.md`, 2.8).

use kernel::evidence::ClauseRef;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::Serialize;

use crate::characters::{find, next_change};
use crate::clause;
use crate::results::characters::{lora, path};
use crate::state::Animus;
use crate::state::characters::{Character, LoraStatus};
use crate::state::training::Part;

pub(super) const OPERATION: Operation<Animus> =
    Operation::get("/{character_id}/generation/capabilities", |call| Box::pin(async { answer(call) }));

/// The answer to the call.
#[derive(Serialize)]
struct Capabilities {
    /// The id of the character.
    character_id: String,
    /// The state of its face LoRA.
    face_lora: Capability,
    /// The state of its body LoRA.
    body_lora: Capability,
    /// `true` if the character can be rendered with one LoRA at least.
    can_generate: bool,
    /// `true` if the character can be rendered with both LoRAs.
    generation_ready: bool,
}

/// The state of a LoRA.
#[derive(Serialize)]
struct Capability {
    /// The status of the LoRA.
    status: &'static str,
    /// `true` if the LoRA is ready.
    available: bool,
    /// The URL of the LoRA, if it is ready.
    url: Option<String>,
}

impl Capability {
    fn of(origin: &str, account_id: &str, character: &Character, part: Part) -> Self {
        let status = character.lora(part).status;
        let available = status == LoraStatus::Completed;
        let url = || format!("{origin}{}", path(account_id, &character.id, &lora(part)));
        Self { status: status.name(), available, url: available.then(url) }
    }
}

fn answer(call: &mut Call<Animus>) -> Outcome {
    let origin = call.origin();
    let (body, next_change) = call.look(|account, _| {
        let character = find(account, call.parameter("character_id"))?;
        let capability = |part| Capability::of(&origin, &account.id, character, part);
        let (face_lora, body_lora) = (capability(Part::Face), capability(Part::Body));
        let body = Capabilities {
            character_id: character.id.to_string(),
            can_generate: face_lora.available || body_lora.available,
            generation_ready: character.is_ready(),
            face_lora,
            body_lora,
        };
        Ok::<_, Answer>((body, next_change(account, character)))
    })?;
    call.skip_to(next_change);
    let Capabilities { can_generate, generation_ready, .. } = body;
    call.cite_where([
        (true, &clause::CAPABILITIES_ANSWER as ClauseRef),
        (generation_ready, &clause::CAPABILITIES_READY),
        (!can_generate, &clause::CAPABILITIES_WORDS),
        (can_generate && !generation_ready, &clause::CAPABILITIES_CAN_GENERATE),
    ]);
    Ok(Answer::ok(&body))
}
