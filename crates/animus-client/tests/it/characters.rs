//! Answers about characters, datasets and trainings are understood, and so are narrower and wider ones.

use animus_client::*;

use crate::{CHARACTER, answer, scripted};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

const ADA: &str = r#"{"character_id": "char_77", "organization_id": "org_1", "creator_id": "user_1", "name": "Ada",
    "description": "A sailor", "status": "training", "current_step": 4, "face_images_count": 5,
    "body_images_count": 2, "dataset_status": "approved", "face_lora_status": "completed",
    "body_lora_status": "not_started", "created_at": "2025-01-02T03:04:05Z",
    "updated_at": "2025-01-02T03:05:05.5", "subscription_id": null}"#;

fn is_ada(character: &Character) {
    assert_eq!(character.character_id, CHARACTER);
    assert_eq!(character.organization_id.as_deref(), Some("org_1"));
    assert_eq!(character.creator_id.as_deref(), Some("user_1"));
    assert_eq!(
        (character.name.as_deref(), character.description.as_deref()),
        (Some("Ada"), Some("A sailor"))
    );
    assert_eq!((&character.status, character.current_step), (&Some(CharacterStatus::Training), Some(4)));
    assert_eq!((character.face_images_count, character.body_images_count), (Some(5), Some(2)));
    assert_eq!(character.dataset_status, Some(DatasetStatus::Approved));
    assert_eq!(character.face_lora_status, Some(LoraStatus::Completed));
    assert_eq!(character.body_lora_status, Some(LoraStatus::NotStarted));
    assert_eq!(character.created_at, Some(at("2025-01-02T03:04:05Z")));
    assert_eq!(
        (character.updated_at, &character.subscription_id),
        (Some(at("2025-01-02T03:05:05.5Z")), &None)
    );
}

#[tokio::test]
async fn characters_are_understood_wherever_they_are_shown() {
    let page = format!(
        r#"{{"characters": [{ADA}, {{"character_id": "char_2", "name": null}}],
            "pagination": {{"limit": 20, "offset": 0, "returned": 2, "has_more": false}},
            "filters": {{"organization_id": "org_1", "creator_id": null}}}}"#
    );
    let gone = r#"{"success": true, "message": "Gone"}"#;
    let (_server, client) =
        scripted([answer(ADA), answer(ADA), answer(ADA), answer(page), answer(gone)]).await;
    is_ada(&client.create_character(&CharacterRequest::new("Ada")).await.unwrap());
    is_ada(&client.get_character(CHARACTER).await.unwrap());
    is_ada(&client.update_character(CHARACTER, &CharacterChanges::new()).await.unwrap());
    let page = client.list_characters(PageOptions::default()).await.unwrap();
    is_ada(&page.characters[0]);
    assert_eq!((page.characters[1].character_id.as_str(), &page.characters[1].name), ("char_2", &None));
    assert_eq!(page.pagination.unwrap().has_more, Some(false));
    let filters = page.filters.unwrap();
    assert_eq!((filters.organization_id.as_deref(), filters.creator_id), (Some("org_1"), None));
    let deleted = client.delete_character(CHARACTER).await.unwrap();
    assert_eq!((deleted.success, deleted.message.as_deref()), (Some(true), Some("Gone")));
}

