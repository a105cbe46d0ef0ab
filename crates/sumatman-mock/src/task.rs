//! A task as the answers show it.

use std::sync::Arc;

use kernel::job::JobState;
use kernel::machine::{Account, JobOf};
use kernel::time::instant;
use mock_http::request::RequestContext;
use serde::Serialize;

use crate::finished::Finished;
use crate::lifecycle::State;
use crate::state::Sumatman;
use crate::storyteller::Publication;

/// A task, in 22 fields.
#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "the provider names the fields so")]
pub struct Task {
    /// The number of the task in the provider's database.
    id: u64,
    /// The id of the task.
    task_id: Arc<str>,
    /// The id of its owner.
    user_id: Arc<str>,
    /// The e-mail address of its owner.
    user_email: String,
    /// The state of the task.
    process_status: &'static str,
    /// The type of story.
    story_type: &'static str,
    /// The story.
    input_story: Arc<str>,
    /// The length of the film, in minutes.
    video_length_minutes: u32,
    /// The orientation of the film.
    dimension_type: &'static str,
    /// The language of the narration.
    voice_language: &'static str,
    /// The title, once the film is ready.
    youtube_video_title: Option<String>,
    /// The id on a video platform, once the film is ready.
    youtube_video_id: Option<String>,
    /// The description, once the film is ready.
    youtube_video_description: Option<String>,
    /// Hashtags with spaces between, once the film is ready.
    youtube_video_hashtags: Option<String>,
    /// The URL of the film, once it is ready.
    final_video_url: Option<String>,
    /// The URL of the thumbnail, once the film is ready.
    final_image_url: Option<String>,
    /// The URL of the page that plays the film, once it is ready.
    final_share_url: Option<String>,
    /// The instant of its creation.
    task_created_at: String,
    /// The instant of its last change.
    task_updated_at: String,
    /// The instant of its completion; `None` for a failed task, too.
    task_completed_at: Option<String>,
    /// The mode of the request that made it.
    mode: &'static str,
    /// The task that it was made from.
    from_task_id: Option<Arc<str>>,
}

/// A task, copied while the account is locked.
pub struct Snapshot {
    /// The task, without its texts and the URLs of its files.
    task: Task,
    /// The source of the texts and the files, if the task is finished.
    finished: Option<Finished>,
}

impl Snapshot {
    /// Copies a task.
    pub fn of(account: &Account<Sumatman>, job: &JobOf<Sumatman>) -> Self {
        let (data, story) = (&job.data, &job.data.story);
        let updated_at = job.changed_at.max(data.edited_at.unwrap_or(job.created_at));
        let task = Task {
            id: data.number,
            task_id: job.id.clone(),
            user_id: account.id.clone(),
            user_email: "user@example.com".to_owned(),
            process_status: job.state.name(),
            story_type: story.story_type.name(),
            input_story: story.input.clone(),
            video_length_minutes: story.minutes,
            dimension_type: story.dimension.name(),
            voice_language: story.language.name(),
            youtube_video_title: None,
            youtube_video_id: None,
            youtube_video_description: None,
            youtube_video_hashtags: None,
            final_video_url: None,
            final_image_url: None,
            final_share_url: None,
            task_created_at: instant(job.created_at),
            task_updated_at: instant(updated_at),
            task_completed_at: (job.state == State::Completed).then(|| instant(job.changed_at)),
            mode: data.mode.name(),
            from_task_id: data.from.clone(),
        };
        Self { task, finished: Finished::of(account, job) }
    }

    /// Adds the texts of a finished task and the URLs of its files, which work for the caller.
    pub fn publish(self, context: &RequestContext) -> Task {
        let Self { task, finished } = self;
        let Some(finished) = finished else { return task };
        let Publication { id, title, description, hashtags, .. } = finished.publication();
        let [film, thumbnail, share] = finished.paths().map(|path| Some(context.url(&path)));
        Task {
            youtube_video_title: Some(title),
            youtube_video_id: Some(id),
            youtube_video_description: Some(description),
            youtube_video_hashtags: Some(hashtags),
            final_video_url: film,
            final_image_url: thumbnail,
            final_share_url: share,
            ..task
        }
    }
}
