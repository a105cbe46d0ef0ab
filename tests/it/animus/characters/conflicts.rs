//! What comes before what: each 409, that nothing is charged for one, and that other organizations see nothing.

use contract_tests::lab::{Lab, World};
use serde_json::{Value, json};

use super::{
    KEY, add_faces, advance, approve_dataset, approve_images, call, done, generate_dataset, get, images,
    ledger, make, make_trainable, rich, train,
};

/// A call that comes too early or too late, in these words, and costs nothing.
async fn conflicts(world: &World, call_: &str, body: &Value, words: &str) {
    let before = ledger(world);
    let answer = call(world, call_, body).await;
    assert_eq!(answer.status, 409, "{call_}: {answer:?}");
    assert_eq!(answer.body["error"], "conflict");
    let message = answer.body["message"].as_str().unwrap();
    assert!(message.contains(words), "{call_}: {message}");
    assert_eq!(ledger(world), before, "{call_}");
}

fn defaults() -> Value {
    json!({ "use_default_prompts": true })
}

#[tokio::test]
async fn a_training_set_needs_both_sides_of_the_body_and_is_made_one_at_a_time() {
    let lab = Lab::start();
    let world = lab.world();
    let id = make(&world).await;
    let generate = format!("POST /{id}/dataset/generate");
    let approve = format!("POST /{id}/dataset/approve");
    conflicts(&world, &generate, &defaults(), "front and a back").await;
    conflicts(&world, &approve, &Value::Null, "at least 10").await;
    super::upload_body(&world, &id, super::FRONT, "body_image_front").await;
    super::upload_body(&world, &id, super::FRONT, "body_image").await;
    conflicts(&world, &generate, &defaults(), "front and a back").await;
    super::upload_body(&world, &id, super::BACK, "body_image_back").await;
    generate_dataset(&world, &id).await;
    conflicts(&world, &generate, &defaults(), "still being made").await;
    conflicts(&world, &approve, &Value::Null, "still being made").await;
    advance(&world, 600);
    approve_images(&world, &id, 9).await;
    conflicts(&world, &approve, &Value::Null, "at least 10").await;
    let status = get(&world, &format!("/{id}/dataset/status")).await;
    assert_eq!((&status["approved_images"], &status["can_approve"]), (&json!(9), &json!(false)));
}

#[tokio::test]
async fn an_approved_training_set_is_closed() {
    let lab = Lab::start();
    let world = lab.world();
    let id = make(&world).await;
    approve_dataset(&world, &id).await;
    let image = images(&world, &id).await[0]["image_id"].as_str().unwrap().to_owned();
    let image = format!("/{id}/dataset/images/{image}");
    let closed = "changed no more";
    conflicts(&world, &format!("POST /{id}/dataset/generate"), &defaults(), closed).await;
    conflicts(&world, &format!("POST /{id}/dataset/approve"), &Value::Null, closed).await;
    conflicts(&world, &format!("PUT {image}/approval"), &json!({ "approved": false }), closed).await;
    conflicts(&world, &format!("POST {image}/regenerate"), &Value::Null, closed).await;
    conflicts(&world, &format!("DELETE {image}"), &Value::Null, closed).await;
    assert_eq!(images(&world, &id).await.len(), 20);
    assert_eq!(get(&world, &format!("/characters/{id}")).await["current_step"], 4);
}

#[tokio::test]
async fn a_training_needs_its_images_and_is_one_at_a_time() {
    let lab = Lab::start();
    let world = rich(&lab);
    let id = make(&world).await;
    let (face, body) = (format!("POST /{id}/training/face-lora"), format!("POST /{id}/training/body-lora"));
    add_faces(&world, &id, 4).await;
    conflicts(&world, &face, &Value::Null, "at least 5 face images").await;
    conflicts(&world, &body, &Value::Null, "Approve the training set").await;
    add_faces(&world, &id, 1).await;
    conflicts(&world, &face, &Value::Null, "Approve the training set").await;
    approve_dataset(&world, &id).await;
    train(&world, &id, "face").await;
    conflicts(&world, &face, &Value::Null, "being trained already").await;
    conflicts(&world, &format!("DELETE /characters/{id}"), &Value::Null, "being trained").await;
    advance(&world, 3600);
    conflicts(&world, &face, &Value::Null, "trained already").await;
    train(&world, &id, "body").await;
    conflicts(&world, &body, &Value::Null, "being trained already").await;
}

/// 404 before 409 before 402; and a 402 says what both guides say.
#[tokio::test]
async fn refusals_come_in_one_order() {
    let lab = Lab::start();
    let world = lab.new_world(|settings| {
        settings.credits = backlot::OpeningCredits::Everywhere("24.5".parse().unwrap());
    });
    let unknown = call(&world, "POST /char_nobody/training/face-lora", &Value::Null).await;
    assert_eq!(unknown.status, 404);
    let id = make(&world).await;
    conflicts(&world, &format!("POST /{id}/training/face-lora"), &Value::Null, "at least 5").await;
    add_faces(&world, &id, 5).await;
    approve_dataset(&world, &id).await;
    let poor = call(&world, &format!("POST /{id}/training/face-lora"), &Value::Null).await;
    let expected = json!({
        "error": "insufficient_credits",
        "message": poor.body["message"],
        "character_id": id,
        "required_credits": 25,
        "current_balance": 24.5,
    });
    assert_eq!((poor.status, poor.body), (402, expected));
    assert_eq!(ledger(&world), [""; 0]);
}