#[tokio::test]
async fn assets_are_understood_and_nothing_of_them_is_lost() {
    let body = r#"{"assets": [{"asset_id": "asset_1", "character_id": "char_77", "asset_type": "body_image_back",
        "filename": "back.jpg", "storj_url": "https://example.com/s", "view_url": "https://example.com/v",
        "caption": "A back", "caption_status": "completed", "width": 512, "height": 768,
        "created_at": "2025-01-02T03:04:05", "sharpness": 0.9}, {}], "total": 2}"#;
    let (_server, client) = scripted([answer(body)]).await;
    let list = client.assets(CHARACTER, None).await.unwrap();
    let [asset, bare] = list.assets.as_slice() else { panic!("{list:?}") };
    assert_eq!((list.total, asset.asset_id.as_deref()), (Some(2), Some("asset_1")));
    assert_eq!(asset.character_id.as_deref(), Some(CHARACTER));
    assert_eq!(
        (&asset.asset_type, asset.filename.as_deref()),
        (&Some(AssetType::BodyImageBack), Some("back.jpg"))
    );
    assert_eq!(asset.storj_url.as_deref(), Some("https://example.com/s"));
    assert_eq!(asset.view_url.as_deref(), Some("https://example.com/v"));
    assert_eq!(asset.caption.as_deref(), Some("A back"));
    assert_eq!(
        (&asset.caption_status, asset.width, asset.height),
        (&Some(CaptionStatus::Completed), Some(512), Some(768))
    );
    assert_eq!(
        (asset.created_at, &asset.extra["sharpness"]),
        (Some(at("2025-01-02T03:04:05Z")), &0.9.into())
    );
    assert_eq!((&bare.asset_type, bare.extra.len()), (&None, 0));
}

#[tokio::test]
async fn faces_on_order_are_understood() {
    let order = r#"{"job_id": "job_1", "character_id": "char_77", "status": "submitted", "message": "Queued",
        "total_images": 3, "estimated_time": 60, "credits_deducted": 1.5, "remaining_balance": 98.5}"#;
    let job = r#"{"job_id": "job_1", "character_id": "char_77", "status": "processing", "progress": 33,
        "total_images": 3, "completed_images": 1, "failed_images": 0, "asset_ids": ["asset_1"], "error": null,
        "created_at": "2025-01-02T03:04:05", "updated_at": "2025-01-02T03:04:06"}"#;
    let (_server, client) = scripted([answer(order), answer(job), answer(r#"{"status": "odd"}"#)]).await;
    let request = AutoFacesRequest::new("https://example.com/face.png");
    let faces = client.auto_generate_faces(CHARACTER, &request).await.unwrap();
    assert_eq!((faces.job_id.as_str(), faces.character_id.as_deref()), ("job_1", Some(CHARACTER)));
    assert_eq!((faces.status, faces.message.as_deref()), (JobStatus::Submitted, Some("Queued")));
    assert_eq!((faces.total_images, faces.estimated_time), (Some(3), Some(60)));
    assert_eq!((faces.credits_deducted, faces.remaining_balance), (Some(1.5), Some(98.5)));
    let job = client.upload_job("job_1").poll().await.unwrap();
    assert_eq!((job.job_id.as_deref(), job.character_id.as_deref()), (Some("job_1"), Some(CHARACTER)));
    assert_eq!((job.status, job.progress), (JobStatus::Processing, Some(33.0)));
    assert_eq!((job.total_images, job.completed_images, job.failed_images), (Some(3), Some(1), Some(0)));
    assert_eq!((job.asset_ids, job.error), (vec!["asset_1".into()], None));
    assert_eq!(
        (job.created_at, job.updated_at),
        (Some(at("2025-01-02T03:04:05Z")), Some(at("2025-01-02T03:04:06Z")))
    );
    let odd = client.upload_job("job_1").poll().await.unwrap();
    assert_eq!(odd.status, JobStatus::Other("odd".to_owned()));
}

#[tokio::test]
async fn datasets_are_understood() {
    let order = r#"{"success": true, "message": "Begun", "total_images": 20, "job_id": "job_2"}"#;
    let status = r#"{"character_id": "char_77", "dataset_status": "generating", "current_step": 3, "total_images": 7,
        "approved_images": 1, "min_required": 10, "max_allowed": 40, "can_approve": false,
        "generation_complete": false}"#;
    let images = r#"{"character_id": "char_77", "images": [{"image_id": "img_1", "filename": "1.png",
        "prompt": "walking", "seed": 7, "approved": true, "regenerated": false, "created_at": "2025-01-02T03:04:05Z",
        "view_url": "https://example.com/1.png"}, {"image_id": "img_2"}], "total": 2, "approved_count": 1,
        "dataset_status": "review"}"#;
    let guide = r#"{"success": true, "message": "Approved"}"#;
    let change = r#"{"success": true, "message": "Again", "image_id": "img_1", "approved": false}"#;
    let approved = r#"{"success": true, "message": "On", "approved_images": 12, "next_step": "training"}"#;
    let (_server, client) =
        scripted([order, status, images, guide, change, change, approved].map(answer)).await;
    let order = client.generate_dataset(CHARACTER, &DatasetRequest::new()).await.unwrap();
    assert_eq!((order.success, order.message.as_deref()), (Some(true), Some("Begun")));
    assert_eq!((order.total_images, order.job_id.as_deref()), (Some(20), Some("job_2")));
    let dataset = client.dataset(CHARACTER).poll().await.unwrap();
    assert_eq!(dataset.character_id.as_deref(), Some(CHARACTER));
    assert_eq!((&dataset.dataset_status, dataset.current_step), (&DatasetStatus::Generating, Some(3)));
    assert_eq!((dataset.total_images, dataset.approved_images), (Some(7), Some(1)));
    assert_eq!((dataset.min_required, dataset.max_allowed), (Some(10), Some(40)));
    assert_eq!((dataset.can_approve, dataset.generation_complete), (Some(false), Some(false)));
    let images = client.dataset_images(CHARACTER, ImageFilter::Unset).await.unwrap();
    assert_eq!(
        (images.character_id.as_deref(), images.total, images.approved_count),
        (Some(CHARACTER), Some(2), Some(1))
    );
    assert_eq!(images.dataset_status, Some(DatasetStatus::Review));
    let image = &images.images[0];
    assert_eq!((image.image_id.as_str(), image.filename.as_deref()), ("img_1", Some("1.png")));
    assert_eq!((image.prompt.as_deref(), image.seed), (Some("walking"), Some(7)));
    assert_eq!((image.approved, image.regenerated), (Some(true), Some(false)));
    assert_eq!(
        (image.created_at, image.view_url.as_deref()),
        (Some(at("2025-01-02T03:04:05Z")), Some("https://example.com/1.png"))
    );
    assert_eq!((images.images[1].image_id.as_str(), images.images[1].approved), ("img_2", None));
    let change = client.set_dataset_image_approval(CHARACTER, "img_1", Verdict::Approve).await.unwrap();
    assert_eq!((change.success, change.image_id, change.approved), (Some(true), None, None));
    let again = client.regenerate_dataset_image(CHARACTER, "img_1", &RegenerateRequest::new()).await.unwrap();
    assert_eq!((again.image_id.as_deref(), again.approved), (Some("img_1"), Some(false)));
    let gone = client.delete_dataset_image(CHARACTER, "img_1").await.unwrap();
    assert_eq!((gone.message.as_deref(), gone.success), (Some("Again"), Some(true)));
    let approval = client.approve_dataset(CHARACTER).await.unwrap();
    assert_eq!((approval.success, approval.message.as_deref()), (Some(true), Some("On")));
    assert_eq!((approval.approved_images, approval.next_step.as_deref()), (Some(12), Some("training")));
}

