//! Answers, as they are written.

use std::sync::Arc;

use serde::Serialize;

/// A refusal.
#[derive(Serialize)]
pub struct Refused {
    /// `false`.
    pub success: bool,
    /// The reason, in a sentence.
    pub error: String,
}

/// A success.
#[derive(Serialize)]
pub struct Success<T> {
    /// `true`.
    pub success: bool,
    /// The data of the answer.
    pub data: T,
}

impl<T> Success<T> {
    /// Wraps data as a success.
    pub fn of(data: T) -> Self {
        Self { success: true, data }
    }
}

/// The answer to `POST /task`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Submitted {
    /// The id of the task.
    pub task_id: Arc<str>,
    /// The price in credits.
    pub credit_cost: i64,
    /// The number of scenes of the film.
    pub scene_count: u32,
    /// The mode of the request.
    pub mode: &'static str,
    /// The state of the task.
    pub status: &'static str,
    /// The instant of the task's creation.
    pub created_at: String,
}

/// A task, in 22 fields.
#[derive(Serialize)]
pub struct Task {
    /// The number of the task in the provider's database.
    pub id: u64,
    /// The id of the task.
    pub task_id: Arc<str>,
    /// The id of its owner.
    pub user_id: Arc<str>,
    /// The e-mail address of its owner.
    pub user_email: String,
    /// The state of the task.
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
    /// The title, once the film is ready.
    pub youtube_video_title: Option<String>,
    /// The id on a video platform, once the film is ready.
    pub youtube_video_id: Option<String>,
    /// The description, once the film is ready.
    pub youtube_video_description: Option<String>,
    /// Hashtags with spaces between, once the film is ready.
    pub youtube_video_hashtags: Option<String>,
    /// The URL of the film, once it is ready.
    pub final_video_url: Option<String>,
    /// The URL of the thumbnail, once the film is ready.
    pub final_image_url: Option<String>,
    /// The URL of the page that plays the film, once it is ready.
    pub final_share_url: Option<String>,
    /// The instant of its creation.
    pub task_created_at: String,
    /// The instant of its last change.
    pub task_updated_at: String,
    /// The instant of its completion; `None` for a failed task, too.
    pub task_completed_at: Option<String>,
    /// The mode of the request that made it.
    pub mode: &'static str,
    /// The task that it was made from.
    pub from_task_id: Option<Arc<str>>,
}

/// A page of tasks.
#[derive(Serialize)]
pub struct TaskList {
    /// The tasks.
    pub tasks: Vec<Task>,
    /// The number of tasks on all pages.
    pub total: usize,
    /// The most tasks of a page.
    pub limit: usize,
    /// The number of tasks before this page.
    pub offset: usize,
}

/// The answer to a deletion.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Deleted {
    /// `true`.
    pub success: bool,
    /// A sentence that confirms the deletion.
    pub message: &'static str,
    /// The task that was deleted.
    pub deleted_task: DeletedTask,
}

/// A task that was deleted.
#[derive(Serialize)]
pub struct DeletedTask {
    /// The id of the task.
    pub task_id: String,
    /// The id of its owner.
    pub user_id: Arc<str>,
}
