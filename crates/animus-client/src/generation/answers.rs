//! The answers about generations and groups (S0; facts 2). Fields that aren't listed are ignored.
//!
//! The documents rarely say which fields can be null. So only those ids and states are required without which an answer is
//! useless. `f64` holds credits exactly down to halves, the smallest fraction that the provider charges (S1, auto-generate
//! face variations).

use client_core::jobs::{self, Phase};
use client_core::lenient;
use jiff::Timestamp;
use serde::Deserialize;

use crate::instant;
use crate::pages::Pagination;
use crate::vocabulary::{GenerationType, GroupStatus, JobStatus, LoraStatus};

/// An accepted generation: `POST /generation/create` (S0, response; facts 2.1).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Submission {
    /// The id to wait for, with [`AnimusClient::generation`](crate::AnimusClient::generation). For several images it is the
    /// id of the batch (assumed, A20).
    pub generation_id: String,
    /// The id of the generation's group.
    #[serde(default)]
    pub group_id: Option<String>,
    /// The state of the generation.
    pub status: JobStatus,
    /// The provider's own sentence.
    #[serde(default)]
    pub message: Option<String>,
    /// The estimated duration in seconds (the unit is assumed, A19).
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub estimated_time: Option<i64>,
    /// The credits that the generation cost.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub credits_deducted: Option<f64>,
    /// The balance after the charge, in credits.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub remaining_balance: Option<f64>,
}

/// A batch of which all or some prompts were accepted: `POST /generation/batch` (S0, batch submissions; facts 2.3).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct BatchSubmission {
    /// The id to wait for, with [`AnimusClient::generation`](crate::AnimusClient::generation).
    pub batch_id: String,
    /// The id of the group that all generations of the batch share.
    #[serde(default)]
    pub group_id: Option<String>,
    /// The kind of result of the batch.
    #[serde(default)]
    pub generation_type: Option<GenerationType>,
    /// The state of the batch.
    pub status: JobStatus,
    /// The provider's own sentence.
    #[serde(default)]
    pub message: Option<String>,
    /// The number of prompts.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub total_requested: Option<i64>,
    /// The number of accepted prompts.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub successful_submissions: Option<i64>,
    /// The number of prompts that were not accepted.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub failed_submissions: Option<i64>,
    /// The estimated duration in seconds (the unit is assumed, A19).
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub estimated_time: Option<i64>,
    /// The credits that the whole batch cost.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub credits_deducted: Option<f64>,
    /// The balance after the charge, in credits.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub remaining_balance: Option<f64>,
    /// The outcome of each prompt.
    #[serde(default, deserialize_with = "lenient::list")]
    pub results: Vec<BatchResult>,
}

/// The outcome of one prompt of a batch (facts 2.3).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct BatchResult {
    /// The id of the prompt's generation; `None` if the prompt was not accepted.
    #[serde(default)]
    pub generation_id: Option<String>,
    /// The state of the generation.
    #[serde(default)]
    pub status: Option<JobStatus>,
    /// The index of the prompt, from 0 (assumed, A27).
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub prompt_index: Option<i64>,
    /// The reason why the prompt was not accepted.
    #[serde(default)]
    pub error: Option<String>,
}

