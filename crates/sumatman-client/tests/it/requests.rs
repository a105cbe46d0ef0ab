//! Each call sends what the documents print.

use serde_json::{Value, json};
use sumatman_client::*;

use crate::server::Reply;
use crate::{SUBMITTED, TASK, create, scripted};

/// Returns the request line and the JSON body of a request.
fn parts(request: &str) -> (String, Value) {
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("\r\nauthorization: Bearer key-1\r\n"), "{head}");
    assert!(head.contains("\r\nuser-agent: sumatman-client/"), "{head}");
    assert_eq!(head.contains("\r\ncontent-type: application/json\r\n"), !body.is_empty());
    let line = head.lines().next().unwrap().strip_suffix(" HTTP/1.1").unwrap();
    (line.to_owned(), serde_json::from_str(body).unwrap_or_default())
}

#[tokio::test]
async fn a_request_for_a_film_is_as_printed() {
    const STYLE: &str = "Japanese Ghibli-inspired Style - Studio Ghibli animation style with soft colors";
    let (server, client) = scripted((0..3).map(|_| Reply::Json(200, SUBMITTED))).await;
    let full = CreateRequest::new(StoryType::Fairytale, "Your story prompt or content here")
        .with_voice_language(VoiceLanguage::English)
        .with_illustration_style(STYLE)
        .with_video_duration(10)
        .with_dimension_type(DimensionType::Landscape)
        .with_narrator_name("optional_narrator_name")
        .with_narrator_voice_id("optional_voice_id")
        .with_audience_age("Children")
        .with_audience_gender("All")
        .with_audience_location("Global")
        .with_temperature(0.7)
        .with_search_keywords("magic, adventure, friendship")
        .with_watermark_enabled(false)
        .with_use_fixed_character(true)
        .with_character_name("Arthur")
        .with_enable_subtitle(true)
        .with_enable_zoom_effect(true)
        .with_enable_chapter_transitions(true)
        .with_copy_to_email("user@example.com")
        .with_triggered_by("api_call");
    client.create(&full).await.unwrap();
    client.create(&create()).await.unwrap();
    client.create(&create().with_illustration_style(IllustrationStyle::Watercolor)).await.unwrap();

    let sent: Vec<_> = server.requests().iter().map(|request| parts(request)).collect();
    let story = "A brave knight saves a magical kingdom";
    let expected = [
        json!({
            "mode": "create", "story_type": "fairytale_story", "input_story": "Your story prompt or content here",
            "voice_language": "english", "illustration_style": STYLE, "video_duration": 10,
            "dimension_type": "landscape", "narrator_name": "optional_narrator_name",
            "narrator_voice_id": "optional_voice_id", "audience_age": "Children", "audience_gender": "All",
            "audience_location": "Global", "temperature": 0.7, "search_keywords": "magic, adventure, friendship",
            "watermark_enabled": false, "use_fixed_character": true, "character_name": "Arthur",
            "enable_subtitle": true, "enable_zoom_effect": true, "enable_chapter_transitions": true,
            "copy_to_email": "user@example.com", "triggered_by": "api_call",
        }),
        json!({"mode": "create", "story_type": "fairytale_story", "input_story": story}),
        json!({
            "mode": "create", "story_type": "fairytale_story", "input_story": story,
            "illustration_style": "Watercolor",
        }),
    ];
    assert_eq!(sent, expected.map(|body| ("POST /sumatman/api/task".to_owned(), body)));
}

