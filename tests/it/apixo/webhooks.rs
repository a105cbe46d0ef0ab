//! Does a webhook come when, how often and with what the documents say, whatever its receiver does?

use std::time::Duration;

use backlot::{AccountChange, DeliveryState, DeliveryView, JobFilter, Mode, Pace, Sandbox};
use contract_tests::direct::Direct;
use contract_tests::lab::{Lab, World};
use contract_tests::pattern::{Kept, matches};
use contract_tests::receiver::Receiver;
use futures_util::future::join_all;
use reqwest::{Method, header};
use serde_json::{Value, json};

use super::{BASE, GENERATE, callback, look, order, status, submit};

const KEY: &str = "the-caller";
const OTHER: &str = "somebody-else";

async fn advance(world: &World, milliseconds: u64) {
    world.handle.advance(Duration::from_millis(milliseconds)).unwrap();
    world.handle.delivered().await;
}

/// The one delivery there is.
fn delivery(world: &World) -> DeliveryView {
    let mut deliveries = world.handle.deliveries();
    assert_eq!(deliveries.len(), 1, "{deliveries:?}");
    deliveries.remove(0)
}

/// A delivery's attempts: milliseconds since the world began, and what was answered.
fn attempts(delivery: &DeliveryView) -> Vec<(i64, Option<u16>)> {
    const BEGINNING: i64 = 1_767_225_600_000;
    let when = |attempt: &backlot::Attempt| (attempt.at.as_millisecond() - BEGINNING, attempt.status);
    delivery.attempts.iter().map(when).collect()
}

#[tokio::test]
async fn two_refusals_and_an_acceptance_make_three_deliveries_on_schedule() {
    let lab = Lab::start();
    let world = lab.world();
    let receiver = Receiver::start(&[500, 500, 200]).await;
    let task = submit(&world, KEY, &callback(&receiver.url, &json!({}))).await;
    // The film is there after 40 s; 30 s and 2 min are the pauses after a failure.
    let rows = [(39_999, 0), (1, 1), (29_999, 1), (1, 2), (119_999, 2), (1, 3), (86_400_000, 3)];
    for (milliseconds, expected) in rows {
        advance(&world, milliseconds).await;
        assert_eq!(receiver.received().len(), expected, "after {milliseconds} ms more");
    }
    let delivery = delivery(&world);
    assert_eq!(delivery.state, DeliveryState::Delivered);
    assert_eq!(attempts(&delivery), [(40_000, Some(500)), (70_000, Some(500)), (190_000, Some(200))]);

    let finished = look(&world, KEY, &task).await;
    for received in receiver.received() {
        assert_eq!((received.method, &*received.target), (Method::POST, "/callback"));
        assert_eq!(received.body, finished.bytes, "the finished status answer, byte by byte");
        assert_eq!(received.headers[header::CONTENT_TYPE], "application/json");
        let mut names: Vec<_> = received.headers.keys().map(header::HeaderName::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["accept", "content-length", "content-type", "host"], "no signature, no id");
    }
}

#[tokio::test]
async fn time_may_pass_at_once_and_every_attempt_has_its_own_instant() {
    let lab = Lab::start();
    let world = lab.world();
    let receiver = Receiver::start(&[503, 201, 404, 400]).await;
    let failing = callback(&receiver.url, &json!({ "prompt": "[[fail:CONTENT_VIOLATION]]" }));
    let task = submit(&world, KEY, &failing).await;
    advance(&world, 86_400_000).await;
    let expected = [(40_000, Some(503)), (70_000, Some(201)), (190_000, Some(404)), (790_000, Some(400))];
    assert_eq!(attempts(&delivery(&world)), expected);
    assert_eq!(delivery(&world).state, DeliveryState::GivenUp);
    let finished = look(&world, KEY, &task).await;
    assert_eq!(finished.body["data"]["failCode"], "CONTENT_VIOLATION", "still there to be read");
    assert!(receiver.received().iter().all(|received| received.body == finished.bytes));
}

#[tokio::test]
async fn a_task_that_is_polled_calls_nobody() {
    let lab = Lab::start();
    let world = lab.world();
    let receiver = Receiver::start(&[200]).await;
    let mut polled = order(&json!({}));
    polled["callback_url"] = receiver.url.as_str().into();
    submit(&world, KEY, &polled).await;
    advance(&world, 86_400_000).await;
    assert!(world.handle.deliveries().is_empty() && receiver.received().is_empty());
}

