//! The answers about generations and groups (S0; facts 2). Fields that aren't listed are kept in `extra`.
//!
//! The documents rarely say which fields can be null. So only those ids and states are required without which an answer is
//! useless. `f64` holds credits exactly down to halves, the smallest fraction that the provider charges (S1, auto-generate
//! face variations).

use client_core::jobs::{self, Phase};
use client_core::{Extra, Timestamp, Value};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ids::{CharacterId, GenerationId, GroupId};
use crate::pagination::Pagination;
use crate::vocabulary::{GenerationType, GroupStatus, JobStatus, LoraStatus};

client_core::answers! {
    /// An accepted generation: `POST /generation/create` (S0, response; facts 2.1).
    Submission {
        /// The id to wait for, with [`AnimusClient::generation`](crate::AnimusClient::generation). For several images it is the
        /// id of the batch (assumed, A20).
        generation_id: GenerationId,
        ;
        /// The id of the generation's group.
        group_id: Option<GroupId>,
        /// The state of the generation.
        status: JobStatus,
        /// The provider's own sentence.
        message: Option<String>,
        /// The estimated duration in seconds (the unit is assumed, A19).
        estimated_time: Option<u64>,
        /// The credits that the generation cost.
        credits_deducted: Option<f64>,
        /// The balance after the charge, in credits.
        remaining_balance: Option<f64>,
    }
}

client_core::answers! {
    /// A batch of which all or some prompts were accepted: `POST /generation/batch` (S0, batch submissions; facts 2.3).
    BatchSubmission {
        ;
        /// The id to wait for, with [`AnimusClient::generation`](crate::AnimusClient::generation).
        batch_id: GenerationId,
        /// The id of the group that all generations of the batch share.
        group_id: Option<GroupId>,
        /// The kind of result of the batch.
        generation_type: Option<GenerationType>,
        /// The state of the batch.
        status: JobStatus,
        /// The provider's own sentence.
        message: Option<String>,
        /// The number of prompts.
        total_requested: Option<u64>,
        /// The number of accepted prompts.
        successful_submissions: Option<u64>,
        /// The number of prompts that were not accepted.
        failed_submissions: Option<u64>,
        /// The estimated duration in seconds (the unit is assumed, A19).
        estimated_time: Option<u64>,
        /// The credits that the whole batch cost.
        credits_deducted: Option<f64>,
        /// The balance after the charge, in credits.
        remaining_balance: Option<f64>,
        /// The outcome of each prompt.
        results: Vec<BatchResult>,
    }
}

client_core::answers! {
    /// The outcome of one prompt of a batch (facts 2.3).
    BatchResult {
        ;
        /// The id of the prompt's generation; `None` if the prompt was not accepted.
        generation_id: Option<GenerationId>,
        /// The state of the generation.
        status: Option<JobStatus>,
        /// The index of the prompt, from 0 (assumed, A27).
        prompt_index: Option<u64>,
        /// The reason why the prompt was not accepted.
        error: Option<String>,
    }
}

client_core::answers! {
    /// The status of a generation or a batch: `GET /generation/status/{generation_id}` (S0, track generation status; facts 2.2).
    ///
    /// A batch also has counts and a list of its generations. The counts are documented, but their names are assumed (A25).
    Generation {
        /// The state of the generation.
        status: JobStatus,
        ;
        /// The id of the generation; for a batch, the id of the batch (assumed, A25).
        generation_id: Option<GenerationId>,
        /// The id of the batch, if this is one.
        batch_id: Option<GenerationId>,
        /// The id of the group that it belongs to.
        group_id: Option<GroupId>,
        /// The kind of result.
        generation_type: Option<GenerationType>,
        /// The progress in percent.
        progress: Option<f64>,
        /// The URLs of the results; for a batch, of all that are finished.
        result_urls: Vec<String>,
        /// The reason for the failure.
        error: Option<String>,
        /// The instant of acceptance.
        created_at: Option<Timestamp>,
        /// The prompt.
        prompt: Option<String>,
        /// The service that makes the result, such as `comfydeploy`.
        service: Option<String>,
        /// Measurements of the work.
        performance_metadata: Option<PerformanceMetadata>,
        /// The number of generations in the batch.
        total_generations: Option<u64>,
        /// The number of completed generations in the batch.
        completed_generations: Option<u64>,
        /// The number of failed generations in the batch.
        failed_generations: Option<u64>,
        /// The number of generations in the batch that have not ended.
        pending_generations: Option<u64>,
        /// The generations of the batch.
        generations: Vec<GroupGeneration>,
    }
}

