//! APIXO under the sandbox: tasks, webhooks, limits, and money by the second.

mod client;
mod dialling;
mod documents;
mod limits;
mod machine;
mod money;
mod options;
mod results;
mod stories;
mod webhooks;

use contract_tests::lab::{Answer, World};
use serde_json::{Value, json};

/// Where APIXO is in the default world.
const BASE: &str = "/apixo/api/v1";
const GENERATE: &str = "POST /generateTask/wan-2-2-animate";
const BALANCE: &str = "GET /apikeys/current-balance";

fn status(task_id: &str) -> String {
    format!("GET /statusTask/wan-2-2-animate?taskId={task_id}")
}

/// A sound order for a task that is polled, with these fields over its input.
pub(crate) fn order(input: &Value) -> Value {
    let mut order = json!({ "input": {
        "image_urls": ["https://example.com/character.png"],
        "video_urls": ["https://example.com/motion.mp4"],
    } });
    for (name, value) in input.as_object().expect("fields") {
        order["input"][name] = value.clone();
    }
    order
}

/// The same for a task that calls back.
fn callback(url: &str, input: &Value) -> Value {
    let mut order = order(input);
    order["request_type"] = "callback".into();
    order["callback_url"] = url.into();
    order
}

async fn submit(world: &World, key: &str, order: &Value) -> String {
    let made = world.call("apixo", key, GENERATE, Some(order)).await;
    made.body["data"]["taskId"].as_str().unwrap_or_else(|| panic!("{order}: {made:?}")).to_owned()
}

async fn look(world: &World, key: &str, task_id: &str) -> Answer {
    let answer = world.call("apixo", key, &status(task_id), None).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer
}
