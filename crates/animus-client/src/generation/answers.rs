//! What is answered about generations and groups (S0; facts 2). Fields that aren't listed are ignored.
//!
//! The documents hardly say what can be null. So only ids and states without which an answer is of no use are required.
//! Credits are exact in `f64` down to halves, the smallest fraction that the provider charges (S1, auto-generate face
//! variations).

use client_core::jobs::{self, Phase};
use client_core::lenient;
use jiff::Timestamp;
use serde::Deserialize;

use crate::instant;
use crate::pages::Pagination;
use crate::vocabulary::{GenerationType, GroupStatus, JobStatus, LoraStatus};

/// A generation that was accepted: `POST /generation/create` (S0, response; facts 2.1).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Submission {
    /// What to wait for, with [`AnimusClient::generation`](crate::AnimusClient::generation). Of several images it is the
    /// batch (assumed, A20).
    pub generation_id: String,
    /// The group that it is in.
    #[serde(default)]
    pub group_id: Option<String>,
    /// How far it is.
    pub status: JobStatus,
    /// The provider's own sentence.
    #[serde(default)]
    pub message: Option<String>,
    /// How long it may take; in seconds (assumed, A19).
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub estimated_time: Option<i64>,
    /// Credits taken.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub credits_deducted: Option<f64>,
    /// Credits left.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub remaining_balance: Option<f64>,
}

/// A batch that was accepted, or what of it was: `POST /generation/batch` (S0, batch submissions; facts 2.3).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct BatchSubmission {
    /// What to wait for, with [`AnimusClient::generation`](crate::AnimusClient::generation).
    pub batch_id: String,
    /// The group that all of it is in.
    #[serde(default)]
    pub group_id: Option<String>,
    /// What is made.
    #[serde(default)]
    pub generation_type: Option<GenerationType>,
    /// How far it is.
    pub status: JobStatus,
    /// The provider's own sentence.
    #[serde(default)]
    pub message: Option<String>,
    /// How many were asked for.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub total_requested: Option<i64>,
    /// How many were accepted.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub successful_submissions: Option<i64>,
    /// How many were not.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub failed_submissions: Option<i64>,
    /// How long it may take; in seconds (assumed, A19).
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub estimated_time: Option<i64>,
    /// Credits taken for all of it.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub credits_deducted: Option<f64>,
    /// Credits left.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub remaining_balance: Option<f64>,
    /// What became of each prompt.
    #[serde(default, deserialize_with = "lenient::list")]
    pub results: Vec<BatchResult>,
}

/// What became of one prompt of a batch (facts 2.3).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct BatchResult {
    /// Its generation; none if it was not accepted.
    #[serde(default)]
    pub generation_id: Option<String>,
    /// How far it is.
    #[serde(default)]
    pub status: Option<JobStatus>,
    /// Which prompt it is; from 0 (assumed, A27).
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub prompt_index: Option<i64>,
    /// Why it was not accepted.
    #[serde(default)]
    pub error: Option<String>,
}

/// A generation or a batch as its status shows it: `GET /generation/status/{generation_id}` (S0, track generation status;
/// facts 2.2).
///
/// A batch has the counts besides, and the list of what is in it. That it has counts is documented, their names are
/// assumed (A25).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Generation {
    /// Its id; of a batch, the batch's (assumed, A25).
    #[serde(default)]
    pub generation_id: Option<String>,
    /// The batch's id, if it is one.
    #[serde(default)]
    pub batch_id: Option<String>,
    /// The group that it is in.
    #[serde(default)]
    pub group_id: Option<String>,
    /// What it makes.
    #[serde(default)]
    pub generation_type: Option<GenerationType>,
    /// How far it is.
    pub status: JobStatus,
    /// How far in hundredths.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub progress: Option<i64>,
    /// Its results; of a batch, all that are finished.
    #[serde(default, deserialize_with = "lenient::list")]
    pub result_urls: Vec<String>,
    /// Why it failed.
    #[serde(default)]
    pub error: Option<String>,
    /// When it was accepted.
    #[serde(default, deserialize_with = "instant::optional")]
    pub created_at: Option<Timestamp>,
    /// What was to be seen.
    #[serde(default)]
    pub prompt: Option<String>,
    /// Whose machines do the work, such as `seedream`.
    #[serde(default)]
    pub service: Option<String>,
    /// How it went.
    #[serde(default)]
    pub performance_metadata: Option<PerformanceMetadata>,
    /// Of a batch: how many generations it has.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub total_generations: Option<i64>,
    /// Of a batch: how many are completed.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub completed_generations: Option<i64>,
    /// Of a batch: how many have failed.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub failed_generations: Option<i64>,
    /// Of a batch: how many are still to end.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub pending_generations: Option<i64>,
    /// Of a batch: what is in it.
    #[serde(default, deserialize_with = "lenient::list")]
    pub generations: Vec<GroupGeneration>,
}

impl Generation {
    /// Whether it is a batch.
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

/// What a piece of work is and how it stands, for error texts.
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

/// How a generation went (S0, track generation status).
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct PerformanceMetadata {
    /// How long it took in seconds (the unit is assumed, A19).
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub duration: Option<f64>,
    /// How many were before it in the queue.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub queue_position: Option<i64>,
}

/// A group as the list shows it: `GET /generation/groups` (S0, organize results; facts 2.4).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Group {
    /// Its id.
    pub group_id: String,
    /// Its title.
    #[serde(default)]
    pub title: Option<String>,
    /// What it is about.
    #[serde(default)]
    pub description: Option<String>,
    /// What its generations make; where they differ, not documented.
    #[serde(default)]
    pub group_type: Option<GenerationType>,
    /// How many generations are in it.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub generation_count: Option<i64>,
    /// A picture that stands for it.
    #[serde(default)]
    pub preview_image_url: Option<String>,
    /// When it was made.
    #[serde(default, deserialize_with = "instant::optional")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    #[serde(default, deserialize_with = "instant::optional")]
    pub updated_at: Option<Timestamp>,
    /// How it stands.
    #[serde(default)]
    pub status: Option<GroupStatus>,
    /// The character that it shows.
    #[serde(default)]
    pub character_id: Option<String>,
}

