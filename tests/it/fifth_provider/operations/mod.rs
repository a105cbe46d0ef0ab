//! The two calls of the fifth provider.

mod look_at_peal;
mod start_peal;

use mock_http::operation::Operation;

pub use start_peal::StartPeal;

use super::state::Bell;

pub static OPERATIONS: [Operation<Bell>; 2] = [start_peal::OPERATION, look_at_peal::OPERATION];
