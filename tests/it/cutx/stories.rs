//! Journeys of a real client through the real mock, told by their own traffic.
//!
//! Each transcript is a snapshot: virtual seconds, request, answer, and at the end the ledger.

use std::time::Duration;

use contract_tests::story::Story;
use cutx_client::{
    CopyRequest, CutxClient, CutxRefusal, Format, JobId, Platform, ProductId, ProjectId, StaticAdRequest,
    Tone, VideoRequest,
};
use serde_json::json;

const KEY: &str = "the-hero";
const PATIENCE: Duration = Duration::from_secs(600);

fn begin(credits: &str) -> Story<CutxClient> {
    Story::begin(credits, |world, timekeeping| {
        let builder = timekeeping.set(CutxClient::builder(world.url("cutx")).token(KEY));
        builder.build().expect("a sound base URL")
    })
}

#[tokio::test]
async fn a_first_campaign() {
    let story = begin("25");
    let client = &story.client;
    story.tell("What is there to work with?");
    client.balance().await.unwrap();
    let project = &client.projects(None).await.unwrap().remove(0).id;
    let product = &client.products(project, None).await.unwrap().remove(0).id;

    story.tell("Words first");
    let request = CopyRequest::new(project, product, Platform::Meta, Format::Short, Tone::Bold);
    let copy = client.copy(&request.with_custom_instructions("Focus on the summer sale")).await.unwrap();
    assert_eq!(copy.variants.len(), 5);

    story.tell("Then a picture");
    let request = StaticAdRequest::new(project, product).with_prompt("Summer vibes, bright background");
    let ad = client.static_ad(&request).await.unwrap();
    let job = client.job(ad.job_id).wait(PATIENCE).await.unwrap();
    story.fetch(&job.assets[0].url).await;
    client.balance().await.unwrap();
    story.check_log("cutx", "a-first-campaign").await;
    insta::assert_snapshot!(story.end("cutx", KEY));
}

#[tokio::test]
async fn an_account_that_runs_dry() {
    let story = begin("25");
    let client = &story.client;
    let (project, product) = &known();
    story.tell("A video costs more than a new account has");
    let refused = client.video(&VideoRequest::new(project, product, "Hello and welcome!")).await.unwrap_err();
    assert!(refused.refusal() == Some(&CutxRefusal::InsufficientCredits) && !refused.may_have_been_sent());

    story.tell("Ads until it is empty; the third will fail");
    let mut last = None;
    for number in 1.. {
        let steer = if number == 3 { " [[fail]]" } else { "" };
        let request =
            StaticAdRequest::new(project, product).with_prompt(format!("Ad number {number}{steer}"));
        match client.static_ad(&request).await {
            Ok(ad) => last = Some(ad.job_id),
            Err(error) => {
                assert!(error.refusal() == Some(&CutxRefusal::InsufficientCredits));
                break;
            }
        }
    }

    story.tell("When they have ended, the one that failed has paid for another");
    client.job(last.unwrap()).wait(PATIENCE).await.unwrap();
    client.balance().await.unwrap();
    let request = StaticAdRequest::new(project, product).with_prompt("One more");
    let ad = client.static_ad(&request).await.unwrap();
    assert_eq!(ad.credits_remaining, Some(1.into()));
    story.check_log("cutx", "an-account-that-runs-dry").await;
    insta::assert_snapshot!(story.end("cutx", KEY));
}

#[tokio::test]
async fn a_lost_answer_and_the_key() {
    let story = begin("100");
    let client = &story.client;
    let (project, product) = &known();
    let request = StaticAdRequest::new(project, product).with_idempotency_key("summer-1");

    story.tell("The answer is lost; the client asks again with the same key and finds its job");
    story.lose_next_answer();
    let first = client.static_ad(&request).await.unwrap();
    assert!(first.was_reused());

    story.tell("As long as the job lives, the key finds it, whatever is asked for");
    let video = VideoRequest::new(project, product, "Hello and welcome!").with_idempotency_key("summer-1");
    assert_eq!(client.video(&video).await.unwrap().job_id, first.job_id);
    client.job(&first).wait(PATIENCE).await.unwrap();

    story.tell("Once it is completed, the same key buys again");
    let second = client.static_ad(&request).await.unwrap();
    assert!(!second.was_reused() && second.job_id != first.job_id);

    story.tell("A copy is never asked for twice: its key would not help, and the client leaves the doubt to its caller");
    let copy = CopyRequest::new(project, product, Platform::Google, Format::Hook, Tone::Urgent);
    story.lose_next_answer();
    let lost = client.copy(&copy.with_idempotency_key("summer-2")).await.unwrap_err();
    assert!(lost.may_have_been_sent());
    assert_eq!(client.balance().await.unwrap().balance, 93);
    insta::assert_snapshot!(story.end("cutx", KEY));
}

#[tokio::test]
async fn ended_from_outside_and_run_again() {
    let story = begin("100");
    let client = &story.client;
    let (project, product) = &known();
    let ad = StaticAdRequest::new(project, product);
    let control = async |job: &JobId, call: &str, body| {
        story.world.control(&format!("POST /jobs/cutx/{job}/{call}"), &body).await.status
    };

    story.tell("A job fails: its price comes back, and running it again costs it again");
    let failing = client.static_ad(&ad).await.unwrap().job_id;
    assert_eq!(control(&failing, "finish", json!({ "outcome": "fail" })).await, 200);
    assert!(client.job(&failing).wait(PATIENCE).await.is_err());
    assert_eq!(control(&failing, "retry", json!({})).await, 200);
    client.job(&failing).wait(PATIENCE).await.unwrap();

    story.tell("A job is canceled: nothing comes back, and it cannot be run again");
    let canceled = client.static_ad(&ad).await.unwrap().job_id;
    assert_eq!(control(&canceled, "finish", json!({ "outcome": "cancel" })).await, 200);
    assert!(client.job(&canceled).wait(PATIENCE).await.is_err());
    assert_eq!(control(&canceled, "retry", json!({})).await, 409);

    story.tell("A job expires: nothing comes back, and running it again is free");
    let expired = client.static_ad(&ad).await.unwrap().job_id;
    assert_eq!(control(&expired, "finish", json!({ "outcome": "expire" })).await, 200);
    assert_eq!(control(&expired, "retry", json!({})).await, 200);
    client.job(&expired).wait(PATIENCE).await.unwrap();

    story.tell("What is completed stays completed");
    assert_eq!(control(&expired, "finish", json!({ "outcome": "fail" })).await, 409);
    story.check_log("cutx", "ended-from-outside-and-run-again").await;
    insta::assert_snapshot!(story.end("cutx", KEY));
}

fn known() -> (ProjectId, ProductId) {
    (contract_tests::orders::PROJECT.into(), contract_tests::orders::PRODUCT.into())
}
