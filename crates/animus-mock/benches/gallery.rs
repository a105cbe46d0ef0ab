//! Looking into a gallery must cost the same whatever the account holds: status, the first page of groups, the last page, and
//! the last page of a group, each for an account with ten generations and for one with a hundred thousand in a thousand groups.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use animus_mock::prices::Kind;
use animus_mock::state::Animus;
use animus_mock::state::characters::Loras;
use animus_mock::state::generation::{Ask, Brief, Order, Seen, place};
use animus_mock::state::groups::{Choice, SeenGroup};
use criterion::{Criterion, criterion_group, criterion_main};
use jiff::Timestamp;
use mock_core::account::Account;
use mock_core::clock::{Pace, later};
use mock_core::credits::Credits;
use mock_core::random::Root;

const START: Timestamp = Timestamp::constant(1_767_225_600, 0);
const CHARACTER: &str = "char_123";
/// How many groups are on a page.
const PAGE: usize = 50;

/// An account with so many finished generations in so many groups of a character.
fn account(generations: usize, groups: usize) -> (Account<Animus>, Timestamp) {
    let mut account = Account::open(START, Root::new(0, "animus", "bench"), Credits::whole(2_000_000_000));
    for _ in 0..groups {
        let group = order(&mut account, None);
        for _ in 1..generations / groups {
            order(&mut account, Some(group.clone()));
        }
    }
    let end = later(START, Duration::from_secs(60));
    account.settle(end);
    assert_eq!(account.count(), generations);
    (account, end)
}

fn order(account: &mut Account<Animus>, group_id: Option<String>) -> String {
    let brief = Brief {
        kind: Kind::Character,
        prompt: "A lighthouse keeper at dawn".into(),
        origin: None,
        pixels: (1024, 1024),
        notes: Box::default(),
        is_seeded: false,
    };
    let ask = Ask { brief: Arc::new(brief), loras: Loras { face: true, body: true }, seed: None };
    let order = Order {
        asks: vec![Ok(ask)],
        kind: Kind::Character,
        is_batch: false,
        character_id: Some(CHARACTER.to_owned()),
        choice: Choice { group_id, title: None },
    };
    let placed = place(account, START, Pace::PROVIDER, order).expect("it can be paid");
    placed.group_id.to_string()
}

fn page(account: &Account<Animus>, character_id: Option<&str>, offset: usize) -> Vec<SeenGroup> {
    let groups = account.extra.gallery.newest(character_id, offset, PAGE);
    groups.into_iter().map(|group| SeenGroup::of(account, group)).collect()
}

fn gallery(criterion: &mut Criterion) {
    // Pages are of the same size in both.
    for (generations, groups) in [(PAGE, PAGE), (100_000, 1000)] {
        let (mut account, now) = account(generations, groups);
        let job = account.newest(None, generations / 2, 1).next().expect("a job").id.clone();
        let oldest = account.extra.gallery.newest(None, groups - 1, 1)[0].id.clone();
        let mut group = criterion.benchmark_group(format!("{generations} generations in {groups} groups"));
        group.bench_function("status", |bencher| {
            bencher.iter(|| black_box(account.job(black_box(&job)).and_then(|job| Seen::of(&account, job))));
        });
        group.bench_function("first page of groups", |bencher| {
            bencher.iter(|| black_box(page(&account, None, 0)));
        });
        group.bench_function("last page of groups", |bencher| {
            bencher.iter(|| black_box(page(&account, None, groups - PAGE)));
        });
        group.bench_function("last page of a character's groups", |bencher| {
            bencher.iter(|| black_box(page(&account, Some(CHARACTER), groups - PAGE)));
        });
        group.bench_function("last generation of a group", |bencher| {
            bencher.iter(|| {
                let group = account.extra.gallery.group(&oldest).expect("a group");
                let last = group.members.newest(group.members.len() - 1, 1).next().expect("a member");
                black_box(account.job_at(last).and_then(|job| Seen::of(&account, job)))
            });
        });
        group.bench_function("create, settle and delete", |bencher| {
            bencher.iter(|| {
                order(&mut account, Some(oldest.to_string()));
                account.settle(now);
                let newest = account.newest(None, 0, 1).next().expect("a job").id.clone();
                animus_mock::state::generation::delete(&mut account, &newest, now).ok()
            });
        });
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).measurement_time(Duration::from_secs(2));
    targets = gallery
}
criterion_main!(benches);
