//! What time does to a character: images land, logs grow, trainings go through their phases, however the clock gets there.

use backlot::{Mode, Pace, Sandbox};
use contract_tests::lab::{Lab, World};
use serde_json::{Value, json};

use super::{
    add_faces, add_references, advance, approve_images, done, generate_dataset, get, ledger, make,
    make_trainable, train,
};

/// Under a skipping clock a poll loop sees every image land, and never waits.
#[tokio::test]
async fn a_poll_loop_sees_every_image_land() {
    let lab = Lab::start_with(Sandbox::builder().clock(Mode::Skipping));
    let world = lab.world();
    let id = make(&world).await;
    add_references(&world, &id).await;
    generate_dataset(&world, &id).await;
    let mut seen = Vec::new();
    loop {
        let status = get(&world, &format!("/{id}/dataset/status")).await;
        seen.push(status["total_images"].as_u64().unwrap());
        if status["dataset_status"] == "review" {
            break;
        }
    }
    // Submitted, taken by a worker, and then one more with every look.
    let expected: Vec<u64> = [0, 0].into_iter().chain(1..=20).collect();
    assert_eq!(seen, expected);
}

/// The same for a training, by whatever call it is looked at.
#[tokio::test]
async fn a_poll_loop_sees_every_state_of_a_training() {
    let paths =
        ["/training/status", "/training/jobs", "/training/complete-status", "/generation/capabilities", ""];
    for path in paths {
        let lab = Lab::start_with(Sandbox::builder().clock(Mode::Skipping));
        let world = lab.world();
        let id = make_trainable(&world).await;
        train(&world, &id, "face").await;
        let states = ["queued", "training", "completed"];
        for state in states {
            let jobs = world.handle.jobs(&backlot::JobFilter::default());
            let training = jobs.iter().find(|job| job.kind == "face_lora").expect("a training");
            assert_eq!(training.state, state, "{path}");
            let of_record = if path.is_empty() { "/characters" } else { "" };
            get(&world, &format!("{of_record}/{id}{path}")).await;
        }
    }
}

#[tokio::test]
async fn a_log_grows_with_the_clock_and_only_at_its_end() {
    let lab = Lab::start();
    let world = lab.world();
    let id = make_trainable(&world).await;
    let job = train(&world, &id, "face").await;
    let path = format!("/{id}/training/jobs/{job}/logs?lines=1000");
    let mut before = String::new();
    let mut lengths = Vec::new();
    for _ in 0..30 {
        advance(&world, 60);
        let log = get(&world, &path).await;
        let text = log["logs"].as_str().unwrap().to_owned();
        assert!(text.starts_with(&before), "what was said stays said");
        assert_eq!(text.lines().count() as u64, log["lines"].as_u64().unwrap());
        lengths.push(text.lines().count());
        before = text;
    }
    assert!(lengths.windows(2).skip(1).take(13).all(|pair| pair[0] < pair[1]), "{lengths:?}");
    let phases: Vec<_> = before.lines().filter(|line| line.contains("] phase ")).collect();
    let named = ["preparing", "training", "uploading", "done"];
    assert_eq!(phases.len(), named.len(), "{phases:?}");
    assert!(phases.iter().zip(named).all(|(line, name)| line.contains(name)), "{phases:?}");
    assert!(before.contains(" eta "), "{before}");
    let tail = get(&world, &format!("/{id}/training/jobs/{job}/logs?lines=3")).await;
    let last: Vec<_> = before.lines().rev().take(3).collect();
    assert_eq!(tail["logs"].as_str().unwrap().lines().rev().collect::<Vec<_>>(), last);
}

#[tokio::test]
async fn a_training_never_goes_back_and_ends_where_it_said() {
    let lab = Lab::start();
    let world = lab.world();
    let id = make_trainable(&world).await;
    train(&world, &id, "face").await;
    let (mut before, mut promised) = ((0.0, f64::INFINITY), None::<f64>);
    for _ in 0..200 {
        let job = get(&world, &format!("/{id}/training/jobs")).await["training_jobs"][0].clone();
        let progress = job["progress"].as_f64().unwrap();
        let Some(eta) = job["eta_minutes"].as_f64() else {
            assert_eq!((&job["status"], progress), (&json!("completed"), 100.0));
            let instant = |name: &str| job[name].as_str().unwrap().parse::<jiff::civil::DateTime>().unwrap();
            let took = instant("created_at").duration_until(instant("updated_at")).as_secs_f64() / 60.0;
            assert!((took - promised.unwrap()).abs() < 0.1, "{took} minutes instead of {promised:?}");
            return;
        };
        promised = promised.or(Some(eta));
        assert!(progress >= before.0 && eta <= before.1, "{job}");
        before = (progress, eta);
        advance(&world, 30);
    }
    panic!("a training without an end");
}

/// Whatever is seen of a thing that has a time of its last change: no other value moves without that time.
#[tokio::test]
async fn the_time_of_the_last_change_moves_with_what_changed() {
    let lab = Lab::start();
    let world = lab.world();
    let id = make(&world).await;
    add_references(&world, &id).await;
    add_faces(&world, &id, 5).await;
    let dataset = generate_dataset(&world, &id).await;
    let faces = json!({ "source_image_url": "https://example.com/a.png", "prompts": ["One", "Two"] });
    let faces = done(&world, &format!("POST /characters/{id}/auto-generate-face-images"), &faces).await;
    let made = done(&world, "POST /generation/create", &json!({ "prompt": "A pier", "num_images": 2 })).await;
    let record = (format!("/characters/{id}"), "");
    let group = (format!("/generation/groups?limit={}", 1), "/groups/0");
    let set = (format!("/upload-job/{dataset}/status"), "");
    let faces = (format!("/upload-job/{}/status", faces["job_id"].as_str().unwrap()), "");
    assert!(made["group_id"].is_string());
    watch(&world, &[record.clone(), group, set, faces], 7, 40).await;

    approve_images(&world, &id, 10).await;
    done(&world, &format!("POST /{id}/dataset/approve"), &Value::Null).await;
    train(&world, &id, "face").await;
    let training = (format!("/{id}/training/jobs"), "/training_jobs/0");
    let moves = watch(&world, &[record, training], 7, 200).await;
    assert!(moves[1] > 90, "a training tells of each hundredth: {moves:?}");
}

