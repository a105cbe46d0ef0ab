//! Pictures and films, one at a time and in batches; their groups; and the readiness of a character for rendering (S0; facts
//! 2).

pub(crate) mod answers;
mod calls;
mod requests;

pub use answers::{
    BatchResult, BatchSubmission, Capabilities, DeletedGeneration, DeletedGenerationFiles, DeletedGroup,
    DeletedGroupFiles, Generation, Group, GroupDetail, GroupGeneration, GroupPage, Lora, PerformanceMetadata,
    Submission,
};
pub use requests::{BatchPrompt, BatchRequest, CreateRequest};