#[tokio::test]
async fn a_receiver_that_hangs_is_given_up_after_half_a_minute_and_holds_nothing_up() {
    let lab = Lab::start();
    let world = lab.world();
    let (hanging, prompt) = (Receiver::start(&[0, 200]).await, Receiver::start(&[200]).await);
    let task = submit(&world, KEY, &callback(&hanging.url, &json!({}))).await;
    let neighbour = submit(&world, KEY, &callback(&prompt.url, &json!({}))).await;
    submit(&world, OTHER, &callback(&prompt.url, &json!({}))).await;
    world.handle.advance(Duration::from_secs(40)).unwrap();
    hanging.until_received(1).await;

    // Meanwhile, everything else goes on.
    prompt.until_received(2).await;
    assert_eq!(look(&world, KEY, &task).await.body["data"]["state"], "success");
    assert_eq!(look(&world, KEY, &neighbour).await.body["data"]["state"], "success");
    submit(&world, OTHER, &callback(&prompt.url, &json!({ "prompt": "[[reject]]" }))).await;
    prompt.until_received(3).await;

    let of_task = || {
        let mut deliveries = world.handle.deliveries();
        deliveries.retain(|delivery| *delivery.job_id == *task);
        deliveries.remove(0)
    };
    world.handle.advance(Duration::from_millis(29_999)).unwrap();
    assert_eq!((of_task().state, attempts(&of_task())), (DeliveryState::Waiting, vec![]));
    world.handle.advance(Duration::from_millis(1)).unwrap();
    hanging.until_abandoned(1).await;
    world.handle.delivered().await;
    assert_eq!((of_task().state, attempts(&of_task())), (DeliveryState::Waiting, vec![(40_000, None)]));
    assert_eq!(of_task().attempts[0].error.as_deref(), Some("no answer within 30 s"));

    // The pause counts from the failure, not from the attempt.
    advance(&world, 29_999).await;
    assert_eq!(hanging.received().len(), 1);
    advance(&world, 1).await;
    assert_eq!(attempts(&of_task()), [(40_000, None), (100_000, Some(200))]);
    assert_eq!(of_task().state, DeliveryState::Delivered);
    let others = world.handle.deliveries();
    assert!(others.iter().all(|delivery| delivery.state == DeliveryState::Delivered), "{others:?}");
}

#[tokio::test]
async fn a_receiver_that_answers_within_its_time_is_heard() {
    let lab = Lab::start();
    let world = lab.world();
    let receiver = Receiver::start(&[0, 200]).await;
    submit(&world, KEY, &callback(&receiver.url, &json!({}))).await;
    world.handle.advance(Duration::from_secs(40)).unwrap();
    receiver.until_received(1).await;
    world.handle.advance(Duration::from_millis(29_999)).unwrap();
    receiver.release();
    advance(&world, 1).await;
    assert_eq!(attempts(&delivery(&world)), [(40_000, Some(500)), (70_000, Some(200))]);
}

#[tokio::test]
async fn a_redirect_is_a_failure_and_not_followed() {
    let lab = Lab::start();
    for redirect in [301, 302, 303, 307, 308] {
        let world = lab.new_world(|_| ());
        let receiver = Receiver::start(&[redirect, 200]).await;
        submit(&world, KEY, &callback(&receiver.url, &json!({}))).await;
        advance(&world, 40_000).await;
        let targets: Vec<_> = receiver.received().into_iter().map(|received| received.target).collect();
        assert_eq!(targets, ["/callback"], "{redirect}");
        assert_eq!(attempts(&delivery(&world)), [(40_000, Some(redirect))]);
        assert_eq!(delivery(&world).state, DeliveryState::Waiting);
    }
}

#[tokio::test]
async fn a_receiver_that_is_not_there_has_failed() {
    let lab = Lab::start();
    let world = lab.world();
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    submit(&world, KEY, &callback(&format!("http://{nobody}/callback"), &json!({}))).await;
    advance(&world, 86_400_000).await;
    let delivery = delivery(&world);
    assert_eq!((delivery.state, delivery.attempts.len()), (DeliveryState::GivenUp, 4));
    assert!(delivery.attempts.iter().all(|attempt| attempt.status.is_none() && attempt.error.is_some()));
}

