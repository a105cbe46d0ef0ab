//! `CutX` requests as plain JSON, for tests that speak HTTP themselves.

use serde_json::{Value, json};

/// The id of the project that every account starts with.
pub const PROJECT: &str = "00000000-0000-4000-8000-000000000001";
/// The id of the product in that project.
pub const PRODUCT: &str = "00000000-0000-4000-8000-000000000002";

/// The call that creates a copy.
pub const COPY: &str = "POST /generate/copy";
/// The call that creates a static ad.
pub const STATIC_AD: &str = "POST /generate/static-ad";
/// The call that creates a video.
pub const VIDEO: &str = "POST /generate/video";

/// Returns a valid body for a copy, with these fields put over it.
pub fn copy(fields: &Value) -> Value {
    over(&json!({ "platform": "meta", "format": "short", "tone": "bold" }), fields)
}

/// Returns a valid body for a static ad, with these fields put over it.
pub fn static_ad(fields: &Value) -> Value {
    over(&json!({}), fields)
}

/// Returns a valid body for a video, with these fields put over it.
pub fn video(fields: &Value) -> Value {
    over(&json!({ "script": "You need to see this." }), fields)
}

/// Returns the call that reads the status of a job.
pub fn status(job_id: &str) -> String {
    format!("GET /generate/status?jobId={job_id}")
}

fn over(base: &Value, fields: &Value) -> Value {
    let mut body = json!({ "projectId": PROJECT, "productId": PRODUCT });
    for (name, value) in [base, fields].into_iter().filter_map(Value::as_object).flatten() {
        body[name] = value.clone();
    }
    body
}