/// The status of a generation or a batch: `GET /generation/status/{generation_id}` (S0, track generation status; facts 2.2).
///
/// A batch also has counts and a list of its generations. The counts are documented, but their names are assumed (A25).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Generation {
    /// The id of the generation; for a batch, the id of the batch (assumed, A25).
    #[serde(default)]
    pub generation_id: Option<String>,
    /// The id of the batch, if this is one.
    #[serde(default)]
    pub batch_id: Option<String>,
    /// The id of the group that it belongs to.
    #[serde(default)]
    pub group_id: Option<String>,
    /// The kind of result.
    #[serde(default)]
    pub generation_type: Option<GenerationType>,
    /// The state of the generation.
    pub status: JobStatus,
    /// The progress in percent.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub progress: Option<i64>,
    /// The URLs of the results; for a batch, of all that are finished.
    #[serde(default, deserialize_with = "lenient::list")]
    pub result_urls: Vec<String>,
    /// The reason for the failure.
    #[serde(default)]
    pub error: Option<String>,
    /// The instant of acceptance.
    #[serde(default, deserialize_with = "instant::optional")]
    pub created_at: Option<Timestamp>,
    /// The prompt.
    #[serde(default)]
    pub prompt: Option<String>,
    /// The service that makes the result, such as `comfydeploy`.
    #[serde(default)]
    pub service: Option<String>,
    /// Measurements of the work.
    #[serde(default)]
    pub performance_metadata: Option<PerformanceMetadata>,
    /// The number of generations in the batch.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub total_generations: Option<i64>,
    /// The number of completed generations in the batch.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub completed_generations: Option<i64>,
    /// The number of failed generations in the batch.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub failed_generations: Option<i64>,
    /// The number of generations in the batch that have not ended.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub pending_generations: Option<i64>,
    /// The generations of the batch.
    #[serde(default, deserialize_with = "lenient::list")]
    pub generations: Vec<GroupGeneration>,
}

impl Generation {
    /// Returns `true` if this is a batch.
    pub fn is_batch(&self) -> bool {
        self.batch_id.is_some() || self.total_generations.is_some()
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
    id: Option<&String>,
    status: &impl ToString,
    error: Option<&str>,
) -> String {
    let id = id.map(|id| format!(" {id}")).unwrap_or_default();
    let error = error.map(|error| format!(": {error}")).unwrap_or_default();
    format!("{what}{id} is {}{error}", status.to_string())
}

/// Measurements of a generation's work (S0, track generation status).
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct PerformanceMetadata {
    /// The duration in seconds (the unit is assumed, A19).
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub duration: Option<f64>,
    /// The number of generations before this one in the queue.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub queue_position: Option<i64>,
}

/// A group in a list: `GET /generation/groups` (S0, organize results; facts 2.4).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Group {
    /// The id of the group.
    pub group_id: String,
    /// The title of the group.
    #[serde(default)]
    pub title: Option<String>,
    /// The description of the group.
    #[serde(default)]
    pub description: Option<String>,
    /// The kind of result of the group's generations. The value of a mixed group is not documented.
    #[serde(default)]
    pub group_type: Option<GenerationType>,
    /// The number of generations in the group.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub generation_count: Option<i64>,
    /// The URL of a picture that represents the group.
    #[serde(default)]
    pub preview_image_url: Option<String>,
    /// The instant of creation.
    #[serde(default, deserialize_with = "instant::optional")]
    pub created_at: Option<Timestamp>,
    /// The instant of the last change.
    #[serde(default, deserialize_with = "instant::optional")]
    pub updated_at: Option<Timestamp>,
    /// The state of the group.
    #[serde(default)]
    pub status: Option<GroupStatus>,
    /// The id of the character that the group shows.
    #[serde(default)]
    pub character_id: Option<String>,
}

/// One page of the organization's groups (S0, organize results; facts 2.4).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct GroupPage {
    /// The groups.
    #[serde(deserialize_with = "lenient::list")]
    pub groups: Vec<Group>,
    /// The position of the page in the list.
    #[serde(default)]
    pub pagination: Option<Pagination>,
    /// The id of the organization that owns the groups.
    #[serde(default)]
    pub organization_id: Option<String>,
}

/// A group with one page of its generations: `GET /generation/groups/{group_id}` (S0, organize results; facts 2.5).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct GroupDetail {
    /// The group.
    #[serde(flatten)]
    pub group: Group,
    /// The generations of the page.
    #[serde(deserialize_with = "lenient::list")]
    pub generations: Vec<GroupGeneration>,
    /// The position of the page in the group.
    #[serde(default)]
    pub pagination: Option<Pagination>,
}

/// A generation in the list of its group (facts 2.5), with fewer fields than its [status](Generation).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct GroupGeneration {
    /// The id of the generation.
    pub generation_id: String,
    /// The prompt.
    #[serde(default)]
    pub prompt: Option<String>,
    /// The state of the generation.
    pub status: JobStatus,
    /// The URLs of the results.
    #[serde(default, deserialize_with = "lenient::list")]
    pub result_urls: Vec<String>,
    /// The instant of acceptance.
    #[serde(default, deserialize_with = "instant::optional")]
    pub created_at: Option<Timestamp>,
    /// Measurements of the work.
    #[serde(default)]
    pub performance_metadata: Option<PerformanceMetadata>,
}

