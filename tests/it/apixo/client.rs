//! Does the real client get on with the mock: its waiting, its giving up, and what it makes of refusals?

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use apixo_client::{
    ADVISED_TIMEOUT, AnimateRequest, ApixoClient, ApixoRefusal, ClientBuilder, ErrorKind, FailCode, Model,
    RetryPolicy, TaskState,
};
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use backlot::{Mode, Sandbox};
use client_core::clock::{Clock, Sleep, VirtualClock};
use contract_tests::direct::Direct;
use contract_tests::lab::{Lab, World};
use contract_tests::receiver::Receiver;
use contract_tests::shared_clock::SharedClock;
use futures_util::TryStreamExt;
use serde_json::{Value, json};
use tokio::sync::Notify;

use super::{BASE, GENERATE, order};

const KEY: &str = "the-developer";
const MODEL: Model = Model::Wan22Animate;

fn client_at(
    url: &str,
    key: &str,
    change: impl FnOnce(ClientBuilder<ApixoClient>) -> ClientBuilder<ApixoClient>,
) -> ApixoClient {
    change(ApixoClient::builder(url).token(key)).build().unwrap()
}

fn client(world: &World, clock: Arc<impl Clock>) -> ApixoClient {
    client_at(&world.handle.url("apixo"), KEY, |builder| builder.clock(clock))
}

fn a_film() -> AnimateRequest {
    AnimateRequest::new("https://example.com/character.png", "https://example.com/motion.mp4?duration=7")
}

fn seconds(clock: &VirtualClock) -> Vec<u64> {
    clock.sleeps().iter().map(Duration::as_secs).collect()
}

#[tokio::test]
async fn where_time_skips_a_wait_sees_every_state_with_the_advised_pauses() {
    let lab = Lab::start_with(Sandbox::builder().clock(Mode::Skipping));
    let world = lab.world();
    for (prompt, last) in [("As it is.", TaskState::Success), ("[[fail]]", TaskState::Failed)] {
        let clock = Arc::new(VirtualClock::default());
        let client = client(&world, clock.clone());
        let task_id = client.animate(&a_film().with_prompt(prompt)).await.unwrap().task_id;
        let changes = client.task(MODEL, task_id).changes(ADVISED_TIMEOUT);
        let states: Vec<_> = changes.map_ok(|task| task.state).try_collect().await.unwrap();
        assert_eq!(states, [TaskState::Pending, TaskState::Processing, last]);
        assert_eq!(seconds(&clock), [60, 15], "as advised, though none of it was needed");
    }
    assert_eq!(world.handle.clock().now.to_string(), "2026-01-01T00:01:20Z", "two tasks of 40 s each");
}

#[tokio::test]
async fn a_wait_ends_with_the_task_or_with_its_error() {
    let lab = Lab::start_with(Sandbox::builder().clock(Mode::Skipping));
    let client = client(&lab.world(), Arc::new(VirtualClock::default()));
    let task_id = client.animate(&a_film()).await.unwrap().task_id;
    let task = client.task(MODEL, task_id.clone()).wait(ADVISED_TIMEOUT).await.unwrap();
    assert_eq!((task.task_id, task.cost_time), (task_id, Some(40_000)));

    let film = a_film().with_prompt("[[fail:SomethingNew]]");
    let task_id = client.animate(&film).await.unwrap().task_id;
    let failed = client.task(MODEL, task_id).wait(ADVISED_TIMEOUT).await.unwrap_err();
    assert_eq!((failed.kind(), failed.may_have_been_sent()), (ErrorKind::JobFailed, true));
    let code = failed.last_job().unwrap().fail_code.clone();
    assert_eq!(code, Some(FailCode::Other("SomethingNew".to_owned())), "nobody documented it so far");
}

