//! The images that a body is trained on. They are made, reviewed one by one, and approved (S1, build and review the training
//! dataset; facts 5).

pub(crate) mod answers;
mod calls;
mod requests;

pub use answers::{
    Dataset, DatasetApproval, DatasetGeneration, DatasetImage, DatasetImageChange, DatasetImages,
};
pub use requests::{DatasetRequest, ImageFilter, RegenerateRequest, Verdict};
