//! The client keeps to ten requests a minute by itself.

use std::sync::Arc;
use std::time::Duration;

use client_core::clock::{Clock, VirtualClock};
use futures_util::future::join_all;
use sumatman_client::*;

use crate::server::{Reply, Server};
use crate::{SUBMITTED, TASK, client, create, status};

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn the_eleventh_request_waits_for_its_minute_whatever_it_is() {
    let server = Server::start((0..21).map(|_| Reply::Json(200, SUBMITTED))).await;
    let clock: Arc<VirtualClock> = Arc::default();
    let client = client(&server, &clock);
    for number in 1..=21 {
        match number % 3 {
            0 => drop(client.create(&create()).await.unwrap()),
            1 => drop(client.clone().delete(TASK).await.unwrap_err()),
            _ => drop(client.task(TASK).poll().await.unwrap_err()),
        }
        assert_eq!(clock.now(), PACE.window * ((number - 1) / 10), "{number}");
    }
    assert!(PACE.requests <= 10 && PACE.window > Duration::from_secs(60));
}

#[tokio::test]
async fn it_can_be_switched_off() {
    let server = Server::start((0..30).map(|_| status("pending"))).await;
    let clock: Arc<VirtualClock> = Arc::default();
    let builder = SumatmanClient::builder(&server.url).token("key-1");
    let builder = builder.clock(clock.clone()).pace(None);
    let client = builder.build().unwrap();
    for _ in 0..30 {
        client.status(TASK).await.unwrap();
    }
    assert_eq!(clock.sleeps(), []);
}

#[tokio::test]
async fn many_tasks_are_waited_for_without_passing_the_limit() {
    let script = (0..200).map(|number| status(if number < 60 { "processing" } else { "completed" }));
    let server = Server::start(script).await;
    let clock: Arc<VirtualClock> = Arc::default();
    let client = client(&server, &clock);
    let waits = (0..25).map(|number| {
        let task = client.task(format!("task_{number}"));
        async move { task.wait(24 * HOUR).await }
    });
    assert!(join_all(waits).await.iter().all(Result::is_ok));
    let requests = u32::try_from(server.requests().len()).unwrap();
    assert!(requests >= 85 && clock.now() >= PACE.window * ((requests - 1) / 10));
}

#[tokio::test]
async fn a_wait_ends_in_time_even_if_its_last_look_has_no_turn() {
    let server = Server::start((0..20).map(|_| status("processing"))).await;
    let clock: Arc<VirtualClock> = Arc::default();
    let client = client(&server, &clock);
    for _ in 0..9 {
        client.status(TASK).await.unwrap();
    }
    let error = client.task(TASK).wait(Duration::from_secs(30)).await.unwrap_err();
    assert_eq!((error.kind(), error.last_job().is_some()), (ErrorKind::Deadline, true));
    assert!(clock.now() < PACE.window, "{:?}", clock.now());
    assert_eq!(server.requests().len(), 10);
}
