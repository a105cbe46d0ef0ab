//! The agenda, and the way to its events.

use contract_tests::lab::{Lab, World};
use contract_tests::receiver::Receiver;
use serde_json::{Value, json};

use super::{KEY, advance, get, made, order, refused, texts};

async fn go_to(world: &World, to: &str) -> Value {
    made(world, "POST /clock/advance", &json!({ "to": to })).await
}

#[tokio::test]
async fn the_agenda_tells_what_happens_next() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    let nothing = get(&world, "/agenda").await;
    assert_eq!(nothing, json!({ "now": "2026-01-01T00:00:00.000Z", "events": [], "total": 0 }));
    let first = order(&world, KEY, json!({})).await;
    advance(&world, 3.0).await;
    let second = order(&world, "another", json!({})).await;
    let agenda = get(&world, "/agenda").await;
    let events = agenda["events"].as_array().unwrap();
    assert_eq!(agenda["total"], events.len());
    let mut instants = texts(&agenda["events"], "at");
    let told = instants.clone();
    instants.sort_unstable();
    assert_eq!(instants, told, "the next one first");
    let of = |job: &str| {
        let own = events.iter().filter(|event| event["job_id"] == *job);
        own.map(|event| event["to"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(of(&first), ["completed"], "it is processing already");
    assert_eq!(of(&second), ["processing", "completed"], "the whole plan");
    let page = get(&world, "/agenda?limit=1").await;
    assert_eq!((&page["events"], &page["total"]), (&json!([events[0]]), &agenda["total"]));
    assert_eq!(get(&world, "/agenda?limit=0").await["events"], json!([]));
}

#[tokio::test]
async fn time_goes_to_the_next_event_until_idle_or_to_an_instant() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    let job = order(&world, KEY, json!({})).await;
    let state = async || get(&world, &format!("/jobs/cutx/{job}")).await["state"].clone();
    let planned = get(&world, "/agenda").await;
    let events = planned["events"].as_array().unwrap().clone();
    let moved = go_to(&world, "next").await;
    assert_eq!((&moved["now"], &moved["applied"]), (&events[0]["at"], &json!(1)));
    assert_eq!(state().await, events[0]["to"]);
    let idle = go_to(&world, "idle").await;
    assert_eq!((&idle["now"], &idle["applied"]), (&events.last().unwrap()["at"], &json!(events.len() - 1)));
    assert_eq!(state().await, "completed");
    for to in ["next", "idle"] {
        let still = go_to(&world, to).await;
        assert_eq!((&still["now"], &still["applied"]), (&idle["now"], &json!(0)), "nothing is planned");
    }
    let later = go_to(&world, "2026-01-02T00:00:00Z").await;
    assert_eq!((&later["now"], &later["applied"]), (&json!("2026-01-02T00:00:00.000Z"), &json!(0)));
    let rows = [
        (json!({ "to": "2026-01-01T00:00:00Z" }), "to: time never goes back"),
        (json!({ "to": "next", "seconds": 1 }), "to: goes without seconds"),
        (json!({ "to": "later" }), "to: must be \"next\", \"idle\" or an instant up to the year 9999"),
        (json!({ "to": 5 }), "to: must be a text, not 5"),
        (json!({}), "seconds: is missing"),
    ];
    for (body, words) in rows {
        let (status, message) = refused(&world, "POST /clock/advance", &body).await;
        assert!(status == 400 && message.starts_with(words), "{body}: {message}");
    }
}

#[tokio::test]
async fn until_idle_means_until_every_webhook_is_delivered_or_given_up() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    let receiver = Receiver::start(&[500, 500, 200]).await;
    let body = super::film(&receiver.url);
    let ordered = world.call("apixo", KEY, "POST /generateTask/wan-2-2-animate", Some(&body)).await;
    assert_eq!(ordered.status, 200, "{ordered:?}");
    let agenda = get(&world, "/agenda").await;
    assert!(agenda["events"].as_array().unwrap().iter().all(|event| event["what"] == "job"));
    made(&world, "POST /clock/advance", &json!({ "seconds": 40 })).await;
    let waiting = get(&world, "/agenda").await["events"][0].clone();
    assert_eq!((&waiting["what"], &waiting["to"]), (&json!("webhook"), &Value::Null));
    go_to(&world, "idle").await;
    let delivered = &get(&world, "/webhooks").await["deliveries"][0];
    let statuses: Vec<_> =
        delivered["attempts"].as_array().unwrap().iter().map(|one| one["status"].clone()).collect();
    assert_eq!(
        (statuses, &delivered["state"]),
        (vec![json!(500), json!(500), json!(200)], &json!("delivered"))
    );
    assert_eq!(delivered["next_attempt_at"], Value::Null);
}
