//! Sumatman: what its document promises, asked of the real mock and the real client together.

mod errors;
mod keys;
mod limits;
mod machine;
mod model;
mod options;
mod results;
mod samples;
mod stories;

use std::time::Duration;

use backlot::{OpeningCredits, WorldHandle};
use contract_tests::lab::{Answer, Lab, World};
use serde_json::{Value, json};

const KEY: &str = "the-teller";
const TASK: &str = "POST /task";

/// A sound body for a film of three minutes, with these fields over it.
fn film(fields: &Value) -> Value {
    let mut body = json!({
        "story_type": "fairytale_story", "input_story": "A lamp that was afraid of the dark", "video_duration": 3,
    });
    for (name, value) in fields.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    body
}

/// A world that may be called as often as one likes, with credits for all of it.
fn unlimited(lab: &Lab) -> World {
    lab.new_world(|settings| {
        settings.rate_limits = Some(false);
        settings.credits = rich();
    })
}

/// More credits than any test spends.
fn rich() -> OpeningCredits {
    OpeningCredits::Everywhere("100000".parse().expect("a number of credits"))
}

async fn call(world: &World, call: &str, body: Option<&Value>) -> Answer {
    world.call("sumatman", KEY, call, body).await
}

/// Makes a call of `POST /task` that has to succeed: the task's id.
async fn submit(world: &World, body: &Value) -> String {
    let made = call(world, TASK, Some(body)).await;
    let id = made.body["data"]["taskId"].as_str().filter(|_| made.status == 200);
    id.unwrap_or_else(|| panic!("{made:?}")).to_owned()
}

/// A task as its status call shows it.
async fn look(world: &World, task: &str) -> Value {
    let shown = call(world, &format!("GET /task/{task}/status"), None).await;
    assert_eq!(shown.status, 200, "{shown:?}");
    shown.body["data"].clone()
}

fn advance(world: &WorldHandle, milliseconds: u64) {
    world.advance(Duration::from_millis(milliseconds)).expect("no test reaches the end of the calendar");
}

/// The amounts in the account's ledger, after the opening grant.
fn ledger(world: &WorldHandle) -> Vec<String> {
    let ledger = world.ledger("sumatman", KEY).expect("an account");
    ledger.entries.iter().skip(1).map(|entry| entry.amount.to_string()).collect()
}

/// The id by which the account's own list is asked for.
fn user_id(world: &WorldHandle) -> String {
    let account = world.account("sumatman", KEY).expect("an account");
    account.user_id.expect("an id of its user").to_string()
}
