//! What is answered about characters and their photos (S1, sections 1 to 3; facts 3 and 4). Fields that aren't listed are
//! ignored, but for assets.

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
    /// Its id, which all calls about it need.
    pub character_id: String,
    /// The organization that it belongs to.
    #[serde(default)]
    pub organization_id: Option<String>,
    /// Who made it.
    #[serde(default)]
    pub creator_id: Option<String>,
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// Who it is.
    #[serde(default)]
    pub description: Option<String>,
    /// How it stands.
    #[serde(default)]
    pub status: Option<CharacterStatus>,
    /// At which step of the provider's wizard it is. What the numbers mean is not documented (assumed, A34: 1 photos,
    /// 2 dataset, 3 review, 4 training, 5 ready).
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub current_step: Option<i64>,
    /// How many photos of its face there are; at most 20 by default (S1, upload reference photos).
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub face_images_count: Option<i64>,
    /// How many photos of its body there are; at most 40 by default (S1, upload reference photos).
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub body_images_count: Option<i64>,
    /// How its dataset stands.
    #[serde(default)]
    pub dataset_status: Option<DatasetStatus>,
    /// How its face's `LoRA` stands.
    #[serde(default)]
    pub face_lora_status: Option<LoraStatus>,
    /// How its body's `LoRA` stands.
    #[serde(default)]
    pub body_lora_status: Option<LoraStatus>,
    /// When it was made.
    #[serde(default, deserialize_with = "instant::optional")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    #[serde(default, deserialize_with = "instant::optional")]
    pub updated_at: Option<Timestamp>,
    /// The subscription to it, if there is one.
    #[serde(default)]
    pub subscription_id: Option<String>,
}

/// A part of the organization's characters: `GET /characters` (facts 3.2).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct CharacterPage {
    /// The characters.
    #[serde(deserialize_with = "lenient::list")]
    pub characters: Vec<Character>,
    /// Where they stand in the list.
    #[serde(default)]
    pub pagination: Option<Pagination>,
    /// What they were chosen by.
    #[serde(default)]
    pub filters: Option<Filters>,
}

/// What characters were chosen by (facts 3.2).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Filters {
    /// Whose they are.
    #[serde(default)]
    pub organization_id: Option<String>,
    /// Who made them.
    #[serde(default)]
    pub creator_id: Option<String>,
}

/// A character that is gone: `DELETE /characters/{character_id}` (facts 3.5).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct DeletedCharacter {
    /// Whether it is gone.
    pub success: bool,
    /// The provider's own sentence.
    #[serde(default)]
    pub message: Option<String>,
}

/// A photo that was taken in: `POST /{character_id}/upload/face-image` and `body-image` (facts 4).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct UploadedPhoto {
    /// Whether it was.
    pub success: bool,
    /// The provider's own sentence.
    #[serde(default)]
    pub message: Option<String>,
    /// Its id.
    #[serde(default)]
    pub asset_id: Option<String>,
    /// Where it is stored.
    #[serde(default)]
    pub storj_url: Option<String>,
    /// Where it can be seen.
    #[serde(default)]
    pub view_url: Option<String>,
    /// Its name.
    #[serde(default)]
    pub filename: Option<String>,
    /// What it shows.
    #[serde(default)]
    pub caption: Option<String>,
    /// How that description stands.
    #[serde(default)]
    pub caption_status: Option<CaptionStatus>,
}

/// A character's assets: `GET /{character_id}/assets` (facts 3.6).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct AssetList {
    /// The assets.
    #[serde(deserialize_with = "lenient::list")]
    pub assets: Vec<Asset>,
    /// How many there are.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub total: Option<i64>,
}

/// An asset. Only its `asset_type` is documented (S1, upload reference photos); the other fields are assumed (A38), so what
/// comes besides is kept.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Asset {
    /// What it is.
    #[serde(default)]
    pub asset_type: Option<AssetType>,
    /// Its id.
    #[serde(default)]
    pub asset_id: Option<String>,
    /// The character that it belongs to.
    #[serde(default)]
    pub character_id: Option<String>,
    /// Its name.
    #[serde(default)]
    pub filename: Option<String>,
    /// Where it is stored.
    #[serde(default)]
    pub storj_url: Option<String>,
    /// Where it can be seen.
    #[serde(default)]
    pub view_url: Option<String>,
    /// What it shows.
    #[serde(default)]
    pub caption: Option<String>,
    /// How that description stands.
    #[serde(default)]
    pub caption_status: Option<CaptionStatus>,
    /// Its width in pixels.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub width: Option<i64>,
    /// Its height in pixels.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub height: Option<i64>,
    /// When it came.
    #[serde(default, deserialize_with = "instant::optional")]
    pub created_at: Option<Timestamp>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Faces on order: `POST /characters/{character_id}/auto-generate-face-images` (S1, auto-generate face variations; facts
/// 3.7).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct AutoFaces {
    /// What to wait for, with [`AnimusClient::upload_job`](crate::AnimusClient::upload_job).
    pub job_id: String,
    /// The character.
    #[serde(default)]
    pub character_id: Option<String>,
    /// How far it is.
    pub status: JobStatus,
    /// The provider's own sentence.
    #[serde(default)]
    pub message: Option<String>,
    /// How many faces are made.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub total_images: Option<i64>,
    /// How long it may take; in seconds (assumed, A19).
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub estimated_time: Option<i64>,
    /// Credits taken: half a one for each face.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub credits_deducted: Option<f64>,
    /// Credits left.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub remaining_balance: Option<f64>,
}

/// How far the making of images is: `GET /upload-job/{job_id}/status` (S1, auto-generate face variations). What it answers
/// is not documented; all fields are assumed (A40).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct UploadJob {
    /// Its id.
    #[serde(default)]
    pub job_id: Option<String>,
    /// The character.
    #[serde(default)]
    pub character_id: Option<String>,
    /// How far it is.
    pub status: JobStatus,
    /// How far in hundredths.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub progress: Option<i64>,
    /// How many images are made.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub total_images: Option<i64>,
    /// How many are done.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub completed_images: Option<i64>,
    /// How many have failed.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub failed_images: Option<i64>,
    /// The assets that came of it.
    #[serde(default, deserialize_with = "lenient::list")]
    pub asset_ids: Vec<String>,
    /// Why it failed.
    #[serde(default)]
    pub error: Option<String>,
    /// When it was accepted.
    #[serde(default, deserialize_with = "instant::optional")]
    pub created_at: Option<Timestamp>,
    /// When it last changed.
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
