//! Forks, rewinding, exports and imports of an account with a hundred thousand jobs, and the replay of as many commands.

mod call;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use backlot::{Backlot, Credits, Mode, OpeningCredits, Options, Settings};
use criterion::{Criterion, criterion_group, criterion_main};
use mock_http::world::World;
use serde_json::json;
use tokio::runtime::Runtime;

use call::{Call, send};

/// The number of jobs, each started by a command.
const JOBS: usize = 100_000;
const KEY: &str = "studio";

fn remember(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut settings = Settings {
        credits: OpeningCredits::Everywhere(Credits::whole(1_000_000_000)),
        rate_limits: Some(false),
        ..Settings::default()
    };
    settings.clock.mode = Mode::Frozen;
    let options = Options { record: true, ..Options::from(settings) };
    let sandbox = Backlot::new(options, runtime.handle().clone()).expect("a sandbox");
    let app = backlot::router(&sandbox);
    let post = |path: &str, body: &str| send(&runtime, &app, &Call::new("POST", path, body), KEY);
    let remove = |world: &str| {
        send(&runtime, &app, &Call::new("DELETE", format!("/_backlot/worlds/{world}"), ""), KEY);
    };
    fill(&runtime, &app);
    let log = send(&runtime, &app, &Call::new("GET", "/_backlot/export", ""), KEY).1;
    let log = String::from_utf8(log.to_vec()).expect("JSON");
    let mut group = criterion.benchmark_group(format!("{JOBS} jobs, {} bytes of log", log.len()));
    let world = sandbox.world("").expect("the default world");
    group.bench_function("an account in its written form", |bencher| {
        bencher.iter(|| world.accounts().map(|accounts| accounts.save().len()).sum::<usize>());
    });
    group.bench_function("the longest wait for the account meanwhile", |bencher| {
        bencher.iter_custom(|rounds| (0..rounds).map(|_| longest_wait(&world)).sum());
    });
    group.bench_function("a fork", |bencher| {
        bencher.iter(|| {
            assert_eq!(post("/_backlot/worlds", r#"{"name":"fork","from":{"world":""}}"#).0, 201);
            remove("fork");
        });
    });
    group.bench_function("an import, replayed from its first command", |bencher| {
        bencher.iter(|| {
            let (status, made) = post("/_backlot/worlds", &log);
            assert_eq!(status, 201, "{}", String::from_utf8_lossy(&made));
            let made: serde_json::Value = serde_json::from_slice(&made).expect("JSON");
            remove(made["world"].as_str().expect("a name"));
        });
    });
    let back = json!({ "at": world.clock.now().to_string() }).to_string();
    group.bench_function("going back to this instant", |bencher| {
        bencher.iter(|| assert_eq!(post("/_backlot/rewind", &back).0, 200));
    });
    group.finish();
}

/// Saves the accounts of a world, and returns the longest time that somebody who looks at them all the while had to wait.
#[expect(clippy::disallowed_methods, reason = "a wait is measured on the machine's clock")]
fn longest_wait(world: &World) -> Duration {
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let looking = scope.spawn(|| {
            let mut longest = Duration::ZERO;
            while !is_over.load(Ordering::Relaxed) {
                let begin = Instant::now();
                for accounts in world.accounts() {
                    accounts.counts();
                }
                longest = longest.max(begin.elapsed());
            }
            longest
        });
        for accounts in world.accounts() {
            accounts.save();
        }
        is_over.store(true, Ordering::Relaxed);
        looking.join().expect("nobody panics")
    })
}

fn fill(runtime: &Runtime, app: &axum::Router) {
    let order = json!({
        "projectId": "00000000-0000-4000-8000-000000000001", "productId": "00000000-0000-4000-8000-000000000002"
    });
    let order = Call::new("POST", "/cutx/api/generate/static-ad", &order.to_string());
    for _ in 0..JOBS {
        assert_eq!(send(runtime, app, &order, KEY).0, 200);
    }
    send(runtime, app, &Call::new("POST", "/_backlot/clock/advance", r#"{"seconds":3600}"#), KEY);
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = remember
}
criterion_main!(benches);
