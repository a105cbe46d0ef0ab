//! `DELETE /task/{taskId}`: deletes a task that has no film (`sumatman.txt`, delete).

use std::sync::Arc;

use kernel::command::{Command, Decision};
use kernel::context::Context;
use kernel::evidence::ClauseRef;
use kernel::job::JobState;
use kernel::machine::Account;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::{Deserialize, Serialize};

use crate::lifecycle::State;
use crate::state::Sumatman;
use crate::{clause, refusals};

pub(super) const OPERATION: Operation<Sumatman> =
    Operation::delete("/task/{task}", |call| Box::pin(async { answer(call) })).with_key_in_body();

/// Deletes a task, unless its state does not allow it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeleteTask {
    /// The id of the task.
    pub task_id: String,
}

/// A task that was deleted.
#[derive(Debug)]
pub struct Deleted {
    /// The id of its owner.
    pub user_id: Arc<str>,
    /// The last state of the task.
    pub state: State,
}

impl Command<Sumatman> for DeleteTask {
    const NAME: &'static str = "delete-task";
    type Reply = Deleted;

    fn apply(self, account: &mut Account<Sumatman>, _context: &Context) -> Decision<Deleted, Answer> {
        self.delete(account).into()
    }
}

impl DeleteTask {
    fn delete(self, account: &mut Account<Sumatman>) -> Result<Deleted, Answer> {
        let unknown = || refusals::TASK_NOT_FOUND.answer().citing([&clause::DELETE_UNKNOWN as ClauseRef]);
        let job = account.job(&self.task_id).ok_or_else(unknown)?;
        let decided: Option<ClauseRef> = match job.state {
            State::Processing => Some(&clause::DELETE_PROCESSING),
            State::Completed => Some(&clause::DELETE_COMPLETED),
            State::Pending | State::Failed => None,
        };
        if let Some(clause) = decided {
            return Err(refusals::about(&refusals::CANNOT_DELETE, job.state.name()).citing([clause]));
        }
        let (ordinal, state) = (job.ordinal, job.state);
        account.remove(ordinal);
        Ok(Deleted { user_id: account.id.clone(), state })
    }
}

/// The answer to a deletion.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Deletion {
    /// `true`.
    success: bool,
    /// A sentence that confirms the deletion.
    message: &'static str,
    /// The task that was deleted.
    deleted_task: DeletedTask,
}

/// The ids of a task that was deleted.
#[derive(Serialize)]
struct DeletedTask {
    /// The id of the task.
    task_id: String,
    /// The id of its owner.
    user_id: Arc<str>,
}

fn answer(call: &mut Call<Sumatman>) -> Outcome {
    let task_id = call.parameter("task").to_owned();
    let Deleted { user_id, state } = call.apply(DeleteTask { task_id: task_id.clone() })?;
    let is_by_body = call.identified_by.id == clause::AUTH_BODY.id;
    call.cite(deletion_clauses(state));
    call.cite_where([(is_by_body, &clause::AUTH_BODY_OF_DELETION as ClauseRef)]);
    let deleted_task = DeletedTask { task_id, user_id };
    Ok(Answer::ok(&Deletion { success: true, message: "Task deleted successfully", deleted_task }))
}

/// Returns the clauses that decide the deletion of a task in this state.
fn deletion_clauses(state: State) -> [ClauseRef; 3] {
    let (allowed, money): (ClauseRef, ClauseRef) = match state {
        State::Failed => (&clause::DELETE_FAILED, &clause::CREDITS_REFUND_AND_DELETE),
        _ => (&clause::DELETE_PENDING, &clause::DELETE_NO_REFUND),
    };
    [&clause::DELETE_ANSWER, allowed, money]
}
