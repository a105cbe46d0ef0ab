//! Is every request that the image generation guide prints answered as it prints?

use contract_tests::lab::{Lab, World};
use contract_tests::pattern::{Kept, matches};
use contract_tests::play::png_size;
use serde_json::{Value, json};

use super::{BATCH, CREATE, LONG, done, each, fetch, file, group, look, text};

const KEY: &str = "the-reader";

/// `animus-generation.txt`, create.
fn printed_create() -> Value {
    json!({
        "prompt": "Cinematic portrait lighting on Chloe standing in a neon street",
        "character_id": "char_123",
        "num_images": 1,
        "seed": 42,
    })
}

/// `animus-generation.txt`, batch.
fn printed_batch() -> Value {
    json!({
        "prompts": [
            { "prompt": "Moody editorial portrait of Sora", "face_swap": true },
            { "prompt": "Profile shot of Sora in cinema lighting" },
            { "prompt": "Wide shot: Sora in a sci-fi hangar" },
        ],
        "character_id": "char_123",
        "group_title": "Sora editorial set",
    })
}

fn holds(expected: &Value, actual: &Value) {
    assert_eq!(matches(expected, actual, &Kept::new()), Ok(()), "{actual}");
}

/// At the printed instant, with what a new organization has.
fn world(lab: &Lab) -> World {
    lab.new_world(|settings| {
        settings.clock.now = Some("2024-07-01T15:04:55.101231Z".parse().unwrap());
        settings.credits = backlot::OpeningCredits::Provider;
    })
}

#[tokio::test]
async fn the_printed_generation_works_from_its_creation_to_its_deletion() {
    let lab = Lab::start();
    let world = world(&lab);
    let created = world.call("animus", KEY, CREATE, Some(&printed_create())).await;
    assert!(
        created.basis_of("status") == Some("contradicted"),
        "the printed seed is not in the table beside it: {created:?}"
    );
    assert!(created.clauses.iter().any(|id| id == "animus.create.seed"), "{created:?}");
    let expected = json!({
        "generation_id": "<text>",
        "group_id": "<text>",
        "status": "submitted",
        "message": "Character Generation job submitted successfully",
        "estimated_time": 30,
        "credits_deducted": 4,
        "remaining_balance": 96,
    });
    holds(&expected, &created.body);
    let (id, group_id) = (&created.body["generation_id"], &created.body["group_id"]);

    world.handle.advance(std::time::Duration::from_secs(30)).unwrap();
    let seen = look(&world, KEY, id).await;
    let expected = json!({
        "generation_id": id,
        "group_id": group_id,
        "generation_type": "character_generation",
        "status": "completed",
        "progress": 100,
        "result_urls": ["<url>"],
        "error": null,
        "created_at": "2024-07-01T15:04:55.101231",
        "prompt": "Cinematic portrait lighting on Chloe standing in a neon street",
        "service": "comfydeploy",
        "performance_metadata": { "duration": "<number>", "queue_position": 0 },
    });
    holds(&expected, &seen);
    let url = text(&seen["result_urls"][0]);
    assert!(url.ends_with(&format!("/character_generation_{}_0.png", text(id))), "{url}");
    assert_eq!(png_size(&file(&world, &seen).await.bytes), Some((1024, 1024)));

    let listed = done(&world, KEY, "GET /generation/groups?limit=20&offset=0", None).await;
    let printed = json!({ "limit": 20, "offset": 0, "returned": 1, "has_more": false });
    assert_eq!(listed["pagination"], printed);
    let listed = &listed["groups"][0];
    assert_eq!((&listed["group_id"], &listed["preview_image_url"]), (group_id, &json!(url)));
    assert_eq!((&listed["group_type"], &listed["generation_count"]), (&seen["generation_type"], &json!(1)));

    let call = format!("GET /generation/groups/{}?limit=12", text(group_id));
    let detail = done(&world, KEY, &call, None).await;
    assert_eq!(each(&detail["generations"], "generation_id"), [id]);
    assert_eq!(detail["pagination"]["limit"], 12);

    let call = format!("DELETE /generation/generations/{}", text(id));
    let deleted = done(&world, KEY, &call, None).await;
    assert_eq!(deleted["details"]["deleted_image_urls"], json!([url]));
    assert_eq!(fetch(&world, url).await.status, 404);
}

#[tokio::test]
async fn the_printed_batch_works_from_its_creation_to_the_deletion_of_its_group() {
    let lab = Lab::start();
    let world = world(&lab);
    let made = done(&world, KEY, BATCH, Some(&printed_batch())).await;
    assert_eq!((&made["credits_deducted"], &made["remaining_balance"]), (&json!(12), &json!(88)));
    assert_eq!(each(&made["results"], "prompt_index"), [0, 1, 2]);

    world.handle.advance(LONG).unwrap();
    let seen = look(&world, KEY, &made["batch_id"]).await;
    assert_eq!((&seen["status"], &seen["completed_generations"]), (&json!("completed"), &json!(3)));
    assert_eq!(each(&seen["generations"], "generation_id"), each(&made["results"], "generation_id"));
    let detail = group(&world, KEY, &made["group_id"]).await;
    assert_eq!((&detail["title"], &detail["generation_count"]), (&json!("Sora editorial set"), &json!(3)));

    let call = format!("DELETE /generation/groups/{}", text(&made["group_id"]));
    let deleted = done(&world, KEY, &call, None).await;
    assert_eq!((&deleted["deleted_generations"], &deleted["total_deleted_images"]), (&json!(3), &json!(3)));
    for url in seen["result_urls"].as_array().unwrap() {
        assert_eq!(fetch(&world, text(url)).await.status, 404);
    }
}

#[tokio::test]
async fn the_printed_requests_work_in_a_strict_world_too() {
    let lab = Lab::start();
    let world = lab.new_world(|settings| settings.strict = true);
    let created = world.call("animus", KEY, CREATE, Some(&printed_create())).await;
    assert_eq!(created.status, 200);
    assert!(created.clauses.iter().any(|id| id == "animus.create.table-strict"), "{created:?}");
    done(&world, KEY, BATCH, Some(&printed_batch())).await;
}
