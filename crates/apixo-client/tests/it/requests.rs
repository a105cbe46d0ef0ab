//! Each call sends what the documents print.

use apixo_client::*;
use serde_json::{Value, json};

use crate::server::Reply;
use crate::{animate, scripted};

const SUBMITTED: &str = r#"{"code": 200, "message": "success", "data": {"taskId": "task_12345678"}}"#;

/// Returns the request line and the JSON body of a request.
fn parts(request: &str) -> (String, Value) {
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("\r\nauthorization: Bearer key-1\r\n"), "{head}");
    assert!(head.contains("\r\nuser-agent: apixo-client/"), "{head}");
    assert_eq!(head.contains("\r\ncontent-type: application/json\r\n"), !body.is_empty());
    let line = head.lines().next().unwrap().strip_suffix(" HTTP/1.1").unwrap();
    (line.to_owned(), serde_json::from_str(body).unwrap_or_default())
}

#[tokio::test]
async fn submissions_are_as_printed() {
    let (server, client) = scripted((0..4).map(|_| Reply::Json(200, SUBMITTED))).await;
    let asynchronous = animate()
        .with_provider(Provider::Official)
        .with_prompt("keep the face stable and follow the motion naturally")
        .with_resolution(Resolution::P480)
        .with_seed(-1);
    client.animate(&asynchronous).await.unwrap();
    let with_callback = animate()
        .with_callback("https://your-server.com/callback")
        .with_provider("official")
        .with_kind(AnimateKind::Replace)
        .with_prompt("replace the person in the motion video with the provided character")
        .with_resolution("720p")
        .with_seed(42);
    client.animate(&with_callback).await.unwrap();
    client.animate(&animate()).await.unwrap();
    let other = GenerateRequest::new("suno", json!({"mode": "V5", "customMode": false}));
    let other = other.with_provider(Provider::Value).with_callback("https://your-server.com/callback");
    client.generate(&other).await.unwrap();

    let sent: Vec<_> = server.requests().iter().map(|request| parts(request)).collect();
    let urls = |mut body: Value| {
        body["input"]["mode"] = json!("standard");
        body["input"]["image_urls"] = json!(["https://example.com/character.png"]);
        body["input"]["video_urls"] = json!(["https://example.com/motion.mp4"]);
        ("POST /apixo/api/v1/generateTask/wan-2-2-animate".to_owned(), body)
    };
    let expected = [
        urls(json!({
            "request_type": "async", "provider": "official",
            "input": {
                "type": "animate", "prompt": "keep the face stable and follow the motion naturally",
                "resolution": "480p", "seed": -1,
            },
        })),
        urls(json!({
            "request_type": "callback", "callback_url": "https://your-server.com/callback", "provider": "official",
            "input": {
                "type": "replace",
                "prompt": "replace the person in the motion video with the provided character",
                "resolution": "720p", "seed": 42,
            },
        })),
        urls(json!({"request_type": "async", "input": {"type": "animate"}})),
        (
            "POST /apixo/api/v1/generateTask/suno".to_owned(),
            json!({
                "request_type": "callback", "callback_url": "https://your-server.com/callback",
                "provider": "value", "input": {"mode": "V5", "customMode": false},
            }),
        ),
    ];
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn reads_are_as_documented() {
    let (server, client) = scripted((0..3).map(|_| Reply::Json(200, "{}"))).await;
    client.task(Model::Wan22Animate, "task_12345678").poll().await.unwrap_err();
    client.task("sora-2", "a b&c").poll().await.unwrap_err();
    client.balance().await.unwrap_err();

    let sent: Vec<_> = server.requests().iter().map(|request| parts(request)).collect();
    let expected = [
        "GET /apixo/api/v1/statusTask/wan-2-2-animate?taskId=task_12345678",
        "GET /apixo/api/v1/statusTask/sora-2?taskId=a+b%26c",
        "GET /apixo/api/v1/apikeys/current-balance",
    ];
    assert_eq!(sent, expected.map(|line| (line.to_owned(), Value::Null)));
}

#[test]
fn the_listed_words_are_spelled_as_documented() {
    let spelled = [
        ["animate", "replace"].map(AnimateKind::from).map(|word| format!("{word:?}")).join(" "),
        ["480p", "720p"].map(Resolution::from).map(|word| format!("{word:?}")).join(" "),
        ["auto", "value", "official"].map(Provider::from).map(|word| format!("{word:?}")).join(" "),
        ["pending", "processing", "success", "failed"]
            .map(TaskState::from)
            .map(|word| format!("{word:?}"))
            .join(" "),
        ["CONTENT_VIOLATION", "GENERATION_FAILED"]
            .map(FailCode::from)
            .map(|word| format!("{word:?}"))
            .join(" "),
    ];
    assert_eq!(
        spelled,
        [
            "Animate Replace",
            "P480 P720",
            "Auto Value Official",
            "Pending Processing Success Failed",
            "ContentViolation GenerationFailed",
        ]
    );
}
