//! From a name to a render: the whole guide, by the real client, told by its own traffic.

use std::time::Duration;

use animus_client::{
    AnimusClient, AutoFacesRequest, CharacterRequest, CreateRequest, DatasetRequest, ImageFilter, ImageType,
    Upload, Verdict,
};
use contract_tests::story::Story;

use super::{BACK, FRONT, KEY, advance, fixture};

const PATIENCE: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn from_a_name_to_a_render() {
    let story = Story::begin("60", |world, timekeeping| {
        let client = timekeeping.set(AnimusClient::builder(world.url("animus")).token(KEY));
        client.build().expect("a sound base URL")
    });
    let client = &story.client;
    let photo = |file: &str| Upload::bytes(file.rsplit('/').next().unwrap(), fixture(file));

    story.tell("A name, and photographs; one of them is no good");
    let character = client.create_character(&CharacterRequest::new("Mira")).await.unwrap();
    let id = character.character_id.as_str();
    for number in 1..=3 {
        client.upload_face(id, &photo(&format!("photos/face-{number}.jpg"))).await.unwrap();
    }
    client.upload_face(id, &photo("refused/blurred.jpg")).await.unwrap_err();
    client.upload_body(id, &photo(FRONT), Some(ImageType::BodyImageFront)).await.unwrap();

    story.tell("Two more faces are made from one of them");
    let source = AutoFacesRequest::new("https://example.com/mira.png")
        .with_prompts(["In profile", "Laughing"].map(str::to_owned));
    let faces = client.auto_generate_faces(id, &source).await.unwrap();
    client.upload_job(faces.job_id).wait(PATIENCE).await.unwrap();

    story.tell("The training set has to wait for the back view");
    let wanted: Vec<_> = (1..=11).map(|number| format!("Scene {number}")).collect();
    let dataset = DatasetRequest::new().with_prompts(wanted);
    client.generate_dataset(id, &dataset).await.unwrap_err();
    client.upload_body(id, &photo(BACK), Some(ImageType::BodyImageBack)).await.unwrap();
    client.generate_dataset(id, &dataset).await.unwrap();
    client.approve_dataset(id).await.unwrap_err();
    client.dataset(id).wait(PATIENCE).await.unwrap();

    story.tell("One image is not like her, all others are");
    let images = client.dataset_images(id, ImageFilter::Unset).await.unwrap().images;
    client.delete_dataset_image(id, &images[10].image_id).await.unwrap();
    for image in &images[..10] {
        client.set_dataset_image_approval(id, &image.image_id, Verdict::Approve).await.unwrap();
    }
    client.approve_dataset(id).await.unwrap();

    story.tell("Both LoRAs; a render comes too early");
    let face = client.start_face_training(id).await.unwrap();
    client.start_body_training(id).await.unwrap();
    let render = CreateRequest::new("On a pier at dawn").with_character_id(id);
    client.create(&render).await.unwrap_err();
    advance(&story.world, 300);
    client.training_logs(id, &face.job_id, Some(3)).await.unwrap();
    advance(&story.world, 1200);
    client.training_status(id).await.unwrap();
    client.capabilities(id).await.unwrap();

    story.tell("The render");
    let submission = client.create(&render).await.unwrap();
    let generation = client.generation(submission.generation_id).wait(PATIENCE).await.unwrap();
    story.fetch(&generation.result_urls[0]).await;
    story.check_log("animus", "from-a-name-to-a-render").await;
    insta::assert_snapshot!(story.end("animus", KEY));
}

/// Every step of the guide before its time, and after it.
#[tokio::test]
async fn each_step_is_refused_out_of_its_turn() {
    let story = Story::begin("60", |world, timekeeping| {
        let client = timekeeping.set(AnimusClient::builder(world.url("animus")).token(KEY));
        client.build().expect("a sound base URL")
    });
    let client = &story.client;
    let photo = |file: &str| Upload::bytes(file.rsplit('/').next().unwrap(), fixture(file));
    let character = client.create_character(&CharacterRequest::new("Mira")).await.unwrap();
    let id = character.character_id.as_str();
    let wanted: Vec<_> = (1..=10).map(|number| format!("Scene {number}")).collect();
    let dataset = DatasetRequest::new().with_prompts(wanted);
    let render = CreateRequest::new("On a pier at dawn").with_character_id(id);

    story.tell("Nothing is there yet");
    client.generate_dataset(id, &dataset).await.unwrap_err();
    client.approve_dataset(id).await.unwrap_err();
    client.start_face_training(id).await.unwrap_err();
    client.start_body_training(id).await.unwrap_err();
    client.create(&render).await.unwrap_err();

    story.tell("The training set is being made");
    client.upload_body(id, &photo(FRONT), Some(ImageType::BodyImageFront)).await.unwrap();
    client.upload_body(id, &photo(BACK), Some(ImageType::BodyImageBack)).await.unwrap();
    client.generate_dataset(id, &dataset).await.unwrap();
    client.generate_dataset(id, &dataset).await.unwrap_err();
    client.approve_dataset(id).await.unwrap_err();

    story.tell("It was approved, and is closed");
    client.dataset(id).wait(PATIENCE).await.unwrap();
    let images = client.dataset_images(id, ImageFilter::Unset).await.unwrap().images;
    for image in &images {
        client.set_dataset_image_approval(id, &image.image_id, Verdict::Approve).await.unwrap();
    }
    client.approve_dataset(id).await.unwrap();
    client.approve_dataset(id).await.unwrap_err();
    client.generate_dataset(id, &dataset).await.unwrap_err();
    client.set_dataset_image_approval(id, &images[0].image_id, Verdict::Reject).await.unwrap_err();
    client.delete_dataset_image(id, &images[0].image_id).await.unwrap_err();

    story.tell("A training runs");
    client.start_body_training(id).await.unwrap();
    client.start_body_training(id).await.unwrap_err();
    client.delete_character(id).await.unwrap_err();
    client.create(&render).await.unwrap_err();
    insta::assert_snapshot!(story.end("animus", KEY));
}