#[tokio::test]
async fn requests_that_build_on_a_task_are_as_printed() {
    let (server, client) = scripted((0..5).map(|_| Reply::Json(200, SUBMITTED))).await;
    let called = Changes::default().with_triggered_by("api_call");
    client.repeat(TASK, &called).await.unwrap();
    let changes = called.clone().with_story_type(StoryType::Educational).with_video_duration(15);
    client.edit(TASK, &changes.with_input_story("Updated story content")).await.unwrap();
    client.edit(TASK, &called.clone().with_video_duration(15)).await.unwrap();
    let sequel = called.with_input_story("The knight discovers a hidden treasure");
    client.continue_from(TASK, &sequel).await.unwrap();
    client.repeat(TASK, &Changes::default()).await.unwrap();

    let sent: Vec<_> = server.requests().iter().map(|request| parts(request)).collect();
    let expected = [
        json!({"mode": "repeat", "task_id": TASK, "triggered_by": "api_call"}),
        json!({
            "mode": "edit", "task_id": TASK, "story_type": "educational_story",
            "input_story": "Updated story content", "video_duration": 15, "triggered_by": "api_call",
        }),
        json!({"mode": "edit", "task_id": TASK, "video_duration": 15, "triggered_by": "api_call"}),
        json!({
            "mode": "continue", "task_id": TASK, "input_story": "The knight discovers a hidden treasure",
            "triggered_by": "api_call",
        }),
        json!({"mode": "repeat", "task_id": TASK}),
    ];
    assert_eq!(sent, expected.map(|body| ("POST /sumatman/api/task".to_owned(), body)));
}

#[tokio::test]
async fn the_other_requests_are_as_printed() {
    let (server, client) = scripted((0..7).map(|_| Reply::Json(200, "{}"))).await;
    client.list("YOUR_USER_ID", &ListOptions::default()).await.unwrap_err();
    let second = ListOptions::default().with_status(TaskStatus::Completed).with_limit(20).with_offset(20);
    client.list("a/b", &second).await.unwrap_err();
    client.status(TASK).await.unwrap_err();
    client.status_of("a b&c", TASK).await.unwrap_err();
    client.task(TASK).poll().await.unwrap_err();
    client.delete(TASK).await.unwrap_err();

    let sent: Vec<_> = server.requests().iter().map(|request| parts(request)).collect();
    let expected = [
        "GET /sumatman/api/user/YOUR_USER_ID/tasks?limit=100&offset=0",
        "GET /sumatman/api/user/a%2Fb/tasks?status=completed&limit=20&offset=20",
        "GET /sumatman/api/task/web_1755877911087_ewf2efddz/status",
        "GET /sumatman/api/task/web_1755877911087_ewf2efddz/status?userId=a+b%26c",
        "GET /sumatman/api/task/web_1755877911087_ewf2efddz/status",
        "DELETE /sumatman/api/task/web_1755877911087_ewf2efddz",
    ];
    assert_eq!(sent, expected.map(|line| (line.to_owned(), Value::Null)));
}

#[test]
fn the_listed_words_are_spelled_as_documented() {
    let types = [
        "fairytale_story",
        "adventure_story",
        "educational_story",
        "cinematic_story",
        "sci_fi_story",
        "historical_story",
        "romantic_story",
        "comics_story",
        "bible_story",
        "book_story",
        "lyric_story",
        "poetry_story",
        "fantasy_story",
        "dream_story",
    ];
    let styles = [
        "Japanese Ghibli-inspired Style",
        "Cinematic Lighting",
        "Digital Painting",
        "Watercolor",
        "3D Rendering",
        "Comic Book Style",
        "Chinese Ink Painting",
        "Photorealistic",
        "Anime Style",
        "Oil Painting",
    ];
    let spelled = [
        types.map(StoryType::from).map(|word| format!("{word:?}")).join(" "),
        styles.map(IllustrationStyle::from).map(|word| format!("{word:?}")).join(" "),
        ["english", "chinese"].map(VoiceLanguage::from).map(|word| format!("{word:?}")).join(" "),
        ["landscape", "portrait"].map(DimensionType::from).map(|word| format!("{word:?}")).join(" "),
        ["create", "repeat", "edit", "continue"].map(Mode::from).map(|word| format!("{word:?}")).join(" "),
        ["pending", "processing", "completed", "failed"]
            .map(TaskStatus::from)
            .map(|word| format!("{word:?}"))
            .join(" "),
    ];
    assert_eq!(
        spelled,
        [
            "Fairytale Adventure Educational Cinematic SciFi Historical Romantic Comics Bible Book Lyric Poetry \
             Fantasy Dream",
            "GhibliInspired CinematicLighting DigitalPainting Watercolor Rendering3D ComicBook ChineseInkPainting \
             Photorealistic Anime OilPainting",
            "English Chinese",
            "Landscape Portrait",
            "Create Repeat Edit Continue",
            "Pending Processing Completed Failed",
        ]
    );
}
