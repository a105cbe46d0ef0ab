//! The requests about datasets (S1, build and review the training dataset; facts 5).

use client_core::requests;
use serde::Serialize;

requests! {
    /// Asks for a dataset: `POST /{character_id}/dataset/generate`.
    #[derive(Default)]
    DatasetRequest {
        ;
        /// The prompts, one for each image.
        with_prompts sets prompts: Vec<String> as impl Into<Vec<String>>,
        /// `true` to use the provider's own list of prompts.
        with_use_default_prompts sets use_default_prompts: bool as bool,
    }

    /// Asks for a new version of an image: `POST /{character_id}/dataset/images/{image_id}/regenerate`. The guide says that
    /// it can have a new prompt (S1). The names of its fields are assumed (A47).
    #[derive(Default)]
    RegenerateRequest {
        ;
        /// The new prompt.
        with_prompt sets prompt: String as impl Into<String>,
        /// A fixed seed.
        with_seed sets seed: i64 as i64,
    }
}

/// The verdict on an image (facts 5.4).
#[derive(Serialize)]
pub(super) struct Approval {
    pub(super) approved: bool,
}

/// The images of a dataset to return.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImageFilter {
    /// Those that the service chooses by itself, which is not documented (assumed, A45: all).
    #[default]
    Unset,
    /// All images.
    All,
    /// The approved ones alone.
    Approved,
}

/// The verdict on an image of a dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The character can be trained on the image.
    Approve,
    /// It cannot.
    Reject,
}