const JOB: &str = r#"{"job_id": "train_1", "character_id": "char_77", "job_type": "face_lora", "status": "training",
    "training_service_id": "r8_1", "created_at": "2025-01-02T03:04:05Z", "updated_at": "2025-01-02T03:05:05Z",
    "progress": 12.5, "training_phase": "training", "eta_minutes": 7, "training_speed": 1.25}"#;

fn is_the_job(job: &TrainingJob) {
    assert_eq!((job.job_id.as_str(), job.character_id.as_deref()), ("train_1", Some(CHARACTER)));
    assert_eq!((&job.job_type, &job.status), (&Some(TrainingKind::FaceLora), &TrainingStatus::Training));
    assert_eq!((job.training_service_id.as_deref(), job.progress), (Some("r8_1"), Some(12.5)));
    assert_eq!(
        (job.created_at, job.updated_at),
        (Some(at("2025-01-02T03:04:05Z")), Some(at("2025-01-02T03:05:05Z")))
    );
    assert_eq!(job.training_phase.as_deref(), Some("training"));
    assert_eq!((job.eta_minutes, job.training_speed), (Some(7.0), Some(1.25)));
}

#[tokio::test]
async fn trainings_are_understood() {
    let start = r#"{"success": true, "message": "Begun", "job_id": "train_1", "training_steps": 1000,
        "credits_deducted": 25, "remaining_balance": null}"#;
    let overview = format!(
        r#"{{"face_lora_status": "training", "body_lora_status": "not_started", "face_training": {JOB},
            "character_training": null, "face_training_history": [{JOB}], "character_training_history": null,
            "something": "more"}}"#
    );
    let jobs =
        format!(r#"{{"training_jobs": [{{"job_id": "train_0", "status": "failed"}}, {JOB}], "total": 2}}"#);
    let logs = r#"{"job_id": "train_1", "logs": "one\ntwo", "lines": 2, "timestamp": 1735786845}"#;
    let complete = r#"{"character_id": "char_77", "face_lora_status": "completed", "body_lora_status": "training",
        "face_complete": true, "body_complete": false, "training_complete": false, "can_proceed": false,
        "current_step": 4, "hint": "Wait"}"#;
    let cancelled = r#"{"success": false, "message": "It has ended"}"#;
    let script = [start, start, &overview, &jobs, &jobs, logs, complete, "{}", cancelled].map(answer);
    let (_server, client) = scripted(script).await;
    for start in [client.start_face_training(CHARACTER).await, client.start_body_training(CHARACTER).await] {
        let start = start.unwrap();
        assert_eq!((start.success, start.message.as_deref()), (Some(true), Some("Begun")));
        assert_eq!((start.job_id.as_str(), start.training_steps), ("train_1", Some(1000)));
        assert_eq!((start.credits_deducted, start.remaining_balance), (Some(25.0), None));
    }
    let overview = client.training_status(CHARACTER).await.unwrap();
    assert_eq!(overview.face_lora_status, Some(LoraStatus::Training));
    assert_eq!(overview.body_lora_status, Some(LoraStatus::NotStarted));
    is_the_job(overview.face_training.as_ref().unwrap());
    is_the_job(&overview.face_training_history[0]);
    assert_eq!((overview.character_training, overview.character_training_history.len()), (None, 0));
    let jobs = client.training_jobs(CHARACTER).await.unwrap();
    assert_eq!((jobs.total, jobs.training_jobs.len()), (Some(2), 2));
    is_the_job(&client.training_job(CHARACTER, "train_1").poll().await.unwrap());
    let logs = client.training_logs(CHARACTER, "train_1", None).await.unwrap();
    assert_eq!((logs.job_id.as_deref(), logs.logs.as_deref()), (Some("train_1"), Some("one\ntwo")));
    assert_eq!((logs.lines, logs.timestamp), (Some(2), "2025-01-02T03:00:45Z".parse().ok()));
    let complete = client.complete_training_status(CHARACTER).await.unwrap();
    assert_eq!(complete.character_id.as_deref(), Some(CHARACTER));
    assert_eq!(complete.face_lora_status, Some(LoraStatus::Completed));
    assert_eq!(complete.body_lora_status, Some(LoraStatus::Training));
    let flags =
        [complete.face_complete, complete.body_complete, complete.training_complete, complete.can_proceed];
    assert_eq!(flags, [Some(true), Some(false), Some(false), Some(false)]);
    assert_eq!((complete.current_step, &complete.extra["hint"]), (Some(4), &"Wait".into()));
    assert_eq!(client.complete_training_status(CHARACTER).await.unwrap().can_proceed, None);
    // What was not done is no success, whatever its HTTP status.
    let error = client.cancel_training(CHARACTER, "train_1").await.unwrap_err();
    assert_eq!((error.refusal(), error.status()), (Some(&AnimusRefusal::NotDone), Some(200)));
    assert_eq!((error.message(), error.may_have_been_sent()), (Some("It has ended"), true));
}

#[tokio::test]
async fn a_job_that_the_list_lacks_is_told_of() {
    let (_server, client) = scripted([answer(r#"{"training_jobs": [], "total": 0}"#)]).await;
    let error = client.training_job(CHARACTER, "train_1").poll().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.to_string(), "train_1 is not among the character's training jobs");
}
