//! The answers of the image generation guide.

use std::sync::Arc;

use mock_core::credits::Credits;
use serde::Serialize;

use crate::wire::Pagination;

/// The answer to `POST /generation/create`.
#[derive(Serialize)]
pub struct Created {
    /// The id of the generation, or of the batch if there are several.
    pub generation_id: Arc<str>,
    /// The id of the group.
    pub group_id: Arc<str>,
    /// The state of the generation or of the batch.
    pub status: &'static str,
    /// A sentence about the result.
    pub message: String,
    /// The expected time until the end, in seconds.
    pub estimated_time: u64,
    /// The credits that were charged and not refunded at once.
    pub credits_deducted: Credits,
    /// The balance after the charge.
    pub remaining_balance: Credits,
}

/// The answer to `POST /generation/batch`.
#[derive(Serialize)]
pub struct BatchCreated {
    /// The id of the batch, which can be polled like a generation.
    pub batch_id: Arc<str>,
    /// The id of the group of its generations.
    pub group_id: Arc<str>,
    /// The kind of its first generation.
    pub generation_type: &'static str,
    /// The state of the batch.
    pub status: &'static str,
    /// A sentence about the result.
    pub message: String,
    /// The number of prompts in the request.
    pub total_requested: usize,
    /// The number of prompts that were accepted.
    pub successful_submissions: usize,
    /// The number of prompts that were not accepted.
    pub failed_submissions: usize,
    /// The expected time until the end, in seconds.
    pub estimated_time: u64,
    /// The credits that were charged and not refunded at once.
    pub credits_deducted: Credits,
    /// The balance after the charge.
    pub remaining_balance: Credits,
    /// The results of the prompts, in their order.
    pub results: Vec<BatchResult>,
}

/// The result of one prompt of a batch.
#[derive(Serialize)]
pub struct BatchResult {
    /// The id of the generation, if there is one.
    pub generation_id: Option<Arc<str>>,
    /// The state of the generation; `failed` if there is none.
    pub status: &'static str,
    /// The index of the prompt, from 0.
    pub prompt_index: usize,
    /// The reason if the prompt was not accepted.
    pub error: Option<String>,
}

/// The times of a generation.
#[derive(Default, Serialize)]
pub struct Performance {
    /// The time of work on it, in seconds; absent before its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<f64>,
    /// Its place in the queue, from 1; 0 as soon as a worker has it.
    pub queue_position: usize,
}

/// The answer to `GET /generation/status/{generation_id}` for a generation.
#[derive(Serialize)]
pub struct Status {
    /// The id of the generation.
    pub generation_id: Arc<str>,
    /// The id of its group.
    pub group_id: Arc<str>,
    /// The kind of generation.
    pub generation_type: &'static str,
    /// The state of the generation.
    pub status: &'static str,
    /// The progress, in percent.
    pub progress: u64,
    /// The URL of its result; empty until it is completed.
    pub result_urls: Vec<String>,
    /// The reason for a failure.
    pub error: Option<String>,
    /// The instant of its creation.
    pub created_at: String,
    /// The prompt.
    pub prompt: Arc<str>,
    /// The service that makes it.
    pub service: &'static str,
    /// The times of the generation.
    pub performance_metadata: Performance,
}

/// The answer to `GET /generation/status/{generation_id}` for a batch.
#[derive(Serialize)]
pub struct BatchStatus {
    /// The id of the batch.
    pub batch_id: Arc<str>,
    /// The id of the batch once more, so that one poll loop can read both forms of the answer.
    pub generation_id: Arc<str>,
    /// The id of the group of its generations.
    pub group_id: Arc<str>,
    /// The kind of its first generation.
    pub generation_type: &'static str,
    /// The state of the batch.
    pub status: &'static str,
    /// The progress, in percent.
    pub progress: u64,
    /// The number of its generations.
    pub total_generations: usize,
    /// The number of completed generations.
    pub completed_generations: usize,
    /// The number of failed generations.
    pub failed_generations: usize,
    /// The number of unfinished generations.
    pub pending_generations: usize,
    /// The URLs of the results that are ready.
    pub result_urls: Vec<String>,
    /// The reason for a failure.
    pub error: Option<String>,
    /// The instant of its creation.
    pub created_at: String,
    /// The generations of the batch.
    pub generations: Vec<Item>,
}

