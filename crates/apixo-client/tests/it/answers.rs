//! The documents' answers are understood, and so are narrower, wider and oddly spelled ones.

use apixo_client::*;

use crate::server::Reply;
use crate::{animate, scripted};

/// Returns the task that a status answer with this `data` shows.
async fn shown(data: &str) -> Task {
    let body = format!(r#"{{"code": 200, "message": "success", "data": {data}}}"#);
    let (_server, client) = scripted([Reply::Json(200, body.leak())]).await;
    client.task(Model::Wan22Animate, "task_1").poll().await.unwrap()
}

#[tokio::test]
async fn a_submission_names_its_task() {
    let body = r#"{"code": 200, "message": "success", "data": {"taskId": "task_12345678", "queue": 1}}"#;
    let (_server, client) = scripted([Reply::Json(200, body)]).await;
    assert_eq!(client.animate(&animate()).await.unwrap().task_id, "task_12345678");
}

#[tokio::test]
async fn a_task_that_succeeded_has_results_and_times() {
    let task = shown(
        r#"{"taskId": "task_12345678", "state": "success",
            "resultJson": "{\"resultUrls\":[\"https://r2.apixo.ai/video.mp4\"]}",
            "createTime": 1767965610929, "completeTime": 1767965652317, "costTime": 41388}"#,
    )
    .await;
    assert_eq!((task.task_id.as_str(), &task.state), ("task_12345678", &TaskState::Success));
    assert_eq!(task.result_urls().unwrap(), ["https://r2.apixo.ai/video.mp4"]);
    assert_eq!(
        (task.create_time, task.complete_time),
        ("2026-01-09T13:33:30.929Z".parse().ok(), "2026-01-09T13:34:12.317Z".parse().ok())
    );
    assert_eq!(task.duration(), Some(std::time::Duration::from_millis(41_388)));
    assert_eq!((task.cost_time, task.fail_code, task.fail_msg), (Some(41388), None, None));
}

#[tokio::test]
async fn a_task_that_failed_says_why() {
    let task = shown(
        r#"{"taskId": "T", "state": "failed", "failCode": "CONTENT_VIOLATION",
            "failMsg": "Content violates usage policy", "createTime": 1704067200000,
            "completeTime": 1704067205000}"#,
    )
    .await;
    assert_eq!(
        (task.state.clone(), task.fail_code.clone()),
        (TaskState::Failed, Some(FailCode::ContentViolation))
    );
    assert_eq!(task.fail_msg.as_deref(), Some("Content violates usage policy"));
    assert_eq!((task.cost_time, task.result_urls().unwrap().len()), (None, 0));
}

#[tokio::test]
async fn what_nobody_has_documented_survives() {
    let task =
        shown(r#"{"taskId": "T", "state": "resting", "failCode": "InputImageSensitive", "mood": 1}"#).await;
    assert_eq!(task.state, TaskState::Other("resting".to_owned()));
    assert_eq!(task.fail_code, Some(FailCode::Other("InputImageSensitive".to_owned())));
    let task = shown(
        r#"{"taskId": "T", "state": "processing", "resultJson": null, "failCode": null, "failMsg": null,
            "createTime": "1767965610929", "completeTime": null, "costTime": 1.0}"#,
    )
    .await;
    assert_eq!((task.create_time, task.complete_time), ("2026-01-09T13:33:30.929Z".parse().ok(), None));
    assert_eq!((task.result_json, task.fail_code, task.cost_time), (None, None, Some(1)));
}

#[tokio::test]
async fn results_without_their_string_are_understood_too() {
    let task =
        shown(r#"{"taskId": "T", "state": "success", "resultJson": {"resultUrls": ["https://film"]}}"#).await;
    assert_eq!(task.result_urls().unwrap(), ["https://film"]);
}

#[tokio::test]
async fn unreadable_results_spoil_nothing_but_themselves() {
    let spoilt = [
        r#""resultJson": "{\"resultUrls\":[""#,
        r#""resultJson": "{\"urls\":[\"https://film\"]}""#,
        r#""resultJson": "{\"resultUrls\":[1]}""#,
        r#""resultJson": """#,
        r#""resultJson": 7"#,
        r#""costTime": 1"#,
    ];
    for results in spoilt {
        let task = shown(&format!(r#"{{"taskId": "T", "state": "success", {results}}}"#)).await;
        assert_eq!((task.task_id.as_str(), &task.state), ("T", &TaskState::Success));
        let error = task.result_urls().unwrap_err();
        assert_eq!(
            (error.kind(), error.body()),
            (ErrorKind::Decode, Some(task.result_json.as_ref().map_or("", ResultJson::as_str)))
        );
    }
}

#[tokio::test]
async fn a_balance_keeps_every_digit() {
    let amounts = [
        ("74.87", "74.87"),
        ("74.8700", "74.8700"),
        ("0", "0"),
        ("90071992547409930.0001", "90071992547409930.0001"),
        (r#""74.87""#, "74.87"),
        (r#""1\u0030""#, "10"),
    ];
    for (sent, amount) in amounts {
        let body = format!(r#"{{"code": 200, "message": "success", "data": {sent}}}"#);
        let (_server, client) = scripted([Reply::Json(200, body.leak())]).await;
        let balance = client.balance().await.unwrap();
        assert_eq!((balance.as_str(), balance.to_string().as_str()), (amount, amount));
        assert!((balance.to_f64() - amount.parse::<f64>().unwrap()).abs() < f64::EPSILON);
    }
}

#[tokio::test]
async fn what_is_no_amount_is_no_balance() {
    for data in ["null", r#""""#, r#""NaN""#, r#""1,5""#, "true", "[1]", "1e999", "{}"] {
        let body = format!(r#"{{"code": 200, "message": "success", "data": {data}}}"#);
        let (_server, client) = scripted([Reply::Json(200, body.leak())]).await;
        assert_eq!(client.balance().await.unwrap_err().kind(), ErrorKind::Decode, "{data}");
    }
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