impl Generation {
    /// Returns `true` if this is a batch.
    pub fn is_batch(&self) -> bool {
        self.batch_id.is_some() || self.total_generations.is_some()
    }
}

impl From<&Submission> for GenerationId {
    fn from(submission: &Submission) -> Self {
        submission.generation_id.clone()
    }
}

impl From<&BatchSubmission> for GenerationId {
    fn from(submission: &BatchSubmission) -> Self {
        submission.batch_id.clone()
    }
}

/// A batch with an id of its own, or with those of its generations.
pub(super) struct AcceptedBatch(pub(super) BatchSubmission);

impl<'de> Deserialize<'de> for AcceptedBatch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let batch = BatchSubmission::deserialize(deserializer)?;
        if batch.batch_id.as_str().is_empty() && batch.results.is_empty() {
            return Err(serde::de::Error::custom("there are neither a batch_id nor results"));
        }
        Ok(Self(batch))
    }
}

impl jobs::Job for Generation {
    fn phase(&self) -> Phase {
        phase(&self.status)
    }

    fn summary(&self) -> String {
        let (what, id) = match &self.batch_id {
            Some(id) => ("batch", Some(id)),
            None => ("generation", self.generation_id.as_ref()),
        };
        summary(what, id, &self.status, self.error.as_deref())
    }
}

pub(crate) fn phase(status: &JobStatus) -> Phase {
    match status {
        JobStatus::Completed => Phase::Succeeded,
        JobStatus::Failed => Phase::Failed,
        _ => Phase::Running,
    }
}

/// Describes a piece of work and its state in words, for error texts.
pub(crate) fn summary(
    what: &str,
    id: Option<&impl ToString>,
    status: &impl ToString,
    error: Option<&str>,
) -> String {
    let id = id.map(|id| format!(" {}", id.to_string())).unwrap_or_default();
    let error = error.map(|error| format!(": {error}")).unwrap_or_default();
    format!("{what}{id} is {}{error}", status.to_string())
}

client_core::answers! {
    /// Measurements of a generation's work (S0, track generation status).
    PerformanceMetadata {
        ;
        /// The duration in seconds (the unit is assumed, A19).
        duration: Option<f64>,
        /// The number of generations before this one in the queue.
        queue_position: Option<u64>,
    }
}

client_core::answers! {
    /// A group in a list: `GET /generation/groups` (S0, organize results; facts 2.4).
    Group {
        /// The id of the group.
        group_id: GroupId,
        ;
        /// The title of the group.
        title: Option<String>,
        /// The description of the group.
        description: Option<String>,
        /// The kind of result of the group's generations. The value of a mixed group is not documented.
        group_type: Option<GenerationType>,
        /// The number of generations in the group.
        generation_count: Option<u64>,
        /// The URL of a picture that represents the group.
        preview_image_url: Option<String>,
        /// The instant of creation.
        created_at: Option<Timestamp>,
        /// The instant of the last change.
        updated_at: Option<Timestamp>,
        /// The state of the group.
        status: Option<GroupStatus>,
        /// The id of the character that the group shows.
        character_id: Option<CharacterId>,
    }
}

client_core::answers! {
    /// One page of the organization's groups (S0, organize results; facts 2.4).
    GroupPage {
        /// The groups.
        groups: Vec<Group>,
        ;
        /// The position of the page in the list.
        pagination: Option<Pagination>,
        /// The id of the organization that owns the groups.
        organization_id: Option<String>,
    }
}

/// A group with one page of its generations: `GET /generation/groups/{group_id}` (S0, organize results; facts 2.5).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GroupDetail {
    /// The group. Its `extra` has all other fields of the answer.
    pub group: Group,
    /// The generations of the page.
    pub generations: Vec<GroupGeneration>,
    /// The position of the page in the group.
    pub pagination: Option<Pagination>,
}

impl<'de> Deserialize<'de> for GroupDetail {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let GroupPart { generations, pagination, extra } = GroupPart::deserialize(deserializer)?;
        let group = Group::deserialize(Value::Object(extra.into_iter().collect()));
        Ok(Self { group: group.map_err(serde::de::Error::custom)?, generations, pagination })
    }
}