#[tokio::test]
async fn a_wait_gives_up_on_a_task_that_takes_too_long_and_can_be_taken_up_again() {
    let lab = Lab::start();
    let world = lab.world();
    let client = client(&world, SharedClock::of(&world.handle));
    let task_id = client.animate(&a_film().with_prompt("[[slow:600]]")).await.unwrap().task_id;
    let task = client.task(MODEL, task_id);
    let gave_up = task.wait(ADVISED_TIMEOUT).await.unwrap_err();
    assert_eq!(gave_up.kind(), ErrorKind::Deadline);
    assert_eq!(gave_up.last_job().unwrap().state, TaskState::Processing);
    assert_eq!(task.wait(ADVISED_TIMEOUT).await.unwrap().cost_time, Some(602_000));
}

/// A clock on which every sleep lasts for ever, and that tells when one begins.
#[derive(Default)]
struct Sleepless(Notify);

impl fmt::Debug for Sleepless {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Sleepless")
    }
}

impl Clock for Sleepless {
    fn now(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _: Duration) -> Sleep<'_> {
        self.0.notify_one();
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn a_wait_that_is_dropped_asks_no_more_and_the_task_goes_on() {
    let looks = Arc::new(AtomicUsize::new(0));
    let counting = looks.clone();
    let lab = Lab::start_around(Sandbox::builder(), move |app| {
        app.layer(from_fn(move |request: Request, next: Next| {
            counting.fetch_add(usize::from(request.uri().path().contains("/statusTask/")), Ordering::SeqCst);
            next.run(request)
        }))
    });
    let world = lab.world();
    let clock = Arc::new(Sleepless::default());
    let waiting = client(&world, clock.clone());
    let task_id = waiting.animate(&a_film()).await.unwrap().task_id;
    {
        let task = waiting.task(MODEL, task_id.clone());
        tokio::select! {
            ended = task.wait(ADVISED_TIMEOUT) => panic!("{ended:?}"),
            () = clock.0.notified() => {}
        }
    }
    world.handle.advance(Duration::from_secs(40)).unwrap();
    assert_eq!(looks.load(Ordering::SeqCst), 1, "the one before the first pause");

    let elsewhere = client(&world, Arc::new(VirtualClock::default()));
    let task = elsewhere.task(MODEL, task_id).wait(ADVISED_TIMEOUT).await.unwrap();
    assert_eq!((task.state, looks.load(Ordering::SeqCst)), (TaskState::Success, 2));
}

#[tokio::test]
async fn a_task_of_nobody_of_somebody_else_or_of_another_model_is_not_found() {
    let lab = Lab::start();
    let world = lab.world();
    let clock = Arc::new(VirtualClock::default());
    let client = client(&world, clock.clone());
    let own = client.animate(&a_film()).await.unwrap().task_id;
    let stranger = client_at(&world.handle.url("apixo"), "a-stranger", |builder| builder);
    let rows = [
        client.task(MODEL, "task_12345678").wait(ADVISED_TIMEOUT).await,
        client.task(MODEL, "../generateTask?taskId=").wait(ADVISED_TIMEOUT).await,
        client.task("sora-2", own.clone()).wait(ADVISED_TIMEOUT).await,
        stranger.task(MODEL, own).wait(ADVISED_TIMEOUT).await,
    ];
    for refused in rows {
        let error = refused.unwrap_err();
        assert!(
            error.refusal() == Some(&ApixoRefusal::NotFound) && error.kind() == ErrorKind::Api,
            "{error:?}"
        );
        assert!(error.last_job().is_none());
    }
    assert!(clock.sleeps().is_empty(), "nobody waits for what is not there");
}

#[tokio::test]
async fn a_balance_that_is_too_small_is_told_as_such_and_nothing_was_bought() {
    let lab = Lab::start();
    let world = lab.world();
    world.control(&format!("PUT /accounts/apixo/{KEY}"), &json!({ "credits": 0.27 })).await;
    let client = client(&world, Arc::new(VirtualClock::default()));
    let error = client.animate(&a_film()).await.unwrap_err();
    assert!(error.is_insufficient_credits() && error.status() == Some(400), "{error:?}");
    assert!(!error.may_have_been_sent() && !error.is_retryable());
    assert_eq!(client.balance().await.unwrap().as_str(), "0.27");
    assert!(world.handle.jobs(&backlot::JobFilter::default()).is_empty());

    world.control(&format!("PUT /accounts/apixo/{KEY}"), &json!({ "credits": 0.28 })).await;
    client.animate(&a_film()).await.unwrap();
    assert_eq!(client.balance().await.unwrap().as_str(), "0");
}

#[tokio::test]
async fn keys_that_open_nothing_are_told_apart() {
    let lab = Lab::start();
    let world = lab.world();
    let refused = async |key: &str| {
        client_at(&world.handle.url("apixo"), key, |builder| builder).animate(&a_film()).await.unwrap_err()
    };
    assert!(refused("invalid-key").await.refusal() == Some(&ApixoRefusal::Unauthenticated));
    assert!(refused("suspended-key").await.refusal() == Some(&ApixoRefusal::Forbidden));
}

#[tokio::test]
async fn too_much_at_once_is_told_as_such_and_tried_again_when_it_may_be() {
    let direct = Direct::start();
    for _ in 0..1000 {
        assert_eq!(direct.call(BASE, KEY, GENERATE, &order(&json!({}))).await.0, 200);
    }
    let clock = Arc::new(VirtualClock::default());
    let url = format!("{}{BASE}", direct.serve().await);
    let once = RetryPolicy::default().with_max_tries(1);
    let client = client_at(&url, KEY, |builder| builder.clock(clock.clone()).retry(once));
    let error = client.animate(&a_film()).await.unwrap_err();
    assert!(
        error.refusal() == Some(&ApixoRefusal::RateLimited)
            && error.is_retryable()
            && !error.may_have_been_sent(),
        "{error:?}"
    );
    assert_eq!((error.retry_after(), error.code()), (None, Some("Rate limit exceeded")));
    assert!(client.balance().await.is_ok(), "only tasks are limited");

    let ending = Arc::new(Ending { direct, pauses: AtomicUsize::new(0) });
    let patient = client_at(&url, KEY, |builder| builder.clock(ending.clone()));
    assert!(patient.animate(&a_film()).await.is_ok());
    assert_eq!(ending.pauses.load(Ordering::SeqCst), 1, "a task ended in the first pause");
}

/// A clock in whose sleeps a task ends.
struct Ending {
    direct: Direct,
    pauses: AtomicUsize,
}

impl fmt::Debug for Ending {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Ending")
    }
}

