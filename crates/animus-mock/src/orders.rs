//! Orders of generations: the parts that the calls for one generation and for a batch share.

pub mod answers;
pub mod order;
pub mod place;
pub mod request;
pub mod tuning;