impl Serialize for GroupDetail {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { group, generations, pagination } = self.clone();
        let extra = match serde_json::to_value(group).map_err(serde::ser::Error::custom)? {
            Value::Object(fields) => fields.into_iter().collect(),
            _ => Extra::new(),
        };
        GroupPart { generations, pagination, extra }.serialize(serializer)
    }
}

client_core::answers! {
    /// The fields of a group's page beside those of the group.
    GroupPart {
        /// The generations of the page.
        generations: Vec<GroupGeneration>,
        ;
        /// The position of the page in the group.
        pagination: Option<Pagination>,
    }
}

client_core::answers! {
    /// A generation in the list of its group (facts 2.5), with fewer fields than its [status](Generation).
    GroupGeneration {
        /// The id of the generation.
        generation_id: GenerationId,
        ;
        /// The prompt.
        prompt: Option<String>,
        /// The state of the generation.
        status: JobStatus,
        /// The URLs of the results.
        result_urls: Vec<String>,
        /// The instant of acceptance.
        created_at: Option<Timestamp>,
        /// Measurements of the work.
        performance_metadata: Option<PerformanceMetadata>,
    }
}

client_core::answers! {
    /// A generation that was deleted with its files: `DELETE /generation/generations/{generation_id}` (facts 2.6).
    DeletedGeneration {
        ;
        /// `true` if the generation was deleted.
        success: Option<bool>,
        /// The provider's own sentence.
        message: Option<String>,
        /// The id of the generation.
        generation_id: Option<GenerationId>,
        /// The id of the group that the generation was in.
        group_id: Option<GroupId>,
        /// The number of deleted files.
        deleted_images: Option<u64>,
        /// The number of files that could not be deleted.
        failed_deletions: Option<u64>,
        /// The files by their URLs.
        details: Option<DeletedGenerationFiles>,
    }
}

client_core::answers! {
    /// The files of a deleted generation (facts 2.6).
    DeletedGenerationFiles {
        ;
        /// The former URLs of the deleted files.
        deleted_image_urls: Vec<String>,
        /// The URLs of the files that could not be deleted.
        failed_deletion_urls: Vec<String>,
    }
}

client_core::answers! {
    /// A group that was deleted with all its content: `DELETE /generation/groups/{group_id}` (facts 2.7).
    DeletedGroup {
        ;
        /// `true` if the group was deleted.
        success: Option<bool>,
        /// The provider's own sentence.
        message: Option<String>,
        /// The id of the group.
        group_id: Option<GroupId>,
        /// The title of the group.
        group_title: Option<String>,
        /// The number of deleted generations.
        deleted_generations: Option<u64>,
        /// The number of generations that could not be deleted.
        failed_generation_deletions: Option<u64>,
        /// The number of deleted files.
        total_deleted_images: Option<u64>,
        /// The number of files that could not be deleted.
        total_failed_image_deletions: Option<u64>,
        /// The generations by their ids, and the files by their URLs.
        details: Option<DeletedGroupFiles>,
    }
}

client_core::answers! {
    /// The former content of a deleted group (facts 2.7).
    DeletedGroupFiles {
        ;
        /// The ids of the deleted generations.
        deleted_generation_ids: Vec<String>,
        /// The ids of the generations that could not be deleted.
        failed_generation_ids: Vec<String>,
        /// The former URLs of the deleted files.
        deleted_image_urls: Vec<String>,
        /// The URLs of the files that could not be deleted.
        failed_image_urls: Vec<String>,
    }
}

client_core::answers! {
    /// The readiness of a character for rendering: `GET /{character_id}/generation/capabilities` (S1, verify generation
    /// readiness; facts 2.8).
    Capabilities {
        ;
        /// The id of the character.
        character_id: Option<CharacterId>,
        /// The `LoRA` of the face.
        face_lora: Option<Lora>,
        /// The `LoRA` of the body.
        body_lora: Option<Lora>,
        /// `true` if the character can be rendered with at least one `LoRA` (assumed, A32).
        can_generate: Option<bool>,
        /// `true` if both `LoRAs` are available (S1).
        generation_ready: Option<bool>,
    }
}

client_core::answers! {
    /// A `LoRA` of a character (S1, verify generation readiness; facts 2.8).
    Lora {
        ;
        /// The state of the `LoRA`.
        status: LoraStatus,
        /// `true` if the `LoRA` is available.
        available: Option<bool>,
        /// The URL of the `LoRA`.
        url: Option<String>,
    }
}
