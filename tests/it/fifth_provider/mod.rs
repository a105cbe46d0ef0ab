//! A fifth provider of two calls: which of everything does a provider get for nothing?

#![expect(unreachable_pub, reason = "it is written as a crate of its own would be")]

mod clause;
mod machine;
mod operations;
mod provider;
mod state;

use std::time::Duration;

use backlot::{Effect, Fault, Filter, JobFilter, Outcome, Refusal, Sandbox};
use contract_tests::lab::http;
use contract_tests::receiver::Receiver;
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

/// Sends a call with a key, and returns the status and the JSON of its answer.
async fn send(http: &Client, method: Method, url: String, body: Option<Value>) -> (StatusCode, Value) {
    let request = http.request(method, url).bearer_auth("ringer");
    let request = match body {
        Some(body) => request.json(&body),
        None => request,
    };
    let response = request.send().await.unwrap();
    (response.status(), response.json().await.unwrap())
}

#[tokio::test]
async fn a_provider_of_two_calls_has_everything_that_the_others_have() {
    let sandbox = Sandbox::builder().provider(provider::module()).start().unwrap();
    let (world, http) = (sandbox.world(), http());
    let (url, receiver) = (world.url("bell"), Receiver::start(&[500, 200]).await);
    let start =
        || send(&http, Method::POST, format!("{url}/peals"), Some(json!({ "callback": receiver.url })));

    // Jobs, the ledger and the clock.
    let (status, peal) = start().await;
    assert_eq!(status, StatusCode::OK);
    let id = peal["peal"].as_str().unwrap();
    let look = || send(&http, Method::GET, format!("{url}/peals/{id}"), None);
    assert_eq!(look().await.1["state"], "ringing");
    assert_eq!(world.account("bell", "ringer").unwrap().credits.to_string(), "998");
    world.advance_async(Duration::from_secs(10)).await.unwrap();
    assert_eq!(look().await.1["state"], "silent");

    // Webhooks, with the provider's own schedule.
    world.advance_async(Duration::from_secs(30)).await.unwrap();
    let delivery = &world.deliveries()[0];
    let statuses: Vec<_> = delivery.attempts.iter().map(|attempt| attempt.status).collect();
    assert_eq!(statuses, [Some(500), Some(200)]);

    // The control API: an end by hand, and the refund that goes with it.
    let (_, second) = start().await;
    let second = second["peal"].as_str().unwrap().to_owned();
    let broken = Outcome::Fail(backlot::Failure::default());
    assert_eq!(world.finish("bell", &second, broken).unwrap().state, "broken");
    assert!(world.finish("bell", &second, Outcome::Cancel).is_err(), "it has no such end");
    let ledger = world.ledger("bell", "ringer").unwrap();
    let amounts: Vec<_> = ledger.entries.iter().map(|entry| entry.amount.to_string()).collect();
    assert_eq!(amounts, ["1000", "-2", "-2", "2"]);
    assert_eq!(world.jobs(&JobFilter { state: Some("broken".to_owned()), ..JobFilter::default() }).len(), 1);
    assert_eq!(world.bill().iter().find(|line| line.provider == "bell").unwrap().net.to_string(), "2");

    // Faults, in the provider's own words, and the journal.
    world.fault(Fault::new(Effect::Refuse(Refusal::Unavailable)).provider("bell").times(1)).unwrap();
    assert_eq!(look().await, (StatusCode::SERVICE_UNAVAILABLE, json!("away")));
    let exchanges = world.exchanges(&Filter::all().provider("bell"));
    let shown: Vec<_> =
        exchanges.iter().map(|exchange| exchange.route.as_deref().unwrap_or_default()).collect();
    // The last one never reached the provider.
    assert_eq!(shown, ["/peals", "/peals/{peal}", "/peals/{peal}", "/peals", ""]);
    assert_eq!(exchanges[0].clauses, ["bell.webhook", "bell.start", "bell.key"]);
    assert_eq!(exchanges[2].clauses, ["bell.look", "bell.ring", "bell.key"]);

    // Refusals of the shell, and metrics.
    assert_eq!(send(&http, Method::GET, format!("{url}/nothing"), None).await.0, StatusCode::NOT_FOUND);
    assert_eq!(send(&http, Method::PUT, format!("{url}/peals"), None).await.1, "wrong");
    assert_eq!(
        http.get(format!("{url}/peals/{id}")).send().await.unwrap().status(),
        StatusCode::UNAUTHORIZED
    );
    let metrics = http.get(format!("{}/_backlot/metrics", sandbox.url())).send().await.unwrap();
    let metrics = metrics.text().await.unwrap();
    assert!(metrics.contains("backlot_jobs{provider=\"bell\",state=\"broken\"} 1"), "{metrics}");
    assert!(metrics.contains("backlot_credits_refunded_total{provider=\"bell\"} 2"), "{metrics}");
}
