//! The answers about characters and their photos (S1, sections 1 to 3; facts 3 and 4). Fields that aren't listed are
//! kept in `extra`.

use client_core::Timestamp;
use client_core::jobs::{self, Phase};

use crate::generation::answers::{phase, summary};
use crate::ids::{AssetId, CharacterId, UploadJobId};
use crate::pagination::Pagination;
use crate::vocabulary::{AssetType, CaptionStatus, CharacterStatus, DatasetStatus, JobStatus, LoraStatus};

client_core::answers! {
    /// A character: `POST`, `GET` and `PUT` of `/characters` (S1, create a character shell; facts 3).
    Character {
        /// The id of the character, which all calls about it need.
        character_id: CharacterId,
        ;
        /// The organization that it belongs to.
        organization_id: Option<String>,
        /// The id of the user that created the character.
        creator_id: Option<String>,
        /// The name of the character.
        name: Option<String>,
        /// The description of the character.
        description: Option<String>,
        /// The state of the character.
        status: Option<CharacterStatus>,
        /// The step of the provider's wizard at which the character is. The meaning of the numbers is not documented (assumed,
        /// A34: 1 photos, 2 dataset, 3 review, 4 training, 5 ready).
        current_step: Option<u64>,
        /// The number of photos of the face; at most 20 by default (S1, upload reference photos).
        face_images_count: Option<u64>,
        /// The number of photos of the body; at most 40 by default (S1, upload reference photos).
        body_images_count: Option<u64>,
        /// The state of the dataset.
        dataset_status: Option<DatasetStatus>,
        /// The state of the face's `LoRA`.
        face_lora_status: Option<LoraStatus>,
        /// The state of the body's `LoRA`.
        body_lora_status: Option<LoraStatus>,
        /// The instant of creation.
        created_at: Option<Timestamp>,
        /// The instant of the last change.
        updated_at: Option<Timestamp>,
        /// The id of the subscription to the character, if there is one.
        subscription_id: Option<String>,
    }
}

client_core::answers! {
    /// One page of the organization's characters: `GET /characters` (facts 3.2).
    CharacterPage {
        /// The characters.
        characters: Vec<Character>,
        ;
        /// The position of the page in the list.
        pagination: Option<Pagination>,
        /// The filters of the list.
        filters: Option<Filters>,
    }
}

client_core::answers! {
    /// The filters of a list of characters (facts 3.2).
    Filters {
        ;
        /// The id of the organization that owns the characters.
        organization_id: Option<String>,
        /// The id of the user that created the characters.
        creator_id: Option<String>,
    }
}

client_core::answers! {
    /// A deleted character: `DELETE /characters/{character_id}` (facts 3.5).
    DeletedCharacter {
        ;
        /// `true` if the character was deleted.
        success: Option<bool>,
        /// The provider's own sentence.
        message: Option<String>,
    }
}

client_core::answers! {
    /// An accepted photo: `POST /{character_id}/upload/face-image` and `body-image` (facts 4).
    UploadedPhoto {
        ;
        /// `true` if the photo was accepted.
        success: Option<bool>,
        /// The provider's own sentence.
        message: Option<String>,
        /// The id of the photo as an asset.
        asset_id: Option<AssetId>,
        /// The URL of the stored file.
        storj_url: Option<String>,
        /// The URL for viewing the photo.
        view_url: Option<String>,
        /// The file name.
        filename: Option<String>,
        /// A description of the photo.
        caption: Option<String>,
        /// The state of the caption.
        caption_status: Option<CaptionStatus>,
    }
}

client_core::answers! {
    /// The assets of a character: `GET /{character_id}/assets` (facts 3.6).
    AssetList {
        /// The assets.
        assets: Vec<Asset>,
        ;
        /// The number of assets.
        total: Option<u64>,
    }
}

client_core::answers! {
    /// An asset. Only its `asset_type` is documented (S1, upload reference photos). The other fields are assumed (A38).
    Asset {
        ;
        /// The kind of the asset.
        asset_type: Option<AssetType>,
        /// The id of the asset.
        asset_id: Option<AssetId>,
        /// The id of the character that it belongs to.
        character_id: Option<CharacterId>,
        /// The file name.
        filename: Option<String>,
        /// The URL of the stored file.
        storj_url: Option<String>,
        /// The URL for viewing the asset.
        view_url: Option<String>,
        /// A description of the picture.
        caption: Option<String>,
        /// The state of the caption.
        caption_status: Option<CaptionStatus>,
        /// The width in pixels.
        width: Option<u64>,
        /// The height in pixels.
        height: Option<u64>,
        /// The instant of creation.
        created_at: Option<Timestamp>,
    }
}

client_core::answers! {
    /// An accepted order of faces: `POST /characters/{character_id}/auto-generate-face-images` (S1, auto-generate face
    /// variations; facts 3.7).
    AutoFaces {
        /// The id of the job to wait for, with [`AnimusClient::upload_job`](crate::AnimusClient::upload_job).
        job_id: UploadJobId,
        ;
        /// The id of the character.
        character_id: Option<CharacterId>,
        /// The state of the job.
        status: JobStatus,
        /// The provider's own sentence.
        message: Option<String>,
        /// The number of faces to be made.
        total_images: Option<u64>,
        /// The estimated duration in seconds (the unit is assumed, A19).
        estimated_time: Option<u64>,
        /// The credits that the faces cost: half a credit for each face.
        credits_deducted: Option<f64>,
        /// The balance after the charge, in credits.
        remaining_balance: Option<f64>,
    }
}

client_core::answers! {
    /// The state of a job that makes images: `GET /upload-job/{job_id}/status` (S1, auto-generate face variations). The answer
    /// is not documented. All fields are assumed (A40).
    UploadJob {
        /// The state of the job.
        status: JobStatus,
        ;
        /// The id of the job.
        job_id: Option<UploadJobId>,
        /// The id of the character.
        character_id: Option<CharacterId>,
        /// The progress in percent.
        progress: Option<f64>,
        /// The number of images to be made.
        total_images: Option<u64>,
        /// The number of completed images.
        completed_images: Option<u64>,
        /// The number of failed images.
        failed_images: Option<u64>,
        /// The ids of the assets that the job made.
        asset_ids: Vec<AssetId>,
        /// The reason for the failure.
        error: Option<String>,
        /// The instant of acceptance.
        created_at: Option<Timestamp>,
        /// The instant of the last change.
        updated_at: Option<Timestamp>,
    }
}

impl From<&AutoFaces> for UploadJobId {
    fn from(faces: &AutoFaces) -> Self {
        faces.job_id.clone()
    }
}

impl jobs::Job for UploadJob {
    fn phase(&self) -> Phase {
        phase(&self.status)
    }

    fn summary(&self) -> String {
        summary("upload job", self.job_id.as_ref(), &self.status, self.error.as_deref())
    }
}