/// A generation in a list.
#[derive(Serialize)]
pub struct Item {
    /// The id of the generation.
    pub generation_id: Arc<str>,
    /// The prompt.
    pub prompt: Arc<str>,
    /// The state of the generation.
    pub status: &'static str,
    /// The URL of its result; empty until it is completed.
    pub result_urls: Vec<String>,
    /// The instant of its creation.
    pub created_at: String,
    /// The times of the generation.
    pub performance_metadata: Performance,
}

/// A group.
#[derive(Serialize)]
pub struct Group {
    /// The id of the group.
    pub group_id: Arc<str>,
    /// The title of the group.
    pub title: Arc<str>,
    /// A description: always null, because no call sets it.
    pub description: Option<&'static str>,
    /// The kind of its first generation.
    pub group_type: &'static str,
    /// The number of its generations.
    pub generation_count: usize,
    /// The URL of the picture that gives the preview.
    pub preview_image_url: Option<String>,
    /// The instant of its creation.
    pub created_at: String,
    /// The instant at which a generation last joined it, ended in it or left it.
    pub updated_at: String,
    /// `active` as long as a generation is unfinished, `completed` otherwise.
    pub status: &'static str,
    /// The id of the character of its first generation.
    pub character_id: Option<Arc<str>>,
}

/// The answer to `GET /generation/groups`.
#[derive(Serialize)]
pub struct GroupList {
    /// A page of groups.
    pub groups: Vec<Group>,
    /// The place of the page in the list.
    pub pagination: Pagination,
    /// The id of the organization that owns the groups.
    pub organization_id: Arc<str>,
}

/// The answer to `GET /generation/groups/{group_id}`.
#[derive(Serialize)]
pub struct GroupDetail {
    /// The group.
    #[serde(flatten)]
    pub group: Group,
    /// A page of its generations.
    pub generations: Vec<Item>,
    /// The place of the page in the group.
    pub pagination: Pagination,
}

/// The answer to `DELETE /generation/generations/{generation_id}`.
#[derive(Serialize)]
pub struct GenerationDeleted {
    /// `true` if the generation was deleted.
    pub success: bool,
    /// A sentence about the deletion.
    pub message: &'static str,
    /// The id of the generation.
    pub generation_id: Arc<str>,
    /// The id of its group.
    pub group_id: Arc<str>,
    /// The number of deleted files.
    pub deleted_images: usize,
    /// The number of files that could not be deleted: always 0.
    pub failed_deletions: usize,
    /// The URLs of these files.
    pub details: DeletedFiles,
}

/// The files of a deleted generation.
#[derive(Serialize)]
pub struct DeletedFiles {
    /// The URLs of the deleted files.
    pub deleted_image_urls: Vec<String>,
    /// The URLs of files that could not be deleted: always empty.
    pub failed_deletion_urls: [String; 0],
}

/// The answer to `DELETE /generation/groups/{group_id}`.
#[derive(Serialize)]
pub struct GroupDeleted {
    /// `true` if the group was deleted.
    pub success: bool,
    /// A sentence about the deletion.
    pub message: &'static str,
    /// The id of the group.
    pub group_id: Arc<str>,
    /// The title of the group.
    pub group_title: Arc<str>,
    /// The number of deleted generations.
    pub deleted_generations: usize,
    /// The number of generations that could not be deleted: always 0.
    pub failed_generation_deletions: usize,
    /// The number of deleted files.
    pub total_deleted_images: usize,
    /// The number of files that could not be deleted: always 0.
    pub total_failed_image_deletions: usize,
    /// The ids of these generations, and the URLs of these files.
    pub details: DeletedMembers,
}

/// The generations of a deleted group, and their files.
#[derive(Serialize)]
pub struct DeletedMembers {
    /// The ids of the deleted generations.
    pub deleted_generation_ids: Vec<Arc<str>>,
    /// The ids of generations that could not be deleted: always empty.
    pub failed_generation_ids: [String; 0],
    /// The URLs of the deleted files.
    pub deleted_image_urls: Vec<String>,
    /// The URLs of files that could not be deleted: always empty.
    pub failed_image_urls: [String; 0],
}
