//! What was paid for is not lost to one odd field.

use cutx_client::*;
use serde_json::json;

use crate::server::Reply;
use crate::{JOB, PRODUCT, PROJECT, scripted};

#[path = "../../../client-core/tests/it/odd.rs"]
mod forms;

#[tokio::test]
async fn copy_is_kept_whatever_one_field_is() {
    let answer = json!({"jobId": JOB, "status": "completed", "creditsUsed": 1, "creditsRemaining": 24, "variants": [
        {"hook": "Summer just got hotter.", "body": "Our best", "cta": "Shop", "hashtags": ["#Summer", "#Now"]},
        {"hook": "Second", "body": "Another", "cta": "Look", "hashtags": []},
    ]});
    let request = CopyRequest::new(PROJECT, PRODUCT, Platform::Meta, Format::Short, Tone::Bold);
    let (mut read, mut refused) = (0, Vec::new());
    for (what, form) in forms::forms(&answer) {
        let (_server, client) = scripted([Reply::Json(200, form.to_string().leak())]).await;
        let copy = client.copy(&request).await;
        if forms::nothing_is_lost(&form, &what, copy) {
            read += 1;
        } else {
            refused.push(what);
        }
    }
    assert_eq!(refused, [""; 0]);
    assert!(read > 100, "{read}");
}

#[tokio::test]
async fn a_submission_and_a_job_are_kept_whatever_one_field_is() {
    let submission = json!({"jobId": JOB, "status": "queued", "creditsUsed": 3, "creditsRemaining": 7});
    let mut refused = Vec::new();
    for (what, form) in forms::forms(&submission) {
        let (_server, client) = scripted([Reply::Json(200, form.to_string().leak())]).await;
        let result = client.static_ad(&StaticAdRequest::new(PROJECT, PRODUCT)).await;
        if !forms::nothing_is_lost(&form, &what, result) {
            refused.push(what);
        }
    }
    assert!(refused.iter().all(|what| what.starts_with("/jobId is ")), "{refused:?}");

    let job = json!({"id": JOB, "type": "static_ad", "status": "completed", "createdAt": "2026-03-09T10:00:00Z",
        "completedAt": "2026-03-09T10:00:25Z",
        "assets": [{"id": "not-a-uuid", "type": "image", "url": "https://a/1.png"}, {"id": "2", "type": "image", "url": "https://a/2.png"}]});
    let mut refused = Vec::new();
    for (what, form) in forms::forms(&job) {
        let (_server, client) = scripted([Reply::Json(200, form.to_string().leak())]).await;
        let result = client.job(JOB).poll().await;
        if !forms::nothing_is_lost(&form, &what, result) {
            refused.push(what);
        }
    }
    assert!(refused.iter().all(|what| what.starts_with("/status is ")), "{refused:?}");
}

#[tokio::test]
async fn one_bad_element_does_not_cost_the_others() {
    let body =
        r#"{"projects": [{"id": "p1", "name": "One"}, {"id": null}, null, {"id": "p2", "name": "Two"}]}"#;
    let (_server, client) = scripted([Reply::Json(200, body)]).await;
    let ids: Vec<_> = client.projects(None).await.unwrap().into_iter().map(|project| project.id).collect();
    assert_eq!(ids, ["p1", "p2"]);
}
