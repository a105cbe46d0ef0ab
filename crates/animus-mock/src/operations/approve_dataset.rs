//! `POST /{character_id}/dataset/approve`: approves the training set as a whole.

use kernel::command::{Command, Decision};
use kernel::context::Context;
use kernel::evidence::{ClauseRef, Evidence};
use kernel::machine::Account;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::{Deserialize, Serialize};

use crate::state::Animus;
use crate::state::dataset::DatasetStatus;
use crate::wizard::{self, Act};
use crate::{characters, clause};

pub(super) const OPERATION: Operation<Animus> =
    Operation::post("/{character_id}/dataset/approve", |call| Box::pin(async { answer(call) }));

/// Approves the training set of a character.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ApproveDataset {
    /// The id of the character.
    pub character_id: String,
}

/// A training set that was just approved.
#[derive(Debug, Serialize)]
pub struct DatasetApproved {
    /// Always `true`.
    success: bool,
    /// A sentence about the approval.
    message: &'static str,
    /// The number of images of the approved set.
    approved_images: usize,
    /// The next step of the wizard.
    next_step: &'static str,
}

impl Command<Animus> for ApproveDataset {
    const NAME: &'static str = "approve-dataset";
    type Reply = DatasetApproved;

    fn apply(self, account: &mut Account<Animus>, context: &Context) -> Decision<DatasetApproved, Answer> {
        Decision::by(|evidence| self.approve(account, context, evidence))
    }
}

impl ApproveDataset {
    fn approve(
        self,
        account: &mut Account<Animus>,
        context: &Context,
        evidence: &mut Evidence,
    ) -> Result<DatasetApproved, Answer> {
        let character = characters::find_mut(account, &self.character_id)?;
        wizard::check(character, Act::ApproveDataset)?;
        character.dataset.status = DatasetStatus::Approved;
        character.updated_at = context.now;
        let approved_images = character.dataset.approved();
        if approved_images < character.dataset.images.len() {
            evidence.extend([&clause::DATASET_UNREVIEWED as ClauseRef]);
        }
        let message = "Training set approved";
        Ok(DatasetApproved { success: true, message, approved_images, next_step: "training" })
    }
}

fn answer(call: &mut Call<Animus>) -> Outcome {
    let character_id = call.parameter("character_id").to_owned();
    let approved = call.apply(ApproveDataset { character_id })?;
    call.cite([&clause::DATASET_APPROVE as ClauseRef, &clause::ERROR_SUCCESS_WORDS]);
    Ok(Answer::ok(&approved))
}