#[tokio::test]
async fn the_control_api_lists_deliveries_and_repeats_them() {
    let lab = Lab::start();
    let world = lab.world();
    let receiver = Receiver::start(&[500, 200, 200, 500]).await;
    let task = submit(&world, KEY, &callback(&receiver.url, &json!({}))).await;
    let advance = json!({ "seconds": 40 });
    assert_eq!(world.control("POST /clock/advance", &advance).await.status, 200);
    let listed = world.control("GET /webhooks", &Value::Null).await;
    let attempt = |at: &str, status: u16| json!({ "at": format!("2026-01-01T00:{at}.000Z"), "status": status, "error": null });
    let shown = |state: &str, attempts: Vec<Value>| {
        let next_attempt_at =
            if state == "waiting" { json!("2026-01-01T00:01:10.000Z") } else { Value::Null };
        json!({
            "id": "<uuid>", "provider": "apixo", "job_id": task, "url": receiver.url, "state": state,
            "created_at": "2026-01-01T00:00:40.000Z", "next_attempt_at": next_attempt_at, "request": "<any>",
            "attempts": attempts,
        })
    };
    let mut made = vec![attempt("00:40", 500)];
    let expected = json!({ "deliveries": [shown("waiting", made.clone())] });
    assert_eq!(matches(&expected, &listed.body, &Kept::new()), Ok(()), "{listed:?}");

    let id = listed.body["deliveries"][0]["id"].as_str().unwrap().to_owned();
    let redeliver = async |id: &str| {
        let answer = world.control(&format!("POST /webhooks/{id}/redeliver"), &json!({})).await;
        (answer.status, answer.body)
    };
    assert_eq!(redeliver(&id).await.0, 409, "the second attempt is planned");
    world.control("POST /clock/advance", &json!({ "seconds": 30 })).await;
    made.push(attempt("01:10", 200));

    world.control("POST /clock/advance", &json!({ "seconds": 50 })).await;
    for (status, state) in [(200, "delivered"), (500, "given_up")] {
        made.push(attempt("02:00", status));
        let (code, again) = redeliver(&id).await;
        assert_eq!(
            (code, matches(&shown(state, made.clone()), &again, &Kept::new())),
            (200, Ok(())),
            "{again}"
        );
    }
    world.control("POST /clock/advance", &json!({ "seconds": 86_400 })).await;
    let bodies = receiver.received();
    assert_eq!(bodies.len(), 4, "by hand means once");
    assert!(bodies.iter().all(|received| received.body == bodies[0].body));

    for unknown in ["00000000-0000-4000-8000-000000000000", &task, "x", "%20", "%ff"] {
        let (status, body) = redeliver(unknown).await;
        assert!(status == if unknown == "%ff" { 400 } else { 404 }, "{unknown}: {status}");
        assert!(body["error"].is_string() && body["message"].is_string(), "{unknown}: {body}");
    }
    let odd = world.control(&format!("POST /webhooks/{id}/redeliver"), &json!({ "colour": 1 })).await;
    assert!(odd.status == 400 && odd.body["message"].to_string().contains("colour"), "{odd:?}");
}

#[tokio::test]
async fn in_real_time_a_webhook_goes_out_though_nobody_looks() {
    let pace = Pace::new(1000.0).unwrap();
    let lab = Lab::start_with(Sandbox::builder().clock(Mode::Realtime).pace(pace));
    let world = lab.world();
    let receiver = Receiver::start(&[200]).await;
    let task = submit(&world, KEY, &callback(&receiver.url, &json!({}))).await;
    let arrived = receiver.until_received(1).await;
    world.handle.delivered().await;
    assert_eq!(delivery(&world).state, DeliveryState::Delivered);
    assert_eq!(arrived[0].body, look(&world, KEY, &task).await.bytes);
}

