//! The wizard: a table of the conditions for each act on a character.

use kernel::evidence::ClauseRef;
use mock_http::answer::Answer;

use crate::clause;
use crate::refusals::{self, Refusal};
use crate::state::assets::AssetType;
use crate::state::characters::{Character, LoraStatus};
use crate::state::dataset::{DatasetStatus, MIN_REQUIRED};
use crate::state::training::{FACES_NEEDED, Part};

/// An act that the step of a character may forbid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Makes its training set.
    MakeDataset,
    /// Changes an image of its training set.
    ChangeImage,
    /// Approves its training set.
    ApproveDataset,
    /// Trains a LoRA.
    Train(Part),
    /// Deletes the character.
    Delete,
}

/// A rule that bars an act.
struct Rule {
    act: Act,
    bars: fn(&Character) -> bool,
    refusal: &'static Refusal,
    clause: ClauseRef,
}

/// All rules. The first one that bars an act decides; an act that no rule bars is allowed in any state.
static RULES: [Rule; 15] = {
    const FACE: Act = Act::Train(Part::Face);
    const BODY: Act = Act::Train(Part::Body);
    [
        rule(Act::MakeDataset, is_approved, &refusals::DATASET_APPROVED, &clause::DATASET_CLOSED),
        rule(Act::MakeDataset, is_being_made, &refusals::DATASET_GENERATING, &clause::DATASET_RUNNING),
        rule(Act::MakeDataset, lacks_references, &refusals::REFERENCES_MISSING, &clause::DATASET_REFERENCES),
        rule(Act::ChangeImage, is_approved, &refusals::DATASET_APPROVED, &clause::DATASET_CLOSED),
        rule(Act::ApproveDataset, is_approved, &refusals::DATASET_APPROVED, &clause::DATASET_CLOSED),
        rule(Act::ApproveDataset, is_being_made, &refusals::DATASET_GENERATING, &clause::DATASET_PENDING),
        rule(Act::ApproveDataset, has_too_few, &refusals::DATASET_TOO_FEW, &clause::DATASET_TOO_FEW),
        rule(
            FACE,
            |of| stands(of, Part::Face, LoraStatus::Completed),
            &refusals::TRAINING_DONE,
            &clause::TRAINING_TRAINED,
        ),
        rule(
            FACE,
            |of| stands(of, Part::Face, LoraStatus::Training),
            &refusals::TRAINING_RUNNING,
            &clause::TRAINING_RUNNING,
        ),
        rule(FACE, lacks_faces, &refusals::FACES_MISSING, &clause::TRAINING_FACES_NEEDED),
        rule(FACE, is_unapproved, &refusals::DATASET_NOT_APPROVED, &clause::TRAINING_STEP_NEEDED),
        rule(
            BODY,
            |of| stands(of, Part::Body, LoraStatus::Completed),
            &refusals::TRAINING_DONE,
            &clause::TRAINING_TRAINED,
        ),
        rule(
            BODY,
            |of| stands(of, Part::Body, LoraStatus::Training),
            &refusals::TRAINING_RUNNING,
            &clause::TRAINING_RUNNING,
        ),
        rule(BODY, is_unapproved, &refusals::DATASET_NOT_APPROVED, &clause::TRAINING_DATASET_NEEDED),
        rule(
            Act::Delete,
            is_in_training,
            &refusals::CHARACTER_IN_TRAINING,
            &clause::CHARACTER_DELETE_TRAINING,
        ),
    ]
};

const fn rule(act: Act, bars: fn(&Character) -> bool, refusal: &'static Refusal, clause: ClauseRef) -> Rule {
    Rule { act, bars, refusal, clause }
}

fn is_approved(character: &Character) -> bool {
    character.dataset.status == DatasetStatus::Approved
}

fn is_unapproved(character: &Character) -> bool {
    !is_approved(character)
}

fn is_being_made(character: &Character) -> bool {
    character.dataset.status == DatasetStatus::Generating
}

fn lacks_references(character: &Character) -> bool {
    !character.has(AssetType::BodyFront) || !character.has(AssetType::BodyBack)
}

fn has_too_few(character: &Character) -> bool {
    character.dataset.status != DatasetStatus::Review || character.dataset.approved() < MIN_REQUIRED
}

fn lacks_faces(character: &Character) -> bool {
    character.faces() < FACES_NEEDED
}

fn stands(character: &Character, part: Part, status: LoraStatus) -> bool {
    character.lora(part).status == status
}

fn is_in_training(character: &Character) -> bool {
    [Part::Face, Part::Body].iter().any(|part| stands(character, *part, LoraStatus::Training))
}

/// Returns the first rule that bars an act on a character.
fn bar(character: &Character, act: Act) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.act == act && (rule.bars)(character))
}

/// Returns `true` if no rule bars the act.
pub fn allows(character: &Character, act: Act) -> bool {
    bar(character, act).is_none()
}

/// Refuses an act that a rule bars.
pub fn check(character: &Character, act: Act) -> Result<(), Answer> {
    bar(character, act).map_or(Ok(()), |rule| {
        Err(refusals::about_character(rule.refusal, &character.id).citing([rule.clause]))
    })
}
