//! The documents' answers are understood, and so are narrower, wider and oddly spelled ones.

use cutx_client::*;

use crate::server::Reply;
use crate::{JOB, PRODUCT, PROJECT, scripted};

fn copy_request() -> CopyRequest {
    CopyRequest::new(PROJECT, PRODUCT, Platform::Meta, Format::Short, Tone::Bold)
}

#[tokio::test]
async fn copy_comes_with_its_variants() {
    let body = r##"{"jobId": "00000000-0000-0000-0000-000000000abc", "status": "completed", "creditsUsed": 1,
        "creditsRemaining": 24, "variants": [{"hook": "Summer just got hotter.", "body": "Our best-selling widget",
        "cta": "Shop the Sale", "hashtags": ["#SummerSale", "#LimitedTime"]}]}"##;
    let (_server, client) = scripted([Reply::Json(200, body)]).await;
    let copy = client.copy(&copy_request()).await.unwrap();
    assert_eq!((copy.job_id.as_str(), copy.credits_used.clone()), (JOB, Some(1.into())));
    assert_eq!(copy.credits_remaining, Some(24.into()));
    assert_eq!(copy.status, SubmissionStatus::Job(JobStatus::Completed));
    assert!(!copy.was_reused());
    assert_eq!(copy.variants.len(), 1);
    let variant = &copy.variants[0];
    assert_eq!((variant.hook.as_str(), variant.cta.as_str()), ("Summer just got hotter.", "Shop the Sale"));
    assert_eq!(
        (variant.body.as_str(), &variant.hashtags[1]),
        ("Our best-selling widget", &"#LimitedTime".to_owned())
    );
}

#[tokio::test]
async fn a_reused_job_may_leave_out_what_is_not_known() {
    let body = r#"{"jobId": "00000000-0000-0000-0000-000000000abc", "creditsUsed": 0, "status": "reused"}"#;
    let (_server, client) = scripted([Reply::Json(200, body), Reply::Json(200, body)]).await;
    let copy = client.copy(&copy_request()).await.unwrap();
    assert_eq!((copy.was_reused(), copy.credits_used, copy.credits_remaining), (true, Some(0.into()), None));
    assert!(copy.variants.is_empty());
    let submission = client.static_ad(&StaticAdRequest::new(PROJECT, PRODUCT)).await.unwrap();
    assert_eq!((submission.was_reused(), submission.job_id.as_str()), (true, JOB));
}

#[tokio::test]
async fn a_purchase_is_understood_however_its_numbers_are_spelled() {
    let body = r#"{"jobId": "00000000-0000-0000-0000-000000000abc", "status": "resting", "creditsUsed": 3.0,
        "creditsRemaining": null, "queue": {"position": 1}}"#;
    let (_server, client) = scripted([Reply::Json(200, body)]).await;
    let submission = client.static_ad(&StaticAdRequest::new(PROJECT, PRODUCT)).await.unwrap();
    assert_eq!(submission.status, SubmissionStatus::Job(JobStatus::Other("resting".to_owned())));
    assert_eq!((submission.credits_used, submission.credits_remaining), (Some(3.into()), None));
    assert_eq!(submission.extra["queue"]["position"], 1);
}

#[tokio::test]
async fn a_job_comes_with_its_assets() {
    let finished = r#"{"id": "00000000-0000-0000-0000-000000000abc", "type": "static_ad", "status": "completed",
        "assets": [{"id": "00000000-0000-0000-0000-000000000001", "type": "image", "url": "https://..."}],
        "createdAt": "2026-03-09T10:00:00Z", "completedAt": "2026-03-09T10:00:25Z"}"#;
    let waiting = r#"{"id": "00000000-0000-0000-0000-000000000abc", "type": "hologram", "status": "queued",
        "assets": null, "completedAt": null}"#;
    let (_server, client) = scripted([Reply::Json(200, finished), Reply::Json(200, waiting)]).await;
    let job = client.job(JOB).poll().await.unwrap();
    assert_eq!((job.id.as_str(), job.kind, job.status), (JOB, JobKind::StaticAd, JobStatus::Completed));
    assert_eq!((job.assets[0].id.as_str(), &job.assets[0].kind), (PROJECT, &AssetKind::Image));
    assert_eq!(job.assets[0].url, "https://...");
    assert_eq!(job.created_at, "2026-03-09T10:00:00Z".parse().ok());
    assert_eq!(job.completed_at, "2026-03-09T10:00:25Z".parse().ok());
    let job = client.job(JOB).poll().await.unwrap();
    assert_eq!((job.kind, job.assets.len()), (JobKind::Other("hologram".to_owned()), 0));
    assert_eq!((job.created_at, job.completed_at), (None, None));
}

