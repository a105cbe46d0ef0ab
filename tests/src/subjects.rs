//! The providers under test: a row for each, with the calls that tests of the whole sandbox make.

use serde_json::{Value, json};

use crate::orders::{STATIC_AD, static_ad, status};

/// A provider, with calls that any test can make.
pub struct Subject {
    /// The name of the provider.
    pub name: &'static str,
    /// The path of a call that takes no body and changes nothing.
    pub look: &'static str,
    /// Returns a sound call that starts a job, as its method with its path and its body.
    pub order: fn() -> (&'static str, Value),
    /// Returns the call that looks at a job.
    pub look_at: fn(&str) -> String,
    /// The status of a refusal for a lack of credits.
    pub short_of_credits: u16,
    /// `true` if the price of a job that failed during its work is given back.
    pub refunds_failed_work: bool,
    /// Returns the words of an answer about a job's failure: the code and the message, as far as the provider shows them.
    pub failure: fn(&Value) -> [Option<&Value>; 2],
}

/// Every provider under test.
pub static SUBJECTS: &[Subject] = &[
    Subject {
        name: "animus",
        look: "/generation/groups",
        order: || ("POST /generation/create", json!({ "prompt": "A whale learns to sing" })),
        look_at: |job_id| format!("GET /generation/status/{job_id}"),
        short_of_credits: 402,
        refunds_failed_work: false,
        failure: |body| [None, body.get("error")],
    },
    Subject {
        name: "apixo",
        look: "/apikeys/current-balance",
        order: || {
            let body = json!({ "request_type": "async", "input": {
                "mode": "standard", "type": "animate",
                "image_urls": ["https://example.com/a.png"], "video_urls": ["https://example.com/a.mp4"],
            } });
            ("POST /generateTask/wan-2-2-animate", body)
        },
        look_at: |job_id| format!("GET /statusTask/wan-2-2-animate?taskId={job_id}"),
        short_of_credits: 400,
        refunds_failed_work: true,
        failure: |body| [body["data"].get("failCode"), body["data"].get("failMsg")],
    },
    Subject {
        name: "cutx",
        look: "/credits/balance",
        order: || (STATIC_AD, static_ad(&Value::Null)),
        look_at: status,
        short_of_credits: 402,
        refunds_failed_work: true,
        failure: |_| [None, None],
    },
    Subject {
        name: "sumatman",
        look: "/task/web_1_abc/status",
        order: || {
            let story = "A whale learns to sing";
            let body = json!({ "mode": "create", "story_type": "fairytale_story", "input_story": story });
            ("POST /task", body)
        },
        look_at: |job_id| format!("GET /task/{job_id}/status"),
        short_of_credits: 400,
        refunds_failed_work: true,
        failure: |_| [None, None],
    },
];
