//! The character guide: from a name to a render, asked of the real mock.

mod conflicts;
mod documents;
mod machine;
mod pictures;
mod story;
mod time;
mod uploads;
mod wizard;

use std::fs;
use std::time::Duration;

use backlot::OpeningCredits;
use contract_tests::lab::{Answer, Lab, World, answer};
use contract_tests::workspace;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Map, Value, json};

pub(crate) const KEY: &str = "the-director";
const FACE: &str = "photos/face-1.jpg";
const FRONT: &str = "photos/body-front.jpg";
const BACK: &str = "photos/body-back.jpg";

async fn call(world: &World, call: &str, body: &Value) -> Answer {
    let body = (!body.is_null()).then_some(body);
    world.call("animus", KEY, call, body).await
}

/// A call that has to succeed: its answer.
async fn done(world: &World, call_: &str, body: &Value) -> Value {
    let answer = call(world, call_, body).await;
    assert_eq!(answer.status, 200, "{call_}: {answer:?}");
    answer.body
}

async fn get(world: &World, path: &str) -> Value {
    done(world, &format!("GET {path}"), &Value::Null).await
}

/// A file of the provider's fixtures.
fn fixture(path: &str) -> Vec<u8> {
    let path = workspace().join("fixtures/animus").join(path);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Uploads bytes under a name.
async fn upload_bytes(world: &World, path: &str, name: &str, bytes: Vec<u8>, kind: Option<&str>) -> Answer {
    let form = Form::new().part("file", Part::bytes(bytes).file_name(name.to_owned()));
    let form = match kind {
        Some(kind) => form.text("image_type", kind.to_owned()),
        None => form,
    };
    let url = format!("{}{path}", world.handle.url("animus"));
    let request = world.request(Method::POST, &url).bearer_auth(KEY).multipart(form);
    answer(request.send().await.unwrap()).await
}

async fn upload(world: &World, path: &str, file: &str, kind: Option<&str>) -> Answer {
    upload_bytes(world, path, file.rsplit('/').next().unwrap(), fixture(file), kind).await
}

async fn upload_face(world: &World, character: &str, file: &str) -> Answer {
    upload(world, &format!("/{character}/upload/face-image"), file, None).await
}

async fn upload_body(world: &World, character: &str, file: &str, kind: &str) -> Answer {
    upload(world, &format!("/{character}/upload/body-image"), file, Some(kind)).await
}

async fn make(world: &World) -> String {
    let made = done(world, "POST /characters", &json!({ "name": "Mira" })).await;
    made["character_id"].as_str().unwrap().to_owned()
}

async fn add_faces(world: &World, character: &str, count: usize) {
    for _ in 0..count {
        assert_eq!(upload_face(world, character, FACE).await.status, 200);
    }
}

async fn add_references(world: &World, character: &str) {
    assert_eq!(upload_body(world, character, FRONT, "body_image_front").await.status, 200);
    assert_eq!(upload_body(world, character, BACK, "body_image_back").await.status, 200);
}

async fn generate_dataset(world: &World, character: &str) -> String {
    let path = format!("POST /{character}/dataset/generate");
    let accepted = done(world, &path, &json!({ "use_default_prompts": true })).await;
    accepted["job_id"].as_str().unwrap().to_owned()
}

async fn images(world: &World, character: &str) -> Vec<Value> {
    get(world, &format!("/{character}/dataset/images")).await["images"].as_array().unwrap().clone()
}

async fn approve_images(world: &World, character: &str, count: usize) {
    for image in images(world, character).await.iter().take(count) {
        let id = image["image_id"].as_str().unwrap();
        let path = format!("PUT /{character}/dataset/images/{id}/approval");
        done(world, &path, &json!({ "approved": true })).await;
    }
}

/// Takes a character to an approved training set.
async fn approve_dataset(world: &World, character: &str) {
    add_references(world, character).await;
    generate_dataset(world, character).await;
    advance(world, 600);
    approve_images(world, character, 10).await;
    done(world, &format!("POST /{character}/dataset/approve"), &Value::Null).await;
}

/// Makes a character that has everything that its trainings need.
async fn make_trainable(world: &World) -> String {
    let id = make(world).await;
    add_faces(world, &id, 5).await;
    approve_dataset(world, &id).await;
    id
}

async fn train(world: &World, character: &str, part: &str) -> String {
    let started = done(world, &format!("POST /{character}/training/{part}-lora"), &Value::Null).await;
    started["job_id"].as_str().unwrap().to_owned()
}

fn advance(world: &World, seconds: u64) {
    world.handle.advance(Duration::from_secs(seconds)).unwrap();
}

/// A world with more credits than a test spends.
fn rich(lab: &Lab) -> World {
    lab.new_world(|settings| settings.credits = OpeningCredits::Everywhere("10000".parse().unwrap()))
}

fn ledger(world: &World) -> Vec<String> {
    let entries = world.handle.ledger("animus", KEY).unwrap().entries;
    entries.iter().skip(1).map(|entry| entry.amount.to_string()).collect()
}

/// Characters from a name to a training, for whoever asks at random: what their ids are called in paths, and the ids.
pub(crate) async fn known(world: &World) -> Map<String, Value> {
    let (named, review, approved) = (make(world).await, make(world).await, make(world).await);
    add_references(world, &review).await;
    let dataset = generate_dataset(world, &review).await;
    add_faces(world, &approved, 5).await;
    approve_dataset(world, &approved).await;
    let training = train(world, &approved, "face").await;
    let images: Vec<_> =
        images(world, &review).await.into_iter().map(|image| image["image_id"].clone()).collect();
    let mut known = Map::new();
    let ready = ["char_123"; 4];
    let others = [&named, &review, &review, &review, &approved, &approved, "char_premium_1"];
    known.insert("character_id".to_owned(), json!([&ready[..], &others[..]].concat()));
    known.insert("image_id".to_owned(), images.into());
    known.insert("job_id".to_owned(), json!([dataset, training, training, "x"]));
    known
}
