//! The wire types, exactly as documented.

mod answers;
mod options;
mod requests;

pub use answers::*;
pub use options::*;
pub use requests::*;
