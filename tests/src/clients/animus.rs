//! The typed calls of `animus-client` for the requests of clauses.

use std::fmt::Debug;

use animus_client::{
    AnimusClient, AnimusError, AutoFacesRequest, BatchPrompt, BatchRequest, CharacterChanges,
    CharacterRequest, CreateRequest, DatasetRequest, ImageFilter, ImageType, PageOptions, RegenerateRequest,
    Upload, Verdict,
};
use contract::Call;
use serde_json::Value;

use crate::workspace;

pub(super) async fn typed_call(server: &str, key: &str, call: &Call) -> String {
    let client = super::unhurried(AnimusClient::builder(server).token(key.to_owned())).build();
    let client = client.expect("a sound base URL");
    let (method, target) = call.target();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let parts: Vec<_> = path.split('/').skip(1).collect();
    let (body, query) = (call.body.clone().unwrap_or_default(), Query(query));
    match parts.as_slice() {
        ["generation", rest @ ..] => generation(&client, method, rest, &body, &query).await,
        ["characters", rest @ ..] => characters(&client, method, rest, &body, &query).await,
        ["upload-job", job, "status"] if method == "GET" => print(client.upload_job(*job).poll().await),
        [character, "generation", "capabilities"] if method == "GET" => {
            print(client.capabilities(character).await)
        }
        [character, "upload", side] if method == "POST" => upload(&client, character, side, call).await,
        [character, "assets"] if method == "GET" => {
            print(client.assets(character, query.value("asset_type").map(Into::into)).await)
        }
        [character, "dataset", rest @ ..] => dataset(&client, method, character, rest, &body, &query).await,
        [character, "training", rest @ ..] => training(&client, method, character, rest, &query).await,
        _ => other(&client).await,
    }
}

/// Makes a plain call in place of any other request, such as one with a wrong method or path. The client reads the
/// answer in the same way.
async fn other(client: &AnimusClient) -> String {
    print(client.list_groups(PageOptions::default(), None).await)
}

async fn generation(
    client: &AnimusClient,
    method: &str,
    parts: &[&str],
    body: &Value,
    query: &Query<'_>,
) -> String {
    match (method, parts) {
        ("POST", ["create"]) => print(client.create(&create(body)).await),
        ("POST", ["batch"]) => print(client.create_batch(&batch(body)).await),
        ("GET", ["status", id]) => print(client.generation(*id).poll().await),
        ("GET", ["groups"]) => {
            print(client.list_groups(query.page(), query.value("character_id").map(Into::into)).await)
        }
        ("GET", ["groups", group]) => print(client.get_group(group, query.page()).await),
        ("DELETE", ["groups", group]) => print(client.delete_group(group).await),
        ("DELETE", ["generations", generation]) => print(client.delete_generation(generation).await),
        _ => other(client).await,
    }
}

async fn characters(
    client: &AnimusClient,
    method: &str,
    parts: &[&str],
    body: &Value,
    query: &Query<'_>,
) -> String {
    let text = |name: &str, otherwise: &str| body[name].as_str().unwrap_or(otherwise).to_owned();
    match (method, parts) {
        ("POST", []) => {
            let mut request = CharacterRequest::new(text("name", "A name"));
            with_texts!(request, body, "description" => with_description);
            print(client.create_character(&request).await)
        }
        ("GET", []) => print(client.list_characters(query.page()).await),
        ("GET", [character]) => print(client.get_character(character).await),
        ("PUT", [character]) => {
            let mut changes = CharacterChanges::new();
            with_texts!(changes, body, "name" => with_name, "description" => with_description);
            print(client.update_character(character, &changes).await)
        }
        ("DELETE", [character]) => print(client.delete_character(character).await),
        ("POST", [character, "auto-generate-face-images"]) => {
            let mut request = AutoFacesRequest::new(text("source_image_url", "https://example.com/face.png"));
            if let Some(prompts) = texts(&body["prompts"]) {
                request = request.with_prompts(prompts);
            }
            print(client.auto_generate_faces(character, &request).await)
        }
        _ => other(client).await,
    }
}

async fn upload(client: &AnimusClient, character: &str, side: &str, call: &Call) -> String {
    let form = call.form.clone().unwrap_or_default();
    let photo = match form.get("file") {
        Some(file) => Upload::path(workspace().join("fixtures/animus").join(file)),
        None => Upload::bytes("photo.jpg", "a photo"),
    };
    let image_type = form.get("image_type").map(|side| ImageType::from(side.as_str()));
    match side {
        "face-image" => print(client.upload_face(character, &photo).await),
        "body-image" => print(client.upload_body(character, &photo, image_type).await),
        _ => other(client).await,
    }
}

