//! Reads of a gallery must cost the same for every size of an account: whole calls, without a socket, for an account with ten
//! generations and for one with a hundred thousand in a thousand groups. Pages have the same length in both.

mod call;

use axum::Router;
use backlot::{Backlot, Credits, OpeningCredits, Settings};
use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use call::{Call, send};

/// The numbers of generations and of groups in each account.
const ACCOUNTS: [(usize, usize); 2] = [(10, 10), (100_000, 1000)];
/// The number of groups on a page.
const PAGE: usize = 10;

fn gallery(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let credits = OpeningCredits::Everywhere(Credits::whole(1_000_000_000));
    let settings = Settings { credits, ..Settings::default() };
    let sandbox = Backlot::new(settings, runtime.handle().clone()).expect("a sandbox");
    let app = backlot::router(&sandbox);
    for (generations, groups) in ACCOUNTS {
        let key = format!("{generations}");
        let (generation, oldest) = fill(&runtime, &app, &key, generations, groups);
        let last = groups - PAGE;
        let members = generations / groups - 1;
        let looks = [
            ("status", format!("status/{generation}")),
            ("first page of groups", format!("groups?limit={PAGE}")),
            ("last page of groups", format!("groups?limit={PAGE}&offset={last}")),
            (
                "last page of a character's groups",
                format!("groups?limit={PAGE}&offset={last}&character_id=char_123"),
            ),
            ("last generation of a group", format!("groups/{oldest}?limit=1&offset={members}")),
        ];
        let mut group = criterion.benchmark_group(format!("{generations} generations in {groups} groups"));
        for (name, path) in looks {
            let look = Call::new("GET", format!("/animus/v2/generation/{path}"), "");
            let (code, answer) = send(&runtime, &app, &look, &key);
            assert_eq!(code, 200, "{path}: {}", String::from_utf8_lossy(&answer));
            group.bench_function(name, |bencher| bencher.iter(|| send(&runtime, &app, &look, &key)));
        }
        group.finish();
    }
}

/// Opens an account with finished generations in groups. Returns the ids of its last generation and its first group.
fn fill(runtime: &Runtime, app: &Router, key: &str, generations: usize, groups: usize) -> (String, String) {
    let mut ids: Vec<String> = Vec::new();
    let mut last = String::new();
    for number in 0..generations {
        let mut body = json!({ "prompt": "A lighthouse keeper at dawn", "character_id": "char_123" });
        if let Some(group_id) = ids.get(number % groups) {
            body["group_id"] = json!(group_id);
        }
        let create = Call::new("POST", "/animus/v2/generation/create", &body.to_string());
        let (code, answer) = send(runtime, app, &create, key);
        let answer: Value = serde_json::from_slice(&answer).expect("JSON");
        assert_eq!(code, 200, "{answer}");
        let text = |name: &str| answer[name].as_str().expect("an id").to_owned();
        if ids.len() < groups {
            ids.push(text("group_id"));
        }
        last = text("generation_id");
    }
    let hour = Call::new("POST", "/_backlot/clock/advance", r#"{"seconds":3600}"#);
    send(runtime, app, &hour, key);
    (last, ids.swap_remove(0))
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(30);
    targets = gallery
}
criterion_main!(benches);
