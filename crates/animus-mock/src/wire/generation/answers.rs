//! Answers, as they are written.

use std::sync::Arc;

use mock_core::credits::Credits;
use serde::Serialize;

use crate::wire::Pagination;

/// The answer to `POST /generation/create`.
#[derive(Serialize)]
pub struct Created {
    /// The generation, or the batch if there are several.
    pub generation_id: Arc<str>,
    /// The group that it is in.
    pub group_id: Arc<str>,
    /// Its state.
    pub status: &'static str,
    /// A sentence on it.
    pub message: String,
    /// How long it is expected to take, in seconds.
    pub estimated_time: u64,
    /// What was taken for it.
    pub credits_deducted: Credits,
    /// What is left.
    pub remaining_balance: Credits,
}

/// The answer to `POST /generation/batch`.
#[derive(Serialize)]
pub struct BatchCreated {
    /// The batch, to be polled like a generation.
    pub batch_id: Arc<str>,
    /// The group that its generations are in.
    pub group_id: Arc<str>,
    /// The kind of its first generation.
    pub generation_type: &'static str,
    /// Its state.
    pub status: &'static str,
    /// A sentence on it.
    pub message: String,
    /// How many prompts there were,
    pub total_requested: usize,
    /// how many of them were accepted,
    pub successful_submissions: usize,
    /// and how many were not.
    pub failed_submissions: usize,
    /// How long it is expected to take, in seconds.
    pub estimated_time: u64,
    /// What was taken for all of them.
    pub credits_deducted: Credits,
    /// What is left.
    pub remaining_balance: Credits,
    /// What became of each prompt, in their order.
    pub results: Vec<BatchResult>,
}

/// What became of one of a batch's prompts.
#[derive(Serialize)]
pub struct BatchResult {
    /// The generation, if it was accepted.
    pub generation_id: Option<Arc<str>>,
    /// Its state.
    pub status: &'static str,
    /// Which prompt, from 0.
    pub prompt_index: usize,
    /// Why it was not accepted.
    pub error: Option<String>,
}

/// How a generation ran.
#[derive(Default, Serialize)]
pub struct Performance {
    /// How long it was worked on, in seconds, once it has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<f64>,
    /// Its place in the queue, from 1; 0 once a worker has it.
    pub queue_position: usize,
}

/// The answer to `GET /generation/status/{generation_id}` for a generation.
#[derive(Serialize)]
pub struct Status {
    /// The generation.
    pub generation_id: Arc<str>,
    /// The group that it is in.
    pub group_id: Arc<str>,
    /// Its kind.
    pub generation_type: &'static str,
    /// Its state.
    pub status: &'static str,
    /// How much of the work is over, in percent.
    pub progress: u64,
    /// Its result, once it is there.
    pub result_urls: Vec<String>,
    /// Why it failed.
    pub error: Option<String>,
    /// When it was accepted.
    pub created_at: String,
    /// Its prompt.
    pub prompt: Arc<str>,
    /// Who makes it.
    pub service: &'static str,
    /// How it runs.
    pub performance_metadata: Performance,
}

/// The answer to `GET /generation/status/{generation_id}` for a batch.
#[derive(Serialize)]
pub struct BatchStatus {
    /// The batch,
    pub batch_id: Arc<str>,
    /// and once more, so that one poll loop reads both forms.
    pub generation_id: Arc<str>,
    /// The group that its generations are in.
    pub group_id: Arc<str>,
    /// The kind of its first generation.
    pub generation_type: &'static str,
    /// Its state.
    pub status: &'static str,
    /// How much of the work is over, in percent.
    pub progress: u64,
    /// How many generations it has,
    pub total_generations: usize,
    /// how many of them are done,
    pub completed_generations: usize,
    /// how many failed,
    pub failed_generations: usize,
    /// and how many are still to end.
    pub pending_generations: usize,
    /// The results that are there.
    pub result_urls: Vec<String>,
    /// Why it failed.
    pub error: Option<String>,
    /// When it was accepted.
    pub created_at: String,
    /// Its generations.
    pub generations: Vec<Item>,
}

/// A generation in a list.
#[derive(Serialize)]
pub struct Item {
    /// The generation.
    pub generation_id: Arc<str>,
    /// Its prompt.
    pub prompt: Arc<str>,
    /// Its state.
    pub status: &'static str,
    /// Its result, once it is there.
    pub result_urls: Vec<String>,
    /// When it was accepted.
    pub created_at: String,
    /// How it runs.
    pub performance_metadata: Performance,
}

/// A group.
#[derive(Serialize)]
pub struct Group {
    /// The group.
    pub group_id: Arc<str>,
    /// Its title.
    pub title: Arc<str>,
    /// What it is about: no call sets it.
    pub description: Option<&'static str>,
    /// The kind of its first generation.
    pub group_type: &'static str,
    /// How many generations it has.
    pub generation_count: usize,
    /// The result that stands for it.
    pub preview_image_url: Option<String>,
    /// When it was made.
    pub created_at: String,
    /// When a generation last joined it, ended in it or left it.
    pub updated_at: String,
    /// `active` while a generation is still to end, else `completed`.
    pub status: &'static str,
    /// The character of its first generation.
    pub character_id: Option<Arc<str>>,
}

/// The answer to `GET /generation/groups`.
#[derive(Serialize)]
pub struct GroupList {
    /// A page of groups.
    pub groups: Vec<Group>,
    /// Which page.
    pub pagination: Pagination,
    /// Whose they are.
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
    /// Which page.
    pub pagination: Pagination,
}

/// The answer to `DELETE /generation/generations/{generation_id}`.
#[derive(Serialize)]
pub struct GenerationDeleted {
    /// Whether it is gone.
    pub success: bool,
    /// A sentence on it.
    pub message: &'static str,
    /// The generation.
    pub generation_id: Arc<str>,
    /// The group that it was in.
    pub group_id: Arc<str>,
    /// How many files are gone,
    pub deleted_images: usize,
    /// and how many are not: none.
    pub failed_deletions: usize,
    /// Which ones.
    pub details: DeletedFiles,
}

/// The files of a deleted generation.
#[derive(Serialize)]
pub struct DeletedFiles {
    /// Those that are gone.
    pub deleted_image_urls: Vec<String>,
    /// Those that are not.
    pub failed_deletion_urls: [String; 0],
}

/// The answer to `DELETE /generation/groups/{group_id}`.
#[derive(Serialize)]
pub struct GroupDeleted {
    /// Whether it is gone.
    pub success: bool,
    /// A sentence on it.
    pub message: &'static str,
    /// The group.
    pub group_id: Arc<str>,
    /// Its title.
    pub group_title: Arc<str>,
    /// How many generations are gone,
    pub deleted_generations: usize,
    /// and how many are not: none.
    pub failed_generation_deletions: usize,
    /// How many files are gone,
    pub total_deleted_images: usize,
    /// and how many are not: none.
    pub total_failed_image_deletions: usize,
    /// Which ones.
    pub details: DeletedMembers,
}

/// The generations of a deleted group, and their files.
#[derive(Serialize)]
pub struct DeletedMembers {
    /// The generations that are gone.
    pub deleted_generation_ids: Vec<Arc<str>>,
    /// Those that are not.
    pub failed_generation_ids: [String; 0],
    /// The files that are gone.
    pub deleted_image_urls: Vec<String>,
    /// Those that are not.
    pub failed_image_urls: [String; 0],
}
