//! Answers about generations and groups are understood, and so are narrower, wider and oddly spelled ones.

use animus_client::*;

use crate::server::Reply;
use crate::{CHARACTER, GENERATION, SUBMITTED, answer, scripted};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Returns the generation that a status answer with this body shows.
async fn shown(body: &str) -> Generation {
    let (_server, client) = scripted([answer(body)]).await;
    client.generation(GENERATION).poll().await.unwrap()
}

#[tokio::test]
async fn a_submission_is_understood() {
    let (_server, client) = scripted([Reply::Json(200, SUBMITTED)]).await;
    let submission = client.create(&CreateRequest::new("In the rain")).await.unwrap();
    assert_eq!(submission.generation_id, GENERATION);
    assert_eq!(submission.group_id.as_deref(), Some("grp_0a1b2c3d"));
    assert_eq!((submission.status, submission.message.as_deref()), (JobStatus::Submitted, Some("Submitted")));
    assert_eq!(submission.estimated_time, Some(30));
    assert_eq!((submission.credits_deducted, submission.remaining_balance), (Some(4.0), Some(96.0)));

    let narrow = r#"{"generation_id": "gen_1", "status": "queued", "credits_deducted": "0.5", "remaining_balance": null}"#;
    let (_server, client) = scripted([answer(narrow)]).await;
    let submission = client.create(&CreateRequest::new("In the rain")).await.unwrap();
    assert_eq!(submission.status, JobStatus::Other("queued".to_owned()));
    assert_eq!((submission.credits_deducted, submission.remaining_balance), (Some(0.5), None));
}

#[tokio::test]
async fn a_batch_that_was_accepted_in_part_is_understood() {
    let body = r#"{"batch_id": "batch_1", "group_id": "grp_1", "generation_type": "character_generation",
        "status": "submitted", "message": "2 of 3", "total_requested": 3, "successful_submissions": 2,
        "failed_submissions": 1, "estimated_time": 60, "credits_deducted": 8, "remaining_balance": 91.5, "results": [
            {"generation_id": "gen_1", "status": "submitted", "prompt_index": 0, "error": null},
            {"generation_id": null, "status": "failed", "prompt_index": 1, "error": "It is empty"}]}"#;
    let (_server, client) = scripted([answer(body)]).await;
    let batch = client.create_batch(&BatchRequest::new([BatchPrompt::new("One")])).await.unwrap();
    assert_eq!((batch.batch_id.as_str(), batch.group_id.as_deref()), ("batch_1", Some("grp_1")));
    assert_eq!(batch.generation_type, Some(GenerationType::CharacterGeneration));
    assert_eq!((batch.status, batch.message.as_deref()), (JobStatus::Submitted, Some("2 of 3")));
    let counts = (batch.total_requested, batch.successful_submissions, batch.failed_submissions);
    assert_eq!(counts, (Some(3), Some(2), Some(1)));
    assert_eq!(batch.estimated_time, Some(60));
    assert_eq!((batch.credits_deducted, batch.remaining_balance), (Some(8.0), Some(91.5)));
    let [first, second] = batch.results.as_slice() else { panic!("{:?}", batch.results) };
    assert_eq!((first.generation_id.as_deref(), first.prompt_index), (Some("gen_1"), Some(0)));
    assert_eq!((&first.status, &first.error), (&Some(JobStatus::Submitted), &None));
    assert_eq!((&second.generation_id, second.prompt_index), (&None, Some(1)));
    assert_eq!((&second.status, second.error.as_deref()), (&Some(JobStatus::Failed), Some("It is empty")));
}

