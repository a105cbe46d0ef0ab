//! The answers of the calls, inside the service's envelope. Fields that aren't listed are kept in `extra`.

use client_core::jobs::{self, Phase};
use client_core::{Decimal, Timestamp};
use serde::Deserialize;

use crate::vocabulary::{DimensionType, Mode, StoryType, TaskStatus, VoiceLanguage};

client_core::ids! {
    /// The id of a task.
    TaskId,
    /// The id of a user.
    UserId,
}

/// The envelope of every answer except that of a deletion (S2, response format). The transport has checked its `success`.
#[derive(Deserialize)]
pub(crate) struct Envelope<T> {
    pub(crate) data: T,
}

client_core::answers! {
    /// The answer to a submission of any mode (S2, success response).
    Submission {
        /// The id of the task to wait for, with [`SumatmanClient::task`](crate::SumatmanClient::task).
        task_id: TaskId = "taskId",
        ;
        /// The credits that the task cost.
        credit_cost: Option<Decimal> = "creditCost",
        /// The number of scenes in the film.
        scene_count: Option<u64> = "sceneCount",
        /// The mode of the submission.
        mode: Mode,
        /// The state of the task.
        status: TaskStatus,
        /// The instant of creation: ISO 8601, UTC.
        created_at: Option<Timestamp> = "createdAt",
    }
}

client_core::answers! {
    /// A task in a status answer or in a list (S2, task list; facts sheet 3).
    ///
    /// Most fields are documented as always present. But no document prints the answer of the status call (facts sheet 9, B5),
    /// and a finished film must not be lost because of a missing detail. So only the state is required, which waiting needs.
    Task {
        /// The state of the task.
        process_status: TaskStatus,
        ;
        /// The provider's own number of the task.
        id: Option<u64>,
        /// The id of the task, as in the answer to the submission.
        task_id: TaskId,
        /// The id of the user that owns the task, under which [`list`](crate::SumatmanClient::list) finds it.
        user_id: Option<UserId>,
        /// The e-mail address of the user that owns the task.
        user_email: Option<String>,
        /// The type of the story.
        story_type: Option<StoryType>,
        /// The story, or its subject.
        input_story: Option<String>,
        /// The length of the film in minutes, as requested by `video_duration`.
        video_length_minutes: Option<u64>,
        /// The orientation of the film.
        dimension_type: Option<DimensionType>,
        /// The language of the narration.
        voice_language: Option<VoiceLanguage>,
        /// A title for the film. Present when the task is completed.
        youtube_video_title: Option<String>,
        /// The id of the film on `YouTube`. Present when the task is completed.
        youtube_video_id: Option<String>,
        /// A description of the film. Present when the task is completed.
        youtube_video_description: Option<String>,
        /// Hashtags, each with its `#`, separated by spaces. Present when the task is completed.
        youtube_video_hashtags: Option<String>,
        /// The URL of the film, for [`SumatmanClient::download`](crate::SumatmanClient::download). Present when the task is
        /// completed.
        final_video_url: Option<String>,
        /// The URL of the film's thumbnail. Present when the task is completed.
        final_image_url: Option<String>,
        /// The URL of a page that shows the film. Present when the task is completed.
        final_share_url: Option<String>,
        /// The instant of creation: ISO 8601, UTC.
        task_created_at: Option<Timestamp>,
        /// The instant of the last change.
        task_updated_at: Option<Timestamp>,
        /// The instant of completion. It does not show if a task has ended: for a failed task it is not documented.
        task_completed_at: Option<Timestamp>,
        /// The mode in which the task was submitted.
        mode: Option<Mode>,
        /// The id of the task that this one repeats or continues; `None` for a task that was created.
        from_task_id: Option<TaskId>,
    }
}

impl From<&Submission> for TaskId {
    fn from(submission: &Submission) -> Self {
        submission.task_id.clone()
    }
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

client_core::answers! {
    /// One page of a user's tasks (S2, task list).
    Page {
        /// The tasks.
        tasks: Vec<Task>,
        ;
        /// The total number of tasks, including those on other pages.
        total: Option<u64>,
        /// The largest number of tasks that was asked for.
        limit: Option<u64>,
        /// The number of tasks before this page.
        offset: Option<u64>,
    }
}

client_core::answers! {
    /// The answer to a deletion (S2, task deletion). It has no `data`.
    Deletion {
        /// The task that was deleted.
        deleted_task: DeletedTask = "deletedTask",
        ;
        /// The service's own sentence.
        message: Option<String>,
    }

    /// A task that was deleted.
    DeletedTask {
        ;
        /// The id of the task.
        task_id: TaskId,
        /// The id of the user that owned the task.
        user_id: Option<UserId>,
    }
}