/// Looks at things every so many seconds, and returns the number of times that each was seen to have changed.
async fn watch(world: &World, things: &[(String, &str)], seconds: u64, looks: usize) -> Vec<usize> {
    let mut before: Vec<Option<Value>> = vec![None; things.len()];
    let mut changes = vec![0; things.len()];
    for _ in 0..looks {
        for (index, (path, pointer)) in things.iter().enumerate() {
            let mut seen = get(world, path).await.pointer(pointer).unwrap().clone();
            let whole = seen.clone();
            let updated_at = seen.as_object_mut().unwrap().remove("updated_at").unwrap();
            let moment = updated_at.as_str().unwrap().parse::<jiff::civil::DateTime>().unwrap();
            let now = world.handle.clock().now.to_zoned(jiff::tz::TimeZone::UTC).datetime();
            assert!(moment <= now, "{path}: {whole} at {now}");
            if let Some(mut last) = before[index].replace(whole) {
                let last_updated_at = last.as_object_mut().unwrap().remove("updated_at").unwrap();
                assert!(last == seen || last_updated_at != updated_at, "{path}: {last} and {seen}");
                changes[index] += usize::from(last != seen);
            }
        }
        advance(world, seconds);
    }
    changes
}

/// A job's length follows the world's pace.
#[tokio::test]
async fn pace_makes_everything_faster() {
    let lab = Lab::start_with(Sandbox::builder().pace(Pace::new(100.0).unwrap()));
    let world = lab.world();
    let id = make_trainable(&world).await;
    train(&world, &id, "face").await;
    advance(&world, 15);
    assert_eq!(get(&world, &format!("/{id}/training/status")).await["face_lora_status"], "completed");
}

/// However jobs are ended from outside, what hangs on them follows.
#[tokio::test]
async fn jobs_can_be_ended_from_outside() {
    let lab = Lab::start();
    let world = lab.world();
    let id = make(&world).await;
    add_references(&world, &id).await;
    add_faces(&world, &id, 5).await;
    let finish = async |job: &str, outcome: &str| {
        let path = format!("POST /jobs/animus/{job}/finish");
        world.control(&path, &json!({ "outcome": outcome })).await.status
    };
    let dataset = generate_dataset(&world, &id).await;
    advance(&world, 20);
    let landed = get(&world, &format!("/{id}/dataset/status")).await["total_images"].as_u64().unwrap();
    assert!((1..20).contains(&landed));
    assert_eq!(finish(&dataset, "cancel").await, 409);
    assert_eq!(finish(&dataset, "fail").await, 200);
    let status = get(&world, &format!("/{id}/dataset/status")).await;
    assert_eq!((&status["dataset_status"], &status["total_images"]), (&json!("review"), &json!(landed)));
    let job = get(&world, &format!("/upload-job/{dataset}/status")).await;
    assert_eq!((&job["status"], &job["failed_images"]), (&json!("failed"), &json!(20 - landed)));

    let more = json!({ "prompts": ["In the rain", "On a pier"] });
    let more = done(&world, &format!("POST /{id}/dataset/generate"), &more).await;
    assert_eq!(finish(more["job_id"].as_str().unwrap(), "succeed").await, 200);
    let status = get(&world, &format!("/{id}/dataset/status")).await;
    assert_eq!(status["total_images"], landed + 2);
    let more = json!({ "prompts": (0..10).map(|number| format!("Scene {number}")).collect::<Vec<_>>() });
    done(&world, &format!("POST /{id}/dataset/generate"), &more).await;
    advance(&world, 600);
    approve_images(&world, &id, 10).await;
    done(&world, &format!("POST /{id}/dataset/approve"), &Value::Null).await;

    for (outcome, state) in [("fail", "failed"), ("cancel", "cancelled"), ("succeed", "completed")] {
        let job = train(&world, &id, "face").await;
        assert_eq!(finish(&job, outcome).await, 200, "{outcome}");
        let training = get(&world, &format!("/{id}/training/status")).await;
        assert_eq!(training["face_lora_status"], state);
        assert_eq!(training["face_training"]["status"], state);
    }
    assert_eq!(ledger(&world), ["-25", "-25", "-25"]);
}

/// A submission that fails before processing is given back.
#[tokio::test]
async fn rejected_faces_cost_nothing_and_leave_their_room() {
    let lab = Lab::start();
    let world = lab.world();
    let id = make(&world).await;
    let path = format!("POST /characters/{id}/auto-generate-face-images");
    let prompts: Vec<_> = (0..20).map(|number| format!("Face {number} [[reject]]")).collect();
    let rejected =
        done(&world, &path, &json!({ "source_image_url": "https://example.com/a.png", "prompts": prompts }))
            .await;
    let job = get(&world, &format!("/upload-job/{}/status", rejected["job_id"].as_str().unwrap())).await;
    assert_eq!(job["status"], "failed");
    assert_eq!(ledger(&world), ["-10", "10"]);
    add_faces(&world, &id, 1).await;
    assert_eq!(super::call(&world, &path, &Value::Null).await.status, 400);
}
