//! The pictures that a character has: each can be seen while it is there, and not a moment longer.

use std::collections::BTreeSet;

use contract_tests::lab::{Lab, World};
use contract_tests::play::png_size;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{add_faces, add_references, advance, done, generate_dataset, get, images, make, rich};

async fn fetch(world: &World, url: &Value) -> (StatusCode, Vec<u8>) {
    let file = world.request(Method::GET, url.as_str().unwrap()).send().await.unwrap();
    (file.status(), file.bytes().await.unwrap().to_vec())
}

async fn is_gone(world: &World, url: &Value) -> bool {
    fetch(world, url).await.0 == 404
}

#[tokio::test]
async fn every_image_that_lands_can_be_seen_and_is_another_one() {
    let lab = Lab::start();
    let world = lab.world();
    let id = make(&world).await;
    add_references(&world, &id).await;
    generate_dataset(&world, &id).await;
    let faces = json!({ "source_image_url": "https://example.com/a.png" });
    done(&world, &format!("POST /characters/{id}/auto-generate-face-images"), &faces).await;
    advance(&world, 600);
    let assets = get(&world, &format!("/{id}/assets?asset_type=face_image")).await;
    let urls = assets["assets"].as_array().unwrap().iter().map(|asset| asset["view_url"].clone());
    let urls: Vec<_> =
        urls.chain(images(&world, &id).await.iter().map(|image| image["view_url"].clone())).collect();
    assert_eq!(urls.len(), 30);
    let mut seen = BTreeSet::new();
    for url in &urls {
        let (status, file) = fetch(&world, url).await;
        assert_eq!((status, png_size(&file)), (StatusCode::OK, Some((1024, 1024))), "{url}");
        assert!(seen.insert(file), "{url} shows what another one shows");
    }
}

#[tokio::test]
async fn an_image_made_again_is_another_one_and_the_old_one_is_gone() {
    let lab = Lab::start();
    let world = lab.world();
    let id = make(&world).await;
    add_references(&world, &id).await;
    generate_dataset(&world, &id).await;
    advance(&world, 600);
    let before = images(&world, &id).await[0].clone();
    let (_, old) = fetch(&world, &before["view_url"]).await;
    let path = format!("POST /{id}/dataset/images/{}/regenerate", before["image_id"].as_str().unwrap());
    done(&world, &path, &Value::Null).await;
    let after = images(&world, &id).await[0].clone();
    assert_eq!(after["image_id"], before["image_id"]);
    assert_eq!(after["prompt"], before["prompt"]);
    assert_ne!(after["seed"], before["seed"]);
    assert_ne!(fetch(&world, &after["view_url"]).await.1, old);
    assert!(is_gone(&world, &before["view_url"]).await);
    let path = format!("DELETE /{id}/dataset/images/{}", before["image_id"].as_str().unwrap());
    done(&world, &path, &Value::Null).await;
    assert!(is_gone(&world, &after["view_url"]).await);
}

#[tokio::test]
async fn nothing_is_left_of_a_deleted_character() {
    let lab = Lab::start();
    let world = rich(&lab);
    let id = make(&world).await;
    add_faces(&world, &id, 1).await;
    add_references(&world, &id).await;
    let job = generate_dataset(&world, &id).await;
    let faces = json!({ "source_image_url": "https://example.com/a.png" });
    done(&world, &format!("POST /characters/{id}/auto-generate-face-images"), &faces).await;
    advance(&world, 20);
    let assets = get(&world, &format!("/{id}/assets")).await;
    let image = images(&world, &id).await[0]["view_url"].clone();
    done(&world, &format!("DELETE /characters/{id}"), &Value::Null).await;
    for asset in assets["assets"].as_array().unwrap() {
        assert!(is_gone(&world, &asset["view_url"]).await);
    }
    assert!(is_gone(&world, &image).await);
    advance(&world, 600);
    let job = super::call(&world, &format!("GET /upload-job/{job}/status"), &Value::Null).await;
    assert_eq!(job.status, 404);
    assert_eq!(get(&world, "/characters").await["pagination"]["returned"], 1);
    assert_eq!(world.handle.jobs(&backlot::JobFilter::default()).len(), 0);
}

/// Nothing is fetched, but what the sandbox serves it knows: an edit shows the very photograph it was made from.
#[tokio::test]
async fn an_edit_of_a_photograph_shows_it() {
    let lab = Lab::start();
    let world = rich(&lab);
    let id = make(&world).await;
    add_references(&world, &id).await;
    generate_dataset(&world, &id).await;
    advance(&world, 600);
    let assets = get(&world, &format!("/{id}/assets")).await;
    let sources = [
        assets["assets"][0]["view_url"].clone(),
        assets["assets"][1]["view_url"].clone(),
        images(&world, &id).await[0]["view_url"].clone(),
        "https://example.com/elsewhere.png".into(),
    ];
    let mut seen = BTreeSet::new();
    for source in sources.iter().chain(&sources) {
        let order = json!({ "prompt": "The same at night", "source_image_url": source, "seed": 7 });
        let made = done(&world, "POST /generation/create", &order).await;
        advance(&world, 60);
        let path = format!("/generation/status/{}", made["generation_id"].as_str().unwrap());
        let (status, file) = fetch(&world, &get(&world, &path).await["result_urls"][0]).await;
        assert_eq!(status, 200);
        seen.insert(file);
    }
    assert_eq!(seen.len(), sources.len(), "one picture a source, however often it is asked for");
}

/// The LoRAs' files are there as soon as the LoRAs are.
#[tokio::test]
async fn a_loras_url_leads_to_a_file_that_says_what_it_is() {
    let lab = Lab::start();
    let world = lab.world();
    let capable = get(&world, "/char_123/generation/capabilities").await;
    for part in ["face_lora", "body_lora"] {
        let (status, file) = fetch(&world, &capable[part]["url"]).await;
        assert_eq!(status, 200);
        let (length, header) = file.split_first_chunk().unwrap();
        assert_eq!(u64::from_le_bytes(*length), header.len() as u64);
        let header: Value = serde_json::from_slice(header).unwrap();
        assert_eq!(header["__metadata__"]["lora"], part);
    }
}
