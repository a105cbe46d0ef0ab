//! Is every request that the character guide prints answered, with nothing changed but host, key, ids and files?

use contract_tests::lab::Lab;
use serde_json::{Value, json};

use super::{BACK, FACE, FRONT, advance, approve_images, call, done, get, make_trainable, upload};

#[tokio::test]
async fn every_printed_request_is_answered() {
    let lab = Lab::start();
    let world = lab.world();
    let printed = json!({
        "name": "Chloe",
        "description": "Lifestyle creator focusing on travel and wellness",
    });
    let made = done(&world, "POST /characters", &printed).await;
    let id = made["character_id"].as_str().unwrap();
    get(&world, "/characters").await;
    get(&world, &format!("/characters/{id}")).await;
    done(&world, &format!("PUT /characters/{id}"), &json!({ "name": "Chloe", "description": "On tour" }))
        .await;

    assert_eq!(upload(&world, &format!("/{id}/upload/face-image"), FACE, None).await.status, 200);
    let body = format!("/{id}/upload/body-image");
    assert_eq!(upload(&world, &body, FRONT, Some("body_image_front")).await.status, 200);
    assert_eq!(upload(&world, &body, BACK, Some("body_image_back")).await.status, 200);
    assert_eq!(get(&world, &format!("/{id}/assets")).await["total"], 3);

    let source = json!({ "source_image_url": "https://cdn.animusai.co/samples/headshot.png" });
    let faces = done(&world, &format!("POST /characters/{id}/auto-generate-face-images"), &source).await;
    let job = faces["job_id"].as_str().unwrap();
    get(&world, &format!("/upload-job/{job}/status")).await;

    let path = format!("POST /{id}/dataset/generate");
    done(&world, &path, &json!({ "use_default_prompts": true })).await;
    get(&world, &format!("/{id}/dataset/status")).await;
    advance(&world, 600);
    let list = get(&world, &format!("/{id}/dataset/images?approved_only=false")).await;
    let image = |number: usize| list["images"][number]["image_id"].as_str().unwrap();
    let path = format!("POST /{id}/dataset/images/{}/regenerate", image(0));
    done(&world, &path, &json!({ "prompt": "Once more" })).await;
    done(&world, &format!("DELETE /{id}/dataset/images/{}", image(1)), &Value::Null).await;
    approve_images(&world, id, 12).await;
    done(&world, &format!("POST /{id}/dataset/approve"), &Value::Null).await;

    // The guide prints the two calls without a method, so curl sends GET.
    let face = get(&world, &format!("/{id}/training/face-lora")).await;
    get(&world, &format!("/{id}/training/body-lora")).await;
    get(&world, &format!("/{id}/training/status")).await;
    get(&world, &format!("/{id}/training/jobs")).await;
    let job = face["job_id"].as_str().unwrap();
    get(&world, &format!("/{id}/training/jobs/{job}/logs?lines=100")).await;
    get(&world, &format!("/{id}/training/complete-status")).await;
    let cancelled = done(&world, &format!("POST /{id}/training/jobs/{job}/cancel"), &Value::Null).await;
    assert_eq!(cancelled["success"], true);
    done(&world, &format!("POST /{id}/training/face-lora"), &Value::Null).await;
    advance(&world, 3600);
    assert_eq!(get(&world, &format!("/{id}/generation/capabilities")).await["generation_ready"], true);
}

/// The guides print null for what is not given.
#[tokio::test]
async fn null_is_as_if_left_out() {
    let lab = Lab::start();
    let world = lab.world();
    let made = done(&world, "POST /characters", &json!({ "name": "Mira", "description": null })).await;
    let id = made["character_id"].as_str().unwrap();
    let kept = done(&world, &format!("PUT /characters/{id}"), &json!({ "name": null })).await;
    assert_eq!((&kept["name"], &kept["description"]), (&json!("Mira"), &json!("")));
    let faces = json!({ "source_image_url": "https://example.com/a.png", "prompts": null });
    let made = done(&world, &format!("POST /characters/{id}/auto-generate-face-images"), &faces).await;
    assert_eq!(made["total_images"], 10);
    let needed = call(&world, "POST /characters", &json!({ "name": null })).await;
    assert_eq!(needed.status, 400);
}

/// What the answer says of how sure it is.
#[tokio::test]
async fn a_training_on_get_is_called_contradicted_and_a_strict_world_refuses_it() {
    let lab = Lab::start();
    for strict in [false, true] {
        let world = lab.new_world(|settings| settings.strict = strict);
        let id = make_trainable(&world).await;
        let started = call(&world, &format!("GET /{id}/training/face-lora"), &Value::Null).await;
        assert_eq!(started.status, if strict { 405 } else { 200 }, "{started:?}");
        assert_eq!(started.clauses.contains(&"animus.training.printed-get".to_owned()), !strict);
        assert_eq!(started.clauses.contains(&"animus.training.post".to_owned()), strict);
    }
}

/// HEAD is what a link checker sends, and must never buy anything.
#[tokio::test]
async fn nothing_but_get_and_post_starts_a_training() {
    let lab = Lab::start();
    let world = lab.world();
    let id = make_trainable(&world).await;
    for method in ["HEAD", "PUT", "DELETE"] {
        let answer = call(&world, &format!("{method} /{id}/training/face-lora"), &Value::Null).await;
        assert_eq!(answer.status, 405, "{method}");
    }
    assert_eq!(super::ledger(&world), [""; 0]);
}
