//! The typed calls of `apixo-client` for the requests of clauses.

use apixo_client::{AnimateRequest, ApixoClient, GenerateRequest};
use contract::Call;
use serde_json::Value;

use super::print;

/// The model that is called if a clause names none.
const MODEL: &str = "wan-2-2-animate";

pub(super) async fn typed_call(server: &str, key: &str, call: &Call) -> String {
    let client = super::unhurried(ApixoClient::builder(server).token(key.to_owned())).build();
    let client = client.expect("a sound base URL");
    let body = call.body.clone().unwrap_or_default();
    let (method, target) = call.target();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let (called, model) = path.trim_start_matches('/').split_once('/').unwrap_or((path, MODEL));
    match (method, called) {
        ("POST", "generateTask") if model == MODEL => print(client.animate(&animate(&body)).await),
        ("POST", "generateTask") => {
            print(client.generate(&GenerateRequest::new(model, body["input"].clone())).await)
        }
        ("GET", "statusTask") => {
            let task = query.strip_prefix("taskId=").unwrap_or("none");
            print(client.task(model, task).poll().await)
        }
        // This call stands for any other request, such as one with a wrong method or path.
        _ => print(client.balance().await),
    }
}

fn animate(body: &Value) -> AnimateRequest {
    let input = &body["input"];
    let url = |list: &str| input[list][0].as_str().unwrap_or("https://example.com/file").to_owned();
    let mut request = AnimateRequest::new(url("image_urls"), url("video_urls"));
    let text = |value: &Value| value.as_str().map(str::to_owned);
    if let Some(kind) = text(&input["type"]) {
        request = request.with_kind(kind);
    }
    if let Some(prompt) = text(&input["prompt"]) {
        request = request.with_prompt(prompt);
    }
    if let Some(resolution) = text(&input["resolution"]) {
        request = request.with_resolution(resolution);
    }
    if let Some(seed) = input["seed"].as_i64() {
        request = request.with_seed(seed);
    }
    if let Some(provider) = text(&body["provider"]) {
        request = request.with_provider(provider);
    }
    if let Some(callback_url) = text(&body["callback_url"]) {
        request = request.with_callback(callback_url);
    }
    request
}
