//! The whole list is walked page by page, lazily, and to an end.

use std::ops::Range;

use futures_util::{StreamExt, TryStreamExt};
use sumatman_client::*;

use crate::server::{Reply, Server};
use crate::{answer, scripted};

/// Returns a page with the tasks of these numbers, which states this total.
fn page(numbers: Range<u32>, total: i64) -> Reply {
    let task = |number| format!(r#"{{"task_id": "{number}", "process_status": "completed"}}"#);
    let tasks = numbers.map(task).collect::<Vec<_>>().join(",");
    let data = format!(r#"{{"tasks": [{tasks}], "total": {total}, "limit": 100, "offset": 0}}"#);
    answer(format!(r#"{{"success": true, "data": {data}}}"#))
}

/// Returns the offsets of the requests.
fn offsets(server: &Server) -> Vec<String> {
    let offset = |request: &String| {
        let line = request.lines().next().unwrap();
        line.split_once("&offset=").unwrap().1.trim_end_matches(" HTTP/1.1").to_owned()
    };
    server.requests().iter().map(offset).collect()
}

/// Walks through these pages. Returns the tasks, and the offsets of the requests.
async fn walk(script: impl IntoIterator<Item = Reply>) -> (Vec<u32>, Vec<String>) {
    let (server, client) = scripted(script).await;
    let tasks = client.tasks("user", None);
    let told: Vec<_> =
        tasks.map_ok(|task| task.task_id.as_str().parse::<u32>().unwrap()).try_collect().await.unwrap();
    (told, offsets(&server))
}

#[tokio::test]
async fn all_pages_are_told_in_order() {
    let (told, offsets) = walk([page(0..100, 230), page(100..200, 230), page(200..230, 230)]).await;
    assert_eq!(told, (0..230).collect::<Vec<_>>());
    assert_eq!(offsets, ["0", "100", "200"]);
    assert_eq!(walk([page(0..100, 100)]).await.1, ["0"], "a full page may be the last");
    assert_eq!(walk([page(0..0, 0)]).await, (vec![], vec!["0".to_owned()]));
}

#[tokio::test]
async fn a_provider_that_gives_fewer_than_asked_for_is_followed() {
    let (told, offsets) = walk([page(0..50, 75), page(50..75, 75)]).await;
    assert_eq!((told.len(), offsets), (75, vec!["0".to_owned(), "50".to_owned()]));
}

#[tokio::test]
async fn tasks_that_new_ones_push_on_are_told_once() {
    let (told, _) = walk([page(10..110, 150), page(107..150, 153), page(150..160, 153)]).await;
    assert_eq!(told, (10..160).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_page_without_progress_is_the_last() {
    for stuck in [page(0..0, 500), page(0..100, 500), page(30..60, 500)] {
        let (told, offsets) = walk([page(0..100, 500), stuck, page(100..200, 500)]).await;
        assert_eq!((told.len(), offsets.len()), (100, 2));
    }
    assert_eq!(walk([page(0..100, -1), page(100..200, 500)]).await.0.len(), 100, "a total that is none");
}

#[tokio::test]
async fn a_page_is_asked_for_when_it_is_needed() {
    let (server, client) = scripted([page(0..2, 4), page(2..4, 4)]).await;
    let mut tasks = client.tasks("user", Some(TaskStatus::Failed));
    assert_eq!(server.requests().len(), 0);
    for (task, requests) in [("0", 1), ("1", 1), ("2", 2), ("3", 2)] {
        assert_eq!(tasks.next().await.unwrap().unwrap().task_id, task);
        assert_eq!(server.requests().len(), requests);
    }
    assert!(tasks.next().await.is_none());
    let line = "GET /sumatman/api/user/user/tasks?status=failed&limit=100&offset=2 HTTP/1.1\r\n";
    assert!(server.requests()[1].starts_with(line));
}

#[tokio::test]
async fn the_stream_ends_after_an_error() {
    let (_server, client) = scripted([page(0..1, 3), Reply::Json(403, ""), page(1..3, 3)]).await;
    let told: Vec<_> = client.tasks("user", None).collect().await;
    let refusals: Vec<_> =
        told.iter().map(|told| told.as_ref().err().and_then(SumatmanError::refusal)).collect();
    assert_eq!(refusals, [None, Some(&SumatmanRefusal::AccessDenied)]);
}
