//! Deliveries of webhooks in pages, with what was sent and what came back.

use contract_tests::lab::{Lab, World};
use serde_json::{Value, json};

use super::{get, made, refused, texts};

/// Orders a film whose webhook goes to an inbox, and returns the id of the task.
async fn order(world: &World, key: &str, inbox: &str) -> String {
    let url = format!("{}/_backlot/inbox/{inbox}", world.handle.url(""));
    let ordered =
        world.call("apixo", key, "POST /generateTask/wan-2-2-animate", Some(&super::film(&url))).await;
    ordered.body["data"]["taskId"].as_str().unwrap_or_else(|| panic!("{ordered:?}")).to_owned()
}

#[tokio::test]
async fn deliveries_come_in_pages_by_state_and_by_job() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    made(&world, "PUT /inbox/bad", &json!({ "answers": [{ "status": 500 }] })).await;
    let mut jobs = Vec::new();
    for number in 0..5 {
        let (key, inbox) = (["a", "b"][number % 2], if number == 4 { "bad" } else { "good" });
        jobs.push((key, order(&world, key, inbox).await));
    }
    made(&world, "POST /clock/advance", &json!({ "seconds": 40 })).await;
    jobs.sort_by_key(|(key, _)| *key);
    let expected: Vec<_> = jobs.iter().map(|(_, job)| job.as_str()).collect();
    for limit in [1, 2, 5, 9] {
        let (mut told, mut after) = (Vec::new(), String::new());
        loop {
            let page = get(&world, &format!("/webhooks?limit={limit}{after}")).await;
            told.extend(texts(&page["deliveries"], "job_id").into_iter().map(str::to_owned));
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        assert_eq!(told, expected, "{limit}");
    }
    let of = async |query: &str| {
        texts(&get(&world, &format!("/webhooks?{query}")).await["deliveries"], "job_id").len()
    };
    assert_eq!(
        (of("state=delivered").await, of("state=waiting").await, of("state=refused").await),
        (4, 1, 0)
    );
    assert_eq!(
        (of(&format!("job={}", expected[0])).await, of("job=nobody").await, of("limit=0").await),
        (1, 0, 0)
    );
    for (query, words) in [("state=lost", "state: must be one of"), ("after=x", "after: must be the `next`")]
    {
        assert!(refused(&world, &format!("GET /webhooks?{query}"), &Value::Null).await.1.starts_with(words));
    }
}

#[tokio::test]
async fn an_attempt_shows_what_was_sent_and_the_beginning_of_what_came_back() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    let long = "n".repeat(5000);
    let answers =
        json!({ "answers": [{ "status": 500, "body": long }, { "status": 200, "body": { "got": true } }] });
    made(&world, "PUT /inbox/mine", &answers).await;
    let job = order(&world, super::KEY, "mine").await;
    made(&world, "POST /clock/advance", &json!({ "to": "idle" })).await;
    let delivery = get(&world, "/webhooks").await["deliveries"][0].clone();
    assert_eq!((&delivery["job_id"], &delivery["request"]["data"]["taskId"]), (&json!(job), &json!(job)));
    assert_eq!(delivery["created_at"], "2026-01-01T00:00:40.000Z");
    let responses: Vec<_> = texts(&delivery["attempts"], "response");
    assert_eq!(responses, [&long[..2048], "{\"got\":true}"]);
    let shown = get(&world, &format!("/jobs/apixo/{job}")).await;
    assert_eq!(shown["webhooks"], json!([delivery]));
    let received = get(&world, "/inbox/mine").await;
    assert_eq!(received["requests"][1]["body"], delivery["request"]);
}
