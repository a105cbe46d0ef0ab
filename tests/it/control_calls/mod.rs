//! Does each call of the control API do what the list says, page by page and within its bounds?

mod events;
mod exchanges;
mod inbox;
mod jobs;
mod list;
mod time;
mod webhooks;
mod worlds;

use contract_tests::lab::World;
use contract_tests::orders::{STATIC_AD, static_ad};
use serde_json::{Value, json};

/// The key of most orders.
const KEY: &str = "sk-0123456789abcdef";

/// Makes a control call that has to succeed, and returns the body of the answer.
async fn made(world: &World, call: &str, body: &Value) -> Value {
    let answer = world.control(call, body).await;
    assert!(answer.status < 300, "{call} {body}: {answer:?}");
    answer.body
}

async fn get(world: &World, path: &str) -> Value {
    made(world, &format!("GET {path}"), &Value::Null).await
}

/// Returns the status and the message of a refusal.
async fn refused(world: &World, call: &str, body: &Value) -> (u16, String) {
    let answer = world.control(call, body).await;
    assert!(answer.status >= 400, "{call} {body}: {answer:?}");
    (answer.status, answer.body["message"].as_str().expect("a message").to_owned())
}

/// Orders a static ad, which takes 25 seconds, and returns the id of the job.
async fn order(world: &World, key: &str, changes: Value) -> String {
    let ordered = world.call("cutx", key, STATIC_AD, Some(&static_ad(&changes))).await;
    ordered.body["jobId"].as_str().unwrap_or_else(|| panic!("{ordered:?}")).to_owned()
}

/// Returns the body of an order of a film, whose webhook goes to a URL 40 seconds later.
fn film(callback_url: &str) -> Value {
    json!({ "request_type": "callback", "callback_url": callback_url, "input": {
        "mode": "standard", "type": "animate",
        "image_urls": ["https://example.com/a.png"], "video_urls": ["https://example.com/a.mp4"],
    } })
}

async fn advance(world: &World, seconds: f64) {
    made(world, "POST /clock/advance", &json!({ "seconds": seconds })).await;
}

/// Returns the texts of a field in every row of a list.
fn texts<'a>(list: &'a Value, field: &str) -> Vec<&'a str> {
    list.as_array().expect("a list").iter().map(|row| row[field].as_str().expect("a text")).collect()
}