#[tokio::test]
async fn projects_count_in_strings() {
    let body = r#"{"projects": [
        {"id": "00000000-0000-0000-0000-000000000001", "name": "Summer", "description": null, "product_count": "3",
         "asset_count": "15", "created_at": "2026-01-15T10:00:00Z", "updated_at": "2026-01-20T14:30:00Z"},
        {"id": "00000000-0000-0000-0000-000000000002", "name": "Odd", "product_count": 3.0, "asset_count": "many"}
    ]}"#;
    let (_server, client) = scripted([Reply::Json(200, body)]).await;
    let projects = client.projects(None).await.unwrap();
    assert_eq!((projects[0].product_count, projects[0].asset_count), (Some(3), Some(15)));
    assert_eq!(projects[0].updated_at, "2026-01-20T14:30:00Z".parse().ok());
    assert_eq!((projects[1].product_count, projects[1].asset_count), (Some(3), None));
    assert_eq!(projects[1].extra["asset_count"], "many");
}

#[tokio::test]
async fn products_are_priced_in_strings() {
    let listed = r#"{"products": [
        {"id": "00000000-0000-0000-0000-000000000002", "name": "Widget", "price": "29.90", "currency": "USD",
         "brand": "Acme", "category": null, "source_url": "https://shop.example/w", "image_url": "https://img"},
        {"id": "00000000-0000-0000-0000-000000000002", "name": "Odd", "price": 29.5}
    ]}"#;
    let ingested = r#"{"product": {"id": "00000000-0000-0000-0000-000000000002", "name": "Widget", "price": null,
        "features": ["light"], "images": [{"id": "00000000-0000-0000-0000-000000000001", "url": "https://img",
        "is_primary": true}]}}"#;
    let (_server, client) = scripted([Reply::Json(200, listed), Reply::Json(201, ingested)]).await;
    let products = client.products(PROJECT, None).await.unwrap();
    assert_eq!(
        products.iter().map(|product| product.price.as_ref().unwrap().as_str()).collect::<Vec<_>>(),
        ["29.90", "29.5"]
    );
    assert_eq!((products[0].brand.as_deref(), &products[0].category), (Some("Acme"), &None));
    let product = client.ingest(&IngestRequest::new(PROJECT, "https://shop.example/w")).await.unwrap();
    assert_eq!(
        (product.price, product.features, product.images[0].is_primary),
        (None, vec!["light".to_owned()], Some(true))
    );
}

#[tokio::test]
async fn projects_and_balances_are_understood() {
    let created = r#"{"project": {"id": "00000000-0000-0000-0000-000000000001", "name": "Summer", "description": "d",
        "user_id": "00000000-0000-0000-0000-000000000009", "status": "active", "created_at": "2026-01-15T10:00:00Z"}}"#;
    let balance = r#"{"balance": 120, "lifetime_purchased": 250, "lifetime_used": 155}"#;
    let (_server, client) = scripted([Reply::Json(201, created), Reply::Json(200, balance)]).await;
    let project = client.create_project(&ProjectRequest::new("Summer")).await.unwrap();
    assert_eq!((project.id.as_str(), project.status.as_deref()), (PROJECT, Some("active")));
    let balance = client.balance().await.unwrap();
    assert_eq!(
        (balance.balance, balance.lifetime_purchased, balance.lifetime_used),
        (120.into(), Some(250.into()), Some(155.into()))
    );
}
