//! The documents' answers are understood, and so are narrower, wider and oddly spelled ones.

use sumatman_client::*;

use crate::server::Reply;
use crate::{SUBMITTED, TASK, answer, create, scripted};

/// The only task of the printed list.
const PRINTED: &str = r##"{
    "id": 123, "task_id": "web_1755877911087_ewf2efddz", "user_id": "your-user-id",
    "user_email": "user@example.com", "process_status": "completed", "story_type": "fairytale_story",
    "input_story": "A brave knight saves a magical kingdom", "video_length_minutes": 10,
    "dimension_type": "landscape", "voice_language": "english",
    "youtube_video_title": "The Brave Knight's Adventure", "youtube_video_id": "abc123",
    "youtube_video_description": "An epic tale of courage and magic...",
    "youtube_video_hashtags": "#fairytale #knight #adventure",
    "final_video_url": "https://api.sumatman.ai/videos/web_1755877911087_ewf2efddz.mp4",
    "final_image_url": "https://api.sumatman.ai/thumbnails/web_1755877911087_ewf2efddz.jpg",
    "final_share_url": "https://app.sumatman.ai/share/web_1755877911087_ewf2efddz",
    "task_created_at": "2025-08-23T10:30:00.000Z", "task_updated_at": "2025-08-23T10:45:00.000Z",
    "task_completed_at": "2025-08-23T10:45:00.000Z", "mode": "create", "from_task_id": null}"##;

/// Returns the task that a status answer with this `data` shows.
async fn shown(data: &str) -> Task {
    let (_server, client) = scripted([answer(format!(r#"{{"success": true, "data": {data}}}"#))]).await;
    client.status(TASK).await.unwrap()
}

fn is_printed(task: &Task) {
    let texts = [
        (task.task_id.as_str(), TASK),
        (task.user_id.as_ref().unwrap().as_str(), "your-user-id"),
        (task.user_email.as_deref().unwrap(), "user@example.com"),
        (task.input_story.as_deref().unwrap(), "A brave knight saves a magical kingdom"),
        (task.youtube_video_title.as_deref().unwrap(), "The Brave Knight's Adventure"),
        (task.youtube_video_id.as_deref().unwrap(), "abc123"),
        (task.youtube_video_description.as_deref().unwrap(), "An epic tale of courage and magic..."),
        (task.youtube_video_hashtags.as_deref().unwrap(), "#fairytale #knight #adventure"),
        (
            task.final_video_url.as_deref().unwrap(),
            "https://api.sumatman.ai/videos/web_1755877911087_ewf2efddz.mp4",
        ),
        (
            task.final_image_url.as_deref().unwrap(),
            "https://api.sumatman.ai/thumbnails/web_1755877911087_ewf2efddz.jpg",
        ),
        (
            task.final_share_url.as_deref().unwrap(),
            "https://app.sumatman.ai/share/web_1755877911087_ewf2efddz",
        ),
    ];
    let instants = [task.task_created_at, task.task_updated_at, task.task_completed_at];
    let printed = ["2025-08-23T10:30:00Z", "2025-08-23T10:45:00Z", "2025-08-23T10:45:00Z"];
    assert_eq!(instants, printed.map(|instant| instant.parse().ok()));
    assert!(texts.iter().all(|(read, printed)| read == printed), "{texts:?}");
    assert_eq!((task.id, task.video_length_minutes), (Some(123), Some(10)));
    assert_eq!(
        (&task.process_status, &task.story_type),
        (&TaskStatus::Completed, &Some(StoryType::Fairytale))
    );
    assert_eq!(task.dimension_type, Some(DimensionType::Landscape));
    assert_eq!(task.voice_language, Some(VoiceLanguage::English));
    assert_eq!((&task.mode, &task.from_task_id), (&Some(Mode::Create), &None));
}

#[tokio::test]
async fn a_submission_is_understood() {
    let (_server, client) = scripted([Reply::Json(200, SUBMITTED)]).await;
    let submission = client.create(&create()).await.unwrap();
    assert_eq!(
        (submission.task_id.as_str(), submission.credit_cost, submission.scene_count),
        (TASK, Some(50.into()), Some(25))
    );
    assert_eq!((submission.mode, submission.status), (Mode::Create, TaskStatus::Pending));
    assert_eq!(submission.created_at, "2025-08-23T10:30:00Z".parse().ok());
}

#[tokio::test]
async fn a_task_is_understood_in_the_list_and_in_its_status() {
    is_printed(&shown(PRINTED).await);
    let data = format!(r#"{{"tasks": [{PRINTED}], "total": 50, "limit": 100, "offset": 0}}"#);
    let (_server, client) = scripted([answer(format!(r#"{{"success": true, "data": {data}}}"#))]).await;
    let page = client.list("your-user-id", &ListOptions::default()).await.unwrap();
    is_printed(&page.tasks[0]);
    assert_eq!((page.tasks.len(), page.total, page.limit, page.offset), (1, Some(50), Some(100), Some(0)));
}

#[tokio::test]
async fn a_deletion_is_understood_outside_of_any_data() {
    let body = r#"{"success": true, "message": "Task deleted successfully",
        "deletedTask": {"task_id": "web_1755877911087_ewf2efddz", "user_id": "your-user-id"}}"#;
    let (_server, client) = scripted([Reply::Json(200, body)]).await;
    let deleted = client.delete(TASK).await.unwrap();
    let task = deleted.deleted_task;
    assert_eq!((task.task_id.as_str(), task.user_id.unwrap().as_str()), (TASK, "your-user-id"));
    assert_eq!(deleted.message.as_deref(), Some("Task deleted successfully"));
}

#[tokio::test]
async fn what_nobody_has_documented_survives() {
    let task = shown(
        r#"{"id": "7", "task_id": "T", "process_status": "resting", "story_type": "opera_story", "mood": 1,
            "video_length_minutes": "10", "dimension_type": "square", "voice_language": null, "mode": "mix"}"#,
    )
    .await;
    assert_eq!((task.id, task.video_length_minutes), (Some(7), Some(10)));
    assert_eq!(task.process_status, TaskStatus::Other("resting".to_owned()));
    assert_eq!(task.story_type, Some(StoryType::Other("opera_story".to_owned())));
    assert_eq!(task.dimension_type, Some(DimensionType::Other("square".to_owned())));
    assert_eq!((task.voice_language, task.mode), (None, Some(Mode::Other("mix".to_owned()))));
    let task = shown(r#"{"task_id": "T", "process_status": "pending"}"#).await;
    assert_eq!((task.id, task.final_video_url, task.from_task_id), (None, None, None));
    let body = SUBMITTED.replace("50", "\"50\"").replace("25,", "25.0,");
    let (_server, client) = scripted([answer(body)]).await;
    let submission = client.create(&create()).await.unwrap();
    assert_eq!((submission.credit_cost, submission.scene_count), (Some(50.into()), Some(25)));
}

#[tokio::test]
async fn a_result_is_fetched_without_the_key() {
    let (server, client) = scripted([Reply::Json(200, "moving pictures")]).await;
    let (mut film, mut told) = (Vec::new(), 0);
    let url = format!("{}/media/film.mp4", server.url);
    let length = client
        .download(&url)
        .with_progress(|progress| told = progress.received)
        .to_writer(&mut film)
        .await
        .unwrap();
    assert_eq!((length.length, told, film.as_slice()), (15, 15, b"moving pictures".as_slice()));
    let request = &server.requests()[0];
    assert!(
        request.starts_with("GET /media/film.mp4 HTTP/1.1\r\n") && !request.contains("key-1"),
        "{request}"
    );
}
