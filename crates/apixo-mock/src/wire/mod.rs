//! The wire types, exactly as documented.

mod answers;
mod requests;

pub use answers::*;
pub use requests::*;
