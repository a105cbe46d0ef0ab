//! What is answered about datasets (S1, build and review the training dataset; facts 5). Fields that aren't listed are
//! ignored.

use client_core::jobs::{self, Phase};
use client_core::lenient;
use jiff::Timestamp;
use serde::Deserialize;

use crate::generation::summary;
use crate::instant;
use crate::vocabulary::DatasetStatus;

/// A dataset on order: `POST /{character_id}/dataset/generate` (facts 5.1).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct DatasetGeneration {
    /// Whether it was accepted.
    pub success: bool,
    /// The provider's own sentence.
    #[serde(default)]
    pub message: Option<String>,
    /// How many images are made.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub total_images: Option<i64>,
    /// The job that makes them. What it can be looked at with is not documented (assumed, A44: as an [upload
    /// job](crate::AnimusClient::upload_job)); the [dataset](crate::AnimusClient::dataset) itself can be waited for.
    #[serde(default)]
    pub job_id: Option<String>,
}

/// How far a dataset is: `GET /{character_id}/dataset/status` (facts 5.2).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Dataset {
    /// The character.
    #[serde(default)]
    pub character_id: Option<String>,
    /// How it stands.
    pub dataset_status: DatasetStatus,
    /// At which step of the provider's wizard the character is.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub current_step: Option<i64>,
    /// How many images there are.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub total_images: Option<i64>,
    /// How many of them are approved.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub approved_images: Option<i64>,
    /// How many must be.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub min_required: Option<i64>,
    /// How many there can be.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub max_allowed: Option<i64>,
    /// Whether it can be approved as it is.
    #[serde(default)]
    pub can_approve: Option<bool>,
    /// Whether all images are made.
    #[serde(default)]
    pub generation_complete: Option<bool>,
}

impl jobs::Job for Dataset {
    /// It has its result when its images are there, reviewed or not.
    fn phase(&self) -> Phase {
        match self.dataset_status {
            DatasetStatus::Failed => Phase::Failed,
            DatasetStatus::Review | DatasetStatus::Approved => Phase::Succeeded,
            _ if self.generation_complete == Some(true) => Phase::Succeeded,
            _ => Phase::Running,
        }
    }

    fn summary(&self) -> String {
        summary("dataset of", self.character_id.as_ref(), &self.dataset_status, None)
    }
}

/// A dataset's images: `GET /{character_id}/dataset/images` (facts 5.3).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct DatasetImages {
    /// The character.
    #[serde(default)]
    pub character_id: Option<String>,
    /// The images.
    #[serde(deserialize_with = "lenient::list")]
    pub images: Vec<DatasetImage>,
    /// How many there are.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub total: Option<i64>,
    /// How many of them are approved.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub approved_count: Option<i64>,
    /// How the dataset stands.
    #[serde(default)]
    pub dataset_status: Option<DatasetStatus>,
}

/// An image of a dataset (facts 5.3).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct DatasetImage {
    /// Its id.
    pub image_id: String,
    /// Its name.
    #[serde(default)]
    pub filename: Option<String>,
    /// What it shows.
    #[serde(default)]
    pub prompt: Option<String>,
    /// The seed that it was made with.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub seed: Option<i64>,
    /// Whether it is approved. There is no telling a rejected image from one that nobody has looked at.
    #[serde(default)]
    pub approved: Option<bool>,
    /// Whether it was made again.
    #[serde(default)]
    pub regenerated: Option<bool>,
    /// When it was made.
    #[serde(default, deserialize_with = "instant::optional")]
    pub created_at: Option<Timestamp>,
    /// Where it can be seen.
    #[serde(default)]
    pub view_url: Option<String>,
}

/// What became of an image that was approved, rejected, made again or deleted (facts 5.4 to 5.6).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct DatasetImageChange {
    /// Whether it was done.
    pub success: bool,
    /// The provider's own sentence.
    #[serde(default)]
    pub message: Option<String>,
    /// The image's id. The guide's answer doesn't have it (facts 8, C5).
    #[serde(default)]
    pub image_id: Option<String>,
    /// Whether it is approved; of a deleted one, whether it was (assumed, A48).
    #[serde(default)]
    pub approved: Option<bool>,
}

/// A dataset that was approved: `POST /{character_id}/dataset/approve` (facts 5.7).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct DatasetApproval {
    /// Whether it was.
    pub success: bool,
    /// The provider's own sentence.
    #[serde(default)]
    pub message: Option<String>,
    /// How many images the character is trained on.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub approved_images: Option<i64>,
    /// What comes next; `training` (assumed, A34).
    #[serde(default)]
    pub next_step: Option<String>,
}
