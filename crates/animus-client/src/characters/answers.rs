//! The answers about characters and their photos (S1, sections 1 to 3; facts 3 and 4). Fields that aren't listed are
//! ignored, except in assets.

use client_core::jobs::{self, Phase};
use client_core::lenient;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::generation::{phase, summary};
use crate::instant;
use crate::pages::Pagination;
use crate::vocabulary::{AssetType, CaptionStatus, CharacterStatus, DatasetStatus, JobStatus, LoraStatus};

/// A character: `POST`, `GET` and `PUT` of `/characters` (S1, create a character shell; facts 3).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Character {
    /// The id of the character, which all calls about it need.
    pub character_id: String,
    /// The organization that it belongs to.
    #[serde(default)]
    pub organization_id: Option<String>,
    /// The id of the user that created the character.
    #[serde(default)]
    pub creator_id: Option<String>,
    /// The name of the character.
    #[serde(default)]
    pub name: Option<String>,
    /// The description of the character.
    #[serde(default)]
    pub description: Option<String>,
    /// The state of the character.
    #[serde(default)]
    pub status: Option<CharacterStatus>,
    /// The step of the provider's wizard at which the character is. The meaning of the numbers is not documented (assumed,
    /// A34: 1 photos, 2 dataset, 3 review, 4 training, 5 ready).
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub current_step: Option<i64>,
    /// The number of photos of the face; at most 20 by default (S1, upload reference photos).
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub face_images_count: Option<i64>,
    /// The number of photos of the body; at most 40 by default (S1, upload reference photos).
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub body_images_count: Option<i64>,
    /// The state of the dataset.
    #[serde(default)]
    pub dataset_status: Option<DatasetStatus>,
    /// The state of the face's `LoRA`.
    #[serde(default)]
    pub face_lora_status: Option<LoraStatus>,
    /// The state of the body's `LoRA`.
    #[serde(default)]
    pub body_lora_status: Option<LoraStatus>,
    /// The instant of creation.
    #[serde(default, deserialize_with = "instant::optional")]
    pub created_at: Option<Timestamp>,
    /// The instant of the last change.
    #[serde(default, deserialize_with = "instant::optional")]
    pub updated_at: Option<Timestamp>,
    /// The id of the subscription to the character, if there is one.
    #[serde(default)]
    pub subscription_id: Option<String>,
}

/// One page of the organization's characters: `GET /characters` (facts 3.2).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct CharacterPage {
    /// The characters.
    #[serde(deserialize_with = "lenient::list")]
    pub characters: Vec<Character>,
    /// The position of the page in the list.
    #[serde(default)]
    pub pagination: Option<Pagination>,
    /// The filters of the list.
    #[serde(default)]
    pub filters: Option<Filters>,
}

/// The filters of a list of characters (facts 3.2).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Filters {
    /// The id of the organization that owns the characters.
    #[serde(default)]
    pub organization_id: Option<String>,
    /// The id of the user that created the characters.
    #[serde(default)]
    pub creator_id: Option<String>,
}

/// A deleted character: `DELETE /characters/{character_id}` (facts 3.5).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct DeletedCharacter {
    /// `true` if the character was deleted.
    pub success: bool,
    /// The provider's own sentence.
    #[serde(default)]
    pub message: Option<String>,
}

/// An accepted photo: `POST /{character_id}/upload/face-image` and `body-image` (facts 4).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct UploadedPhoto {
    /// `true` if the photo was accepted.
    pub success: bool,
    /// The provider's own sentence.
    #[serde(default)]
    pub message: Option<String>,
    /// The id of the photo as an asset.
    #[serde(default)]
    pub asset_id: Option<String>,
    /// The URL of the stored file.
    #[serde(default)]
    pub storj_url: Option<String>,
    /// The URL for viewing the photo.
    #[serde(default)]
    pub view_url: Option<String>,
    /// The file name.
    #[serde(default)]
    pub filename: Option<String>,
    /// A description of the photo.
    #[serde(default)]
    pub caption: Option<String>,
    /// The state of the caption.
    #[serde(default)]
    pub caption_status: Option<CaptionStatus>,
}

