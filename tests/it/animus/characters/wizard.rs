//! The wizard as a table: every act in every state of a character, with the clause that lets it happen or refuses it.

use contract_tests::lab::{Answer, Lab, World};
use serde_json::{Value, json};

use super::{advance, approve_images, call, done, images, make, rich, train, upload_body, upload_face};

const FACE: &str = "photos/just-large-enough.png";
const BODY: &str = "photos/png-named.jpg";

/// The acts, in the order of the table's columns.
const ACTS: [&str; 9] =
    ["upload", "faces", "generate", "review", "approve", "face", "body", "render", "delete"];
/// The acts that leave a character where it is.
const HARMLESS: [&str; 3] = ["upload", "faces", "review"];

/// For each state and act the clause that decides; one behind a `!` refuses.
#[rustfmt::skip]
const TABLE: [(&str, [&str; 9]); 13] = [
    ("made", ["upload.face", "faces.answer", "!dataset.references", "!dataset.image-unknown", "!dataset.too-few",
        "!training.faces-needed", "!training.dataset-needed", "!character.not-ready", "character.delete"]),
    ("faces", ["upload.face", "faces.answer", "!dataset.references", "!dataset.image-unknown", "!dataset.too-few",
        "!training.step-needed", "!training.dataset-needed", "!character.not-ready", "character.delete"]),
    ("references", ["upload.face", "faces.answer", "dataset.generate", "!dataset.image-unknown", "!dataset.too-few",
        "!training.step-needed", "!training.dataset-needed", "!character.not-ready", "character.delete"]),
    ("generating", ["character.photos-later", "character.photos-later", "!dataset.running", "dataset.review-early", "!dataset.pending",
        "!training.step-needed", "!training.dataset-needed", "!character.not-ready", "character.delete"]),
    ("set failed", ["character.photos-later", "character.photos-later", "dataset.failed", "!dataset.image-unknown", "!dataset.too-few",
        "!training.step-needed", "!training.dataset-needed", "!character.not-ready", "character.delete"]),
    ("in review", ["character.photos-later", "character.photos-later", "dataset.more", "dataset.approval", "!dataset.too-few",
        "!training.step-needed", "!training.dataset-needed", "!character.not-ready", "character.delete"]),
    ("reviewed", ["character.photos-later", "character.photos-later", "dataset.more", "dataset.approval", "dataset.unreviewed",
        "!training.step-needed", "!training.dataset-needed", "!character.not-ready", "character.delete"]),
    ("approved", ["character.photos-later", "character.photos-later", "!dataset.closed", "!dataset.closed", "!dataset.closed",
        "training.face", "training.body", "!character.not-ready", "character.delete"]),
    ("face in training", ["character.photos-later", "character.photos-later", "!dataset.closed", "!dataset.closed", "!dataset.closed",
        "!training.running", "training.both", "!character.not-ready", "!character.delete-training"]),
    ("face failed", ["character.photos-later", "character.photos-later", "!dataset.closed", "!dataset.closed", "!dataset.closed",
        "training.again", "training.body", "!character.not-ready", "character.delete"]),
    ("face cancelled", ["character.photos-later", "character.photos-later", "!dataset.closed", "!dataset.closed", "!dataset.closed",
        "training.again", "training.body", "!character.not-ready", "character.delete"]),
    ("face trained", ["character.photos-later", "character.photos-later", "!dataset.closed", "!dataset.closed", "!dataset.closed",
        "!training.trained", "training.body", "!character.not-ready", "character.delete"]),
    ("ready", ["character.photos-later", "character.photos-later", "!dataset.closed", "!dataset.closed", "!dataset.closed",
        "!training.trained", "!training.trained", "create.answer", "character.delete"]),
];

#[tokio::test]
async fn every_step_is_open_or_closed_in_every_state_as_the_table_says() {
    let lab = Lab::start();
    for (state, row) in TABLE {
        let world = rich(&lab);
        let id = prepare(&world, state).await;
        let cells = || ACTS.into_iter().zip(row);
        let lasting = |act: &str, cell: &str| !cell.starts_with('!') && !HARMLESS.contains(&act);
        for (act, cell) in cells().filter(|(act, cell)| !lasting(act, cell)) {
            check(&world, &id, state, act, cell).await;
        }
        for (act, cell) in cells().filter(|(act, cell)| lasting(act, cell)) {
            let world = rich(&lab);
            let id = prepare(&world, state).await;
            check(&world, &id, state, act, cell).await;
        }
    }
}

