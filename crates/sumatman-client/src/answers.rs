//! The answers of the calls, inside the provider's envelope. Fields that aren't listed are ignored.

use client_core::jobs::{self, Phase};
use client_core::lenient;
use serde::Deserialize;

use crate::vocabulary::{DimensionType, Mode, StoryType, TaskStatus, VoiceLanguage};

/// The envelope of every answer except that of a deletion (S2, response format). The transport has checked its `success`.
#[derive(Deserialize)]
pub(crate) struct Envelope<T> {
    pub(crate) data: T,
}

/// The answer to a submission of any mode (S2, success response).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Submission {
    /// The id of the task to wait for, with [`SumatmanClient::task`](crate::SumatmanClient::task).
    pub task_id: String,
    /// The credits that the task cost.
    #[serde(deserialize_with = "lenient::integer")]
    pub credit_cost: i64,
    /// The number of scenes in the film.
    #[serde(deserialize_with = "lenient::integer")]
    pub scene_count: i64,
    /// The mode of the submission.
    pub mode: Mode,
    /// The state of the task.
    pub status: TaskStatus,
    /// The instant of creation: ISO 8601, UTC.
    pub created_at: String,
}

/// A task in a status answer or in a list (S2, task list; facts sheet 3).
///
/// Most fields are documented as always present. But no document prints the answer of the status call (facts sheet 9, B5),
/// and a finished film must not be lost because of a missing detail. So only the two fields that waiting needs are required.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Task {
    /// The provider's own number of the task.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub id: Option<i64>,
    /// The id of the task, as in the answer to the submission.
    pub task_id: String,
    /// The id of the user that owns the task, under which [`list`](crate::SumatmanClient::list) finds it.
    #[serde(default)]
    pub user_id: Option<String>,
    /// The e-mail address of the user that owns the task.
    #[serde(default)]
    pub user_email: Option<String>,
    /// The state of the task.
    pub process_status: TaskStatus,
    /// The type of the story.
    #[serde(default)]
    pub story_type: Option<StoryType>,
    /// The story, or its subject.
    #[serde(default)]
    pub input_story: Option<String>,
    /// The length of the film in minutes, as requested by `video_duration`.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub video_length_minutes: Option<i64>,
    /// The orientation of the film.
    #[serde(default)]
    pub dimension_type: Option<DimensionType>,
    /// The language of the narration.
    #[serde(default)]
    pub voice_language: Option<VoiceLanguage>,
    /// A title for the film. Present when the task is completed.
    #[serde(default)]
    pub youtube_video_title: Option<String>,
    /// The id of the film on `YouTube`. Present when the task is completed.
    #[serde(default)]
    pub youtube_video_id: Option<String>,
    /// A description of the film. Present when the task is completed.
    #[serde(default)]
    pub youtube_video_description: Option<String>,
    /// Hashtags, each with its `#`, separated by spaces. Present when the task is completed.
    #[serde(default)]
    pub youtube_video_hashtags: Option<String>,
    /// The URL of the film, for [`SumatmanClient::download`](crate::SumatmanClient::download). Present when the task is
    /// completed.
    #[serde(default)]
    pub final_video_url: Option<String>,
    /// The URL of the film's thumbnail. Present when the task is completed.
    #[serde(default)]
    pub final_image_url: Option<String>,
    /// The URL of a page that shows the film. Present when the task is completed.
    #[serde(default)]
    pub final_share_url: Option<String>,
    /// The instant of creation: ISO 8601, UTC.
    #[serde(default)]
    pub task_created_at: Option<String>,
    /// The instant of the last change.
    #[serde(default)]
    pub task_updated_at: Option<String>,
    /// The instant of completion. It does not show if a task has ended: for a failed task it is not documented.
    #[serde(default)]
    pub task_completed_at: Option<String>,
    /// The mode in which the task was submitted.
    #[serde(default)]
    pub mode: Option<Mode>,
    /// The id of the task that this one repeats or continues; `None` for a task that was created.
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

/// One page of a user's tasks (S2, task list).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Page {
    /// The tasks.
    #[serde(deserialize_with = "lenient::list")]
    pub tasks: Vec<Task>,
    /// The total number of tasks, including those on other pages.
    #[serde(deserialize_with = "lenient::integer")]
    pub total: i64,
    /// The largest number of tasks that was asked for.
    #[serde(deserialize_with = "lenient::integer")]
    pub limit: i64,
    /// The number of tasks before this page.
    #[serde(deserialize_with = "lenient::integer")]
    pub offset: i64,
}

/// A deleted task (S2, task deletion).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Deletion")]
#[non_exhaustive]
pub struct Deleted {
    /// The id of the task.
    pub task_id: String,
    /// The id of the user that owned the task.
    pub user_id: String,
    /// The provider's own sentence.
    pub message: String,
}

/// The answer of a deletion as on the wire, without a `data`.
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
