//! The calls that start a job.

use serde_json::{Value, json};

use crate::http::{Answer, ask};

/// A call that starts a job.
pub(crate) struct Order {
    pub(crate) provider: &'static str,
    pub(crate) price: f64,
    call: &'static str,
    body: Value,
    /// The place of the job's id in the answer.
    id: &'static str,
}

impl Order {
    /// Sends the order and returns the id of its job. The error is the status of a refusal, or `None` if there was no whole answer.
    pub(crate) fn send(&self, address: &str, key: &str) -> Result<String, Option<u16>> {
        match ask(address, key, self.call, &self.body) {
            Answer::Whole(200, answer) => {
                let id = answer.pointer(self.id).and_then(Value::as_str);
                Ok(id.unwrap_or_else(|| panic!("{}: {answer}", self.call)).to_owned())
            }
            Answer::Whole(status, _) => Err(Some(status)),
            Answer::Unreached | Answer::Broken => Err(None),
        }
    }
}

/// Returns an order of `CutX`.
pub(crate) fn cutx() -> Order {
    let ad = json!({
        "projectId": "00000000-0000-4000-8000-000000000001", "productId": "00000000-0000-4000-8000-000000000002"
    });
    let call = "POST /cutx/api/generate/static-ad";
    Order { provider: "cutx", price: 3.0, call, body: ad, id: "/jobId" }
}

/// Returns an order of `APIXO`, whose end is told to a receiver.
pub(crate) fn apixo(receiver: &str) -> Order {
    let clip = json!({
        "request_type": "callback",
        "callback_url": receiver,
        "input": { "image_urls": ["https://example.com/a.png"], "video_urls": ["https://example.com/a.mp4"] }
    });
    let call = "POST /apixo/api/v1/generateTask/wan-2-2-animate";
    Order { provider: "apixo", price: 0.4, call, body: clip, id: "/data/taskId" }
}

/// Returns an order of Animus.
pub(crate) fn animus() -> Order {
    let (call, body) = ("POST /animus/v2/generation/create", json!({ "prompt": "A whale" }));
    Order { provider: "animus", price: 1.0, call, body, id: "/generation_id" }
}

/// Returns an order of Sumatman, which takes a hundred a day of a key.
pub(crate) fn sumatman() -> Order {
    let story =
        json!({ "mode": "create", "story_type": "fairytale_story", "input_story": "A whale learns to sing" });
    Order {
        provider: "sumatman",
        price: 50.0,
        call: "POST /sumatman/api/task",
        body: story,
        id: "/data/taskId",
    }
}
