//! Journeys of the real client through the real mock, told by their own traffic.
//!
//! Each transcript is a snapshot: virtual seconds, request, answer, what came to the receiver, and at the end the ledger.

use std::time::Duration;

use apixo_client::{
    ADVISED_TIMEOUT, AnimateKind, AnimateRequest, ApixoClient, ApixoRefusal, FailCode, Model, Provider,
    Resolution, Task, TaskState,
};
use contract_tests::receiver::Receiver;
use contract_tests::story::Story;
use futures_util::future::join_all;

const KEY: &str = "the-hero";
const MODEL: Model = Model::Wan22Animate;

fn client(world: &backlot::WorldHandle, timekeeping: contract_tests::story::Timekeeping) -> ApixoClient {
    let builder = timekeeping.set(ApixoClient::builder(world.url("apixo")).token(KEY));
    builder.build().expect("a sound base URL")
}

fn a_film(seconds: f32) -> AnimateRequest {
    let motion = format!("https://example.com/motion.mp4?duration={seconds}");
    AnimateRequest::new("https://example.com/character.png", motion)
}

/// Downloads a task's film.
async fn download(story: &Story<ApixoClient>, task: &Task) {
    let urls = task.result_urls().unwrap();
    let mut film = Vec::new();
    let length = story.client.download(&story.really(&urls[0])).to_writer(&mut film).await.unwrap();
    assert_eq!((urls.len(), length.length), (1, film.len() as u64));
}

#[tokio::test]
async fn polled_to_success_and_downloaded() {
    let story = Story::begin("74.87", client);
    story.tell("What can be spent?");
    story.client.balance().await.unwrap();

    story.tell("Seven and a half seconds in the better resolution: eight are billed");
    let film = a_film(7.5)
        .with_kind(AnimateKind::Replace)
        .with_prompt("replace the person in the motion video with the provided character")
        .with_resolution(Resolution::P720)
        .with_provider(Provider::Official)
        .with_seed(42);
    let task_id = story.client.animate(&film).await.unwrap().task_id;
    let task = story.client.task(MODEL, task_id).wait(ADVISED_TIMEOUT).await.unwrap();

    story.tell("The film");
    download(&story, &task).await;
    story.client.balance().await.unwrap();
    story.check_log("apixo", "polled-to-success-and-downloaded").await;
    insta::assert_snapshot!(story.end("apixo", KEY));
}

#[tokio::test]
async fn called_back_at_the_third_attempt() {
    let story = Story::begin("10", client);
    let receiver = Receiver::start(&[500, 503, 200]).await;
    story.tell("Nobody asks for this task; its end is to be told");
    // The port is another one in every run.
    let callback = receiver.url.replace("/callback", "/films?secret=hard-to-guess");
    story.hide(receiver.url.trim_end_matches("/callback"), "http://receiver.test");
    story.client.animate(&a_film(5.0).with_callback(callback)).await.unwrap();
    for seconds in [40, 30, 120] {
        story.world.handle.advance(Duration::from_secs(seconds)).unwrap();
        story.world.handle.delivered().await;
    }
    let delivery = story.world.handle.deliveries().remove(0);
    story.tell_delivery(&delivery, &receiver.received());

    story.tell("The receiver reads it, and fetches the film");
    let task = Task::from_callback(&receiver.received()[2].body).unwrap();
    assert_eq!(task.state, TaskState::Success);
    download(&story, &task).await;

    story.tell("The task can be looked at as well");
    let looked = story.client.task(MODEL, task.task_id.clone()).poll().await.unwrap();
    assert_eq!(looked, task);
    story.check_log("apixo", "called-back-at-the-third-attempt").await;
    insta::assert_snapshot!(story.end("apixo", KEY));
}

#[tokio::test]
async fn refused_for_its_content_and_refunded() {
    let story = Story::begin("1", client);
    story.tell("All that is there is held for one film");
    let film = a_film(25.0).with_prompt("Something that is not allowed [[fail:CONTENT_VIOLATION]]");
    let task_id = story.client.animate(&film).await.unwrap().task_id;
    let refused = story.client.animate(&a_film(5.0)).await.unwrap_err();
    assert!(refused.is_insufficient_credits());

    story.tell("It fails, and the failure is no HTTP error");
    let failed = story.client.task(MODEL, task_id).wait(ADVISED_TIMEOUT).await.unwrap_err();
    assert_eq!(failed.last_job().unwrap().fail_code, Some(FailCode::ContentViolation));

    story.tell("What was held is back");
    story.client.balance().await.unwrap();
    story.client.animate(&a_film(5.0)).await.unwrap();
    story.check_log("apixo", "refused-for-its-content-and-refunded").await;
    insta::assert_snapshot!(story.end("apixo", KEY));
}

#[tokio::test]
async fn the_thousand_and_first_task() {
    let story = Story::prepare("1000", client);
    let film = a_film(5.0);
    let submissions = join_all((0..1000).map(|_| story.client.animate(&film))).await;
    let tasks: Vec<_> = submissions.into_iter().map(|submission| submission.unwrap().task_id).collect();
    story.starts_here();
    let charges = || story.world.handle.ledger("apixo", KEY).unwrap().entries.len() - 1;

    story.tell("A thousand tasks are at work. One more is refused, however often the client tries");
    let refused = story.client.animate(&film).await.unwrap_err();
    assert!(refused.refusal() == Some(&ApixoRefusal::RateLimited) && !refused.may_have_been_sent());
    assert_eq!(charges(), 1000);

    story.tell("It cost nothing, and the others can still be looked at");
    story.client.balance().await.unwrap();
    // Callers that came at once are in no order; the ids are.
    let first = tasks.iter().min().unwrap();
    story.client.task(MODEL, first).poll().await.unwrap();

    story.tell("One is ended from outside; one more is accepted, and no other");
    let finish = format!("POST /jobs/apixo/{first}/finish");
    let finished = story.world.control(&finish, &serde_json::json!({ "outcome": "succeed" })).await;
    assert_eq!(finished.status, 200);
    story.client.animate(&film).await.unwrap();
    assert!(story.client.animate(&film).await.unwrap_err().refusal() == Some(&ApixoRefusal::RateLimited));
    story.client.balance().await.unwrap();
    assert_eq!(charges(), 1001);
    insta::assert_snapshot!(story.end_without_ledger());
}
