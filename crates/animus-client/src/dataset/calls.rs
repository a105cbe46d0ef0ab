//! The calls about datasets.

use std::time::Duration;

use client_core::{Call, Handle, Repeat, Transport, Watched};

use super::answers::{Dataset, DatasetApproval, DatasetGeneration, DatasetImageChange, DatasetImages};
use super::requests::{Approval, DatasetRequest, ImageFilter, RegenerateRequest, Verdict};
use crate::client::{AnimusClient, Result};
use crate::error::AnimusError;
use crate::ids::{CharacterId, ImageId};

/// # Datasets
impl AnimusClient {
    /// Orders a character's dataset, made of its photos from the front and from behind. Wait for it with
    /// [`dataset`](Self::dataset). The price is not documented. The call is repeated as [`create`](Self::create) is.
    pub async fn generate_dataset(
        &self,
        character_id: impl Into<CharacterId>,
        request: &DatasetRequest,
    ) -> Result<DatasetGeneration> {
        let call = Call::post("/{character_id}/dataset/generate", request, Repeat::WhenUntouched)?;
        self.transport.send(&call.segment("character_id", &character_id.into())).await
    }

    /// Returns a handle of a character's dataset, to poll it or wait for it. Its result is complete when all its images are
    /// made and can be reviewed. Nothing is sent yet.
    pub fn dataset(&self, character_id: impl Into<CharacterId>) -> Handle<Dataset> {
        Handle::new(&self.transport, character_id.into())
    }

    /// Returns the images of a dataset: all, or the approved ones.
    pub async fn dataset_images(
        &self,
        character_id: impl Into<CharacterId>,
        filter: ImageFilter,
    ) -> Result<DatasetImages> {
        let call = Call::get("/{character_id}/dataset/images").segment("character_id", &character_id.into());
        let call = match filter {
            ImageFilter::Unset => call,
            ImageFilter::All => call.query("approved_only", &false),
            ImageFilter::Approved => call.query("approved_only", &true),
        };
        self.transport.send(&call).await
    }

    /// Approves or rejects an image of a dataset. The call can always be repeated, because the same verdict twice has the
    /// effect of one.
    pub async fn set_dataset_image_approval(
        &self,
        character_id: impl Into<CharacterId>,
        image_id: impl Into<ImageId>,
        verdict: Verdict,
    ) -> Result<DatasetImageChange> {
        let route = "/{character_id}/dataset/images/{image_id}/approval";
        let call = Call::put(route, &Approval { approved: verdict == Verdict::Approve }, Repeat::Always)?;
        self.transport.send(&of_image(call, &character_id.into(), &image_id.into())).await
    }

    /// Makes an image of a dataset again. The price is not documented. The call is repeated as [`create`](Self::create) is.
    pub async fn regenerate_dataset_image(
        &self,
        character_id: impl Into<CharacterId>,
        image_id: impl Into<ImageId>,
        request: &RegenerateRequest,
    ) -> Result<DatasetImageChange> {
        let route = "/{character_id}/dataset/images/{image_id}/regenerate";
        let call = if *request == RegenerateRequest::default() {
            Call::post_empty(route, Repeat::WhenUntouched)
        } else {
            Call::post(route, request, Repeat::WhenUntouched)?
        };
        self.transport.send(&of_image(call, &character_id.into(), &image_id.into())).await
    }

    /// Deletes an image of a dataset. The call is repeated as [`delete_generation`](Self::delete_generation) is.
    pub async fn delete_dataset_image(
        &self,
        character_id: impl Into<CharacterId>,
        image_id: impl Into<ImageId>,
    ) -> Result<DatasetImageChange> {
        let call = Call::delete("/{character_id}/dataset/images/{image_id}", Repeat::WhenUntouched);
        self.transport.send(&of_image(call, &character_id.into(), &image_id.into())).await
    }

    /// Approves a whole dataset, so that the character can be trained (S1, build and review the training dataset).
    ///
    /// While images are pending, the provider refuses with [`StepNotReady`](crate::AnimusRefusal::StepNotReady). The call
    /// is repeated only on proof that nothing was approved, because the answer to a second approval is not documented.
    pub async fn approve_dataset(&self, character_id: impl Into<CharacterId>) -> Result<DatasetApproval> {
        let call = Call::post_empty("/{character_id}/dataset/approve", Repeat::WhenUntouched);
        self.transport.send(&call.segment("character_id", &character_id.into())).await
    }
}

fn of_image(call: Call, character_id: &CharacterId, image_id: &ImageId) -> Call {
    call.segment("character_id", character_id).segment("image_id", image_id)
}

impl Watched for Dataset {
    type Id = CharacterId;
    type Error = AnimusError;

    async fn look(
        transport: Transport<AnimusError>,
        character_id: CharacterId,
        within: Duration,
    ) -> Result<Self> {
        let call = Call::get("/{character_id}/dataset/status").segment("character_id", &character_id);
        transport.send(&call.time_limit(within)).await
    }
}
