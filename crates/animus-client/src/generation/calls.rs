//! The calls about generations and groups.

use std::time::Duration;

use client_core::{Call, Repeat, Result, Transport};
use futures_core::Stream;

use super::answers::{
    BatchSubmission, Capabilities, DeletedGeneration, DeletedGroup, Generation, Group, GroupDetail,
    GroupGeneration, GroupPage, Submission,
};
use super::requests::{BatchRequest, CreateRequest};
use crate::client::AnimusClient;
use crate::handle::{Handle, Watched};
use crate::pages::{PageOptions, walk};

/// The largest pages that the provider gives (facts 1.6).
const MOST_GROUPS: u32 = 100;
const MOST_GENERATIONS: u32 = 200;

/// # Generations and groups
impl AnimusClient {
    /// Buys a picture or a film, or several; wait for it with [`generation`](Self::generation).
    ///
    /// The credits are taken at once, and given back if the submission fails before it is processed (S0, credits). It is
    /// repeated only on proof that nothing was bought: no idempotency key is documented, so the same request twice is two
    /// generations. A 429 is such a proof; a 5xx is none, as it may come from in front of a service that had begun.
    pub async fn create(&self, request: &CreateRequest) -> Result<Submission> {
        self.transport.send(&Call::post("/generation/create", request, Repeat::WhenUntouched)?).await
    }

    /// Buys many pictures at once; wait for all of them with [`generation`](Self::generation) and the batch's id. Repeated
    /// as [`create`](Self::create) is.
    ///
    /// That some prompts are not accepted is no error: [`results`](BatchSubmission::results) says what became of each.
    pub async fn create_batch(&self, request: &BatchRequest) -> Result<BatchSubmission> {
        self.transport.send(&Call::post("/generation/batch", request, Repeat::WhenUntouched)?).await
    }

    /// The generation or batch of this id, to look at or wait for. Nothing is sent yet.
    ///
    /// Each image of a batch that is completed stands in [`result_urls`](Generation::result_urls), so a batch is a success
    /// although single generations of it failed.
    pub fn generation(&self, id: impl Into<String>) -> Handle<Generation> {
        Handle::new(&self.transport, id.into())
    }

    /// One page of the organization's groups, or of those that show this character.
    pub async fn list_groups(&self, options: PageOptions, character_id: Option<&str>) -> Result<GroupPage> {
        let call = options.ask(Call::get("/generation/groups"));
        let call = match character_id {
            Some(character_id) => call.query("character_id", &character_id),
            None => call,
        };
        self.transport.send(&call).await
    }

    /// All of the organization's groups, or all that show this character, in the provider's order; pages are asked for as
    /// they are needed. How it keeps its place is with [`walk`](client_core::pages::walk).
    pub fn groups(
        &self,
        character_id: Option<&str>,
    ) -> impl Stream<Item = Result<Group>> + Send + Unpin + use<> {
        let (client, character_id) = (self.clone(), character_id.map(str::to_owned));
        let page = move |options| {
            let (client, character_id) = (client.clone(), character_id.clone());
            async move {
                let page = client.list_groups(options, character_id.as_deref()).await?;
                Ok((page.groups, page.pagination))
            }
        };
        walk(MOST_GROUPS, page, |group: &Group| &group.group_id)
    }

    /// A group, with one page of its generations.
    pub async fn get_group(&self, group_id: &str, options: PageOptions) -> Result<GroupDetail> {
        let call = Call::get("/generation/groups/{group_id}").segment("group_id", &group_id);
        self.transport.send(&options.ask(call)).await
    }

    /// All generations of a group, in the provider's order; walked as [`groups`](Self::groups) are.
    pub fn group_generations(
        &self,
        group_id: &str,
    ) -> impl Stream<Item = Result<GroupGeneration>> + Send + Unpin + use<> {
        let (client, group_id) = (self.clone(), group_id.to_owned());
        let page = move |options| {
            let (client, group_id) = (client.clone(), group_id.clone());
            async move {
                let page = client.get_group(&group_id, options).await?;
                Ok((page.generations, page.pagination))
            }
        };
        walk(MOST_GENERATIONS, page, |generation: &GroupGeneration| &generation.generation_id)
    }

    /// Deletes a generation, and its files with it.
    ///
    /// It is repeated only on proof that nothing was deleted: a second deletion would be answered with 404, and the success
    /// of the first would be told as a failure. If [`may_have_been_sent`](client_core::Error::may_have_been_sent) is true,
    /// a look at the [`generation`](Self::generation) settles it: it is gone, or still there.
    pub async fn delete_generation(&self, generation_id: &str) -> Result<DeletedGeneration> {
        let call = Call::delete("/generation/generations/{generation_id}", Repeat::WhenUntouched);
        self.transport.send(&call.segment("generation_id", &generation_id)).await
    }

    /// Deletes a group with all its generations and their files. Repeated as
    /// [`delete_generation`](Self::delete_generation) is.
    ///
    /// While a generation in it is at work, the provider refuses:
    /// [`GenerationsActive`](crate::AnimusErrorKind::GenerationsActive).
    pub async fn delete_group(&self, group_id: &str) -> Result<DeletedGroup> {
        let call = Call::delete("/generation/groups/{group_id}", Repeat::WhenUntouched);
        self.transport.send(&call.segment("group_id", &group_id)).await
    }

    /// What a character can be rendered with.
    pub async fn capabilities(&self, character_id: &str) -> Result<Capabilities> {
        let call = Call::get("/{character_id}/generation/capabilities");
        self.transport.send(&call.segment("character_id", &character_id)).await
    }
}

impl Watched for Generation {
    type Id = String;

    async fn look(transport: Transport, id: String, within: Duration) -> Result<Self> {
        let call = Call::get("/generation/status/{generation_id}").segment("generation_id", &id);
        transport.send(&call.time_limit(within)).await
    }
}
