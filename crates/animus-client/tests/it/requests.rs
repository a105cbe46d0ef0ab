//! Each call sends what the documents print.

use animus_client::*;
use serde_json::{Value, json};

use crate::server::{Reply, Server};
use crate::{CHARACTER, scripted};

/// Returns the request line and the JSON body of a request.
fn parts(request: &str) -> (String, Value) {
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("\r\nauthorization: Bearer key-1\r\n"), "{head}");
    assert!(head.contains("\r\nuser-agent: animus-client/"), "{head}");
    assert_eq!(head.contains("\r\ncontent-type: application/json\r\n"), !body.is_empty());
    let line = head.lines().next().unwrap().strip_suffix(" HTTP/1.1").unwrap();
    (line.replace(" /animus/v2", " "), serde_json::from_str(body).unwrap_or_default())
}

fn sent(server: &Server) -> Vec<(String, Value)> {
    server.requests().iter().map(|request| parts(request)).collect()
}

fn lines(server: &Server) -> Vec<String> {
    let sent = sent(server);
    assert!(sent.iter().all(|(_, body)| body.is_null()), "{sent:?}");
    sent.into_iter().map(|(line, _)| line).collect()
}

/// Starts a server with answers that cannot be decoded, and a client of it: only the requests are checked.
async fn listening(calls: usize) -> (Server, AnimusClient) {
    scripted((0..calls).map(|_| Reply::Json(200, "{"))).await
}

#[tokio::test]
async fn generations_are_asked_for_as_printed() {
    let (server, client) = listening(4).await;
    let full = CreateRequest::new("In the rain")
        .with_negative_prompt("sun")
        .with_strength(0.5)
        .with_guidance_scale(7.5)
        .with_num_inference_steps(30)
        .with_seed(42)
        .with_width(768)
        .with_height(1024)
        .with_num_images(2)
        .with_generation_type(GenerationType::PhotoEdit)
        .with_character_id(CHARACTER)
        .with_use_face_lora(true)
        .with_use_body_lora(false)
        .with_face_swap(true)
        .with_source_image_url("https://example.com/a.png")
        .with_convert_to_video(true)
        .with_group_id("grp_1")
        .with_group_title("Rain");
    client.create(&full).await.unwrap_err();
    client.create(&CreateRequest::new("In the rain")).await.unwrap_err();
    let prompts = [
        BatchPrompt::new("One").with_face_swap(true).with_use_face_lora(false).with_use_body_lora(true),
        BatchPrompt::new("Two").with_source_image_url("https://example.com/b.png"),
    ];
    let batch = BatchRequest::new(prompts).with_character_id(CHARACTER).with_group_id("grp_1");
    client.create_batch(&batch.with_group_title("Both")).await.unwrap_err();
    client.create_batch(&BatchRequest::new([BatchPrompt::new("One")])).await.unwrap_err();
    let create = "POST /generation/create".to_owned();
    let batch = "POST /generation/batch".to_owned();
    let expected = [
        (
            create.clone(),
            json!({
                "prompt": "In the rain", "negative_prompt": "sun", "strength": 0.5, "guidance_scale": 7.5,
                "num_inference_steps": 30, "seed": 42, "width": 768, "height": 1024, "num_images": 2,
                "generation_type": "photo_edit", "character_id": CHARACTER, "use_face_lora": true,
                "use_body_lora": false, "face_swap": true, "source_image_url": "https://example.com/a.png",
                "convert_to_video": true, "group_id": "grp_1", "group_title": "Rain",
            }),
        ),
        (create, json!({"prompt": "In the rain"})),
        (
            batch.clone(),
            json!({
                "prompts": [
                    {"prompt": "One", "face_swap": true, "use_face_lora": false, "use_body_lora": true},
                    {"prompt": "Two", "source_image_url": "https://example.com/b.png"},
                ],
                "character_id": CHARACTER, "group_id": "grp_1", "group_title": "Both",
            }),
        ),
        (batch, json!({"prompts": [{"prompt": "One"}]})),
    ];
    assert_eq!(sent(&server), expected);
}

#[tokio::test]
async fn generations_and_groups_are_looked_at_and_deleted_as_printed() {
    let (server, client) = listening(8).await;
    client.generation("gen_1").poll().await.unwrap_err();
    client.list_groups(PageOptions::default(), None).await.unwrap_err();
    let page = PageOptions::default().with_limit(20).with_offset(0);
    client.list_groups(page, Some("a b&c".into())).await.unwrap_err();
    client.get_group("grp_1", PageOptions::default().with_limit(12)).await.unwrap_err();
    client.get_group("a/b", PageOptions::default().with_offset(7)).await.unwrap_err();
    client.delete_generation("gen_1").await.unwrap_err();
    client.delete_group("grp_1").await.unwrap_err();
    client.capabilities(CHARACTER).await.unwrap_err();
    let expected = [
        "GET /generation/status/gen_1",
        "GET /generation/groups",
        "GET /generation/groups?limit=20&offset=0&character_id=a+b%26c",
        "GET /generation/groups/grp_1?limit=12",
        "GET /generation/groups/a%2Fb?offset=7",
        "DELETE /generation/generations/gen_1",
        "DELETE /generation/groups/grp_1",
        "GET /char_77/generation/capabilities",
    ];
    assert_eq!(lines(&server), expected);
}

