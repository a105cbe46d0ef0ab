//! The calls about characters and their photos.

use std::time::Duration;

use client_core::lenient::skipped;
use client_core::{BoxStream, Call, Form, Handle, Repeat, Transport, Upload, Watched};

use super::answers::{
    AssetList, AutoFaces, Character, CharacterPage, DeletedCharacter, UploadJob, UploadedPhoto,
};
use super::requests::{AutoFacesRequest, CharacterChanges, CharacterRequest};
use crate::client::{AnimusClient, Result};
use crate::error::AnimusError;
use crate::ids::{CharacterId, UploadJobId};
use crate::pages::{PageOptions, Part, walk};
use crate::vocabulary::{AssetType, ImageType};

/// The size of the largest page that the provider sends (facts 1.6).
const MOST_CHARACTERS: u32 = 100;

/// # Characters and their photos
impl AnimusClient {
    /// Creates a character: a name under which photos are collected. The call is repeated only on proof that no character
    /// was created.
    pub async fn create_character(&self, request: &CharacterRequest) -> Result<Character> {
        self.transport.send(&Call::post("/characters", request, Repeat::WhenUntouched)?).await
    }

    /// Returns one page of the organization's characters.
    pub async fn list_characters(&self, options: PageOptions) -> Result<CharacterPage> {
        self.transport.send(&options.ask(Call::get("/characters"))).await
    }

    /// Returns all characters of the organization, in the provider's order. The list is walked as [`groups`](Self::groups)
    /// is.
    pub fn characters(&self) -> BoxStream<'static, Result<Character>> {
        let client = self.clone();
        let page = move |options| {
            let client = client.clone();
            async move {
                let page = client.list_characters(options).await?;
                let skipped = skipped(&page.extra, "characters");
                Ok(Part { items: page.characters, skipped, pagination: page.pagination })
            }
        };
        walk(MOST_CHARACTERS, page, |character: &Character| character.character_id.as_str())
    }

    /// Returns a character in its present state.
    pub async fn get_character(&self, character_id: impl Into<CharacterId>) -> Result<Character> {
        let call = Call::get("/characters/{character_id}").segment("character_id", &character_id.into());
        self.transport.send(&call).await
    }

    /// Changes the name or the description of a character. The call can always be repeated, because the same changes twice
    /// have the effect of one.
    pub async fn update_character(
        &self,
        character_id: impl Into<CharacterId>,
        changes: &CharacterChanges,
    ) -> Result<Character> {
        let call = Call::put("/characters/{character_id}", changes, Repeat::Always)?;
        self.transport.send(&call.segment("character_id", &character_id.into())).await
    }

    /// Deletes a character. The effect on its photos, dataset and trainings is not documented. The call is repeated as
    /// [`delete_generation`](Self::delete_generation) is.
    pub async fn delete_character(&self, character_id: impl Into<CharacterId>) -> Result<DeletedCharacter> {
        let call = Call::delete("/characters/{character_id}", Repeat::WhenUntouched);
        self.transport.send(&call.segment("character_id", &character_id.into())).await
    }

    /// Adds a photo of the character's face. The photo must be sharp and at least 512x512 pixels. By default a character has
    /// at most 20 of them (S1, upload reference photos). A photo that fails the checks is an
    /// [`InvalidRequest`](crate::AnimusRefusal::InvalidRequest).
    ///
    /// The photo comes from a path, from memory or from a reader, and can report its progress: see [`Upload`]. The call is
    /// repeated only on proof that no photo was accepted. A repeat sends the photo from its beginning. If
    /// [`may_have_been_sent`](client_core::Error::may_have_been_sent) is true, look for the photo among the
    /// [`assets`](Self::assets).
    ///
    /// ```no_run
    /// use animus_client::Upload;
    ///
    /// # async fn example(client: animus_client::AnimusClient, character: &str) -> animus_client::Result<()> {
    /// let photo = Upload::path("photos/face-1.jpg").with_progress(|progress| println!("{progress:?}"));
    /// let uploaded = client.upload_face(character, &photo).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn upload_face(
        &self,
        character_id: impl Into<CharacterId>,
        photo: &Upload,
    ) -> Result<UploadedPhoto> {
        let form = Form::default().file("file", photo);
        let call = Call::upload("/{character_id}/upload/face-image", form, Repeat::WhenUntouched);
        self.transport.send(&call.segment("character_id", &character_id.into())).await
    }

    /// Adds a photo of the character's body, of the side that `image_type` names. By default a character has at most 40 of
    /// them (S1, upload reference photos). A dataset needs one from the front and one from behind. The call is repeated as
    /// [`upload_face`](Self::upload_face) is.
    pub async fn upload_body(
        &self,
        character_id: impl Into<CharacterId>,
        photo: &Upload,
        image_type: Option<ImageType>,
    ) -> Result<UploadedPhoto> {
        let form = Form::default().file("file", photo);
        let form = match image_type {
            Some(image_type) => form.text("image_type", &image_type),
            None => form,
        };
        let call = Call::upload("/{character_id}/upload/body-image", form, Repeat::WhenUntouched);
        self.transport.send(&call.segment("character_id", &character_id.into())).await
    }

    /// Returns the assets of a character: all, or those of one type.
    pub async fn assets(
        &self,
        character_id: impl Into<CharacterId>,
        asset_type: Option<AssetType>,
    ) -> Result<AssetList> {
        let call = Call::get("/{character_id}/assets").segment("character_id", &character_id.into());
        let call = match asset_type {
            Some(asset_type) => call.query("asset_type", &asset_type),
            None => call,
        };
        self.transport.send(&call).await
    }

    /// Buys faces made of one photo. Each costs half a credit, charged at once (S1, auto-generate face variations). Wait for
    /// them with [`upload_job`](Self::upload_job). The call is repeated as [`create`](Self::create) is.
    pub async fn auto_generate_faces(
        &self,
        character_id: impl Into<CharacterId>,
        request: &AutoFacesRequest,
    ) -> Result<AutoFaces> {
        let route = "/characters/{character_id}/auto-generate-face-images";
        let call =
            Call::post(route, request, Repeat::WhenUntouched)?.segment("character_id", &character_id.into());
        self.transport.send(&call).await
    }

    /// Returns a handle of the job with this id that makes images, to poll it or wait for it. It takes the
    /// answer that ordered the faces too. Nothing is sent yet.
    pub fn upload_job(&self, job_id: impl Into<UploadJobId>) -> Handle<UploadJob> {
        Handle::new(&self.transport, job_id.into())
    }
}

impl Watched for UploadJob {
    type Id = UploadJobId;
    type Error = AnimusError;

    async fn look(transport: Transport<AnimusError>, id: UploadJobId, within: Duration) -> Result<Self> {
        let call = Call::get("/upload-job/{job_id}/status").segment("job_id", &id);
        transport.send(&call.time_limit(within)).await
    }
}
