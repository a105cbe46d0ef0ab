//! The calls about generations and groups.

use std::time::Duration;

use client_core::lenient::skipped;
use client_core::{BoxStream, Call, Handle, Repeat, Transport, Watched};

use super::answers::{
    AcceptedBatch, BatchSubmission, Capabilities, DeletedGeneration, DeletedGroup, Generation, Group,
    GroupDetail, GroupGeneration, GroupPage, Submission,
};
use super::requests::{BatchRequest, CreateRequest};
use crate::client::{AnimusClient, Result};
use crate::error::AnimusError;
use crate::ids::{CharacterId, GenerationId, GroupId};
use crate::pages::{PageOptions, Part, walk};

/// The sizes of the largest pages that the provider sends (facts 1.6).
const MOST_GROUPS: u32 = 100;
const MOST_GENERATIONS: u32 = 200;

/// # Generations and groups
impl AnimusClient {
    /// Buys one or more pictures, or a film. Wait for the result with [`generation`](Self::generation).
    ///
    /// The credits are charged at once, and are refunded if the submission fails before it is processed (S0, credits). No
    /// idempotency key is documented, so the same request twice makes two generations. Therefore the call is repeated only
    /// on proof that nothing was bought. A 429 is such a proof. A 5xx is not: it may come from a proxy in front of a service
    /// that had already started.
    pub async fn create(&self, request: &CreateRequest) -> Result<Submission> {
        self.transport.send(&Call::post("/generation/create", request, Repeat::WhenUntouched)?).await
    }

    /// Buys many pictures at once. Wait for all of them with [`generation`](Self::generation) and the id of the batch. The
    /// call is repeated as [`create`](Self::create) is.
    ///
    /// A prompt that is not accepted does not make the call fail: [`results`](BatchSubmission::results) has the outcome of
    /// each prompt.
    pub async fn create_batch(&self, request: &BatchRequest) -> Result<BatchSubmission> {
        let call = Call::post("/generation/batch", request, Repeat::WhenUntouched)?;
        let AcceptedBatch(batch) = self.transport.send(&call).await?;
        Ok(batch)
    }

    /// Returns a handle of the generation or batch with this id, to poll it or wait for it. It takes a
    /// submission too. Nothing is sent yet.
    ///
    /// A batch succeeds even if some of its generations fail. [`result_urls`](Generation::result_urls) has the images of the
    /// others.
    pub fn generation(&self, id: impl Into<GenerationId>) -> Handle<Generation> {
        Handle::new(&self.transport, id.into())
    }

    /// Returns one page of the organization's groups: all, or those that show this character.
    pub async fn list_groups(
        &self,
        options: PageOptions,
        character_id: Option<CharacterId>,
    ) -> Result<GroupPage> {
        let call = options.ask(Call::get("/generation/groups"));
        let call = match character_id {
            Some(character_id) => call.query("character_id", &character_id),
            None => call,
        };
        self.transport.send(&call).await
    }

    /// Returns all groups of the organization, or all that show this character, in the provider's order. Pages are fetched
    /// as they are needed. [`walk`](client_core::pages::walk) describes how the stream keeps its place.
    pub fn groups(&self, character_id: Option<CharacterId>) -> BoxStream<'static, Result<Group>> {
        let (client, character_id) = (self.clone(), character_id);
        let page = move |options| {
            let (client, character_id) = (client.clone(), character_id.clone());
            async move {
                let page = client.list_groups(options, character_id).await?;
                Ok(Part {
                    skipped: skipped(&page.extra, "groups"),
                    items: page.groups,
                    pagination: page.pagination,
                })
            }
        };
        walk(MOST_GROUPS, page, |group: &Group| group.group_id.as_str())
    }

    /// Returns a group with one page of its generations.
    pub async fn get_group(&self, group_id: impl Into<GroupId>, options: PageOptions) -> Result<GroupDetail> {
        let call = Call::get("/generation/groups/{group_id}").segment("group_id", &group_id.into());
        self.transport.send(&options.ask(call)).await
    }

    /// Returns all generations of a group, in the provider's order. The list is walked as [`groups`](Self::groups) is.
    pub fn group_generations(
        &self,
        group_id: impl Into<GroupId>,
    ) -> BoxStream<'static, Result<GroupGeneration>> {
        let (client, group_id) = (self.clone(), group_id.into());
        let page = move |options| {
            let (client, group_id) = (client.clone(), group_id.clone());
            async move {
                let page = client.get_group(&group_id, options).await?;
                let skipped = skipped(&page.group.extra, "generations");
                Ok(Part { items: page.generations, skipped, pagination: page.pagination })
            }
        };
        walk(MOST_GENERATIONS, page, |generation: &GroupGeneration| generation.generation_id.as_str())
    }

    /// Deletes a generation with its files.
    ///
    /// The call is repeated only on proof that nothing was deleted. Otherwise the repeat could be answered with 404, and a
    /// success would be reported as a failure. If [`may_have_been_sent`](client_core::Error::may_have_been_sent) is true,
    /// poll the [`generation`](Self::generation): a 404 shows that it was deleted.
    pub async fn delete_generation(
        &self,
        generation_id: impl Into<GenerationId>,
    ) -> Result<DeletedGeneration> {
        let call = Call::delete("/generation/generations/{generation_id}", Repeat::WhenUntouched);
        self.transport.send(&call.segment("generation_id", &generation_id.into())).await
    }

    /// Deletes a group with all its generations and their files. The call is repeated as
    /// [`delete_generation`](Self::delete_generation) is.
    ///
    /// While a generation of the group is running, the provider refuses with
    /// [`GenerationsActive`](crate::AnimusRefusal::GenerationsActive).
    pub async fn delete_group(&self, group_id: impl Into<GroupId>) -> Result<DeletedGroup> {
        let call = Call::delete("/generation/groups/{group_id}", Repeat::WhenUntouched);
        self.transport.send(&call.segment("group_id", &group_id.into())).await
    }

    /// Returns the readiness of a character for rendering.
    pub async fn capabilities(&self, character_id: impl Into<CharacterId>) -> Result<Capabilities> {
        let call = Call::get("/{character_id}/generation/capabilities");
        self.transport.send(&call.segment("character_id", &character_id.into())).await
    }
}

impl Watched for Generation {
    type Id = GenerationId;
    type Error = AnimusError;

    async fn look(transport: Transport<AnimusError>, id: GenerationId, within: Duration) -> Result<Self> {
        let call = Call::get("/generation/status/{generation_id}").segment("generation_id", &id);
        transport.send(&call.time_limit(within)).await
    }
}