#[tokio::test]
async fn the_status_of_a_generation_is_understood() {
    let generation = shown(
        r#"{"generation_id": "gen_0a1b2c3d4e5f", "group_id": "grp_1", "generation_type": "character_generation",
            "status": "completed", "progress": 100, "result_urls": ["https://example.com/0.png"], "error": null,
            "created_at": "2025-01-02T03:04:05.678901", "prompt": "In the rain", "service": "comfydeploy",
            "performance_metadata": {"duration": 24.1, "queue_position": 0}}"#,
    )
    .await;
    assert_eq!(generation.generation_id.as_deref(), Some(GENERATION));
    assert_eq!((generation.group_id.as_deref(), generation.is_batch()), (Some("grp_1"), false));
    assert_eq!(generation.generation_type, Some(GenerationType::CharacterGeneration));
    assert_eq!((&generation.status, generation.progress), (&JobStatus::Completed, Some(100.0)));
    assert_eq!(generation.result_urls, ["https://example.com/0.png"]);
    assert_eq!((&generation.error, generation.created_at), (&None, Some(at("2025-01-02T03:04:05.678901Z"))));
    assert_eq!(generation.prompt.as_deref(), Some("In the rain"));
    assert_eq!(generation.service.as_deref(), Some("comfydeploy"));
    let metadata = generation.performance_metadata.unwrap();
    assert_eq!((metadata.duration, metadata.queue_position), (Some(24.1), Some(0)));
}

#[tokio::test]
async fn the_status_of_a_batch_is_understood() {
    let batch = shown(
        r#"{"batch_id": "batch_1", "generation_id": "batch_1", "group_id": "grp_1", "status": "processing",
            "progress": 50, "total_generations": 3, "completed_generations": 1, "failed_generations": 1,
            "pending_generations": 1, "result_urls": ["https://example.com/0.png"], "created_at": "2025-01-02T03:04:05Z",
            "generations": [{"generation_id": "gen_1", "status": "completed", "result_urls": null}]}"#,
    )
    .await;
    assert!(batch.is_batch());
    assert_eq!(batch.batch_id.as_deref(), Some("batch_1"));
    let counts = [
        batch.total_generations,
        batch.completed_generations,
        batch.failed_generations,
        batch.pending_generations,
    ];
    assert_eq!(counts, [Some(3), Some(1), Some(1), Some(1)]);
    assert_eq!(batch.created_at, Some(at("2025-01-02T03:04:05Z")));
    assert_eq!(batch.generations[0].generation_id, "gen_1");
    assert!(batch.generations[0].result_urls.is_empty());
}

