//! Does the journal stay within its bound, and is what it has found without looking at everything?

#![expect(clippy::unwrap_used, reason = "in tests, also in their helpers, a panic is the finding")]

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use bytes::Bytes;
use jiff::Timestamp;
use mock_core::journal::{BOUND, Exchange, Filter, Journal, Transcript};
use mock_core::tally::exposition;

fn exchange(number: usize, keys: &[Arc<str>]) -> Exchange {
    let headers: HeaderMap = HeaderMap::from_iter([(
        "content-type".parse().unwrap(),
        HeaderValue::from_static("application/json"),
    )]);
    let mut transcript = Transcript::begin("/cutx/api/credits/balance", &headers, 0);
    transcript.came(&headers, &Bytes::from(vec![b'x'; 200 + number % 300]));
    Exchange {
        at: Timestamp::UNIX_EPOCH,
        provider: ["cutx", "apixo"][number % 2],
        base: "/cutx/api",
        api_key: Some(keys[number % keys.len()].clone()),
        matched: None,
        is_file: false,
        method: Method::GET,
        status: Some(StatusCode::OK),
        transcript,
        unread: Vec::new(),
        fault: None,
    }
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
