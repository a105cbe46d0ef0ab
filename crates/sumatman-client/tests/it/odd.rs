//! What was paid for is not lost to one odd field.

use serde_json::json;

use crate::server::Reply;
use crate::{TASK, create, scripted};

#[path = "../../../client-core/tests/it/odd.rs"]
mod forms;

#[tokio::test]
async fn a_submission_and_a_task_are_kept_whatever_one_field_is() {
    let submission = json!({"taskId": TASK, "creditCost": 50, "sceneCount": 25, "mode": "create", "status": "pending",
        "createdAt": "2025-08-23T10:30:00Z"});
    let mut refused = Vec::new();
    for (what, form) in forms::forms(&submission) {
        let answer = json!({"success": true, "data": form});
        let (_server, client) = scripted([Reply::Json(200, answer.to_string().leak())]).await;
        if !forms::nothing_is_lost(&form, &what, client.create(&create()).await) {
            refused.push(what);
        }
    }
    assert!(refused.iter().all(|what| what.starts_with("/taskId is ")), "{refused:?}");

    let task = json!({"id": 123, "task_id": TASK, "user_id": "user", "process_status": "completed",
        "input_story": "A brave knight", "video_length_minutes": 10, "youtube_video_title": "The knight",
        "final_video_url": "https://film", "final_image_url": "https://image", "final_share_url": "https://share",
        "task_completed_at": "2025-08-23T10:45:00Z", "mode": "create", "from_task_id": "before"});
    let mut refused = Vec::new();
    for (what, form) in forms::forms(&task) {
        let answer = json!({"success": true, "data": form});
        let (_server, client) = scripted([Reply::Json(200, answer.to_string().leak())]).await;
        if !forms::nothing_is_lost(&form, &what, client.status(TASK).await) {
            refused.push(what);
        }
    }
    assert!(refused.iter().all(|what| what.starts_with("/process_status is ")), "{refused:?}");
}