/// The assets of a character: `GET /{character_id}/assets` (facts 3.6).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct AssetList {
    /// The assets.
    #[serde(deserialize_with = "lenient::list")]
    pub assets: Vec<Asset>,
    /// The number of assets.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub total: Option<i64>,
}

/// An asset. Only its `asset_type` is documented (S1, upload reference photos). The other fields are assumed (A38), so all
/// further fields are kept.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Asset {
    /// The kind of the asset.
    #[serde(default)]
    pub asset_type: Option<AssetType>,
    /// The id of the asset.
    #[serde(default)]
    pub asset_id: Option<String>,
    /// The id of the character that it belongs to.
    #[serde(default)]
    pub character_id: Option<String>,
    /// The file name.
    #[serde(default)]
    pub filename: Option<String>,
    /// The URL of the stored file.
    #[serde(default)]
    pub storj_url: Option<String>,
    /// The URL for viewing the asset.
    #[serde(default)]
    pub view_url: Option<String>,
    /// A description of the picture.
    #[serde(default)]
    pub caption: Option<String>,
    /// The state of the caption.
    #[serde(default)]
    pub caption_status: Option<CaptionStatus>,
    /// The width in pixels.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub width: Option<i64>,
    /// The height in pixels.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub height: Option<i64>,
    /// The instant of creation.
    #[serde(default, deserialize_with = "instant::optional")]
    pub created_at: Option<Timestamp>,
    /// All other fields.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// An accepted order of faces: `POST /characters/{character_id}/auto-generate-face-images` (S1, auto-generate face
/// variations; facts 3.7).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct AutoFaces {
    /// The id of the job to wait for, with [`AnimusClient::upload_job`](crate::AnimusClient::upload_job).
    pub job_id: String,
    /// The id of the character.
    #[serde(default)]
    pub character_id: Option<String>,
    /// The state of the job.
    pub status: JobStatus,
    /// The provider's own sentence.
    #[serde(default)]
    pub message: Option<String>,
    /// The number of faces to be made.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub total_images: Option<i64>,
    /// The estimated duration in seconds (the unit is assumed, A19).
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub estimated_time: Option<i64>,
    /// The credits that the faces cost: half a credit for each face.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub credits_deducted: Option<f64>,
    /// The balance after the charge, in credits.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub remaining_balance: Option<f64>,
}

/// The state of a job that makes images: `GET /upload-job/{job_id}/status` (S1, auto-generate face variations). The answer
/// is not documented. All fields are assumed (A40).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct UploadJob {
    /// The id of the job.
    #[serde(default)]
    pub job_id: Option<String>,
    /// The id of the character.
    #[serde(default)]
    pub character_id: Option<String>,
    /// The state of the job.
    pub status: JobStatus,
    /// The progress in percent.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub progress: Option<i64>,
    /// The number of images to be made.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub total_images: Option<i64>,
    /// The number of completed images.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub completed_images: Option<i64>,
    /// The number of failed images.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub failed_images: Option<i64>,
    /// The ids of the assets that the job made.
    #[serde(default, deserialize_with = "lenient::list")]
    pub asset_ids: Vec<String>,
    /// The reason for the failure.
    #[serde(default)]
    pub error: Option<String>,
    /// The instant of acceptance.
    #[serde(default, deserialize_with = "instant::optional")]
    pub created_at: Option<Timestamp>,
    /// The instant of the last change.
    #[serde(default, deserialize_with = "instant::optional")]
    pub updated_at: Option<Timestamp>,
}

impl jobs::Job for UploadJob {
    fn phase(&self) -> Phase {
        phase(&self.status)
    }

    fn summary(&self) -> String {
        summary("upload job", self.job_id.as_ref(), &self.status, self.error.as_deref())
    }
}
