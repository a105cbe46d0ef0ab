//! The wire types of the image generation guide.

mod answers;
mod requests;

pub use answers::*;
pub use requests::*;