#[tokio::test]
async fn characters_are_made_and_kept_as_printed() {
    let (server, client) = listening(6).await;
    let request = CharacterRequest::new("Ada");
    client.create_character(&request).await.unwrap_err();
    client.create_character(&request.with_description("A sailor")).await.unwrap_err();
    let changes = CharacterChanges::new().with_name("Ada L");
    client.update_character(CHARACTER, &changes).await.unwrap_err();
    client.update_character(CHARACTER, &changes.with_description("A captain")).await.unwrap_err();
    let faces = AutoFacesRequest::new("https://example.com/face.png");
    client.auto_generate_faces(CHARACTER, &faces).await.unwrap_err();
    let prompts = ["left".to_owned(), "right".to_owned()];
    client.auto_generate_faces(CHARACTER, &faces.with_prompts(prompts)).await.unwrap_err();
    let url = "https://example.com/face.png";
    let expected = [
        ("POST /characters", json!({"name": "Ada"})),
        ("POST /characters", json!({"name": "Ada", "description": "A sailor"})),
        ("PUT /characters/char_77", json!({"name": "Ada L"})),
        ("PUT /characters/char_77", json!({"name": "Ada L", "description": "A captain"})),
        ("POST /characters/char_77/auto-generate-face-images", json!({"source_image_url": url})),
        (
            "POST /characters/char_77/auto-generate-face-images",
            json!({"source_image_url": url, "prompts": ["left", "right"]}),
        ),
    ];
    assert_eq!(sent(&server), expected.map(|(line, body)| (line.to_owned(), body)));

    let (server, client) = listening(7).await;
    client.list_characters(PageOptions::default()).await.unwrap_err();
    client.list_characters(PageOptions::default().with_limit(2).with_offset(4)).await.unwrap_err();
    client.get_character(CHARACTER).await.unwrap_err();
    client.delete_character(CHARACTER).await.unwrap_err();
    client.assets(CHARACTER, None).await.unwrap_err();
    client.assets(CHARACTER, Some(AssetType::BodyImageFront)).await.unwrap_err();
    client.upload_job("job_1").poll().await.unwrap_err();
    let expected = [
        "GET /characters",
        "GET /characters?limit=2&offset=4",
        "GET /characters/char_77",
        "DELETE /characters/char_77",
        "GET /char_77/assets",
        "GET /char_77/assets?asset_type=body_image_front",
        "GET /upload-job/job_1/status",
    ];
    assert_eq!(lines(&server), expected);
}

#[tokio::test]
async fn datasets_are_made_and_reviewed_as_printed() {
    let (server, client) = listening(5).await;
    let request = DatasetRequest::new().with_use_default_prompts(true);
    client.generate_dataset(CHARACTER, &request).await.unwrap_err();
    let request = DatasetRequest::new().with_prompts(["walking".to_owned()]);
    client.generate_dataset(CHARACTER, &request).await.unwrap_err();
    client.set_dataset_image_approval(CHARACTER, "img_1", Verdict::Approve).await.unwrap_err();
    client.set_dataset_image_approval(CHARACTER, "img_1", Verdict::Reject).await.unwrap_err();
    let again = RegenerateRequest::new().with_prompt("running").with_seed(7);
    client.regenerate_dataset_image(CHARACTER, "img_1", &again).await.unwrap_err();
    let expected = [
        ("POST /char_77/dataset/generate", json!({"use_default_prompts": true})),
        ("POST /char_77/dataset/generate", json!({"prompts": ["walking"]})),
        ("PUT /char_77/dataset/images/img_1/approval", json!({"approved": true})),
        ("PUT /char_77/dataset/images/img_1/approval", json!({"approved": false})),
        ("POST /char_77/dataset/images/img_1/regenerate", json!({"prompt": "running", "seed": 7})),
    ];
    assert_eq!(sent(&server), expected.map(|(line, body)| (line.to_owned(), body)));

    let (server, client) = listening(6).await;
    client.dataset(CHARACTER).poll().await.unwrap_err();
    client.dataset_images(CHARACTER, ImageFilter::Unset).await.unwrap_err();
    client.dataset_images(CHARACTER, ImageFilter::All).await.unwrap_err();
    client.regenerate_dataset_image(CHARACTER, "img_1", &RegenerateRequest::new()).await.unwrap_err();
    client.delete_dataset_image(CHARACTER, "img_1").await.unwrap_err();
    client.approve_dataset(CHARACTER).await.unwrap_err();
    let expected = [
        "GET /char_77/dataset/status",
        "GET /char_77/dataset/images",
        "GET /char_77/dataset/images?approved_only=false",
        "POST /char_77/dataset/images/img_1/regenerate",
        "DELETE /char_77/dataset/images/img_1",
        "POST /char_77/dataset/approve",
    ];
    assert_eq!(lines(&server), expected);
}

