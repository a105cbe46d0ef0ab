//! Journeys through Animus: pictures, batches, and the way from photos to a trained character.

use std::time::Duration;

use animus_client::{
    AnimusClient, AutoFacesRequest, BatchPrompt, BatchRequest, BatchSubmission, CharacterRequest,
    CreateRequest, DatasetRequest, ImageFilter, ImageType, Result, Submission, TrainingStart, Upload,
    Verdict,
};
use contract_tests::workspace;
use futures_util::TryStreamExt;

use super::witness::{Promise, Witness, promise};
use super::{Country, KEY, travel};

const PATIENCE: Duration = Duration::from_secs(3600);
/// The character that every account starts with.
const CHARACTER: &str = "char_123";

#[test]
fn nothing_is_bought_twice_or_lost() {
    let paths = &[
        "/generation/create",
        "/generation/batch",
        "/generation/status/*",
        "/generation/**",
        "/characters/**",
        "/upload-job/*/status",
        "/*/upload/*",
        "/*/dataset/**",
        "/*/training/**",
    ];
    let country = Country { provider: "animus", paths, journeys: 4, turn: Duration::ZERO };
    travel(&country, &async |witness, journey| {
        let client =
            witness.equip(AnimusClient::builder(witness.world.url("animus")).token(KEY)).build().unwrap();
        let _ = match journey {
            0 => pictures(witness, &client).await,
            1 => a_batch(witness, &client).await,
            2 => photos_and_faces(witness, &client).await,
            _ => from_photos_to_a_training(witness, &client).await,
        };
    });
}

async fn pictures(witness: &Witness, client: &AnimusClient) -> Result<()> {
    let _ = witness.looks(client.capabilities(CHARACTER)).await;
    let request = CreateRequest::new("On a pier at dawn").with_character_id(CHARACTER);
    for _ in 0..2 {
        let Ok(made) = witness.buys(1, client.create(&request), told(client)).await else { continue };
        let id = &*made.generation_id;
        let waiting = client.generation(id);
        if let Ok(generation) = witness.waits(id, PATIENCE, waiting.wait(PATIENCE)).await {
            for url in generation.result_urls {
                let mut picture = Vec::new();
                let fetched = witness.looks(client.download(&url).to_writer(&mut picture)).await?;
                witness.check(fetched.length == picture.len() as u64, || {
                    format!("{fetched:?} is not the picture")
                });
            }
        }
        let _ = witness.removes(&[id], client.delete_generation(id)).await;
    }
    witness.looks(client.groups(None).try_collect::<Vec<_>>()).await.map(drop)
}

async fn a_batch(witness: &Witness, client: &AnimusClient) -> Result<()> {
    let prompts = ["In the rain", "In the snow", "[[fail]]"].map(BatchPrompt::new);
    let request = BatchRequest::new(prompts).with_character_id(CHARACTER);
    let batch = witness.buys(3, client.create_batch(&request), told_of_all(client)).await?;
    let changes = client.generation(&*batch.batch_id).changes(PATIENCE);
    let _ = witness.follows(PATIENCE, changes.try_collect::<Vec<_>>()).await;
    let group = batch.group_id.unwrap_or_default();
    let shown = witness.looks(client.group_generations(&group).try_collect::<Vec<_>>()).await?;
    let ids: Vec<_> = shown.iter().map(|generation| &*generation.generation_id).collect();
    let made = batch.results.iter().filter_map(|result| result.generation_id.as_deref());
    witness.check(made.clone().all(|id| ids.contains(&id)), || format!("{ids:?} is not the whole group"));
    witness.removes(&ids, client.delete_group(&group)).await.map(drop)
}

