//! The journal stays within its bound, finds exchanges without looking at all of them, and returns them as they went in.

#![expect(clippy::unwrap_used, reason = "in tests, also in their helpers, a panic is the finding")]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use jiff::Timestamp;
use journal::metrics::exposition;
use journal::{About, BOUND, BodyCapture, Exchange, Filter, Journal, Text, Transcript};
use proptest::prelude::*;

fn exchange(number: usize, keys: &[Arc<str>]) -> Exchange {
    sized(number, 200 + number % 300, keys)
}

/// Returns an exchange with an answer of this many bytes.
fn sized(number: usize, answer: usize, keys: &[Arc<str>]) -> Exchange {
    let headers: HeaderMap = HeaderMap::from_iter([(
        "content-type".parse().unwrap(),
        HeaderValue::from_static("application/json"),
    )]);
    let mut transcript = Transcript::begin("/cutx/api/credits/balance", &headers, 0);
    transcript.add_response(&headers, &Bytes::from(vec![letter(number); answer]));
    let about = About {
        at: Timestamp::UNIX_EPOCH,
        provider: ["cutx", "apixo"][number % 2],
        base: "/cutx/api",
        api_key: Some(keys[number % keys.len()].clone()),
        matched: None,
        evidence: kernel::evidence::Evidence::default(),
        is_file: false,
        method: Method::GET,
        status: Some(StatusCode::OK),
        unread: Vec::new(),
        fault: None,
        took_us: 0,
        moved: kernel::credits::Credits::ZERO,
    };
    Exchange { about, transcript }
}

fn letter(number: usize) -> u8 {
    b"abcdefghijklmnopqrstuvwxyz"[number % 26]
}

/// A million exchanges of a thousand keys: the bound holds, and every search is short.
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
    let last_page = Filter { limit: Some(100), ..Filter::all().later_than(1_000_000 - 100) };
    assert_eq!(journal.find(&last_page).exchanges.len(), 100);
    // The work is counted in place of a clock: a search by an index looks at nothing else.
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
    let text = exposition(1, &journal.counts(), &BTreeMap::new());
    assert!(text.contains("{provider=\"cutx\",route=\"unmatched\",status=\"200\"} 500000"), "{text}");
}

/// A large piece of memory that tells when it is freed.
struct Buffer(Vec<u8>, Arc<AtomicUsize>);

impl AsRef<[u8]> for Buffer {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        self.1.fetch_add(1, Ordering::Relaxed);
    }
}

/// Bodies are slices of the buffers that they were read into. The journal keeps none of these alive, for a body of any size.
#[test]
fn nothing_keeps_the_buffer_alive_that_a_body_was_cut_from() {
    let freed = Arc::new(AtomicUsize::new(0));
    let cut = |size: usize| Bytes::from_owner(Buffer(vec![b'a'; 1 << 20], freed.clone())).slice(..size);
    let keys: Vec<Arc<str>> = vec!["key".into()];
    let journal = Journal::default();
    let sizes = [0, 1, 4096, 4097, 5000, 65_536, 65_537, 500_000];
    for size in sizes {
        let Exchange { about, .. } = sized(0, 0, &keys);
        let headers = HeaderMap::new();
        let mut transcript = Transcript::begin("/cutx/api/credits/balance", &headers, size);
        let mut kept = BodyCapture::default();
        kept.add(&cut(size / 2));
        kept.add(&cut(size - size / 2));
        transcript.add_request_body(kept);
        transcript.add_response(&headers, &cut(size));
        journal.record(Exchange { about, transcript });
    }
    assert_eq!(freed.load(Ordering::Relaxed), 3 * sizes.len());
    for (seen, size) in journal.find(&Filter::all()).exchanges.iter().zip(sizes) {
        for body in [seen.texts().request_body(), seen.texts().response_body()] {
            match body {
                Text::Nothing => assert_eq!(size, 0),
                Text::Whole(bytes) => assert_eq!(bytes, vec![b'a'; size]),
                Text::Fingerprint(fingerprint) => assert_eq!(fingerprint.size, size as u64),
            }
        }
    }
}

/// A key counts for the bound as well, since it is kept beside the header in which it came.
#[test]
fn large_keys_count_for_the_bound() {
    let bound = 1 << 20;
    let journal = Journal::bounded(bound);
    for number in 0..100 {
        journal.record(sized(number, 0, &[format!("{number}{}", "k".repeat(100_000)).into()]));
        let (bytes, count) = journal.kept();
        assert!(bytes <= bound && count <= 10, "{bytes} of {count}");
    }
}

/// With a key of a hundred thousand letters, ten thousand texts are masked without looking at the key for each of them.
#[test]
fn masking_does_not_depend_on_the_length_of_the_key() {
    let key: Arc<str> = "k".repeat(100_000).into();
    let Exchange { about, .. } = sized(0, 0, &[key]);
    let texts = serde_json::json!(vec!["a%2b"; 8_000]);
    let journal = Journal::default();
    for _ in 0..20 {
        let mut transcript = Transcript::begin("/", &HeaderMap::new(), 0);
        transcript.add_response(&HeaderMap::new(), &texts.to_string().into());
        journal.record(Exchange { about: about.clone(), transcript });
    }
    for seen in journal.find(&Filter::all()).exchanges {
        assert_eq!(seen.view().response.unwrap().body, texts);
    }
}

/// A wait returns as many exchanges as asked for, or goes on. Exchanges that were forgotten before the last one do not count.
#[tokio::test]
async fn a_wait_ends_with_what_is_there() {
    let keys: Vec<Arc<str>> = vec!["key".into()];
    let journal = Journal::default();
    let filter = Filter { limit: Some(1), ..Filter::all() };
    let waiting = journal.wait(&filter, 2, Duration::from_secs(60));
    let calls = async {
        let rest = async || {
            for _ in 0..10 {
                tokio::task::yield_now().await;
            }
        };
        rest().await;
        journal.record(exchange(0, &keys));
        rest().await;
        journal.clear();
        journal.record(exchange(1, &keys));
        rest().await;
        journal.record(exchange(2, &keys));
    };
    let (found, ()) = tokio::join!(waiting, calls);
    let numbers: Vec<_> = found.unwrap().exchanges.iter().map(|seen| seen.seq).collect();
    assert_eq!(numbers, [2, 3]);
    assert!(journal.wait(&filter, 3, Duration::ZERO).await.is_none());
}

/// The sizes of answers: most are copied among the texts, some are kept apart, some only as a digest.
fn answers() -> impl Strategy<Value = Vec<usize>> {
    let size = prop_oneof![8 => 0_usize..2_000, 1 => 4_000_usize..6_000, 1 => 60_000_usize..70_000];
    proptest::collection::vec(size, 0..300)
}

proptest! {
    /// For any split of exchanges into segments, the ring holds the latest ones as they came, even while others read.
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
            prop_assert_eq!(seen.texts().target(), "/cutx/api/credits/balance");
            prop_assert_eq!(seen.about().api_key.as_deref(), Some(&*keys[number % 3]));
            match seen.texts().response_body() {
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
