//! What the calls answer, inside the provider's envelope. Fields that aren't listed are ignored.

use client_core::jobs::{self, Phase};
use client_core::lenient;
use serde::Deserialize;

use crate::vocabulary::{DimensionType, Mode, StoryType, TaskStatus, VoiceLanguage};

/// What surrounds every answer but a deletion's (S2, response format). Its `success` the transport has seen to.
#[derive(Deserialize)]
pub(crate) struct Envelope<T> {
    pub(crate) data: T,
}

/// The answer to a submission of any mode (S2, success response).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Submission {
    /// The task to wait for, with [`SumatmanClient::task`](crate::SumatmanClient::task).
    pub task_id: String,
    /// Credits taken.
    #[serde(deserialize_with = "lenient::integer")]
    pub credit_cost: i64,
    /// How many scenes the film will have.
    #[serde(deserialize_with = "lenient::integer")]
    pub scene_count: i64,
    /// What was done.
    pub mode: Mode,
    /// How far the task is.
    pub status: TaskStatus,
    /// When the task was created: ISO 8601, UTC.
    pub created_at: String,
}

/// A task as its status and the list show it (S2, task list; facts sheet 3).
///
/// Most fields are documented as always there. But the status call's answer is printed nowhere (facts sheet 9, B5), and
/// a finished film must not be lost to what is said about it; so only the two that waiting stands on are required.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Task {
    /// The provider's own number for it.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub id: Option<i64>,
    /// The id that the submission named.
    pub task_id: String,
    /// Whose it is: the id under which [`list`](crate::SumatmanClient::list) finds it.
    #[serde(default)]
    pub user_id: Option<String>,
    /// The same person's address.
    #[serde(default)]
    pub user_email: Option<String>,
    /// How far it is.
    pub process_status: TaskStatus,
    /// What kind of story it is.
    #[serde(default)]
    pub story_type: Option<StoryType>,
    /// The story, or what it is to be about.
    #[serde(default)]
    pub input_story: Option<String>,
    /// The film's length in minutes, as asked for by `video_duration`.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub video_length_minutes: Option<i64>,
    /// Which way the film is turned.
    #[serde(default)]
    pub dimension_type: Option<DimensionType>,
    /// The language of the narration.
    #[serde(default)]
    pub voice_language: Option<VoiceLanguage>,
    /// A title for the film. This and all that follows, to the share page, is there when the task is completed.
    #[serde(default)]
    pub youtube_video_title: Option<String>,
    /// The film's id on `YouTube`.
    #[serde(default)]
    pub youtube_video_id: Option<String>,
    /// A description of the film.
    #[serde(default)]
    pub youtube_video_description: Option<String>,
    /// Hashtags, each with its `#`, separated by spaces.
    #[serde(default)]
    pub youtube_video_hashtags: Option<String>,
    /// Where the film can be fetched, with [`SumatmanClient::download`](crate::SumatmanClient::download).
    #[serde(default)]
    pub final_video_url: Option<String>,
    /// Where its thumbnail can be fetched.
    #[serde(default)]
    pub final_image_url: Option<String>,
    /// A page that shows it.
    #[serde(default)]
    pub final_share_url: Option<String>,
    /// When it was created: ISO 8601, UTC.
    #[serde(default)]
    pub task_created_at: Option<String>,
    /// When it was last changed.
    #[serde(default)]
    pub task_updated_at: Option<String>,
    /// When it was completed. Not a sign that it ended: whether a failed task has it is not documented.
    #[serde(default)]
    pub task_completed_at: Option<String>,
    /// How it came about.
    #[serde(default)]
    pub mode: Option<Mode>,
    /// The task that it repeats or continues; none for one that was created.
    #[serde(default)]
    pub from_task_id: Option<String>,
}

impl jobs::Job for Task {
    fn phase(&self) -> Phase {
        match self.process_status {
            TaskStatus::Completed => Phase::Succeeded,
            TaskStatus::Failed => Phase::Failed,
            _ => Phase::Running,
        }
    }

    fn summary(&self) -> String {
        format!("task {} is {}", self.task_id, self.process_status)
    }
}

/// A part of a user's tasks (S2, task list).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Page {
    /// The tasks.
    #[serde(deserialize_with = "lenient::list")]
    pub tasks: Vec<Task>,
    /// How many there are in all, beside those of this page too.
    #[serde(deserialize_with = "lenient::integer")]
    pub total: i64,
    /// How many were asked for at most.
    #[serde(deserialize_with = "lenient::integer")]
    pub limit: i64,
    /// How many come before.
    #[serde(deserialize_with = "lenient::integer")]
    pub offset: i64,
}

/// A task that is gone (S2, task deletion).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Deletion")]
#[non_exhaustive]
pub struct Deleted {
    /// Its id.
    pub task_id: String,
    /// Whose it was.
    pub user_id: String,
    /// The provider's own sentence.
    pub message: String,
}

/// The same as it is sent: outside any `data`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Deletion {
    message: String,
    deleted_task: DeletedTask,
}

#[derive(Deserialize)]
struct DeletedTask {
    task_id: String,
    user_id: String,
}

impl From<Deletion> for Deleted {
    fn from(Deletion { message, deleted_task: DeletedTask { task_id, user_id } }: Deletion) -> Self {
        Self { task_id, user_id, message }
    }
}
