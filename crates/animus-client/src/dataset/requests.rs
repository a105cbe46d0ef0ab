//! What can be asked for (S1, build and review the training dataset; facts 5).

use serde::Serialize;

use crate::request::requests;

requests! {
    /// Asks for a dataset: `POST /{character_id}/dataset/generate`.
    #[derive(Default)]
    DatasetRequest {
        ;
        /// One image for each.
        with_prompts sets prompts: Vec<String> as impl Into<Vec<String>>,
        /// Whether the provider's own list is used.
        with_use_default_prompts sets use_default_prompts: bool as bool,
    }

    /// How an image is to be made again: `POST /{character_id}/dataset/images/{image_id}/regenerate`. That it can have a
    /// fresh prompt is documented (S1), the names of its fields are assumed (A47).
    #[derive(Default)]
    RegenerateRequest {
        ;
        /// What is to be seen instead.
        with_prompt sets prompt: String as impl Into<String>,
        /// A fixed seed.
        with_seed sets seed: i64 as i64,
    }
}

/// Whether an image is good (facts 5.4).
#[derive(Serialize)]
pub(super) struct Approval {
    pub(super) approved: bool,
}
