//! `GET /{character_id}/training/jobs`: all trainings of a character.

use kernel::evidence::ClauseRef;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::Serialize;

use crate::characters::{find, next_change};
use crate::clause;
use crate::state::Animus;
use crate::views::trainings::{TrainingRecord, history};

pub(super) const OPERATION: Operation<Animus> =
    Operation::get("/{character_id}/training/jobs", |call| Box::pin(async { answer(call) }));

/// The answer to the call.
#[derive(Serialize)]
struct TrainingList {
    /// The trainings, newest first.
    training_jobs: Vec<TrainingRecord>,
    /// The number of trainings.
    total: usize,
}

fn answer(call: &mut Call<Animus>) -> Outcome {
    let (training_jobs, next_change, evidence) = call.look(|account, now| {
        let character = find(account, call.parameter("character_id"))?;
        let (trainings, evidence) = history(account, character, now);
        Ok::<_, Answer>((trainings, next_change(account, character), evidence))
    })?;
    call.skip_to(next_change);
    call.cite(evidence);
    call.cite_where([
        (true, &clause::TRAINING_JOBS as ClauseRef),
        (training_jobs.len() > 1, &clause::TRAINING_JOBS_ORDER),
    ]);
    Ok(Answer::ok(&TrainingList { total: training_jobs.len(), training_jobs }))
}
