//! The time before a test can begin: for a sandbox in its process, and for a world in it.

use std::time::Duration;

use backlot::Sandbox;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};

fn start(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("start");
    group.sample_size(50).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    group.bench_function("sandbox", |bencher| {
        bencher.iter_batched(
            || (),
            |()| Sandbox::builder().start().expect("a free port"),
            BatchSize::PerIteration,
        );
    });
    let sandbox = Sandbox::builder().start().expect("a free port");
    group.bench_function("world", |bencher| {
        bencher.iter_batched(
            || (),
            |()| sandbox.new_world(|settings| settings.seed = 7).expect("a name of its own"),
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

criterion_group!(benches, start);
criterion_main!(benches);
