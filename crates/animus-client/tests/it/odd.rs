//! What was paid for is not lost to one odd field.

use animus_client::*;
use serde_json::json;

use crate::server::Reply;
use crate::{CHARACTER, scripted};

#[path = "../../../client-core/tests/it/odd.rs"]
mod forms;

/// Plays a call against all odd forms of its answer. Returns those that were refused.
macro_rules! refused {
    ($answer:expr, $client:ident => $call:expr) => {{
        let mut refused = Vec::new();
        for (what, form) in forms::forms(&$answer) {
            let (_server, $client) = scripted([Reply::Json(200, form.to_string().leak())]).await;
            if !forms::nothing_is_lost(&form, &what, $call) {
                refused.push(what);
            }
        }
        refused
    }};
}

#[tokio::test]
async fn purchases_are_kept_whatever_one_field_is() {
    let answer = json!({"generation_id": "gen_1", "group_id": "grp_1", "status": "submitted", "message": "Begun",
        "estimated_time": 30, "credits_deducted": 4, "remaining_balance": 96});
    let refused = refused!(answer, client => client.create(&CreateRequest::new("In the rain")).await);
    assert!(refused.iter().all(|what| what.starts_with("/generation_id is ")), "{refused:?}");

    let answer = json!({"batch_id": "batch_1", "group_id": "grp_1", "status": "submitted", "message": "Begun", "results": [
        {"generation_id": "gen_1", "status": "submitted", "prompt_index": 0, "error": null},
        {"generation_id": "gen_2", "status": "failed", "prompt_index": 1, "error": "Bad"},
    ]});
    let request = BatchRequest::new([BatchPrompt::new("One")]);
    let refused = refused!(answer, client => client.create_batch(&request).await);
    assert_eq!(refused, [""; 0]);

    let answer = json!({"success": true, "message": "Begun", "job_id": "train_1", "training_steps": 1000,
        "credits_deducted": 25, "remaining_balance": 75});
    let refused = refused!(answer, client => client.start_face_training(CHARACTER).await);
    assert!(refused.iter().all(|what| what.starts_with("/job_id is ")), "{refused:?}");
}

#[tokio::test]
async fn results_are_kept_whatever_one_field_is() {
    let answer = json!({"generation_id": "gen_1", "group_id": "grp_1", "status": "completed", "progress": 100,
        "result_urls": ["https://one", "https://two"], "created_at": "2026-03-09T10:00:00Z", "prompt": "In the rain",
        "performance_metadata": {"duration": 12.5, "queue_position": 0, "gpu": "one"},
        "generations": [{"generation_id": "gen_1", "status": "completed", "result_urls": ["https://three"]}]});
    let refused = refused!(answer, client => client.generation("gen_1").poll().await);
    assert!(refused.iter().all(|what| what.starts_with("/status is ")), "{refused:?}");

    let answer = json!({"job_id": "job_1", "character_id": CHARACTER, "status": "completed", "progress": 100,
        "total_images": 2, "asset_ids": ["asset_1", "asset_2"], "error": "none"});
    let refused = refused!(answer, client => client.upload_job("job_1").poll().await);
    assert!(refused.iter().all(|what| what.starts_with("/status is ")), "{refused:?}");

    let answer = json!({"group_id": "grp_1", "title": "Rain", "generations": [
        {"generation_id": "gen_1", "status": "completed", "result_urls": ["https://one"]},
        {"generation_id": "gen_2", "status": "completed", "result_urls": ["https://two"]},
    ], "pagination": {"has_more": false, "limit": 50}});
    let refused = refused!(answer, client => client.get_group("grp_1", PageOptions::default()).await);
    assert!(
        refused.iter().all(|what| what.starts_with("/group_id is ") || what.starts_with("/generations is ")),
        "{refused:?}"
    );
}