async fn check(world: &World, id: &str, state: &str, act: &str, cell: &str) {
    let before = world.handle.ledger("animus", super::KEY).unwrap().entries.len();
    let (clause, status) = match cell.strip_prefix('!') {
        Some("dataset.image-unknown") => ("dataset.image-unknown", 404),
        Some(refusal) => (refusal, 409),
        None => (cell, 200),
    };
    let answer = perform(world, id, act).await;
    assert_eq!(answer.status, status, "{state}, {act}: {answer:?}");
    assert!(answer.clauses.contains(&format!("animus.{clause}")), "{state}, {act}: {answer:?}");
    if status != 200 {
        let others = TABLE.iter().flat_map(|(_, row)| row).filter_map(|cell| cell.strip_prefix('!'));
        let wrong: Vec<_> = others
            .filter(|other| *other != clause && answer.clauses.contains(&format!("animus.{other}")))
            .collect();
        assert!(wrong.is_empty(), "{state}, {act}: {wrong:?} did not decide");
        let after = world.handle.ledger("animus", super::KEY).unwrap().entries.len();
        assert_eq!(after, before, "{state}, {act}: a refused step costs nothing");
    }
}

async fn perform(world: &World, id: &str, act: &str) -> Answer {
    match act {
        "upload" => upload_face(world, id, FACE).await,
        "faces" => {
            let one = json!({ "source_image_url": "https://example.com/a.png", "prompts": ["In profile"] });
            call(world, &format!("POST /characters/{id}/auto-generate-face-images"), &one).await
        }
        "generate" => {
            call(world, &format!("POST /{id}/dataset/generate"), &json!({ "prompts": ["On a pier"] })).await
        }
        "review" => {
            let landed = images(world, id).await;
            let image =
                landed.first().map_or("img_000000000000", |image| image["image_id"].as_str().unwrap());
            let path = format!("PUT /{id}/dataset/images/{image}/approval");
            call(world, &path, &json!({ "approved": true })).await
        }
        "approve" => call(world, &format!("POST /{id}/dataset/approve"), &Value::Null).await,
        "face" | "body" => call(world, &format!("POST /{id}/training/{act}-lora"), &Value::Null).await,
        "render" => {
            let order = json!({ "prompt": "On a pier", "character_id": id });
            call(world, "POST /generation/create", &order).await
        }
        "delete" => call(world, &format!("DELETE /characters/{id}"), &Value::Null).await,
        other => unreachable!("{other} is no act"),
    }
}

/// A new character, taken to a state.
async fn prepare(world: &World, state: &str) -> String {
    let id = make(world).await;
    let reached = TABLE.iter().position(|(name, _)| *name == state).expect("a state of the table");
    let from =
        |name: &str| TABLE.iter().position(|(other, _)| *other == name).is_some_and(|at| reached >= at);
    if from("faces") {
        for _ in 0..5 {
            assert_eq!(upload_face(world, &id, FACE).await.status, 200);
        }
    }
    if from("references") {
        for kind in ["body_image_front", "body_image_back"] {
            assert_eq!(upload_body(world, &id, BODY, kind).await.status, 200);
        }
    }
    if from("generating") {
        let fate = if state == "set failed" { "[[fail]]" } else { "" };
        let prompts: Vec<_> = (0..12).map(|number| format!("Scene {number} {fate}")).collect();
        done(world, &format!("POST /{id}/dataset/generate"), &json!({ "prompts": prompts })).await;
        advance(world, if state == "generating" { 20 } else { 600 });
    }
    if from("reviewed") {
        approve_images(world, &id, 10).await;
    }
    if from("approved") {
        done(world, &format!("POST /{id}/dataset/approve"), &Value::Null).await;
    }
    if from("face in training") {
        let job = train(world, &id, "face").await;
        let outcome = match state {
            "face in training" => return id,
            "face failed" => "fail",
            "face cancelled" => "cancel",
            _ => "succeed",
        };
        let finish = format!("POST /jobs/animus/{job}/finish");
        assert_eq!(world.control(&finish, &json!({ "outcome": outcome })).await.status, 200);
    }
    if from("ready") {
        train(world, &id, "body").await;
        advance(world, 3600);
    }
    id
}
