//! The training of a character's face and body, and its log (S1, launch `LoRA` training; facts 6).

mod answers;
mod calls;
mod log;

pub use answers::{
    Cancellation, CompleteStatus, TrainingJob, TrainingJobs, TrainingLogs, TrainingOverview, TrainingStart,
};
pub use calls::TrainingJobId;
pub(crate) use log::Followed;
pub use log::LogUpdate;