/// A generation that was deleted with its files: `DELETE /generation/generations/{generation_id}` (facts 2.6).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct DeletedGeneration {
    /// `true` if the generation was deleted.
    pub success: bool,
    /// The provider's own sentence.
    #[serde(default)]
    pub message: Option<String>,
    /// The id of the generation.
    #[serde(default)]
    pub generation_id: Option<String>,
    /// The id of the group that the generation was in.
    #[serde(default)]
    pub group_id: Option<String>,
    /// The number of deleted files.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub deleted_images: Option<i64>,
    /// The number of files that could not be deleted.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub failed_deletions: Option<i64>,
    /// The files by their URLs.
    #[serde(default)]
    pub details: Option<DeletedGenerationFiles>,
}

/// The files of a deleted generation (facts 2.6).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct DeletedGenerationFiles {
    /// The former URLs of the deleted files.
    #[serde(default, deserialize_with = "lenient::list")]
    pub deleted_image_urls: Vec<String>,
    /// The URLs of the files that could not be deleted.
    #[serde(default, deserialize_with = "lenient::list")]
    pub failed_deletion_urls: Vec<String>,
}

/// A group that was deleted with all its content: `DELETE /generation/groups/{group_id}` (facts 2.7).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct DeletedGroup {
    /// `true` if the group was deleted.
    pub success: bool,
    /// The provider's own sentence.
    #[serde(default)]
    pub message: Option<String>,
    /// The id of the group.
    #[serde(default)]
    pub group_id: Option<String>,
    /// The title of the group.
    #[serde(default)]
    pub group_title: Option<String>,
    /// The number of deleted generations.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub deleted_generations: Option<i64>,
    /// The number of generations that could not be deleted.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub failed_generation_deletions: Option<i64>,
    /// The number of deleted files.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub total_deleted_images: Option<i64>,
    /// The number of files that could not be deleted.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub total_failed_image_deletions: Option<i64>,
    /// The generations by their ids, and the files by their URLs.
    #[serde(default)]
    pub details: Option<DeletedGroupFiles>,
}

/// The former content of a deleted group (facts 2.7).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct DeletedGroupFiles {
    /// The ids of the deleted generations.
    #[serde(default, deserialize_with = "lenient::list")]
    pub deleted_generation_ids: Vec<String>,
    /// The ids of the generations that could not be deleted.
    #[serde(default, deserialize_with = "lenient::list")]
    pub failed_generation_ids: Vec<String>,
    /// The former URLs of the deleted files.
    #[serde(default, deserialize_with = "lenient::list")]
    pub deleted_image_urls: Vec<String>,
    /// The URLs of the files that could not be deleted.
    #[serde(default, deserialize_with = "lenient::list")]
    pub failed_image_urls: Vec<String>,
}

/// The readiness of a character for rendering: `GET /{character_id}/generation/capabilities` (S1, verify generation
/// readiness; facts 2.8).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Capabilities {
    /// The id of the character.
    #[serde(default)]
    pub character_id: Option<String>,
    /// The `LoRA` of the face.
    pub face_lora: Lora,
    /// The `LoRA` of the body.
    pub body_lora: Lora,
    /// `true` if the character can be rendered with at least one `LoRA` (assumed, A32).
    #[serde(default)]
    pub can_generate: Option<bool>,
    /// `true` if both `LoRAs` are available (S1).
    pub generation_ready: bool,
}

/// A `LoRA` of a character (S1, verify generation readiness; facts 2.8).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Lora {
    /// The state of the `LoRA`.
    pub status: LoraStatus,
    /// `true` if the `LoRA` is available.
    #[serde(default)]
    pub available: Option<bool>,
    /// The URL of the `LoRA`.
    #[serde(default)]
    pub url: Option<String>,
}
