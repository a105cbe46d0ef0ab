//! The cost of moving time, and of opening an account.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use backlot::{Backlot, Credits, Mode, OpeningCredits, Settings};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use mock_http::world::World;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

const TASK: &str = r#"{"request_type":"async","input":{"mode":"standard","type":"animate","image_urls":["https://example.com/a.png"],"video_urls":["https://example.com/b.mp4"]}}"#;

fn time(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut settings = Settings { rate_limits: Some(false), ..Settings::default() };
    settings.clock.mode = Mode::Frozen;
    settings.credits = OpeningCredits::Everywhere(Credits::whole(1_000_000_000));
    let sandbox = Backlot::new(settings.clone(), runtime.handle().clone()).expect("a sandbox");
    let app = backlot::router(&sandbox);

    let mut group = criterion.benchmark_group("time");
    let world =
        || Gone { world: sandbox.create(None, settings.clone()).expect("a world"), sandbox: &sandbox };
    group.bench_function("a year without events", |bencher| {
        bencher.iter_batched(
            world,
            |gone| {
                pass(&gone.world, 365);
                gone
            },
            BatchSize::SmallInput,
        );
    });
    group.sample_size(10);
    // A task changes its state twice, and a key may have a thousand unfinished ones: so an account has two thousand events.
    for (name, accounts) in [("10,000 due events", 5), ("1,000,000 due events", 500)] {
        group.bench_function(name, |bencher| {
            bencher.iter_batched(
                || {
                    let gone = world();
                    fill(&runtime, &app, &gone.world.name, accounts);
                    gone
                },
                |gone| {
                    pass(&gone.world, 1);
                    gone
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();

    let mut group = criterion.benchmark_group("accounts");
    let mut opened = 0_u64;
    group.bench_function("opened by a refused call", |bencher| {
        bencher.iter(|| {
            opened += 1;
            let request = Request::builder().uri("/cutx/api/generate/status?jobId=none");
            let request = request.header("authorization", format!("Bearer key-{opened}"));
            runtime.block_on(app.clone().oneshot(request.body(Body::empty()).expect("a request")))
        });
    });
    group.finish();
}

/// A world that is forgotten when it is dropped, outside the measurement.
struct Gone<'a> {
    world: Arc<World>,
    sandbox: &'a Backlot,
}

impl Drop for Gone<'_> {
    fn drop(&mut self) {
        self.sandbox.remove(&self.world.name);
    }
}

fn pass(world: &Arc<World>, days: u64) {
    world.clock.advance(Duration::from_secs(days * 24 * 60 * 60)).expect("within the calendar");
    world.settle();
}

/// Creates a thousand unfinished tasks in each of these accounts.
fn fill(runtime: &Runtime, app: &Router, world: &str, accounts: usize) {
    for account in 0..accounts {
        for _ in 0..1000 {
            let request = Request::post(format!("/w/{world}/apixo/api/v1/generateTask/wan-2-2-animate"))
                .header("authorization", format!("Bearer key-{account}"))
                .header("content-type", "application/json");
            let request = request.body(Body::from(TASK)).expect("a request");
            let Ok(response) = runtime.block_on(app.clone().oneshot(request));
            assert_eq!(response.status(), 200);
        }
    }
}

criterion_group!(benches, time);
criterion_main!(benches);
