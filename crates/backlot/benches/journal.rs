//! Looking into a journal that a million exchanges went through: over the control API, without a socket.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{StatusCode, header};
use backlot::{Backlot, Settings};
use criterion::{Criterion, criterion_group, criterion_main};
use http_body_util::BodyExt as _;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

const EXCHANGES: usize = 1_000_000;
/// So many callers take turns.
const KEYS: usize = 1000;

/// Looks, the first of which is what comes without any filter.
const LOOKS: [(&str, &str); 8] = [
    ("earliest 100", ""),
    ("latest 100", "?after=999900"),
    ("100 of a provider", "?provider=cutx"),
    ("all of a key", "?api_key=key-7"),
    ("100 on a path, all counted", "?path=/credits/*"),
    ("none with a status, all looked at", "?status=500"),
    ("none on a path, all looked at", "?path=/products"),
    ("1000", "?limit=1000"),
];

fn journal(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let sandbox = Backlot::new(Settings::default(), runtime.handle().clone()).expect("a sandbox");
    let app = backlot::router(&sandbox);
    for number in 0..EXCHANGES {
        ask(&runtime, &app, "/cutx/api/credits/balance", &format!("key-{}", number % KEYS));
    }
    let mut group = criterion.benchmark_group("GET journal after a million exchanges");
    for (name, query) in LOOKS {
        let path = format!("/_backlot/journal{query}");
        group.bench_function(name, |bencher| bencher.iter(|| ask(&runtime, &app, &path, "nobody")));
    }
    group.finish();
}

fn ask(runtime: &Runtime, app: &Router, path: &str, key: &str) -> Bytes {
    let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {key}"));
    let request = request.body(Body::empty()).expect("a request");
    runtime.block_on(async {
        let Ok(response) = app.clone().oneshot(request).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.into_body().collect().await.expect("a body").to_bytes()
    })
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = journal
}
criterion_main!(benches);
