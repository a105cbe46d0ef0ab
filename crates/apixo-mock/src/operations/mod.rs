//! The calls of APIXO, a file each: route, form, command, answer and the clauses that decide it.

mod balance;
mod generate_task;
mod task_status;

use mock_http::operation::Operation;

pub use generate_task::GenerateTask;

use crate::state::Apixo;

/// Every call of the API.
pub static OPERATIONS: [Operation<Apixo>; 3] =
    [generate_task::OPERATION, task_status::OPERATION, balance::OPERATION];
