//! The answers about datasets (S1, build and review the training dataset; facts 5). Fields that aren't listed are kept in `extra`.

use client_core::Timestamp;
use client_core::jobs::{self, Phase};

use crate::generation::answers::summary;
use crate::ids::{CharacterId, ImageId, UploadJobId};
use crate::vocabulary::DatasetStatus;

client_core::answers! {
    /// An ordered dataset: `POST /{character_id}/dataset/generate` (facts 5.1).
    DatasetGeneration {
        ;
        /// `true` if the order was accepted.
        success: Option<bool>,
        /// The provider's own sentence.
        message: Option<String>,
        /// The number of images to be made.
        total_images: Option<u64>,
        /// The id of the job that makes the images. The call that shows it is not documented (assumed, A44: as an [upload
        /// job](crate::AnimusClient::upload_job)). The [dataset](crate::AnimusClient::dataset) itself can be waited for.
        job_id: Option<UploadJobId>,
    }
}

client_core::answers! {
    /// The state of a dataset: `GET /{character_id}/dataset/status` (facts 5.2).
    Dataset {
        /// The state of the dataset.
        dataset_status: DatasetStatus,
        ;
        /// The id of the character.
        character_id: Option<CharacterId>,
        /// The step of the provider's wizard at which the character is.
        current_step: Option<u64>,
        /// The number of images (assumed, A45: of those that are made so far).
        total_images: Option<u64>,
        /// The number of approved images.
        approved_images: Option<u64>,
        /// The smallest number of approved images with which the dataset can be approved.
        min_required: Option<u64>,
        /// The largest number of images.
        max_allowed: Option<u64>,
        /// `true` if the dataset can be approved in its present state.
        can_approve: Option<bool>,
        /// `true` if all images are made.
        generation_complete: Option<bool>,
    }
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

client_core::answers! {
    /// The images of a dataset: `GET /{character_id}/dataset/images` (facts 5.3).
    DatasetImages {
        /// The images.
        images: Vec<DatasetImage>,
        ;
        /// The id of the character.
        character_id: Option<CharacterId>,
        /// The number of images.
        total: Option<u64>,
        /// The number of approved images.
        approved_count: Option<u64>,
        /// The state of the dataset.
        dataset_status: Option<DatasetStatus>,
    }
}

client_core::answers! {
    /// An image of a dataset (facts 5.3).
    DatasetImage {
        /// The id of the image.
        image_id: ImageId,
        ;
        /// The file name.
        filename: Option<String>,
        /// The prompt of the image.
        prompt: Option<String>,
        /// The seed of the image.
        seed: Option<u64>,
        /// `true` if the image is approved. A rejected image and an unreviewed one look the same.
        approved: Option<bool>,
        /// `true` if the image was made again.
        regenerated: Option<bool>,
        /// The instant of creation.
        created_at: Option<Timestamp>,
        /// The URL for viewing the image.
        view_url: Option<String>,
    }
}

client_core::answers! {
    /// The answer to the approval, rejection, regeneration or deletion of an image (facts 5.4 to 5.6).
    DatasetImageChange {
        ;
        /// `true` if the change was made.
        success: Option<bool>,
        /// The provider's own sentence.
        message: Option<String>,
        /// The id of the image. The guide's answer doesn't contain it (facts 8, C5).
        image_id: Option<ImageId>,
        /// `true` if the image is approved; for a deleted image, if it had been (assumed, A48).
        approved: Option<bool>,
    }
}

client_core::answers! {
    /// An approved dataset: `POST /{character_id}/dataset/approve` (facts 5.7).
    DatasetApproval {
        ;
        /// `true` if the dataset was approved.
        success: Option<bool>,
        /// The provider's own sentence.
        message: Option<String>,
        /// The number of images that the character is trained on.
        approved_images: Option<u64>,
        /// The next step of the provider's wizard; `training` (assumed, A34).
        next_step: Option<String>,
    }
}