/// An untrained character cannot be rendered, a trained one can; its render is drawn from its own look.
#[tokio::test]
async fn a_character_is_rendered_once_its_loras_are_there() {
    let lab = Lab::start();
    let world = rich(&lab);
    let id = make(&world).await;
    let order = json!({ "prompt": "On a pier", "character_id": id });
    let early = call(&world, "POST /generation/create", &order).await;
    assert_eq!((early.status, &early.body["error"]), (409, &json!("character_not_ready")));
    add_faces(&world, &id, 5).await;
    approve_dataset(&world, &id).await;
    train(&world, &id, "face").await;
    train(&world, &id, "body").await;
    advance(&world, 3600);
    let capable = get(&world, &format!("/{id}/generation/capabilities")).await;
    assert_eq!(capable["generation_ready"], true);
    done(&world, "POST /generation/create", &order).await;
}

/// Every call on a character, as somebody else: 404 for all of them, and nothing changes.
#[tokio::test]
async fn no_call_reaches_another_organizations_character() {
    let lab = Lab::start();
    let world = rich(&lab);
    let id = make(&world).await;
    add_faces(&world, &id, 5).await;
    approve_dataset(&world, &id).await;
    let image = images(&world, &id).await[0]["image_id"].as_str().unwrap().to_owned();
    let training = train(&world, &id, "face").await;
    let faces = json!({ "source_image_url": "https://example.com/a.png", "prompts": ["One"] });
    let job = done(&world, &format!("POST /characters/{id}/auto-generate-face-images"), &faces).await;
    let job = job["job_id"].as_str().unwrap();
    let before = get(&world, &format!("/characters/{id}")).await;
    let calls = [
        (format!("GET /characters/{id}"), Value::Null),
        (format!("PUT /characters/{id}"), json!({ "name": "Mine" })),
        (format!("DELETE /characters/{id}"), Value::Null),
        (format!("POST /characters/{id}/auto-generate-face-images"), faces),
        (format!("GET /upload-job/{job}/status"), Value::Null),
        (format!("GET /{id}/assets"), Value::Null),
        (format!("POST /{id}/dataset/generate"), defaults()),
        (format!("GET /{id}/dataset/status"), Value::Null),
        (format!("GET /{id}/dataset/images"), Value::Null),
        (format!("PUT /{id}/dataset/images/{image}/approval"), json!({ "approved": true })),
        (format!("POST /{id}/dataset/images/{image}/regenerate"), Value::Null),
        (format!("DELETE /{id}/dataset/images/{image}"), Value::Null),
        (format!("POST /{id}/dataset/approve"), Value::Null),
        (format!("POST /{id}/training/face-lora"), Value::Null),
        (format!("POST /{id}/training/body-lora"), Value::Null),
        (format!("GET /{id}/training/status"), Value::Null),
        (format!("GET /{id}/training/jobs"), Value::Null),
        (format!("GET /{id}/training/jobs/{training}/logs"), Value::Null),
        (format!("POST /{id}/training/jobs/{training}/cancel"), Value::Null),
        (format!("GET /{id}/training/complete-status"), Value::Null),
        (format!("GET /{id}/generation/capabilities"), Value::Null),
    ];
    for (call, body) in calls {
        let body = (!body.is_null()).then_some(&body);
        let answer = world.call("animus", "somebody-else", &call, body).await;
        assert_eq!(answer.status, 404, "{call}: {answer:?}");
        assert_eq!(answer.body["error"], "not_found");
    }
    assert_eq!(get(&world, &format!("/characters/{id}")).await, before);
    assert_eq!(world.handle.ledger("animus", "somebody-else").unwrap().entries.len(), 1);
    assert!(world.handle.ledger("animus", KEY).unwrap().entries.len() > 1);
}

/// A training of one character is not another one's.
#[tokio::test]
async fn a_training_is_found_under_its_own_character_alone() {
    let lab = Lab::start();
    let world = rich(&lab);
    let (one, other) = (make_trainable(&world).await, make(&world).await);
    let job = train(&world, &one, "face").await;
    for path in [
        format!("GET /{other}/training/jobs/{job}/logs"),
        format!("POST /{other}/training/jobs/{job}/cancel"),
    ] {
        assert_eq!(call(&world, &path, &Value::Null).await.status, 404, "{path}");
    }
    assert_eq!(get(&world, &format!("/{other}/training/jobs")).await["total"], 0);
    assert_eq!(call(&world, &format!("GET /upload-job/{job}/status"), &Value::Null).await.status, 404);
}
