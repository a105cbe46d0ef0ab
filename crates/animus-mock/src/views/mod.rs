//! The parts of answers that several calls show. Their URLs begin with an origin that works for the caller.

pub mod assets;
pub mod batches;
pub mod characters;
pub mod generations;
pub mod groups;
pub mod trainings;
