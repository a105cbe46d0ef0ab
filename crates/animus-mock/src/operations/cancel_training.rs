//! `POST /{character_id}/training/jobs/{job_id}/cancel`: cancels a training.

use kernel::command::{Command, Decision};
use kernel::context::Context;
use kernel::evidence::ClauseRef;
use kernel::job;
use kernel::machine::Account;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::state::Animus;
use crate::{clause, trainings};

pub(super) const OPERATION: Operation<Animus> =
    Operation::post("/{character_id}/training/jobs/{job_id}/cancel", |call| Box::pin(async { answer(call) }));

/// Cancels a training.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CancelTraining {
    /// The id of the character.
    pub character_id: String,
    /// The id of the training.
    pub job_id: String,
}

impl Command<Animus> for CancelTraining {
    const NAME: &'static str = "cancel-training";
    /// `false` if the training had ended before.
    type Reply = bool;

    fn apply(self, account: &mut Account<Animus>, context: &Context) -> Decision<bool, Answer> {
        if let Err(refused) = trainings::find(account, &self.character_id, &self.job_id) {
            return Err(refused).into();
        }
        Ok(account.finish(&self.job_id, &job::Outcome::Cancel, context.now).is_ok()).into()
    }
}

fn answer(call: &mut Call<Animus>) -> Outcome {
    let character_id = call.parameter("character_id").to_owned();
    let job_id = call.parameter("job_id").to_owned();
    let cancelled = call.apply(CancelTraining { character_id, job_id })?;
    call.cite_where([
        (cancelled, &clause::TRAINING_CANCEL as ClauseRef),
        (cancelled, &clause::TRAINING_CANCEL_NO_REFUND),
        (!cancelled, &clause::TRAINING_CANCEL_ENDED),
        (true, &clause::ERROR_SUCCESS_WORDS),
    ]);
    let message = if cancelled { "Training cancelled" } else { "The training has ended already" };
    Ok(Answer::ok(&json!({ "success": cancelled, "message": message })))
}