#[tokio::test]
async fn what_nobody_has_documented_survives() {
    let generation = shown(
        r#"{"status": "resting", "mood": 1, "progress": "12", "generation_type": "opera", "result_urls": null,
            "created_at": "lately", "performance_metadata": {"gpu": "warm"}}"#,
    )
    .await;
    assert_eq!((generation.generation_id.as_deref(), generation.progress), (None, Some(12.0)));
    assert_eq!(generation.status, JobStatus::Other("resting".to_owned()));
    assert_eq!(generation.generation_type, Some(GenerationType::Other("opera".to_owned())));
    assert_eq!((generation.result_urls.len(), generation.created_at), (0, None));
    let measured = generation.performance_metadata.unwrap();
    assert_eq!((measured.duration, measured.queue_position), (None, None));

    // Every field is null, except the one that waiting needs.
    let fields = [
        "generation_id",
        "batch_id",
        "group_id",
        "generation_type",
        "progress",
        "result_urls",
        "error",
        "created_at",
        "prompt",
        "service",
        "performance_metadata",
        "total_generations",
        "generations",
    ];
    let nulls = fields.map(|field| format!(r#""{field}": null"#)).join(",");
    let generation = shown(&format!(r#"{{"status": "failed", {nulls}}}"#)).await;
    assert_eq!((&generation.status, generation.is_batch()), (&JobStatus::Failed, false));
}

const GROUP: &str = r#""group_id": "grp_1", "title": "Rain", "description": "Wet", "group_type": "character_generation",
    "generation_count": 4, "preview_image_url": "https://example.com/0.png", "created_at": "2025-01-02T03:04:05.000001",
    "updated_at": "2025-01-02T03:05:05Z", "status": "active", "character_id": "char_77""#;
const PAGINATION: &str = r#""pagination": {"limit": 20, "offset": 40, "returned": 1, "has_more": true}"#;

fn is_the_group(group: &Group) {
    assert_eq!((group.group_id.as_str(), group.title.as_deref()), ("grp_1", Some("Rain")));
    assert_eq!((group.description.as_deref(), group.generation_count), (Some("Wet"), Some(4)));
    assert_eq!(group.group_type, Some(GenerationType::CharacterGeneration));
    assert_eq!(group.preview_image_url.as_deref(), Some("https://example.com/0.png"));
    assert_eq!(group.created_at, Some(at("2025-01-02T03:04:05.000001Z")));
    assert_eq!(group.updated_at, Some(at("2025-01-02T03:05:05Z")));
    assert_eq!((&group.status, group.character_id.as_deref()), (&Some(GroupStatus::Active), Some(CHARACTER)));
}

fn is_the_place(pagination: Option<Pagination>) {
    let Pagination { limit, offset, returned, has_more, .. } = pagination.unwrap();
    assert_eq!((limit, offset, returned, has_more), (Some(20), Some(40), Some(1), Some(true)));
}

#[tokio::test]
async fn groups_are_understood_in_the_list_and_by_themselves() {
    let list = format!(
        r#"{{"groups": [{{{GROUP}}}, {{"group_id": "grp_2"}}], {PAGINATION}, "organization_id": "org_1",
            "error": null}}"#
    );
    let generation = r#"{"generation_id": "gen_1", "prompt": "In the rain", "status": "completed",
        "result_urls": ["https://example.com/0.png"], "created_at": "2025-01-02T03:04:05",
        "performance_metadata": {"duration": 3}}"#;
    let detail = format!(r#"{{{GROUP}, "generations": [{generation}], {PAGINATION}}}"#);
    let bare = r#"{"group_id": "grp_2", "title": "Two", "generations": null}"#;
    let (_server, client) = scripted([answer(list), answer(detail), answer(bare)]).await;
    let page = client.list_groups(PageOptions::default(), None).await.unwrap();
    is_the_group(&page.groups[0]);
    assert_eq!((page.groups[1].group_id.as_str(), &page.groups[1].status), ("grp_2", &None));
    assert_eq!(page.organization_id.as_deref(), Some("org_1"));
    is_the_place(page.pagination);

    let detail = client.get_group("grp_1", PageOptions::default()).await.unwrap();
    is_the_group(&detail.group);
    let [generation] = detail.generations.as_slice() else { panic!("{:?}", detail.generations) };
    assert_eq!((generation.generation_id.as_str(), &generation.status), ("gen_1", &JobStatus::Completed));
    assert_eq!(
        (generation.prompt.as_deref(), generation.created_at),
        (Some("In the rain"), Some(at("2025-01-02T03:04:05Z")))
    );
    assert_eq!(generation.result_urls, ["https://example.com/0.png"]);
    assert_eq!(generation.performance_metadata.as_ref().and_then(|metadata| metadata.duration), Some(3.0));
    is_the_place(detail.pagination);
    let bare = client.get_group("grp_2", PageOptions::default()).await.unwrap();
    assert_eq!((bare.generations.len(), bare.pagination), (0, None));
}

#[tokio::test]
async fn deletions_are_understood() {
    let generation = r#"{"success": true, "message": "Gone", "generation_id": "gen_1", "group_id": "grp_1",
        "deleted_images": 1, "failed_deletions": 1,
        "details": {"deleted_image_urls": ["https://example.com/0.png"], "failed_deletion_urls": ["https://example.com/1.png"]}}"#;
    let group = r#"{"success": true, "message": "Gone", "group_id": "grp_1", "group_title": "Rain",
        "deleted_generations": 2, "failed_generation_deletions": 0, "total_deleted_images": 3,
        "total_failed_image_deletions": 0, "details": {"deleted_generation_ids": ["gen_1", "gen_2"],
        "failed_generation_ids": [], "deleted_image_urls": ["https://example.com/0.png"], "failed_image_urls": null}}"#;
    let (_server, client) = scripted([answer(generation), answer(group)]).await;
    let deleted = client.delete_generation("gen_1").await.unwrap();
    assert_eq!(deleted.success, Some(true));
    assert_eq!(
        (deleted.generation_id.as_deref(), deleted.group_id.as_deref()),
        (Some("gen_1"), Some("grp_1"))
    );
    assert_eq!((deleted.message.as_deref(), deleted.deleted_images), (Some("Gone"), Some(1)));
    assert_eq!(deleted.failed_deletions, Some(1));
    let files = deleted.details.unwrap();
    assert_eq!(files.deleted_image_urls, ["https://example.com/0.png"]);
    assert_eq!(files.failed_deletion_urls, ["https://example.com/1.png"]);

    let deleted = client.delete_group("grp_1").await.unwrap();
    assert_eq!(deleted.success, Some(true));
    assert_eq!((deleted.group_id.as_deref(), deleted.group_title.as_deref()), (Some("grp_1"), Some("Rain")));
    assert_eq!((deleted.deleted_generations, deleted.failed_generation_deletions), (Some(2), Some(0)));
    assert_eq!((deleted.total_deleted_images, deleted.total_failed_image_deletions), (Some(3), Some(0)));
    let held = deleted.details.unwrap();
    assert_eq!(held.deleted_generation_ids, ["gen_1", "gen_2"]);
    assert_eq!((held.failed_generation_ids.len(), held.failed_image_urls.len()), (0, 0));
    assert_eq!(held.deleted_image_urls, ["https://example.com/0.png"]);
}

