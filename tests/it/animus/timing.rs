//! Does all that is said of progress agree with the clock, and with what else is at work?

use std::time::Duration;

use backlot::{JobFilter, Mode, Sandbox};
use contract_tests::lab::{Lab, World};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{BATCH, create, done, each, look, picture, text};

const KEY: &str = "the-watcher";
const SECOND: Duration = Duration::from_secs(1);

/// When a job's state will change next, over the control API.
fn next_change(world: &World, id: &str) -> Option<Timestamp> {
    let jobs = world.handle.jobs(&JobFilter::default());
    jobs.iter().find(|job| &*job.job_id == id).expect("the job").next_change_at
}

#[tokio::test]
async fn progress_and_duration_are_those_of_the_clock() {
    let lab = Lab::start();
    let world = lab.world();
    let made = create(&world, KEY, &json!({ "prompt": "A portrait", "character_id": "char_123" })).await;
    let id = text(&made["generation_id"]);
    let started = next_change(&world, id).unwrap();
    world.handle.advance(started.duration_since(world.handle.clock().now).unsigned_abs()).unwrap();
    let ends = next_change(&world, id).unwrap();
    let (mut last, mut seen) = (0, Value::Null);
    while world.handle.clock().now < ends {
        seen = look(&world, KEY, &made["generation_id"]).await;
        let progress = seen["progress"].as_u64().unwrap();
        assert_eq!(seen["status"], "processing");
        assert!((1..=99).contains(&progress) && progress >= last, "{last}, then {seen}");
        last = progress;
        let left = ends.duration_since(world.handle.clock().now).unsigned_abs();
        world.handle.advance(left.min(SECOND)).unwrap();
    }
    assert!(last > 90, "{seen}");
    seen = look(&world, KEY, &made["generation_id"]).await;
    let worked = ends.duration_since(started).as_millis() as f64 / 1000.0;
    assert_eq!((&seen["status"], &seen["progress"]), (&json!("completed"), &json!(100)));
    assert_eq!(seen["performance_metadata"]["duration"], worked);
    assert!((22.0..=27.0).contains(&worked), "the printed 24.1 s are not far: {worked}");
}

#[tokio::test]
async fn the_queue_is_that_of_all_waiting_work() {
    let lab = Lab::start();
    let world = lab.world();
    let mut ids = Vec::new();
    for second in 0..3 {
        ids.push(create(&world, KEY, &picture("A lighthouse")).await["generation_id"].clone());
        create(&world, "somebody-else", &picture("A harbour")).await;
        world.handle.advance(SECOND).unwrap();
        let expected: Vec<_> = if second < 2 { (1..=second + 1).collect() } else { vec![0, 1, 2] };
        assert_eq!(positions(&world, &ids).await, expected);
    }
    let call = format!("DELETE /generation/generations/{}", text(&ids[1]));
    done(&world, KEY, &call, None).await;
    ids.remove(1);
    assert_eq!(positions(&world, &ids).await, [0, 1], "who waits behind one that is gone moves up");
    world.handle.advance(SECOND * 2).unwrap();
    assert_eq!(positions(&world, &ids).await, [0, 0]);
}

async fn positions(world: &World, ids: &[Value]) -> Vec<u64> {
    let mut positions = Vec::new();
    for id in ids {
        let seen = look(world, KEY, id).await;
        positions.push(seen["performance_metadata"]["queue_position"].as_u64().unwrap());
    }
    positions
}

#[tokio::test]
async fn a_batch_moves_as_its_generations_end() {
    let lab = Lab::start();
    let world = lab.world();
    let prompts: Vec<_> =
        [7, 17, 27].map(|slow| json!({ "prompt": format!("A lighthouse [[slow:{slow}]]") })).into();
    let made = done(&world, KEY, BATCH, Some(&json!({ "prompts": prompts }))).await;
    let mut told = Vec::new();
    for _ in 0..4 {
        let seen = look(&world, KEY, &made["batch_id"]).await;
        let counts = ["completed_generations", "failed_generations", "pending_generations"];
        told.push(json!([seen["status"], seen["progress"], counts.map(|count| &seen[count])]));
        let urls = seen["result_urls"].as_array().unwrap().len() as u64;
        assert_eq!(urls, seen["completed_generations"]);
        let done =
            each(&seen["generations"], "status").iter().filter(|status| **status == "completed").count();
        assert_eq!(done as u64, urls);
        world.handle.advance(SECOND * 10).unwrap();
    }
    let expected = json!([
        ["submitted", 0, [0, 0, 3]],
        // 100, and 7 of 17 s and of 27 s, each from 1 to 99.
        ["processing", 55, [1, 0, 2]],
        ["processing", 87, [2, 0, 1]],
        ["completed", 100, [3, 0, 0]],
    ]);
    assert_eq!(json!(told), expected);
}

#[tokio::test]
async fn a_poll_loop_on_a_skipping_clock_sees_every_state_and_never_waits() {
    let lab = Lab::start_with(Sandbox::builder().clock(Mode::Skipping));
    let world = lab.world();
    for body in [picture("A lighthouse"), json!({ "prompt": "A harbour", "num_images": 3 })] {
        let made = create(&world, KEY, &body).await;
        let mut seen = Vec::new();
        for _ in 0..10 {
            let status = look(&world, KEY, &made["generation_id"]).await["status"].clone();
            if seen.last() != Some(&status) {
                seen.push(status);
            }
        }
        assert_eq!(json!(seen), json!(["submitted", "processing", "completed"]));
    }
}

#[tokio::test]
async fn pace_makes_all_of_it_shorter() {
    let lab = Lab::start();
    let world = lab.new_world(|settings| settings.clock.pace = backlot::Pace::new(10.0).unwrap());
    let made = create(&world, KEY, &json!({ "prompt": "A portrait", "character_id": "char_123" })).await;
    world.handle.advance(SECOND * 3).unwrap();
    let seen = look(&world, KEY, &made["generation_id"]).await;
    assert_eq!(seen["status"], "completed");
    assert!(seen["performance_metadata"]["duration"].as_f64().unwrap() < 2.8, "{seen}");
}

#[tokio::test]
async fn the_control_api_ends_a_generation_either_way() {
    let lab = Lab::start();
    let world = lab.world();
    for (after, outcome, expected) in [
        (0, "succeed", json!(["completed", null, 999])),
        (5, "succeed", json!(["completed", null, 998])),
        (5, "fail", json!(["failed", "It was not to be", 997])),
        (0, "fail", json!(["failed", "It was not to be", 997])),
    ] {
        let made = create(&world, KEY, &picture("A lighthouse")).await;
        world.handle.advance(SECOND * after).unwrap();
        let finish = format!("POST /jobs/animus/{}/finish", text(&made["generation_id"]));
        let body = match outcome {
            "fail" => json!({ "outcome": outcome, "message": "It was not to be" }),
            _ => json!({ "outcome": outcome }),
        };
        assert_eq!(world.control(&finish, &body).await.status, 200);
        let seen = look(&world, KEY, &made["generation_id"]).await;
        let balance = world.handle.account("animus", KEY).unwrap().credits;
        assert_eq!(json!([seen["status"], seen["error"], balance]), expected);
        let again = world.control(&finish, &body).await;
        assert_eq!(again.status, 409, "{again:?}");
    }
    for outcome in ["cancel", "expire"] {
        let made = create(&world, KEY, &picture("A lighthouse")).await;
        let finish = format!("POST /jobs/animus/{}/finish", text(&made["generation_id"]));
        assert_eq!(world.control(&finish, &json!({ "outcome": outcome })).await.status, 409);
    }
}
