//! A list is walked lazily, once, and to an end.

use std::sync::{Arc, Mutex};

use client_core::Error;
use client_core::pages::{Page, walk};
use futures_util::{StreamExt, TryStreamExt};

/// Walks through these pages. Returns the items, and the offsets of the requests. A page that does not announce more is the
/// last.
async fn told(pages: &[(&'static [&'static str], bool)]) -> (Vec<&'static str>, Vec<u64>) {
    let asked: Arc<Mutex<Vec<u64>>> = Arc::default();
    let (seen, pages) = (asked.clone(), pages.to_vec());
    let fetch = move |offset| {
        let mut asked = seen.lock().unwrap();
        let (items, more) = pages[asked.len()];
        asked.push(offset);
        std::future::ready(Ok::<_, Error>(Page { items: items.to_vec(), skipped: 0, more }))
    };
    let told = walk(fetch, |item| item).try_collect().await.unwrap();
    let asked = asked.lock().unwrap().clone();
    (told, asked)
}

#[tokio::test]
async fn pages_follow_each_other_by_what_they_brought() {
    let (items, offsets) = told(&[(&["a", "b"], true), (&["c"], true), (&["d"], false)]).await;
    assert_eq!((items, offsets), (vec!["a", "b", "c", "d"], vec![0, 2, 3]));
    assert_eq!(told(&[(&[], false)]).await, (vec![], vec![0]));
}

#[tokio::test]
async fn what_was_shifted_is_told_once_and_a_page_without_news_is_the_last() {
    let (items, offsets) = told(&[(&["a", "b"], true), (&["b", "c"], true), (&["b", "c"], true)]).await;
    assert_eq!((items, offsets), (vec!["a", "b", "c"], vec![0, 2, 4]));
    assert_eq!(told(&[(&["a"], true), (&[], true)]).await.1, [0, 1]);
}

#[tokio::test]
async fn nothing_is_asked_for_before_it_is_needed() {
    let asked: Arc<Mutex<u64>> = Arc::default();
    let seen = asked.clone();
    let mut items = walk(
        move |offset| {
            *seen.lock().unwrap() += 1;
            std::future::ready(Ok::<_, Error>(Page {
                items: vec![offset.to_string()],
                skipped: 0,
                more: true,
            }))
        },
        |item: &String| item,
    );
    for number in 0..3 {
        assert_eq!(*asked.lock().unwrap(), number);
        assert_eq!(items.next().await.unwrap().unwrap(), number.to_string());
    }
}
