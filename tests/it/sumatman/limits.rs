//! Ten requests a minute, a hundred tasks a day: what is one too many is refused and costs nothing, until time moves.

use backlot::OpeningCredits;
use client_core::retry::Jitter;
use contract_tests::lab::{Answer, Lab, World, answer};
use contract_tests::shared_clock::SharedClock;
use reqwest::Method;
use serde_json::{Value, json};
use sumatman_client::{CreateRequest, StoryType, SumatmanClient};

use super::{KEY, TASK, advance, call, film, ledger, rich, submit};

const DAY: u64 = 24 * 60 * 60 * 1000;

fn refused(answer: &Answer, error: &str) {
    let expected = json!({ "success": false, "error": error });
    assert_eq!((answer.status, &answer.body), (429, &expected), "{answer:?}");
}

async fn create(world: &World) -> Answer {
    call(world, TASK, Some(&film(&json!({})))).await
}

#[tokio::test]
async fn the_eleventh_request_of_a_minute_is_refused_and_costs_nothing() {
    let lab = Lab::start();
    let world = lab.world();
    for _ in 0..10 {
        submit(&world, &film(&json!({}))).await;
    }
    refused(&create(&world).await, "Rate limit exceeded");
    let user = super::user_id(&world.handle);
    refused(&call(&world, &format!("GET /user/{user}/tasks"), None).await, "Rate limit exceeded");
    advance(&world.handle, 59_999);
    refused(&create(&world).await, "Rate limit exceeded");
    assert_eq!(ledger(&world.handle), ["-10"; 10]);

    advance(&world.handle, 1);
    submit(&world, &film(&json!({}))).await;
    let listed = call(&world, &format!("GET /user/{user}/tasks"), None).await;
    assert_eq!((listed.status, &listed.body["data"]["total"]), (200, &json!(11)));
    assert_eq!(ledger(&world.handle), ["-10"; 11]);
}

#[tokio::test]
async fn the_hundred_and_first_task_of_a_day_is_refused_and_costs_nothing() {
    let lab = Lab::start();
    let world = lab.new_world(|settings| settings.credits = rich());
    let mut last = String::new();
    for _ in 0..10 {
        for _ in 0..10 {
            last = submit(&world, &film(&json!({}))).await;
        }
        advance(&world.handle, 60_000);
    }
    refused(&create(&world).await, "Daily task limit exceeded");
    let again = json!({ "mode": "repeat", "task_id": last });
    refused(&call(&world, TASK, Some(&again)).await, "Daily task limit exceeded");
    assert_eq!(ledger(&world.handle), ["-10"; 100]);
    // What makes no new task goes on.
    submit(&world, &json!({ "mode": "edit", "task_id": last, "video_duration": 5 })).await;
    assert_eq!(super::look(&world, &last).await["video_length_minutes"], 5);
    let more = ledger(&world.handle).split_off(100);
    assert_eq!(more, ["-20"]);

    let made_in = 10 * 60_000;
    advance(&world.handle, DAY - made_in - 1);
    refused(&create(&world).await, "Daily task limit exceeded");
    advance(&world.handle, 1);
    submit(&world, &film(&json!({}))).await;
    let more = ledger(&world.handle).split_off(101);
    assert_eq!(more, ["-10"]);
}

#[tokio::test]
async fn a_world_without_rate_limits_has_neither() {
    let lab = Lab::start();
    let made = lab.world().control("POST /worlds", &json!({ "rate_limits": false, "credits": 2000 })).await;
    assert_eq!(made.status, 201, "{made:?}");
    let url = made.body["url"].as_str().unwrap().to_owned() + "/sumatman/api";
    let ask = async |method: Method, path: &str, body: &Value| {
        let request = lab.world().request(method, &format!("{url}{path}")).bearer_auth(KEY);
        answer(request.json(body).send().await.unwrap()).await
    };
    for number in 1..=101 {
        let made = ask(Method::POST, "/task", &film(&json!({}))).await;
        assert_eq!(made.status, 200, "task {number}: {made:?}");
    }
}

#[tokio::test]
async fn the_client_keeps_to_the_limit_by_itself() {
    let lab = Lab::start();
    let world = lab.new_world(|settings| {
        settings.credits = OpeningCredits::Everywhere("250".parse().expect("a number of credits"));
    });
    let client = SumatmanClient::builder(world.handle.url("sumatman")).token(KEY);
    let shared = SharedClock::of(&world.handle);
    let client = client.clock(shared).jitter(Jitter::new(|pause| pause / 2));
    let client = client.build().expect("a sound base URL");
    let began = world.handle.clock().now;
    let request =
        CreateRequest::new(StoryType::Dream, "A stair that counts its steps").with_video_duration(3);
    for _ in 0..25 {
        client.create(&request).await.unwrap();
    }
    let passed = world.handle.clock().now.duration_since(began).as_secs();
    assert_eq!(passed, 2 * 61, "ten at once, ten after a pause, five after another");
}