/// A part of the organization's groups (S0, organize results; facts 2.4).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct GroupPage {
    /// The groups.
    #[serde(deserialize_with = "lenient::list")]
    pub groups: Vec<Group>,
    /// Where they stand in the list.
    #[serde(default)]
    pub pagination: Option<Pagination>,
    /// Whose they are.
    #[serde(default)]
    pub organization_id: Option<String>,
}

/// A group, and a part of its generations: `GET /generation/groups/{group_id}` (S0, organize results; facts 2.5).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct GroupDetail {
    /// The group.
    #[serde(flatten)]
    pub group: Group,
    /// The generations.
    #[serde(deserialize_with = "lenient::list")]
    pub generations: Vec<GroupGeneration>,
    /// Where they stand in the group.
    #[serde(default)]
    pub pagination: Option<Pagination>,
}

/// A generation as its group shows it (facts 2.5): less than its [status](Generation) does.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct GroupGeneration {
    /// Its id.
    pub generation_id: String,
    /// What was to be seen.
    #[serde(default)]
    pub prompt: Option<String>,
    /// How far it is.
    pub status: JobStatus,
    /// Its results.
    #[serde(default, deserialize_with = "lenient::list")]
    pub result_urls: Vec<String>,
    /// When it was accepted.
    #[serde(default, deserialize_with = "instant::optional")]
    pub created_at: Option<Timestamp>,
    /// How it went.
    #[serde(default)]
    pub performance_metadata: Option<PerformanceMetadata>,
}

/// A generation that is gone, with its files: `DELETE /generation/generations/{generation_id}` (facts 2.6).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct DeletedGeneration {
    /// Whether it is gone.
    pub success: bool,
    /// The provider's own sentence.
    #[serde(default)]
    pub message: Option<String>,
    /// Its id.
    #[serde(default)]
    pub generation_id: Option<String>,
    /// The group that it was in.
    #[serde(default)]
    pub group_id: Option<String>,
    /// How many files are gone.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub deleted_images: Option<i64>,
    /// How many could not be deleted.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub failed_deletions: Option<i64>,
    /// Which.
    #[serde(default)]
    pub details: Option<DeletedGenerationFiles>,
}

/// The files of a deleted generation (facts 2.6).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct DeletedGenerationFiles {
    /// Where those were that are gone.
    #[serde(default, deserialize_with = "lenient::list")]
    pub deleted_image_urls: Vec<String>,
    /// Where those are that could not be deleted.
    #[serde(default, deserialize_with = "lenient::list")]
    pub failed_deletion_urls: Vec<String>,
}

/// A group that is gone, with all that was in it: `DELETE /generation/groups/{group_id}` (facts 2.7).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct DeletedGroup {
    /// Whether it is gone.
    pub success: bool,
    /// The provider's own sentence.
    #[serde(default)]
    pub message: Option<String>,
    /// Its id.
    #[serde(default)]
    pub group_id: Option<String>,
    /// Its title.
    #[serde(default)]
    pub group_title: Option<String>,
    /// How many generations are gone.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub deleted_generations: Option<i64>,
    /// How many could not be deleted.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub failed_generation_deletions: Option<i64>,
    /// How many files are gone.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub total_deleted_images: Option<i64>,
    /// How many could not be deleted.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub total_failed_image_deletions: Option<i64>,
    /// Which.
    #[serde(default)]
    pub details: Option<DeletedGroupFiles>,
}

/// What a deleted group held (facts 2.7).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct DeletedGroupFiles {
    /// The generations that are gone.
    #[serde(default, deserialize_with = "lenient::list")]
    pub deleted_generation_ids: Vec<String>,
    /// The generations that could not be deleted.
    #[serde(default, deserialize_with = "lenient::list")]
    pub failed_generation_ids: Vec<String>,
    /// Where the files were that are gone.
    #[serde(default, deserialize_with = "lenient::list")]
    pub deleted_image_urls: Vec<String>,
    /// Where the files are that could not be deleted.
    #[serde(default, deserialize_with = "lenient::list")]
    pub failed_image_urls: Vec<String>,
}

/// What a character can be rendered with: `GET /{character_id}/generation/capabilities` (S1, verify generation readiness;
/// facts 2.8).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Capabilities {
    /// The character.
    #[serde(default)]
    pub character_id: Option<String>,
    /// How its face stands.
    pub face_lora: Lora,
    /// How its body stands.
    pub body_lora: Lora,
    /// Whether it can be rendered at all, by one `LoRA` (assumed, A32).
    #[serde(default)]
    pub can_generate: Option<bool>,
    /// Whether both `LoRAs` are there (S1).
    pub generation_ready: bool,
}

/// How a `LoRA` stands (S1, verify generation readiness; facts 2.8).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Lora {
    /// How far it is.
    pub status: LoraStatus,
    /// Whether it is there.
    #[serde(default)]
    pub available: Option<bool>,
    /// Where it is.
    #[serde(default)]
    pub url: Option<String>,
}
