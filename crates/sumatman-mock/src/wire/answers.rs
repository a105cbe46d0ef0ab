//! Answers, as they are written.

use std::sync::Arc;

use serde::Serialize;

/// A refusal.
#[derive(Serialize)]
pub struct Refused {
    /// `false`.
    pub success: bool,
    /// Why, in a sentence.
    pub error: String,
}

/// A success.
#[derive(Serialize)]
pub struct Success<T> {
    /// `true`.
    pub success: bool,
    /// What was asked for.
    pub data: T,
}

impl<T> Success<T> {
    /// A success.
    pub fn of(data: T) -> Self {
        Self { success: true, data }
    }
}

/// The answer to `POST /task`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Submitted {
    /// The task.
    pub task_id: Arc<str>,
    /// What it costs.
    pub credit_cost: i64,
    /// How many scenes it will have.
    pub scene_count: u32,
    /// What was asked to be done.
    pub mode: &'static str,
    /// The task's state.
    pub status: &'static str,
    /// When the task was accepted.
    pub created_at: String,
}

/// A task, in 22 fields.
#[derive(Serialize)]
pub struct Task {
    /// A number in the provider's database.
    pub id: u64,
    /// Its id.
    pub task_id: Arc<str>,
    /// Whose it is.
    pub user_id: Arc<str>,
    /// The address of its owner.
    pub user_email: String,
    /// Its state.
    pub process_status: &'static str,
    /// The type of story.
    pub story_type: &'static str,
    /// The story.
    pub input_story: Arc<str>,
    /// The length of the film, in minutes.
    pub video_length_minutes: u32,
    /// The orientation of the film.
    pub dimension_type: &'static str,
    /// The language of the narration.
    pub voice_language: &'static str,
    /// A title, once the film is there.
    pub youtube_video_title: Option<String>,
    /// An id, once the film is there.
    pub youtube_video_id: Option<String>,
    /// A description, once the film is there.
    pub youtube_video_description: Option<String>,
    /// Hashtags with spaces between, once the film is there.
    pub youtube_video_hashtags: Option<String>,
    /// Where the film is.
    pub final_video_url: Option<String>,
    /// Where the thumbnail is.
    pub final_image_url: Option<String>,
    /// Where the film can be watched.
    pub final_share_url: Option<String>,
    /// When it was accepted.
    pub task_created_at: String,
    /// When it last changed.
    pub task_updated_at: String,
    /// When the film was there.
    pub task_completed_at: Option<String>,
    /// How it came about.
    pub mode: &'static str,
    /// The task that it was made from.
    pub from_task_id: Option<Arc<str>>,
}

/// A page of tasks.
#[derive(Serialize)]
pub struct TaskList {
    /// The tasks.
    pub tasks: Vec<Task>,
    /// How many there are in all.
    pub total: usize,
    /// How many a page has at the most.
    pub limit: usize,
    /// How many were passed over.
    pub offset: usize,
}

/// The answer to a deletion.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Deleted {
    /// `true`.
    pub success: bool,
    /// That it is done.
    pub message: &'static str,
    /// What was deleted.
    pub deleted_task: DeletedTask,
}

/// A task that was deleted.
#[derive(Serialize)]
pub struct DeletedTask {
    /// Its id.
    pub task_id: String,
    /// Whose it was.
    pub user_id: Arc<str>,
}
