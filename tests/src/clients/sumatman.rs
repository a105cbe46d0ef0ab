//! The typed calls of `sumatman-client` for the requests of clauses.

use contract::Call;
use serde_json::Value;
use sumatman_client::{Changes, CreateRequest, ListOptions, SumatmanClient};

use super::print;

/// Sets the options that both kinds of request have: texts, switches and numbers.
macro_rules! common_options {
    ($request:ident, $body:ident) => {
        with_options!($request, $body,
            "enable_chapter_transitions" => with_enable_chapter_transitions(as_bool),
            "enable_subtitle" => with_enable_subtitle(as_bool),
            "enable_zoom_effect" => with_enable_zoom_effect(as_bool),
            "temperature" => with_temperature(as_f64),
            "use_fixed_character" => with_use_fixed_character(as_bool),
            "video_duration" => with_video_duration(as_u64),
            "watermark_enabled" => with_watermark_enabled(as_bool),
        );
        with_texts!($request, $body,
            "audience_age" => with_audience_age,
            "audience_gender" => with_audience_gender,
            "audience_location" => with_audience_location,
            "character_name" => with_character_name,
            "copy_to_email" => with_copy_to_email,
            "dimension_type" => with_dimension_type,
            "illustration_style" => with_illustration_style,
            "narrator_name" => with_narrator_name,
            "narrator_voice_id" => with_narrator_voice_id,
            "search_keywords" => with_search_keywords,
            "triggered_by" => with_triggered_by,
            "voice_language" => with_voice_language,
        );
    };
}

pub(super) async fn typed_call(server: &str, key: &str, call: &Call) -> String {
    let client = super::unhurried(SumatmanClient::builder(server).token(key.to_owned())).build();
    let client = client.expect("a sound base URL");
    let body = call.body.clone().unwrap_or_default();
    let (method, target) = call.target();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let parts: Vec<_> = path.split('/').skip(1).collect();
    let value = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
    };
    match (method, parts.as_slice()) {
        ("POST", ["task"]) => submit(&client, &body).await,
        ("GET", ["task", task, "status"]) => match value("userId") {
            Some(user) => print(client.status_of(user, task).await),
            None => print(client.status(task).await),
        },
        ("DELETE", ["task", task]) => print(client.delete(task).await),
        ("GET", ["user", user, "tasks"]) => {
            let mut options = ListOptions::default();
            if let Some(status) = value("status") {
                options = options.with_status(status);
            }
            if let Some(limit) = value("limit").and_then(|limit| limit.parse().ok()) {
                options = options.with_limit(limit);
            }
            if let Some(offset) = value("offset").and_then(|offset| offset.parse().ok()) {
                options = options.with_offset(offset);
            }
            print(client.list(user, &options).await)
        }
        // This call stands for any other request, such as one with a wrong method or path.
        _ => print(client.status("none").await),
    }
}

async fn submit(client: &SumatmanClient, body: &Value) -> String {
    let text = |name: &str| body[name].as_str();
    let task = text("task_id").unwrap_or("none");
    let mode = text("mode").unwrap_or("create");
    if !["repeat", "edit", "continue"].contains(&mode) {
        let story_type = text("story_type").unwrap_or("fairytale_story");
        let mut request = CreateRequest::new(story_type, text("input_story").unwrap_or("A story to tell"));
        common_options!(request, body);
        return print(client.create(&request).await);
    }
    let mut changes = Changes::default();
    with_texts!(changes, body, "story_type" => with_story_type, "input_story" => with_input_story);
    common_options!(changes, body);
    match mode {
        "repeat" => print(client.repeat(task, &changes).await),
        "edit" => print(client.edit(task, &changes).await),
        _ => print(client.continue_from(task, &changes).await),
    }
}