impl Clock for Ending {
    fn now(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _: Duration) -> Sleep<'_> {
        self.pauses.fetch_add(1, Ordering::SeqCst);
        Box::pin(async {
            let jobs = self.direct.control("GET /jobs?state=pending", &Value::Null).await;
            let task = jobs["jobs"][0]["job_id"].as_str().expect("a task that waits");
            let finish = format!("POST /jobs/apixo/{task}/finish");
            self.direct.control(&finish, &json!({ "outcome": "succeed" })).await;
        })
    }
}

#[tokio::test]
async fn a_callback_is_read_as_the_status_is() {
    let lab = Lab::start();
    let world = lab.world();
    let receiver = Receiver::start(&[200]).await;
    let client = client(&world, SharedClock::of(&world.handle));
    for prompt in ["As it is.", "[[fail:CONTENT_VIOLATION]]"] {
        let film = a_film().with_prompt(prompt).with_callback(&receiver.url);
        let task_id = client.animate(&film).await.unwrap().task_id;
        world.handle.advance(Duration::from_secs(40)).unwrap();
        world.handle.delivered().await;
        let body = receiver.received().pop().unwrap().body;
        let task = apixo_client::Task::from_callback(&body).unwrap();
        assert_eq!(task, client.task(MODEL, task_id).poll().await.unwrap());
    }
}
