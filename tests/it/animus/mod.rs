//! Animus under the sandbox: generations, their groups and their results; and characters.

pub(crate) mod characters;
mod documents;
mod errors;
mod gallery;
mod machine;
mod options;
mod results;
mod stories;
mod timing;

use std::time::Duration;

use contract_tests::lab::{Answer, World};
use contract_tests::pattern::first_url;
use reqwest::Method;
use serde_json::{Value, json};

const CREATE: &str = "POST /generation/create";
const BATCH: &str = "POST /generation/batch";
/// Longer than any generation takes that is not told to be slow.
const LONG: Duration = Duration::from_secs(60);

/// Makes a call that succeeds.
async fn done(world: &World, key: &str, call: &str, body: Option<&Value>) -> Value {
    let answer = world.call("animus", key, call, body).await;
    assert_eq!(answer.status, 200, "{call} {body:?}: {answer:?}");
    answer.body
}

/// Makes a generation, or several: the answer.
async fn create(world: &World, key: &str, body: &Value) -> Value {
    done(world, key, CREATE, Some(body)).await
}

/// How a generation or a batch stands.
async fn look(world: &World, key: &str, id: &Value) -> Value {
    done(world, key, &format!("GET /generation/status/{}", text(id)), None).await
}

/// A group by itself.
async fn group(world: &World, key: &str, id: &Value) -> Value {
    done(world, key, &format!("GET /generation/groups/{}", text(id)), None).await
}

/// Makes a generation and lets it end: how it stands then.
async fn finished(world: &World, key: &str, body: &Value) -> Value {
    let made = create(world, key, body).await;
    world.handle.advance(LONG).unwrap();
    look(world, key, &made["generation_id"]).await
}

/// The file behind the first URL in an answer, fetched without a key.
async fn file(world: &World, answer: &Value) -> Answer {
    let url = first_url(answer).unwrap_or_else(|| panic!("no URL in {answer}"));
    fetch(world, &url).await
}

async fn fetch(world: &World, url: &str) -> Answer {
    let response = world.request(Method::GET, url).send().await.unwrap();
    contract_tests::lab::answer(response).await
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

/// What stands in a field of each element of a list.
fn each<'a>(list: &'a Value, field: &str) -> Vec<&'a Value> {
    list.as_array().unwrap_or_else(|| panic!("no list: {list}")).iter().map(|item| &item[field]).collect()
}

/// A picture that is made from its prompt alone.
fn picture(prompt: &str) -> Value {
    json!({ "prompt": prompt })
}