#[tokio::test]
async fn capabilities_are_understood() {
    let body = r#"{"character_id": "char_77", "face_lora": {"status": "completed", "available": true,
        "url": "https://example.com/face"}, "body_lora": {"status": "training", "available": false, "url": null},
        "can_generate": true, "generation_ready": false}"#;
    let guide = r#"{"face_lora": {"status": "completed"}, "body_lora": {"status": "completed"}, "generation_ready": true}"#;
    let (_server, client) = scripted([answer(body), answer(guide)]).await;
    let character = client.capabilities(CHARACTER).await.unwrap();
    assert_eq!(character.character_id.as_deref(), Some(CHARACTER));
    let (face, body) = (character.face_lora.unwrap(), character.body_lora.unwrap());
    assert_eq!((face.status, face.available), (LoraStatus::Completed, Some(true)));
    assert_eq!(face.url.as_deref(), Some("https://example.com/face"));
    assert_eq!((body.status, body.available), (LoraStatus::Training, Some(false)));
    assert_eq!((body.url, character.can_generate), (None, Some(true)));
    assert_eq!(character.generation_ready, Some(false));
    assert_eq!(client.capabilities(CHARACTER).await.unwrap().generation_ready, Some(true));
}

#[tokio::test]
async fn a_result_is_fetched_without_the_key() {
    let (server, client) = scripted((0..2).map(|_| Reply::Json(200, "pixels"))).await;
    let (mut file, mut told) = (Vec::new(), 0);
    let url = format!("{}/raw/0.png", server.url);
    let length = client
        .download(&url)
        .with_progress(|progress| told = progress.received)
        .to_writer(&mut file)
        .await
        .unwrap();
    assert_eq!((length.length, told, file.as_slice()), (6, 6, b"pixels".as_slice()));
    let path = std::env::temp_dir().join(format!("animus-{}.png", std::process::id()));
    assert_eq!(client.download(&url).to_file(&path).await.unwrap().length, 6);
    assert_eq!(std::fs::read(&path).unwrap(), b"pixels");
    std::fs::remove_file(&path).unwrap();
    for request in server.requests() {
        assert!(
            request.starts_with("GET /raw/0.png HTTP/1.1\r\n") && !request.contains("key-1"),
            "{request}"
        );
    }
}