async fn photos_and_faces(witness: &Witness, client: &AnimusClient) -> Result<()> {
    let character = witness.changes(client.create_character(&CharacterRequest::new("Mira"))).await?;
    let id = &*character.character_id;
    for file in ["face-1.jpg", "face-2.jpg"] {
        let _ = witness.changes(client.upload_face(id, &photo(file))).await;
    }
    let request = AutoFacesRequest::new("https://example.com/mira.png")
        .with_prompts(["In profile", "Laughing"].map(str::to_owned));
    let faces = witness.buys(1, client.auto_generate_faces(id, &request), |faces| {
        let job = client.upload_job(&*faces.job_id);
        vec![promise(&faces.job_id, async move { job.wait(PATIENCE).await.map(drop) })]
    });
    let mut jobs = Vec::new();
    if let Ok(faces) = faces.await {
        let waiting = client.upload_job(&*faces.job_id);
        let _ = witness.waits(&faces.job_id, PATIENCE, waiting.wait(PATIENCE)).await;
        jobs.push(faces.job_id);
    }
    let _ = witness.looks(client.assets(id, None)).await;
    let _ = witness.looks(client.characters().try_collect::<Vec<_>>()).await;
    // What was made for the character goes with it.
    let jobs: Vec<_> = jobs.iter().map(|job| &**job).collect();
    witness.removes(&jobs, client.delete_character(id)).await.map(drop)
}

async fn from_photos_to_a_training(witness: &Witness, client: &AnimusClient) -> Result<()> {
    let character = witness.changes(client.create_character(&CharacterRequest::new("Mira"))).await?;
    let id = &*character.character_id;
    for file in ["face-1.jpg", "face-2.jpg", "face-3.jpg"] {
        let _ = witness.changes(client.upload_face(id, &photo(file))).await;
    }
    for (file, side) in
        [("body-front.jpg", ImageType::BodyImageFront), ("body-back.jpg", ImageType::BodyImageBack)]
    {
        let _ = witness.changes(client.upload_body(id, &photo(file), Some(side))).await;
    }
    let scenes: Vec<_> = (1..=10).map(|number| format!("Scene {number}")).collect();
    let wanted = DatasetRequest::new().with_prompts(scenes);
    let told = |made: &animus_client::DatasetGeneration| {
        let dataset = client.dataset(id);
        let wait = async move { dataset.wait(PATIENCE).await.map(drop) };
        made.job_id.as_deref().map(|job| promise(job, wait)).into_iter().collect()
    };
    witness.buys(1, client.generate_dataset(id, &wanted), told).await?;
    // A set is there also where an image of it failed.
    let _ = witness.follows(PATIENCE, client.dataset(id).wait(PATIENCE)).await;
    for image in witness.looks(client.dataset_images(id, ImageFilter::Unset)).await?.images {
        let _ =
            witness.settles(client.set_dataset_image_approval(id, &image.image_id, Verdict::Approve)).await;
    }
    let _ = witness.changes(client.approve_dataset(id)).await;
    if let Ok(face) = witness.buys(1, client.start_face_training(id), told_of_training(client, id)).await {
        let _ = witness.changes(client.cancel_training(id, &face.job_id)).await;
    }
    let body = witness.buys(1, client.start_body_training(id), told_of_training(client, id)).await?;
    let waiting = client.training_job(id, &*body.job_id);
    witness.waits(&body.job_id, PATIENCE, waiting.wait(PATIENCE)).await.map(drop)
}

fn photo(file: &str) -> Upload {
    Upload::path(workspace().join("fixtures/animus/photos").join(file))
}

fn told(client: &AnimusClient) -> impl FnOnce(&Submission) -> Vec<Promise> {
    |submission| vec![generation(client, &submission.generation_id)]
}

fn told_of_all(client: &AnimusClient) -> impl FnOnce(&BatchSubmission) -> Vec<Promise> {
    |batch| {
        let ids = batch.results.iter().filter_map(|result| result.generation_id.as_deref());
        ids.map(|id| generation(client, id)).collect()
    }
}

fn generation(client: &AnimusClient, id: &str) -> Promise {
    let generation = client.generation(id);
    promise(id, async move { generation.wait(PATIENCE).await.map(drop) })
}

fn told_of_training(client: &AnimusClient, character: &str) -> impl FnOnce(&TrainingStart) -> Vec<Promise> {
    move |start| {
        let job = client.training_job(character, &*start.job_id);
        vec![promise(&start.job_id, async move { job.wait(PATIENCE).await.map(drop) })]
    }
}
