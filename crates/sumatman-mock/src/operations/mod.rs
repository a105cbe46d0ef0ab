//! The calls of Sumatman, a file each: route, form, command, answer and the clauses that decide it.

mod delete_task;
mod list_tasks;
mod submit_task;
mod task_status;

use mock_http::operation::Operation;

pub use delete_task::DeleteTask;
pub use submit_task::SubmitTask;

use crate::state::Sumatman;

/// Every call of the API.
pub static OPERATIONS: [Operation<Sumatman>; 4] =
    [submit_task::OPERATION, task_status::OPERATION, delete_task::OPERATION, list_tasks::OPERATION];