#[tokio::test]
async fn trainings_are_started_and_watched_as_printed() {
    let (server, client) = listening(9).await;
    client.start_face_training(CHARACTER).await.unwrap_err();
    client.start_body_training(CHARACTER).await.unwrap_err();
    client.training_status(CHARACTER).await.unwrap_err();
    client.training_jobs(CHARACTER).await.unwrap_err();
    client.training_job(CHARACTER, "train_1").poll().await.unwrap_err();
    client.training_logs(CHARACTER, "train_1", None).await.unwrap_err();
    client.training_logs(CHARACTER, "train_1", Some(100)).await.unwrap_err();
    client.complete_training_status(CHARACTER).await.unwrap_err();
    client.cancel_training(CHARACTER, "train_1").await.unwrap_err();
    let expected = [
        "POST /char_77/training/face-lora",
        "POST /char_77/training/body-lora",
        "GET /char_77/training/status",
        "GET /char_77/training/jobs",
        "GET /char_77/training/jobs",
        "GET /char_77/training/jobs/train_1/logs",
        "GET /char_77/training/jobs/train_1/logs?lines=100",
        "GET /char_77/training/complete-status",
        "POST /char_77/training/jobs/train_1/cancel",
    ];
    assert_eq!(lines(&server), expected);
}

#[tokio::test]
async fn an_id_that_would_lead_elsewhere_is_not_sent() {
    let (server, client) = listening(0).await;
    for id in ["", ".", ".."] {
        let errors = [
            client.generation(id).poll().await.unwrap_err(),
            client.capabilities(id).await.unwrap_err(),
            client.delete_dataset_image(CHARACTER, id).await.unwrap_err(),
        ];
        let kinds = errors.map(|error| (error.kind(), error.may_have_been_sent()));
        assert_eq!(kinds, [(ErrorKind::Build, false); 3]);
    }
    assert_eq!(server.requests().len(), 0);
}

/// Returns the variant of each word of a list, as printed for debugging.
fn spelled<W: From<&'static str> + std::fmt::Debug>(words: &[&'static str]) -> String {
    words.iter().map(|word| format!("{:?}", W::from(*word))).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_listed_words_are_spelled_as_documented() {
    let spelled = [
        spelled::<GenerationType>(&["character_generation", "photo_edit", "image_to_video", "text_to_image"]),
        spelled::<JobStatus>(&["submitted", "processing", "completed", "failed"]),
        spelled::<GroupStatus>(&["active", "completed"]),
        spelled::<CharacterStatus>(&["draft", "training", "ready"]),
        spelled::<LoraStatus>(&["not_started", "training", "completed", "failed", "cancelled"]),
        spelled::<AssetType>(&["face_image", "body_image", "body_image_front", "body_image_back"]),
        spelled::<ImageType>(&["body_image", "body_image_front", "body_image_back"]),
        spelled::<CaptionStatus>(&["completed", "pending", "skipped", "failed"]),
        spelled::<DatasetStatus>(&["not_started", "generating", "review", "approved", "failed"]),
        spelled::<TrainingKind>(&["face_lora", "body_lora"]),
        spelled::<TrainingStatus>(&["queued", "training", "completed", "failed", "cancelled"]),
        spelled::<TrainingStatus>(&["starting", "processing", "succeeded", "canceled", "paused"]),
    ];
    let expected = [
        "CharacterGeneration PhotoEdit ImageToVideo TextToImage",
        "Submitted Processing Completed Failed",
        "Active Completed",
        "Draft Training Ready",
        "NotStarted Training Completed Failed Cancelled",
        "FaceImage BodyImage BodyImageFront BodyImageBack",
        "BodyImage BodyImageFront BodyImageBack",
        "Completed Pending Skipped Failed",
        "NotStarted Generating Review Approved Failed",
        "FaceLora BodyLora",
        "Queued Training Completed Failed Cancelled",
        "Starting Processing Succeeded Canceled Other(\"paused\")",
    ];
    assert_eq!(spelled, expected);
}