async fn dataset(
    client: &AnimusClient,
    method: &str,
    character: &str,
    parts: &[&str],
    body: &Value,
    query: &Query<'_>,
) -> String {
    match (method, parts) {
        ("POST", ["generate"]) => {
            let mut request = DatasetRequest::new();
            with_options!(request, body, "use_default_prompts" => with_use_default_prompts(as_bool));
            if let Some(prompts) = texts(&body["prompts"]) {
                request = request.with_prompts(prompts);
            }
            print(client.generate_dataset(character, &request).await)
        }
        ("GET", ["status"]) => print(client.dataset(character).poll().await),
        ("GET", ["images"]) => print(client.dataset_images(character, query.images()).await),
        ("PUT", ["images", image, "approval"]) => {
            let approved = body["approved"].as_bool().unwrap_or_default();
            let verdict = if approved { Verdict::Approve } else { Verdict::Reject };
            print(client.set_dataset_image_approval(character, image, verdict).await)
        }
        ("POST", ["images", image, "regenerate"]) => {
            let mut request = RegenerateRequest::new();
            with_options!(request, body, "seed" => with_seed(as_i64));
            with_texts!(request, body, "prompt" => with_prompt);
            print(client.regenerate_dataset_image(character, image, &request).await)
        }
        ("DELETE", ["images", image]) => print(client.delete_dataset_image(character, image).await),
        ("POST", ["approve"]) => print(client.approve_dataset(character).await),
        _ => other(client).await,
    }
}

async fn training(
    client: &AnimusClient,
    method: &str,
    character: &str,
    parts: &[&str],
    query: &Query<'_>,
) -> String {
    match (method, parts) {
        // The guide prints these calls without a method, like GETs. The client posts.
        ("GET" | "POST", ["face-lora"]) => print(client.start_face_training(character).await),
        ("GET" | "POST", ["body-lora"]) => print(client.start_body_training(character).await),
        ("GET", ["status"]) => print(client.training_status(character).await),
        ("GET", ["jobs"]) => print(client.training_jobs(character).await),
        ("GET", ["jobs", job, "logs"]) => {
            print(client.training_logs(character, job, query.parsed("lines")).await)
        }
        ("GET", ["complete-status"]) => print(client.complete_training_status(character).await),
        ("POST", ["jobs", job, "cancel"]) => print(client.cancel_training(character, job).await),
        _ => other(client).await,
    }
}

fn create(body: &Value) -> CreateRequest {
    let mut request = CreateRequest::new(body["prompt"].as_str().unwrap_or("A prompt"));
    with_options!(request, body,
        "convert_to_video" => with_convert_to_video(as_bool),
        "face_swap" => with_face_swap(as_bool),
        "guidance_scale" => with_guidance_scale(as_f64),
        "height" => with_height(as_u64),
        "num_images" => with_num_images(as_u64),
        "num_inference_steps" => with_num_inference_steps(as_u64),
        "seed" => with_seed(as_i64),
        "strength" => with_strength(as_f64),
        "use_body_lora" => with_use_body_lora(as_bool),
        "use_face_lora" => with_use_face_lora(as_bool),
        "width" => with_width(as_u64),
    );
    with_texts!(request, body,
        "character_id" => with_character_id,
        "generation_type" => with_generation_type,
        "group_id" => with_group_id,
        "group_title" => with_group_title,
        "negative_prompt" => with_negative_prompt,
        "source_image_url" => with_source_image_url,
    );
    request
}

fn batch(body: &Value) -> BatchRequest {
    let prompts = body["prompts"].as_array().cloned().unwrap_or_default();
    let prompt = |body: &Value| {
        let mut prompt = BatchPrompt::new(body["prompt"].as_str().unwrap_or("A prompt"));
        with_options!(prompt, body,
            "face_swap" => with_face_swap(as_bool),
            "use_body_lora" => with_use_body_lora(as_bool),
            "use_face_lora" => with_use_face_lora(as_bool),
        );
        with_texts!(prompt, body, "source_image_url" => with_source_image_url);
        prompt
    };
    let mut request = BatchRequest::new(prompts.iter().map(prompt).collect::<Vec<_>>());
    with_texts!(request, body,
        "character_id" => with_character_id,
        "group_id" => with_group_id,
        "group_title" => with_group_title,
    );
    request
}

fn texts(list: &Value) -> Option<Vec<String>> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    list.as_array().map(|list| list.iter().filter_map(text).collect())
}

/// The query of a target, without the question mark.
struct Query<'a>(&'a str);

impl<'a> Query<'a> {
    fn value(&self, name: &str) -> Option<&'a str> {
        let mut pairs = self.0.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    fn parsed<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.value(name)?.parse().ok()
    }

    fn images(&self) -> ImageFilter {
        match self.parsed("approved_only") {
            None => ImageFilter::Unset,
            Some(false) => ImageFilter::All,
            Some(true) => ImageFilter::Approved,
        }
    }

    fn page(&self) -> PageOptions {
        let mut options = PageOptions::default();
        if let Some(limit) = self.parsed("limit") {
            options = options.with_limit(limit);
        }
        if let Some(offset) = self.parsed("offset") {
            options = options.with_offset(offset);
        }
        options
    }
}

/// Prints the result, and the client's view of a refusal.
fn print<T: Debug>(result: Result<T, AnimusError>) -> String {
    let refusal = result.as_ref().err().and_then(AnimusError::refusal).cloned();
    let printed = super::print(result);
    match refusal {
        Some(refusal) => format!("{printed} refusal: {refusal:#?}"),
        None => printed,
    }
}
