//! The answers about datasets (S1, build and review the training dataset; facts 5). Fields that aren't listed are ignored.

use client_core::jobs::{self, Phase};
use client_core::lenient;
use jiff::Timestamp;
use serde::Deserialize;

use crate::generation::summary;
use crate::instant;
use crate::vocabulary::DatasetStatus;

/// An ordered dataset: `POST /{character_id}/dataset/generate` (facts 5.1).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct DatasetGeneration {
    /// `true` if the order was accepted.
    pub success: bool,
    /// The provider's own sentence.
    #[serde(default)]
    pub message: Option<String>,
    /// The number of images to be made.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub total_images: Option<i64>,
    /// The id of the job that makes the images. The call that shows it is not documented (assumed, A44: as an [upload
    /// job](crate::AnimusClient::upload_job)). The [dataset](crate::AnimusClient::dataset) itself can be waited for.
    #[serde(default)]
    pub job_id: Option<String>,
}

/// The state of a dataset: `GET /{character_id}/dataset/status` (facts 5.2).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Dataset {
    /// The id of the character.
    #[serde(default)]
    pub character_id: Option<String>,
    /// The state of the dataset.
    pub dataset_status: DatasetStatus,
    /// The step of the provider's wizard at which the character is.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub current_step: Option<i64>,
    /// The number of images (assumed, A45: of those that are made so far).
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub total_images: Option<i64>,
    /// The number of approved images.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub approved_images: Option<i64>,
    /// The smallest number of approved images with which the dataset can be approved.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub min_required: Option<i64>,
    /// The largest number of images.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub max_allowed: Option<i64>,
    /// `true` if the dataset can be approved in its present state.
    #[serde(default)]
    pub can_approve: Option<bool>,
    /// `true` if all images are made.
    #[serde(default)]
    pub generation_complete: Option<bool>,
}

impl jobs::Job for Dataset {
    /// Counts as succeeded when the images are made, reviewed or not.
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

/// The images of a dataset: `GET /{character_id}/dataset/images` (facts 5.3).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct DatasetImages {
    /// The id of the character.
    #[serde(default)]
    pub character_id: Option<String>,
    /// The images.
    #[serde(deserialize_with = "lenient::list")]
    pub images: Vec<DatasetImage>,
    /// The number of images.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub total: Option<i64>,
    /// The number of approved images.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub approved_count: Option<i64>,
    /// The state of the dataset.
    #[serde(default)]
    pub dataset_status: Option<DatasetStatus>,
}

/// An image of a dataset (facts 5.3).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct DatasetImage {
    /// The id of the image.
    pub image_id: String,
    /// The file name.
    #[serde(default)]
    pub filename: Option<String>,
    /// The prompt of the image.
    #[serde(default)]
    pub prompt: Option<String>,
    /// The seed of the image.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub seed: Option<i64>,
    /// `true` if the image is approved. A rejected image and an unreviewed one look the same.
    #[serde(default)]
    pub approved: Option<bool>,
    /// `true` if the image was made again.
    #[serde(default)]
    pub regenerated: Option<bool>,
    /// The instant of creation.
    #[serde(default, deserialize_with = "instant::optional")]
    pub created_at: Option<Timestamp>,
    /// The URL for viewing the image.
    #[serde(default)]
    pub view_url: Option<String>,
}

/// The answer to the approval, rejection, regeneration or deletion of an image (facts 5.4 to 5.6).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct DatasetImageChange {
    /// `true` if the change was made.
    pub success: bool,
    /// The provider's own sentence.
    #[serde(default)]
    pub message: Option<String>,
    /// The id of the image. The guide's answer doesn't contain it (facts 8, C5).
    #[serde(default)]
    pub image_id: Option<String>,
    /// `true` if the image is approved; for a deleted image, if it had been (assumed, A48).
    #[serde(default)]
    pub approved: Option<bool>,
}

/// An approved dataset: `POST /{character_id}/dataset/approve` (facts 5.7).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct DatasetApproval {
    /// `true` if the dataset was approved.
    pub success: bool,
    /// The provider's own sentence.
    #[serde(default)]
    pub message: Option<String>,
    /// The number of images that the character is trained on.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub approved_images: Option<i64>,
    /// The next step of the provider's wizard; `training` (assumed, A34).
    #[serde(default)]
    pub next_step: Option<String>,
}
