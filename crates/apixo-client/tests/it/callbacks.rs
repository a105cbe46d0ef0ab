//! The body of a callback is read, and a callback that comes twice is received once.

use std::sync::{Arc, Mutex};

use apixo_client::*;
use axum::body::Body;
use axum::http::Request;
use tower::ServiceExt;

#[path = "../../examples/callback_axum.rs"]
#[expect(dead_code, reason = "the example's `main` only serves what is tested here")]
mod example;

const FINISHED: &str = r#"{"code": 200, "message": "success", "data": {"taskId": "task_1", "state": "success",
    "resultJson": "{\"resultUrls\":[\"https://r2.apixo.ai/video.mp4\"]}", "createTime": 1767965610929,
    "completeTime": 1767965652317, "costTime": 41388}}"#;

#[test]
fn a_callback_brings_the_task_as_its_status_shows_it() {
    let task = Task::from_callback(FINISHED.as_bytes()).unwrap();
    assert_eq!((task.task_id.as_str(), task.cost_time), ("task_1", Some(41388)));
    assert_eq!(task.result_urls().unwrap(), ["https://r2.apixo.ai/video.mp4"]);
}

#[test]
fn what_is_no_callback_is_an_error_that_shows_a_bounded_part_of_it() {
    let endless = format!(r#"{{"data": {{"taskId": "T", "state": ["{}"]}}}}"#, "x".repeat(9999));
    for body in ["", "[]", "{}", r#"{"code": 200, "data": null}"#, r#"{"data": {"taskId": "T"}}"#, &endless] {
        let error = Task::from_callback(body.as_bytes()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(error.body(), Some(&body[..body.len().min(4096)]));
        assert!(error.to_string().len() < 5000);
    }
    let nameless = Task::from_callback(br#"{"data": {"state": "success"}}"#).unwrap_err();
    assert_eq!(nameless.to_string(), "taskId is missing");
    assert_eq!(Task::from_callback(b"\xff").unwrap_err().kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn the_example_tells_of_each_task_once_and_answers_200_each_time() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = {
        let told = told.clone();
        move |task: Task| told.lock().unwrap().push(task.task_id)
    };
    let receiver = example::receiver(tell);
    for (body, status) in [(FINISHED, 200), (FINISHED, 200), ("{}", 400)] {
        let request = Request::post("/callback").body(Body::from(body)).unwrap();
        assert_eq!(receiver.clone().oneshot(request).await.unwrap().status(), status);
    }
    assert_eq!(*told.lock().unwrap(), ["task_1"]);
}
