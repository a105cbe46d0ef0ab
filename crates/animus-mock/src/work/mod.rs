//! The consequences of a job's new state, by the kind of work.

pub mod dataset;
pub mod faces;
pub mod generation;
pub mod training;
