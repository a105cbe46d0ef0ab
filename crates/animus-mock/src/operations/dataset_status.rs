//! `GET /{character_id}/dataset/status`: the state of a training set.

use kernel::evidence::{ClauseRef, Evidence};
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::Serialize;

use crate::characters::{find, next_change};
use crate::clause;
use crate::state::Animus;
use crate::state::characters::Character;
use crate::state::dataset::{DatasetStatus, MAX_ALLOWED, MIN_REQUIRED};
use crate::wizard::{self, Act};

pub(super) const OPERATION: Operation<Animus> =
    Operation::get("/{character_id}/dataset/status", |call| Box::pin(async { answer(call) }));

/// The answer to the call.
#[derive(Serialize)]
struct SetStatus {
    /// The id of the character.
    character_id: String,
    /// The status of the training set.
    dataset_status: &'static str,
    /// The step of the character's wizard.
    current_step: u8,
    /// The number of images that were made.
    total_images: usize,
    /// The number of approved images.
    approved_images: usize,
    /// The number of images that must be approved.
    min_required: usize,
    /// The largest number of images.
    max_allowed: usize,
    /// `true` if the set can be approved now.
    can_approve: bool,
    /// `true` if all images are made.
    generation_complete: bool,
}

impl SetStatus {
    fn of(character: &Character) -> Self {
        let dataset = &character.dataset;
        Self {
            character_id: character.id.to_string(),
            dataset_status: dataset.status.name(),
            current_step: character.step() as u8,
            total_images: dataset.images.len(),
            approved_images: dataset.approved(),
            min_required: MIN_REQUIRED,
            max_allowed: MAX_ALLOWED,
            can_approve: wizard::allows(character, Act::ApproveDataset),
            generation_complete: dataset.is_complete(),
        }
    }
}

/// Returns the clauses that the state of the training set adds.
fn clauses(character: &Character) -> Evidence {
    let dataset = &character.dataset;
    let is = |status| dataset.status == status;
    let conditions: [(bool, ClauseRef); 7] = [
        (is(DatasetStatus::NotStarted), &clause::DATASET_STATUS_WORDS),
        (is(DatasetStatus::Generating), &clause::DATASET_LANDING),
        (is(DatasetStatus::Review), &clause::DATASET_COMPLETE),
        (is(DatasetStatus::Review) && dataset.images.is_empty(), &clause::DATASET_EMPTIED),
        (is(DatasetStatus::Failed), &clause::DATASET_FAILED),
        (dataset.approved() > 0, &clause::DATASET_APPROVED_COUNT),
        (wizard::allows(character, Act::ApproveDataset), &clause::DATASET_CAN_APPROVE),
    ];
    conditions.into_iter().filter_map(|(holds, clause)| holds.then_some(clause)).collect()
}

fn answer(call: &mut Call<Animus>) -> Outcome {
    let (body, next_change, evidence) = call.look(|account, _| {
        let character = find(account, call.parameter("character_id"))?;
        Ok::<_, Answer>((SetStatus::of(character), next_change(account, character), clauses(character)))
    })?;
    call.skip_to(next_change);
    call.cite(evidence);
    call.cite([&clause::DATASET_STATUS as ClauseRef]);
    Ok(Answer::ok(&body))
}
