//! One request through the whole stack, without a socket, beside the same exchange in a bare axum router.

mod call;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::any;
use axum::{Json, Router};
use backlot::{Backlot, Credits, OpeningCredits, Settings};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use serde_json::Value;

use call::{Call, answer_to, send};

const KEY: &str = "the-load";

/// The calls of one provider.
struct Provider {
    name: &'static str,
    /// The path of the call that buys something, and its body.
    create: (&'static str, &'static str),
    /// The JSON pointer to the job's id in the answer.
    job: &'static str,
    /// The path of the status call, with `{}` for the job's id.
    status: &'static str,
    /// A body that is refused.
    refused: &'static str,
}

const PROVIDERS: [Provider; 4] = [
    Provider {
        name: "animus",
        create: ("/animus/v2/generation/create", r#"{"prompt":"Summer light","character_id":"char_123"}"#),
        job: "/generation_id",
        status: "/animus/v2/generation/status/{}",
        refused: r#"{"character_id":"char_123"}"#,
    },
    Provider {
        name: "apixo",
        create: (
            "/apixo/api/v1/generateTask/wan-2-2-animate",
            r#"{"request_type":"async","input":{"mode":"standard","type":"animate","image_urls":["https://example.com/a.png"],"video_urls":["https://example.com/b.mp4"]}}"#,
        ),
        job: "/data/taskId",
        status: "/apixo/api/v1/statusTask/wan-2-2-animate?taskId={}",
        refused: r#"{"request_type":"async"}"#,
    },
    Provider {
        name: "cutx",
        create: (
            "/cutx/api/generate/static-ad",
            r#"{"projectId":"00000000-0000-4000-8000-000000000001","productId":"00000000-0000-4000-8000-000000000002","prompt":"Summer light"}"#,
        ),
        job: "/jobId",
        status: "/cutx/api/generate/status?jobId={}",
        refused: r#"{"prompt":"Summer light"}"#,
    },
    Provider {
        name: "sumatman",
        create: (
            "/sumatman/api/task",
            r#"{"story_type":"fairytale_story","input_story":"A lamp that was afraid of the dark"}"#,
        ),
        job: "/data/taskId",
        status: "/sumatman/api/task/{}/status",
        refused: r#"{"story_type":"fairytale_story"}"#,
    },
];

fn requests(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let credits = OpeningCredits::Everywhere(Credits::whole(1_000_000_000));
    let settings = Settings { credits, rate_limits: Some(false), ..Settings::default() };
    let sandbox = Backlot::new(settings, runtime.handle().clone()).expect("a sandbox");
    let app = backlot::router(&sandbox);
    for provider in PROVIDERS {
        let (path, body) = provider.create;
        let placed = send(&runtime, &app, &Call::new("POST", path, body), KEY);
        let placed: Value = serde_json::from_slice(&placed.1).expect("JSON");
        let job = placed.pointer(provider.job).and_then(Value::as_str).expect("a job");
        let status = provider.status.replace("{}", job);
        send(&runtime, &app, &Call::new("POST", "/_backlot/clock/advance", r#"{"seconds":100000}"#), KEY);

        let mut group = criterion.benchmark_group(provider.name);
        let exchanges = [
            ("status", Call::new("GET", status, "")),
            ("create", Call::new("POST", path, body)),
            ("refused", Call::new("POST", path, provider.refused)),
        ];
        for (name, call) in exchanges {
            let (code, answer) = send(&runtime, &app, &call, KEY);
            let bare = bare(code, &answer);
            for (server, app) in [("backlot", &app), ("bare", &bare)] {
                group.bench_function(format!("{name}/{server}"), |bencher| {
                    bencher.iter_batched(
                        || call.request(KEY),
                        |request| runtime.block_on(answer_to(app, request)),
                        BatchSize::SmallInput,
                    );
                });
            }
        }
        group.finish();
    }
}

/// Returns a router that reads the same request as JSON, if it has a body, and gives the same answer from memory.
fn bare(code: StatusCode, answer: &Bytes) -> Router {
    let answer: Value = serde_json::from_slice(answer).expect("JSON");
    let handler = async move |State(answer): State<Value>, body: Bytes| {
        if !body.is_empty() && serde_json::from_slice::<Value>(&body).is_err() {
            return StatusCode::BAD_REQUEST.into_response();
        }
        (code, Json(answer)).into_response()
    };
    Router::new().route("/{*path}", any(handler)).with_state(answer)
}

criterion_group!(benches, requests);
criterion_main!(benches);
