//! What was paid for is not lost to one odd field.

use apixo_client::*;
use serde_json::json;

use crate::server::Reply;
use crate::{animate, scripted};

#[path = "../../../client-core/tests/it/odd.rs"]
mod forms;

#[tokio::test]
async fn a_submission_and_a_task_are_kept_whatever_one_field_is() {
    let submission = json!({"taskId": "task_1", "queue": {"position": "third"}});
    let mut refused = Vec::new();
    for (what, form) in forms::forms(&submission) {
        let answer = json!({"code": 200, "message": "success", "data": form});
        let (_server, client) = scripted([Reply::Json(200, answer.to_string().leak())]).await;
        if !forms::nothing_is_lost(&form, &what, client.animate(&animate()).await) {
            refused.push(what);
        }
    }
    assert!(refused.iter().all(|what| what.starts_with("/taskId is ")), "{refused:?}");

    let task = json!({"taskId": "task_1", "state": "success", "resultJson": "{\"resultUrls\":[\"https://film\"]}",
        "createTime": 1_767_965_610_929_i64, "completeTime": 1_767_965_652_317_i64, "costTime": 41388,
        "failCode": "none", "failMsg": "nothing"});
    let mut refused = Vec::new();
    for (what, form) in forms::forms(&task) {
        let answer = json!({"code": 200, "message": "success", "data": form});
        let (_server, client) = scripted([Reply::Json(200, answer.to_string().leak())]).await;
        if !forms::nothing_is_lost(&form, &what, client.task(Model::Wan22Animate, "task_1").poll().await) {
            refused.push(what);
        }
    }
    assert!(refused.iter().all(|what| what.starts_with("/state is ")), "{refused:?}");
}
