//! Does the journal stay within its bound, is what it has found without looking at everything, and is it what went in?

#![expect(clippy::unwrap_used, reason = "in tests, also in their helpers, a panic is the finding")]

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use bytes::Bytes;
use jiff::Timestamp;
use mock_core::journal::{About, BOUND, Exchange, Filter, Journal, Text, Transcript};
use mock_core::tally::exposition;
use proptest::prelude::*;

fn exchange(number: usize, keys: &[Arc<str>]) -> Exchange {
    sized(number, 200 + number % 300, keys)
}

/// An exchange with an answer of so many bytes.
fn sized(number: usize, answer: usize, keys: &[Arc<str>]) -> Exchange {
    let headers: HeaderMap = HeaderMap::from_iter([(
        "content-type".parse().unwrap(),
        HeaderValue::from_static("application/json"),
    )]);
    let mut transcript = Transcript::begin("/cutx/api/credits/balance", &headers, 0);
    transcript.came(&headers, &Bytes::from(vec![letter(number); answer]));
    let about = About {
        at: Timestamp::UNIX_EPOCH,
        provider: ["cutx", "apixo"][number % 2],
        base: "/cutx/api",
        api_key: Some(keys[number % keys.len()].clone()),
        matched: None,
        is_file: false,
        method: Method::GET,
        status: Some(StatusCode::OK),
        unread: Vec::new(),
        fault: None,
    };
    Exchange { about, transcript }
}

fn letter(number: usize) -> u8 {
    b"abcdefghijklmnopqrstuvwxyz"[number % 26]
}

/// A million exchanges of a thousand keys: the bound holds, and no look waits long for what it wants.
#[test]
fn a_million_exchanges_stay_within_the_bound_and_are_found_fast() {
    let keys: Vec<Arc<str>> = (0..1000).map(|key| format!("key-{key}").into()).collect();
    let journal = Journal::default();
    for number in 0..1_000_000 {
        journal.record(exchange(number, &keys));
    }
    let (bytes, count) = journal.kept();
    assert!(bytes <= BOUND && bytes > BOUND * 9 / 10, "{bytes}");
    assert!(count > 20_000, "{count}");
    let found = journal.find(&Filter::all().api_key("key-7"));
    assert_eq!(found.total, found.exchanges.len());
    let last = found.exchanges.last().unwrap();
    assert_eq!(last.seq % 1000, 8, "numbers start at one");
    let last_page = Filter { limit: Some(100), ..Filter::all().after(1_000_000 - 100) };
    assert_eq!(journal.find(&last_page).exchanges.len(), 100);
    // Counted work in place of a clock: what is found by an index looks at nothing else.
    let looks = [
        (Filter { limit: Some(100), ..Filter::all() }, 1024),
        (last_page, 1024),
        (Filter { limit: Some(100), ..Filter::all().api_key("key-7") }, 1024),
        (Filter { limit: Some(100), ..Filter::all().provider("cutx") }, 1024),
        (Filter::all().status(500), count),
        (Filter { limit: Some(1), ..Filter::all().path("/credits/*") }, count),
    ];
    for (filter, most) in looks {
        let found = journal.find(&filter);
        assert!(found.looked_at <= most, "{filter:?} looked at {}", found.looked_at);
    }
    let text = exposition(1, &journal.tally(), &BTreeMap::new());
    assert!(text.contains("{provider=\"cutx\",route=\"unmatched\",status=\"200\"} 500000"), "{text}");
}

/// How large answers are: most are copied among the texts, some are kept by reference, some only as a digest.
fn answers() -> impl Strategy<Value = Vec<usize>> {
    let size = prop_oneof![8 => 0_usize..2_000, 1 => 4_000_usize..6_000, 1 => 60_000_usize..70_000];
    proptest::collection::vec(size, 0..300)
}

proptest! {
    /// However exchanges fall into segments: what is there is the latest that came, as it came, whoever is looking meanwhile.
    #[test]
    fn what_is_kept_is_the_latest_as_it_came(
        answers in answers(),
        bound in 1_usize..400_000,
        look_every in 1_usize..50,
        cleared_after in proptest::option::of(0_usize..300),
    ) {
        let keys: Vec<Arc<str>> = ["one", "two", "three"].map(Into::into).into();
        let journal = Journal::bounded(bound);
        let mut cleared = 0;
        let mut held = Vec::new();
        for (number, answer) in answers.iter().enumerate() {
            journal.record(sized(number, *answer, &keys));
            if cleared_after == Some(number) {
                journal.clear();
                cleared = number + 1;
            }
            if number % look_every == 0 {
                held.push(journal.find(&Filter { limit: Some(2), ..Filter::all() }));
            }
            let (bytes, _) = journal.kept();
            prop_assert!(bytes <= bound, "{bytes} of {bound}");
        }
        let (_, count) = journal.kept();
        prop_assert!(count <= answers.len() - cleared);
        let found = journal.find(&Filter::all());
        prop_assert_eq!(found.total, count);
        let first = answers.len() - count;
        let numbers: Vec<u64> = found.exchanges.iter().map(|seen| seen.seq).collect();
        prop_assert_eq!(numbers, (first as u64 + 1..=answers.len() as u64).collect::<Vec<_>>());
        for seen in found.exchanges.iter().chain(held.iter().flat_map(|found| &found.exchanges)) {
            let number = usize::try_from(seen.seq).unwrap() - 1;
            prop_assert_eq!(seen.said().target(), "/cutx/api/credits/balance");
            prop_assert_eq!(seen.about().api_key.as_deref(), Some(&*keys[number % 3]));
            match seen.said().came_body() {
                Text::Nothing => prop_assert_eq!(answers[number], 0),
                Text::Whole(bytes) => prop_assert_eq!(bytes, vec![letter(number); answers[number]]),
                Text::Fingerprint(fingerprint) => prop_assert_eq!(fingerprint.size, answers[number] as u64),
            }
        }
        let by_key = keys.iter().enumerate().map(|(place, key)| (3, place, Filter::all().api_key(key)));
        let providers = ["cutx", "apixo"].into_iter().enumerate();
        let by_provider = providers.map(|(place, provider)| (2, place, Filter::all().provider(provider)));
        for (one_of, place, filter) in by_key.chain(by_provider) {
            let found = journal.find(&filter);
            let own: Vec<_> = (first..answers.len()).filter(|number| number % one_of == place).collect();
            let seen = found.exchanges.iter().map(|seen| usize::try_from(seen.seq).unwrap() - 1);
            prop_assert_eq!(found.total, own.len());
            prop_assert_eq!(seen.collect::<Vec<_>>(), own);
        }
    }
}
