//! The wire types, exactly as documented.

mod answers;
mod options;
mod queries;
mod requests;
mod shape;

pub use answers::*;
pub use options::*;
pub use queries::*;
pub use requests::*;
pub use shape::Flat;
