//! Journeys of the real client through the real mock, told by their own traffic, in one time for both.
//!
//! The client paces itself, so the virtual seconds are those that its user would wait.

use std::time::Duration;

use contract_tests::story::Story;
use sumatman_client::{
    Changes, CreateRequest, DimensionType, ListOptions, StoryType, Submission, SumatmanClient,
    SumatmanRefusal, TaskStatus,
};

use super::{KEY, advance};

const PATIENCE: Duration = Duration::from_secs(3600);

fn begin(credits: &str) -> Story<SumatmanClient> {
    Story::begin(credits, |world, timekeeping| {
        let builder = timekeeping.set(SumatmanClient::builder(world.url("sumatman")).token(KEY));
        builder.build().expect("a sound base URL")
    })
}

async fn create(client: &SumatmanClient, story: &str, minutes: u32) -> Submission {
    let request = CreateRequest::new(StoryType::Fairytale, story).with_video_duration(minutes);
    client.create(&request).await.unwrap()
}

#[tokio::test]
async fn a_film_its_sequel_and_another_take() {
    let story = begin("200");
    let client = &story.client;
    story.tell("A film of ten minutes");
    let first = create(&story.client, "A brave knight saves a magical kingdom", 10).await;
    let film = client.task(&first.task_id).wait(PATIENCE).await.unwrap();
    assert!(film.final_video_url.is_some());

    story.tell("Its sequel inherits what isn't said anew");
    let changes = Changes::default().with_input_story("The knight discovers a hidden treasure");
    let sequel = client.continue_from(&first.task_id, &changes).await.unwrap();
    let film = client.task(&sequel.task_id).wait(PATIENCE).await.unwrap();
    assert_eq!(film.from_task_id, Some(first.task_id));

    story.tell("The sequel once more, shorter and upright");
    let changes = Changes::default().with_video_duration(3).with_dimension_type(DimensionType::Portrait);
    let again = client.repeat(&sequel.task_id, &changes).await.unwrap();
    assert_eq!((again.credit_cost, again.scene_count), (Some(10.into()), Some(10)));
    client.task(&again.task_id).wait(PATIENCE).await.unwrap();

    story.tell("All of them, the newest first");
    let page = client.list(&film.user_id.unwrap(), &ListOptions::default().with_limit(2)).await.unwrap();
    assert_eq!((page.total, &page.tasks[0].task_id), (Some(3), &again.task_id));
    story.check_log("sumatman", "a-film-its-sequel-and-another-take").await;
    insta::assert_snapshot!(story.end("sumatman", KEY));
}

#[tokio::test]
async fn a_change_of_mind_while_it_is_processed() {
    let story = begin("100");
    let client = &story.client;
    let first = create(&story.client, "A brave knight saves a magical kingdom", 10).await;
    advance(&story.world.handle, 60_000);
    assert_eq!(client.status(&first.task_id).await.unwrap().process_status, TaskStatus::Processing);

    story.tell("Longer costs the difference, and the work starts over");
    let longer = client.edit(&first.task_id, &Changes::default().with_video_duration(15)).await.unwrap();
    assert_eq!((&longer.task_id, longer.credit_cost), (&first.task_id, Some(64.into())));

    story.tell("Shorter gives the difference back");
    advance(&story.world.handle, 60_000);
    client.edit(&first.task_id, &Changes::default().with_video_duration(3)).await.unwrap();

    story.tell("More than there are credits for changes nothing");
    let refused = client.edit(&first.task_id, &Changes::default().with_video_duration(30)).await.unwrap_err();
    assert_eq!(refused.refusal(), Some(&SumatmanRefusal::InsufficientCredits));

    story.tell("What is completed is no longer changed");
    let film = client.task(&first.task_id).wait(PATIENCE).await.unwrap();
    assert_eq!(film.video_length_minutes, Some(3));
    let refused = client.edit(&first.task_id, &Changes::default().with_video_duration(5)).await.unwrap_err();
    assert_eq!(refused.refusal(), Some(&SumatmanRefusal::InvalidParameters));
    insta::assert_snapshot!(story.end("sumatman", KEY));
}

#[tokio::test]
async fn a_failure_is_paid_back_once() {
    let story = begin("60");
    let client = &story.client;
    story.tell("It fails while it is worked on");
    let failing = create(&story.client, "A dragon that forgot its lines [[fail]]", 10).await.task_id;
    let failed = client.task(&failing).wait(PATIENCE).await.unwrap_err();
    assert_eq!(failed.last_job().unwrap().process_status, TaskStatus::Failed);

    story.tell("What came back pays for another film, told otherwise");
    let changes = Changes::default().with_input_story("A dragon that remembers its lines");
    let again = client.repeat(&failing, &changes).await.unwrap();
    client.task(&again.task_id).wait(PATIENCE).await.unwrap();

    story.tell("A failed task has no sequel; deleting it moves no credits");
    let refused = client.continue_from(&failing, &Changes::default()).await.unwrap_err();
    assert_eq!(refused.refusal(), Some(&SumatmanRefusal::InvalidParameters));
    client.delete(&failing).await.unwrap();
    story.check_log("sumatman", "a-failure-is-paid-back-once").await;
    insta::assert_snapshot!(story.end("sumatman", KEY));
}

#[tokio::test]
async fn what_can_be_deleted_and_what_cannot() {
    let story = begin("100");
    let client = &story.client;
    let cannot = |status| Some(SumatmanRefusal::CannotDelete { status });
    story.tell("A pending task can be; its credits stay spent");
    let pending = create(&story.client, "A brave knight saves a magical kingdom", 3).await.task_id;
    assert_eq!(client.delete(&pending).await.unwrap().deleted_task.task_id, pending);
    let gone = client.status(&pending).await.unwrap_err();
    assert_eq!(gone.refusal(), Some(&SumatmanRefusal::TaskNotFound));
    let gone = client.repeat(&pending, &Changes::default()).await.unwrap_err();
    assert_eq!(gone.refusal(), Some(&SumatmanRefusal::SourceTaskNotFound));

    story.tell("A processing task cannot be, nor a completed one");
    let task = create(&story.client, "A brave knight saves a magical kingdom", 3).await.task_id;
    advance(&story.world.handle, 10_000);
    assert_eq!(client.delete(&task).await.unwrap_err().refusal().cloned(), cannot(TaskStatus::Processing));
    client.task(&task).wait(PATIENCE).await.unwrap();
    assert_eq!(client.delete(&task).await.unwrap_err().refusal().cloned(), cannot(TaskStatus::Completed));

    story.tell("A failed task can be, once");
    let failed = create(&story.client, "Nobody takes this one [[reject]]", 3).await.task_id;
    client.delete(&failed).await.unwrap();
    let gone = client.delete(&failed).await.unwrap_err();
    assert_eq!(gone.refusal(), Some(&SumatmanRefusal::TaskNotFound));
    story.check_log("sumatman", "what-can-be-deleted-and-what-cannot").await;
    insta::assert_snapshot!(story.end("sumatman", KEY));
}
