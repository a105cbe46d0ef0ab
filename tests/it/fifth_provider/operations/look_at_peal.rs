//! `GET /peals/{peal}`: tells the state of a peal.

use kernel::evidence::ClauseRef;
use kernel::job::JobState;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde_json::json;

use crate::fifth_provider::clause;
use crate::fifth_provider::provider::unknown_peal;
use crate::fifth_provider::state::Bell;

pub(super) const OPERATION: Operation<Bell> =
    Operation::get("/peals/{peal}", |call| Box::pin(async { answer(call) }));

fn answer(call: &mut Call<Bell>) -> Outcome {
    let found = call.look(|account, _| {
        let job = account.job(call.parameter("peal"))?;
        Some((job.state, job.changed_by(), job.next_change_at()))
    });
    let (state, changed_by, next_change) = found.ok_or_else(unknown_peal)?;
    call.skip_to(next_change);
    call.cite([&clause::LOOK as ClauseRef].into_iter().chain(changed_by));
    Ok(Answer::ok(&json!({ "state": state.name() })))
}
