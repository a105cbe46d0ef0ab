//! Searches of a journal that has seen a million exchanges: over the control API, without a socket.

mod call;

use backlot::{Backlot, Settings};
use criterion::{Criterion, criterion_group, criterion_main};

use call::{Call, send};

const EXCHANGES: usize = 1_000_000;
/// The number of callers, who take turns.
const KEYS: usize = 1000;

/// The searches. The first one has no filter.
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
    let balance = Call::new("GET", "/cutx/api/credits/balance", "");
    for number in 0..EXCHANGES {
        send(&runtime, &app, &balance, &format!("key-{}", number % KEYS));
    }
    let mut group = criterion.benchmark_group("GET journal after a million exchanges");
    for (name, query) in LOOKS {
        let look = Call::new("GET", format!("/_backlot/journal{query}"), "");
        assert_eq!(send(&runtime, &app, &look, "").0, 200, "{query}");
        group.bench_function(name, |bencher| bencher.iter(|| send(&runtime, &app, &look, "")));
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = journal
}
criterion_main!(benches);