/// What skips is the time until a task's next change, and nothing else.
#[tokio::test]
async fn a_delivery_does_not_move_a_skipping_clock() {
    let lab = Lab::start_with(Sandbox::builder().clock(Mode::Skipping));
    let world = lab.world();
    let receiver = Receiver::start(&[500, 200]).await;
    let task = submit(&world, KEY, &callback(&receiver.url, &json!({}))).await;
    for expected in ["pending", "processing", "success"] {
        assert_eq!(look(&world, KEY, &task).await.body["data"]["state"], expected);
    }
    receiver.until_received(1).await;
    world.handle.delivered().await;
    assert_eq!(world.handle.clock().now.to_string(), "2026-01-01T00:00:40Z");
    advance(&world, 30_000).await;
    assert_eq!(attempts(&delivery(&world)), [(40_000, Some(500)), (70_000, Some(200))]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_task_is_delivered_once_however_many_look() {
    const TASKS: usize = 32;
    const LOOKERS: usize = 16;
    let direct = Direct::start();
    let receiver = Receiver::start(&[200]).await;
    let submissions = (0..TASKS).map(|number| {
        let (direct, url) = (direct.clone(), format!("{}/{number}", receiver.url));
        tokio::spawn(async move { direct.call(BASE, KEY, GENERATE, &callback(&url, &json!({}))).await })
    });
    let mut tasks = Vec::new();
    for submission in join_all(submissions).await {
        let (status, made) = submission.unwrap();
        assert_eq!(status, 200, "{made}");
        tasks.push(made["data"]["taskId"].as_str().unwrap().to_owned());
    }
    direct.control("POST /clock/advance", &json!({ "seconds": 39.5 })).await;
    let lookers = (0..LOOKERS).map(|number| {
        let (direct, tasks) = (direct.clone(), tasks.clone());
        tokio::spawn(async move {
            // Time is moved while others look.
            if number % 4 == 0 {
                direct.control("POST /clock/advance", &json!({ "seconds": 0.25 })).await;
            }
            for task in tasks {
                assert_eq!(direct.call(BASE, KEY, &status(&task), &Value::Null).await.0, 200);
            }
        })
    });
    for looker in join_all(lookers).await {
        looker.unwrap();
    }
    let listed = direct.control("GET /webhooks", &Value::Null).await;
    let deliveries = listed["deliveries"].as_array().unwrap();
    assert_eq!(deliveries.len(), TASKS);
    for delivery in deliveries {
        assert_eq!(delivery["state"], "delivered", "{delivery}");
        assert_eq!(delivery["attempts"].as_array().map(Vec::len), Some(1), "{delivery}");
    }
    let mut targets: Vec<_> = receiver.received().into_iter().map(|received| received.target).collect();
    targets.sort();
    targets.dedup();
    assert_eq!((receiver.received().len(), targets.len()), (TASKS, TASKS));
}

#[tokio::test]
async fn an_account_that_is_closed_with_a_delivery_under_way_hears_no_more_of_it() {
    let lab = Lab::start();
    let world = lab.world();
    let receiver = Receiver::start(&[0]).await;
    submit(&world, KEY, &callback(&receiver.url, &json!({}))).await;
    world.handle.advance(Duration::from_secs(40)).unwrap();
    receiver.until_received(1).await;
    assert_eq!(world.control(&format!("DELETE /accounts/apixo/{KEY}"), &Value::Null).await.status, 204);
    receiver.release();
    world.handle.delivered().await;
    advance(&world, 86_400_000).await;
    assert_eq!(receiver.received().len(), 1, "nobody plans another attempt");

    let prompt = Receiver::start(&[200]).await;
    submit(&world, KEY, &callback(&prompt.url, &json!({}))).await;
    advance(&world, 40_000).await;
    assert_eq!(delivery(&world).state, DeliveryState::Delivered);
    assert_eq!(world.handle.jobs(&JobFilter::default()).len(), 1);
    let ledger = world.handle.ledger("apixo", KEY).unwrap();
    assert_eq!((ledger.entries.len(), ledger.balance.to_string()), (2, "999.6".to_owned()));
}

#[tokio::test]
async fn a_world_that_starts_over_or_ends_with_a_delivery_under_way_takes_nobody_along() {
    let lab = Lab::start();
    for reset in [true, false] {
        let (world, bystander) = (lab.new_world(|_| ()), lab.new_world(|_| ()));
        let (receiver, prompt) = (Receiver::start(&[0]).await, Receiver::start(&[200]).await);
        submit(&world, KEY, &callback(&receiver.url, &json!({}))).await;
        submit(&bystander, KEY, &callback(&prompt.url, &json!({}))).await;
        world.handle.advance(Duration::from_secs(40)).unwrap();
        receiver.until_received(1).await;
        if reset {
            world.handle.reset();
            assert!(world.handle.deliveries().is_empty() && world.handle.accounts().is_empty());
            let again = submit(&world, KEY, &callback(&prompt.url, &json!({}))).await;
            world.handle.advance(Duration::from_secs(40)).unwrap();
            prompt.until_received(1).await;
            world.handle.delivered().await;
            assert_eq!(
                (delivery(&world).state, &*delivery(&world).job_id),
                (DeliveryState::Delivered, &*again)
            );
        } else {
            let name = world.handle.url("").rsplit_once('/').unwrap().1.to_owned();
            let removed = lab.world().control(&format!("DELETE /worlds/{name}"), &Value::Null).await;
            assert_eq!(removed.status, 204);
        }
        receiver.release();
        advance(&bystander, 40_000).await;
        assert_eq!(delivery(&bystander).state, DeliveryState::Delivered);
        advance(&bystander, 86_400_000).await;
        assert_eq!(receiver.received().len(), 1);
    }
}

#[tokio::test]
async fn a_suspended_account_is_still_told_of_its_tasks() {
    let lab = Lab::start();
    let world = lab.world();
    let receiver = Receiver::start(&[200]).await;
    submit(&world, KEY, &callback(&receiver.url, &json!({}))).await;
    let suspended = AccountChange { status: Some(backlot::Status::Suspended), credits: None };
    world.handle.change_account("apixo", KEY, suspended).unwrap();
    advance(&world, 40_000).await;
    assert_eq!(delivery(&world).state, DeliveryState::Delivered);
}
