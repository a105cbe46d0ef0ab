//! The training of a character's face and body, and its log (S1, launch `LoRA` training; facts 6).

pub(crate) mod answers;
mod calls;
mod log;

pub use answers::{
    Cancellation, CompleteStatus, TrainingJob, TrainingJobs, TrainingLogs, TrainingOverview, TrainingStart,
};
pub use calls::TrainingAddress;
pub use log::LogUpdate;
