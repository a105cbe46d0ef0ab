//! Journeys of the real client through the real mock, told by their own traffic.
//!
//! Each transcript is a snapshot: virtual seconds, request, answer, and at the end the ledger.

use std::time::Duration;

use animus_client::{
    AnimusClient, AnimusRefusal, BatchPrompt, BatchRequest, CreateRequest, JobStatus, PageOptions,
};
use contract_tests::story::{Story, Timekeeping};
use futures_util::{StreamExt, TryStreamExt};

const KEY: &str = "the-hero";
/// Longer than any generation takes.
const PATIENCE: Duration = Duration::from_secs(120);

fn client(world: &backlot::WorldHandle, timekeeping: Timekeeping) -> AnimusClient {
    let builder = timekeeping.set(AnimusClient::builder(world.url("animus")).token(KEY));
    builder.build().expect("a sound base URL")
}

#[tokio::test]
async fn a_single_render() {
    let story = Story::begin("100", client);
    story.tell("A character's picture, with a seed so that it can be made again");
    let request = CreateRequest::new("Cinematic portrait lighting on Chloe standing in a neon street")
        .with_character_id("char_123")
        .with_seed(42);
    let made = story.client.create(&request).await.unwrap();
    assert_eq!((made.credits_deducted, made.remaining_balance), (Some(4.0), Some(96.0)));

    story.tell("Wait for it");
    let seen = story.client.generation(made.generation_id).wait(PATIENCE).await.unwrap();

    story.tell("Fetch it");
    let mut picture = Vec::new();
    story.client.download(&story.really(&seen.result_urls[0])).to_writer(&mut picture).await.unwrap();
    assert!(picture.starts_with(b"\x89PNG"));
    insta::assert_snapshot!(story.end("animus", KEY));
}

#[tokio::test]
async fn a_batch_of_three_with_one_invalid_prompt() {
    let story = Story::begin("100", client);
    story.tell("The second prompt says nothing; the others are accepted");
    let prompts = ["Moody editorial portrait", " ", "Profile in cinema lighting"].map(BatchPrompt::new);
    let request = BatchRequest::new(prompts).with_character_id("char_123").with_group_title("Editorial set");
    let made = story.client.create_batch(&request).await.unwrap();
    assert_eq!((made.successful_submissions, made.failed_submissions), (Some(2), Some(1)));
    assert_eq!(made.results[1].generation_id, None);

    story.tell("A progress bar over the whole batch");
    let mut bar = Vec::new();
    let mut changes = story.client.generation(made.batch_id).changes(PATIENCE);
    while let Some(seen) = changes.next().await {
        let seen = seen.unwrap();
        bar.push((seen.status, seen.completed_generations));
    }
    assert_eq!(bar.first(), Some(&(JobStatus::Submitted, Some(0))));
    assert_eq!(bar.last(), Some(&(JobStatus::Completed, Some(2))));
    story.check_log("animus", "a-batch").await;
    insta::assert_snapshot!(story.end("animus", KEY));
}

#[tokio::test]
async fn a_gallery_of_hundreds() {
    let story = Story::prepare("1000", client);
    let mut groups = Vec::new();
    for number in 0..105 {
        let request = CreateRequest::new(format!("Picture {number}"));
        groups.push(story.client.create(&request).await.unwrap().group_id.unwrap());
    }
    let group = groups.last().unwrap();
    for number in 0..215 {
        let request = CreateRequest::new(format!("Another {number}")).with_group_id(group);
        story.client.create(&request).await.unwrap();
    }
    story.world.handle.advance(PATIENCE).unwrap();

    let walked: Vec<_> = story.client.groups(None).try_collect().await.unwrap();
    assert!(walked.iter().map(|group| &group.group_id).eq(groups.iter().rev()));
    let pictures: Vec<_> = story.client.group_generations(group).try_collect().await.unwrap();
    assert_eq!(pictures.len(), 216);
    assert!(pictures.iter().all(|picture| picture.result_urls.len() == 1));

    story.starts_here();
    story.tell("Three hundred and twenty pictures in a hundred and five groups: the first page");
    let page = |limit, offset| PageOptions::default().with_limit(limit).with_offset(offset);
    let first = story.client.list_groups(page(2, 0), None).await.unwrap();
    assert_eq!(first.pagination.unwrap().has_more, Some(true));
    story.tell("The last page");
    let last = story.client.list_groups(page(2, 104), None).await.unwrap();
    assert_eq!(last.pagination.unwrap().has_more, Some(false));
    story.tell("The oldest pictures of the large group");
    story.client.get_group(group, page(2, 214)).await.unwrap();
    story.tell("None of them shows the character");
    story.client.list_groups(PageOptions::default(), Some("char_123".into())).await.unwrap();
    insta::assert_snapshot!(story.end_without_ledger());
}

#[tokio::test]
async fn a_group_that_is_not_done_is_kept_and_then_deleted() {
    let story = Story::begin("10", client);
    story.tell("Two pictures of one prompt");
    let made = story.client.create(&CreateRequest::new("A lighthouse").with_num_images(2)).await.unwrap();
    let group = made.group_id.unwrap();

    story.tell("It is too early to delete them");
    let refused = story.client.delete_group(&group).await.unwrap_err();
    assert_eq!(refused.refusal(), Some(&AnimusRefusal::GenerationsActive));

    story.tell("Nothing is lost, and both are finished");
    let seen = story.client.generation(made.generation_id).wait(PATIENCE).await.unwrap();
    assert_eq!(seen.result_urls.len(), 2);

    story.tell("Now it goes, and its files with it");
    let deleted = story.client.delete_group(&group).await.unwrap();
    assert_eq!((deleted.deleted_generations, deleted.total_deleted_images), (Some(2), Some(2)));
    for url in &seen.result_urls {
        let gone = story.client.download(&story.really(url)).to_writer(&mut Vec::new()).await.unwrap_err();
        assert_eq!(gone.status(), Some(404));
    }
    story.check_log("animus", "a-group-that-is-deleted").await;
    insta::assert_snapshot!(story.end("animus", KEY));
}
