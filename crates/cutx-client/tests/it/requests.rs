//! Each call sends what the documents print.

use cutx_client::*;
use serde_json::{Value, json};

use crate::server::Reply;
use crate::{JOB, PRODUCT, PROJECT, scripted};

const SUBMITTED: &str =
    r#"{"jobId": "00000000-0000-0000-0000-000000000abc", "status": "queued", "creditsUsed": 3}"#;

/// Returns the request line and the JSON body of a request.
fn parts(request: &str) -> (String, Value) {
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("\r\nauthorization: Bearer token-1\r\n"), "{head}");
    assert!(head.contains("\r\nuser-agent: cutx-client/"), "{head}");
    assert_eq!(head.contains("\r\ncontent-type: application/json\r\n"), !body.is_empty());
    let line = head.lines().next().unwrap().strip_suffix(" HTTP/1.1").unwrap();
    (line.to_owned(), serde_json::from_str(body).unwrap_or_default())
}

#[tokio::test]
async fn generation_requests_are_as_printed() {
    let (server, client) = scripted((0..5).map(|_| Reply::Json(200, SUBMITTED))).await;
    let copy = CopyRequest::new(PROJECT, PRODUCT, Platform::Meta, Format::Short, Tone::Bold)
        .with_custom_instructions("Focus on the summer sale")
        .with_idempotency_key("user-session-abc123");
    client.copy(&copy).await.unwrap();
    let static_ad = StaticAdRequest::new(PROJECT, PRODUCT)
        .with_style("modern")
        .with_aspect_ratio(AspectRatio::Square)
        .with_prompt("Summer vibes, bright background")
        .with_idempotency_key("static-abc123");
    client.static_ad(&static_ad).await.unwrap();
    let video = VideoRequest::new(PROJECT, PRODUCT, "Hey! You need to check out this amazing product...")
        .with_avatar_url("https://example.com/avatar.jpg")
        .with_voice_id("male-1")
        .with_aspect_ratio(VideoAspectRatio::Portrait9x16)
        .with_idempotency_key("video-abc123");
    client.video(&video).await.unwrap();
    client.static_ad(&StaticAdRequest::new(PROJECT, PRODUCT)).await.unwrap();
    client.video(&VideoRequest::new(PROJECT, PRODUCT, "Hello there")).await.unwrap();

    let sent: Vec<_> = server.requests().iter().map(|request| parts(request)).collect();
    let with_ids = |mut fields: Value| {
        fields["projectId"] = json!(PROJECT);
        fields["productId"] = json!(PRODUCT);
        fields
    };
    let expected = [
        (
            "POST /cutx/api/generate/copy",
            json!({
                "platform": "meta", "format": "short", "tone": "bold",
                "customInstructions": "Focus on the summer sale", "idempotencyKey": "user-session-abc123",
            }),
        ),
        (
            "POST /cutx/api/generate/static-ad",
            json!({
                "style": "modern", "aspectRatio": "1:1", "prompt": "Summer vibes, bright background",
                "idempotencyKey": "static-abc123",
            }),
        ),
        (
            "POST /cutx/api/generate/video",
            json!({
                "script": "Hey! You need to check out this amazing product...",
                "avatarUrl": "https://example.com/avatar.jpg", "voiceId": "male-1", "aspectRatio": "9:16",
                "idempotencyKey": "video-abc123",
            }),
        ),
        ("POST /cutx/api/generate/static-ad", json!({})),
        ("POST /cutx/api/generate/video", json!({"script": "Hello there"})),
    ];
    assert_eq!(sent, expected.map(|(line, fields)| (line.to_owned(), with_ids(fields))));
}

#[tokio::test]
async fn the_other_requests_are_as_documented() {
    let project = r#"{"projects": [], "products": [], "project": {"id": "00000000-0000-0000-0000-000000000001",
        "name": "n"}, "product": {"id": "00000000-0000-0000-0000-000000000002", "name": "n"}}"#;
    let (server, client) = scripted((0..6).map(|_| Reply::Json(200, project))).await;
    client.projects(None).await.unwrap();
    client.projects(Some(20)).await.unwrap();
    client.products(PROJECT, Some(50)).await.unwrap();
    client.create_project(&ProjectRequest::new("Summer").with_description("All of it")).await.unwrap();
    client.ingest(&IngestRequest::new(PROJECT, "https://shop.example/p")).await.unwrap();
    client.job(JOB).poll().await.unwrap_err();

    let sent: Vec<_> = server.requests().iter().map(|request| parts(request)).collect();
    let expected = [
        ("GET /cutx/api/products", Value::Null),
        ("GET /cutx/api/products?limit=20", Value::Null),
        ("GET /cutx/api/products?projectId=00000000-0000-0000-0000-000000000001&limit=50", Value::Null),
        ("POST /cutx/api/products", json!({"name": "Summer", "description": "All of it"})),
        ("POST /cutx/api/products/ingest", json!({"url": "https://shop.example/p", "projectId": PROJECT})),
        ("GET /cutx/api/generate/status?jobId=00000000-0000-0000-0000-000000000abc", Value::Null),
    ];
    assert_eq!(sent, expected.map(|(line, body)| (line.to_owned(), body)));
}

#[test]
fn the_listed_words_are_spelled_as_documented() {
    let spelled = [
        ["meta", "tiktok", "google", "linkedin", "pinterest", "universal"]
            .map(Platform::from)
            .map(|word| format!("{word:?}"))
            .join(" "),
        ["short", "long", "hook", "story"].map(Format::from).map(|word| format!("{word:?}")).join(" "),
        ["professional", "casual", "urgent", "luxe", "playful", "bold"]
            .map(Tone::from)
            .map(|word| format!("{word:?}"))
            .join(" "),
        ["product_hero", "lifestyle", "minimal", "bold", "seasonal"]
            .map(Style::from)
            .map(|word| format!("{word:?}"))
            .join(" "),
        ["1:1", "9:16", "4:5", "16:9"].map(AspectRatio::from).map(|word| format!("{word:?}")).join(" "),
    ];
    assert_eq!(
        spelled,
        [
            "Meta TikTok Google LinkedIn Pinterest Universal",
            "Short Long Hook Story",
            "Professional Casual Urgent Luxe Playful Bold",
            "ProductHero Lifestyle Minimal Bold Seasonal",
            "Square Portrait9x16 Portrait4x5 Landscape16x9",
        ]
    );
}
