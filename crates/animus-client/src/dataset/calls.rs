//! The calls about datasets.

use std::time::Duration;

use client_core::{Call, Repeat, Result, Transport};

use super::answers::{Dataset, DatasetApproval, DatasetGeneration, DatasetImageChange, DatasetImages};
use super::requests::{Approval, DatasetRequest, RegenerateRequest};
use crate::client::AnimusClient;
use crate::handle::{Handle, Watched};

/// # Datasets
impl AnimusClient {
    /// Orders a character's dataset, made of its photos from the front and from behind. Wait for it with
    /// [`dataset`](Self::dataset). The price is not documented. The call is repeated as [`create`](Self::create) is.
    pub async fn generate_dataset(
        &self,
        character_id: &str,
        request: &DatasetRequest,
    ) -> Result<DatasetGeneration> {
        let call = Call::post("/{character_id}/dataset/generate", request, Repeat::WhenUntouched)?;
        self.transport.send(&call.segment("character_id", &character_id)).await
    }

    /// Returns a handle of a character's dataset, to poll it or wait for it. Its result is complete when all its images are
    /// made and can be reviewed. Nothing is sent yet.
    pub fn dataset(&self, character_id: impl Into<String>) -> Handle<Dataset> {
        Handle::new(&self.transport, character_id.into())
    }

    /// Returns the images of a dataset: all, or the approved ones. For `None` the provider chooses; its default is not
    /// documented (assumed, A45: all).
    pub async fn dataset_images(
        &self,
        character_id: &str,
        approved_only: Option<bool>,
    ) -> Result<DatasetImages> {
        let call = Call::get("/{character_id}/dataset/images").segment("character_id", &character_id);
        let call = match approved_only {
            Some(approved_only) => call.query("approved_only", &approved_only),
            None => call,
        };
        self.transport.send(&call).await
    }

    /// Approves or rejects an image of a dataset. The call can always be repeated, because the same verdict twice has the
    /// effect of one.
    pub async fn set_dataset_image_approval(
        &self,
        character_id: &str,
        image_id: &str,
        approved: bool,
    ) -> Result<DatasetImageChange> {
        let route = "/{character_id}/dataset/images/{image_id}/approval";
        let call = Call::put(route, &Approval { approved }, Repeat::Always)?;
        self.transport.send(&of_image(call, character_id, image_id)).await
    }

    /// Makes an image of a dataset again. The price is not documented. The call is repeated as [`create`](Self::create) is.
    pub async fn regenerate_dataset_image(
        &self,
        character_id: &str,
        image_id: &str,
        request: &RegenerateRequest,
    ) -> Result<DatasetImageChange> {
        let route = "/{character_id}/dataset/images/{image_id}/regenerate";
        let call = if *request == RegenerateRequest::default() {
            Call::post_empty(route, Repeat::WhenUntouched)
        } else {
            Call::post(route, request, Repeat::WhenUntouched)?
        };
        self.transport.send(&of_image(call, character_id, image_id)).await
    }

    /// Deletes an image of a dataset. The call is repeated as [`delete_generation`](Self::delete_generation) is.
    pub async fn delete_dataset_image(
        &self,
        character_id: &str,
        image_id: &str,
    ) -> Result<DatasetImageChange> {
        let call = Call::delete("/{character_id}/dataset/images/{image_id}", Repeat::WhenUntouched);
        self.transport.send(&of_image(call, character_id, image_id)).await
    }

    /// Approves a whole dataset, so that the character can be trained (S1, build and review the training dataset).
    ///
    /// While images are pending, the provider refuses with [`StepNotReady`](crate::AnimusErrorKind::StepNotReady). The call
    /// is repeated only on proof that nothing was approved, because the answer to a second approval is not documented.
    pub async fn approve_dataset(&self, character_id: &str) -> Result<DatasetApproval> {
        let call = Call::post_empty("/{character_id}/dataset/approve", Repeat::WhenUntouched);
        self.transport.send(&call.segment("character_id", &character_id)).await
    }
}

fn of_image(call: Call, character_id: &str, image_id: &str) -> Call {
    call.segment("character_id", &character_id).segment("image_id", &image_id)
}

impl Watched for Dataset {
    type Id = String;

    async fn look(transport: Transport, character_id: String, within: Duration) -> Result<Self> {
        let call = Call::get("/{character_id}/dataset/status").segment("character_id", &character_id);
        transport.send(&call.time_limit(within)).await
    }
}
