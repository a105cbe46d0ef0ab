//! Does time alone move jobs, however it is told to move? And are results there when it has?

use std::sync::Arc;
use std::time::Duration;

use backlot::{Mode, Pace, Sandbox};
use client_core::clock::VirtualClock;
use client_core::{ErrorKind, Polling};
use contract_tests::lab::{Answer, Lab, World, answer};
use contract_tests::orders::{COPY, PRODUCT, PROJECT, STATIC_AD, VIDEO, copy, static_ad, status, video};
use contract_tests::play::{mp4_size, png_size};
use cutx_client::{CutxClient, JobStatus, StaticAdRequest, VideoRequest};
use futures_util::TryStreamExt;
use proptest::prelude::*;
use reqwest::{Method, header};
use serde_json::{Value, json};

const KEY: &str = "the-watcher";

async fn submit(world: &World, call: &str, body: &Value) -> String {
    let made = world.call("cutx", KEY, call, Some(body)).await;
    made.body["jobId"].as_str().unwrap_or_else(|| panic!("{made:?}")).to_owned()
}

async fn look(world: &World, job: &str) -> Value {
    world.call("cutx", KEY, &status(job), None).await.body
}

/// A typed client whose own pauses take no time.
fn client(world: &World) -> CutxClient {
    let unhurried = Arc::new(VirtualClock::default());
    let builder = CutxClient::builder(world.handle.url("cutx")).token(KEY);
    builder.clock(unhurried).build().unwrap()
}

fn an_ad() -> StaticAdRequest {
    StaticAdRequest::new(PROJECT, PRODUCT)
}

#[tokio::test]
async fn a_frozen_clock_moves_jobs_only_when_it_is_advanced() {
    let lab = Lab::start();
    let world = lab.world();
    let job = submit(&world, STATIC_AD, &static_ad(&json!({}))).await;
    let rows = [
        (0, "queued"),
        (0, "queued"),
        (999, "queued"),
        (1, "processing"),
        (23_999, "processing"),
        (1, "completed"),
        (86_400_000, "completed"),
    ];
    for (milliseconds, expected) in rows {
        world.handle.advance(Duration::from_millis(milliseconds)).unwrap();
        assert_eq!(look(&world, &job).await["status"], expected, "after {milliseconds} ms more");
    }
}

#[tokio::test]
async fn a_skipping_clock_shows_every_state_in_order_and_never_waits() {
    let lab = Lab::start_with(Sandbox::builder().clock(Mode::Skipping));
    let world = lab.world();
    let job = submit(&world, STATIC_AD, &static_ad(&json!({}))).await;
    for expected in ["queued", "processing", "completed", "completed"] {
        assert_eq!(look(&world, &job).await["status"], expected);
    }
    assert_eq!(look(&world, &job).await["completedAt"], "2026-01-01T00:00:25Z");
}

#[tokio::test]
async fn a_skipping_clock_ends_a_slow_copy_within_its_call() {
    let lab = Lab::start_with(Sandbox::builder().clock(Mode::Skipping));
    let world = lab.world();
    let body = copy(&json!({ "customInstructions": "[[slow:3600]]" }));
    assert_eq!(world.call("cutx", KEY, COPY, Some(&body)).await.body["status"], "completed");
    assert_eq!(world.handle.clock().now.to_string(), "2026-01-01T01:00:00Z");
}

#[tokio::test]
async fn in_real_time_a_client_waits_for_a_quick_job() {
    let pace = Pace::new(1000.0).unwrap();
    let lab = Lab::start_with(Sandbox::builder().clock(Mode::Realtime).pace(pace));
    let quick = Duration::from_millis(5);
    let builder = CutxClient::builder(lab.world().handle.url("cutx")).token(KEY);
    let polling = Polling::default().with_pauses(quick, quick);
    let client = builder.polling(polling).build().unwrap();
    let submission = client.static_ad(&an_ad()).await.unwrap();
    let job = client.job(submission.job_id).wait(Duration::from_secs(60)).await.unwrap();
    assert_eq!((job.status, job.assets.len()), (JobStatus::Completed, 1));
}

#[tokio::test]
async fn real_time_advances_by_what_it_is_told_too() {
    let lab = Lab::start_with(Sandbox::builder().clock(Mode::Realtime));
    let world = lab.world();
    let job = submit(&world, VIDEO, &video(&json!({}))).await;
    world.handle.advance(Duration::from_secs(180)).unwrap();
    assert_eq!(look(&world, &job).await["status"], "completed");
}

#[tokio::test]
async fn a_client_sees_each_change_of_a_job_and_its_end() {
    let lab = Lab::start_with(Sandbox::builder().clock(Mode::Skipping));
    let client = client(&lab.world());
    let submission = client.static_ad(&an_ad()).await.unwrap();
    let changes = client.job(submission.job_id).changes(Duration::from_secs(600));
    let states: Vec<_> = changes.map_ok(|job| job.status).try_collect().await.unwrap();
    assert_eq!(states, [JobStatus::Queued, JobStatus::Processing, JobStatus::Completed]);
}

#[tokio::test]
async fn a_client_that_waits_for_a_failing_job_gets_the_job_as_an_error() {
    let lab = Lab::start_with(Sandbox::builder().clock(Mode::Skipping));
    let client = client(&lab.world());
    let submission = client.static_ad(&an_ad().with_prompt("[[fail]]")).await.unwrap();
    let failed = client.job(submission.job_id).wait(Duration::from_secs(600)).await.unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::JobFailed);
    assert_eq!(failed.last_job().unwrap().status, JobStatus::Failed);
}

#[tokio::test]
async fn a_clients_patience_ends_where_time_stands_still() {
    let lab = Lab::start();
    let client = client(&lab.world());
    let submission = client.static_ad(&an_ad()).await.unwrap();
    let gave_up = client.job(submission.job_id).wait(Duration::from_secs(60)).await.unwrap_err();
    assert_eq!(gave_up.kind(), ErrorKind::Deadline);
    assert_eq!(gave_up.last_job().unwrap().status, JobStatus::Queued);
}

#[tokio::test]
async fn a_client_waits_for_an_ad_and_fetches_its_picture_without_a_key() {
    let lab = Lab::start_with(Sandbox::builder().clock(Mode::Skipping));
    let world = lab.world();
    let client = client(&world);
    for (ratio, size) in
        [("1:1", (1080, 1080)), ("9:16", (1080, 1920)), ("4:5", (1080, 1350)), ("16:9", (1920, 1080))]
    {
        let submission = client.static_ad(&an_ad().with_aspect_ratio(ratio)).await.unwrap();
        let job = client.job(submission.job_id).wait(Duration::from_secs(60)).await.unwrap();
        let file = world.request(Method::GET, &job.assets[0].url).send().await.unwrap();
        assert_eq!(file.headers()[header::CONTENT_TYPE], "image/png");
        assert_eq!(png_size(&file.bytes().await.unwrap()), Some(size), "{ratio}");
    }
}

#[tokio::test]
async fn a_client_waits_for_a_video_and_fetches_its_film() {
    let lab = Lab::start_with(Sandbox::builder().clock(Mode::Skipping));
    let world = lab.world();
    let client = client(&world);
    let request = VideoRequest::new(PROJECT, PRODUCT, "Look at this, will you?");
    let submission = client.video(&request.with_aspect_ratio("16:9")).await.unwrap();
    let job = client.job(submission.job_id).wait(Duration::from_secs(600)).await.unwrap();
    let file = world.request(Method::GET, &job.assets[0].url).send().await.unwrap();
    assert_eq!(file.headers()[header::CONTENT_TYPE], "video/mp4");
    assert_eq!(mp4_size(&file.bytes().await.unwrap()), Some((1280, 720)));
}

/// Returns a lab with a finished ad, and the URL of its picture.
pub(crate) async fn finished_ad() -> (Lab, World, String) {
    let lab = Lab::start();
    let world = lab.world();
    let job = submit(&world, STATIC_AD, &static_ad(&json!({}))).await;
    world.handle.advance(Duration::from_secs(25)).unwrap();
    let url = look(&world, &job).await["assets"][0]["url"].as_str().unwrap().to_owned();
    (lab, world, url)
}

#[tokio::test]
async fn a_result_file_answers_as_files_do() {
    let (_lab, world, url) = finished_ad().await;
    let send = async |method: Method, headers: &[(header::HeaderName, String)]| {
        let request = world.request(method, &url);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(name, value));
        request.send().await.unwrap()
    };
    let whole = send(Method::GET, &[]).await;
    let etag = whole.headers()[header::ETAG].to_str().unwrap().to_owned();
    let length = whole.headers()[header::CONTENT_LENGTH].to_str().unwrap().to_owned();
    let bytes = whole.bytes().await.unwrap();
    assert_eq!(bytes.len().to_string(), length);

    let head = send(Method::HEAD, &[]).await;
    assert_eq!(head.status(), 200);
    assert_eq!(head.headers()[header::CONTENT_LENGTH], length);
    assert!(head.bytes().await.unwrap().is_empty());

    let unchanged = send(Method::GET, &[(header::IF_NONE_MATCH, etag.clone())]).await;
    assert_eq!(unchanged.status(), 304);
    assert_eq!(unchanged.headers()[header::ETAG], etag);

    let part = send(Method::GET, &[(header::RANGE, "bytes=8-23".to_owned())]).await;
    assert_eq!(part.status(), 206);
    assert_eq!(part.headers()[header::CONTENT_RANGE], format!("bytes 8-23/{length}"));
    assert_eq!(part.bytes().await.unwrap(), bytes[8..=23]);

    let beyond = send(Method::GET, &[(header::RANGE, format!("bytes={length}-"))]).await;
    assert_eq!(beyond.status(), 416);
    assert_eq!(beyond.headers()[header::CONTENT_RANGE], format!("bytes */{length}"));

    let wrong = send(Method::DELETE, &[]).await;
    assert_eq!(wrong.status(), 405);
    assert_eq!(wrong.headers()[header::ALLOW], "GET, HEAD");
}

#[tokio::test]
async fn a_file_that_nobody_made_is_not_found() {
    let (_lab, world, url) = finished_ad().await;
    let (folder, file) = url.rsplit_once('/').unwrap();
    let nobody = "00000000-0000-0000-0000-000000000000";
    let rows = [
        format!("{folder}/{nobody}.png"),
        format!("{folder}/{}", file.replace(".png", ".mp4")),
        format!("{folder}/{}", file.replace(".png", "")),
        format!("{folder}/.png"),
        format!("{folder}/products/{PROJECT}/{nobody}.png"),
        format!("{folder}/products/x/y.png"),
        url.replace(folder.rsplit_once('/').unwrap().1, nobody),
        url.replace("/media/cutx/", "/media/nobody/"),
    ];
    for wrong in rows {
        let missing = world.request(Method::GET, &wrong).send().await.unwrap();
        assert_eq!(missing.status(), 404, "{wrong}");
    }
}

#[tokio::test]
async fn a_job_has_no_file_before_it_is_completed_nor_if_it_never_is() {
    let (_lab, world, url) = finished_ad().await;
    let folder = url.rsplit_once('/').unwrap().0;
    let fetch = async |job: &str| -> Answer {
        answer(world.request(Method::GET, &format!("{folder}/{job}.png")).send().await.unwrap()).await
    };
    let job = submit(&world, STATIC_AD, &static_ad(&json!({}))).await;
    assert_eq!(fetch(&job).await.status, 404);
    world.handle.advance(Duration::from_secs(24)).unwrap();
    assert_eq!(fetch(&job).await.status, 404);
    world.handle.advance(Duration::from_secs(1)).unwrap();
    assert_eq!(fetch(&job).await.status, 200);

    let failing = submit(&world, STATIC_AD, &static_ad(&json!({ "prompt": "[[fail]]" }))).await;
    world.handle.advance(Duration::from_secs(25)).unwrap();
    assert_eq!(look(&world, &failing).await["status"], "failed");
    assert_eq!(fetch(&failing).await.status, 404);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Events apply in one order, by due time, however the clock got there.
    #[test]
    fn many_small_steps_come_to_the_same_as_one_big_one(steps in prop::collection::vec(0_u64..60_000, 1..12)) {
        let sandboxes = [Sandbox::builder().start().unwrap(), Sandbox::builder().start().unwrap()];
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let [at_once, in_steps] = sandboxes.each_ref().map(Sandbox::world);
        runtime.block_on(async {
            let http = reqwest::Client::builder().no_proxy().build().unwrap();
            for world in [&at_once, &in_steps] {
                for script in ["All goes well here.", "It fails late. [[slow:150]][[fail]]", "It fails soon. [[slow:9]][[fail]]"] {
                    let url = format!("{}/generate/video", world.url("cutx"));
                    let request = http.post(url).bearer_auth(KEY).json(&video(&json!({ "script": script })));
                    assert_eq!(request.send().await.unwrap().status(), 200);
                }
            }
        });
        for step in &steps {
            in_steps.advance(Duration::from_millis(*step)).unwrap();
        }
        at_once.advance(Duration::from_millis(steps.iter().sum())).unwrap();
        let times: Vec<_> = at_once.ledger("cutx", KEY).unwrap().entries.iter().map(|entry| entry.at).collect();
        prop_assert!(times.is_sorted(), "{times:?}");
        let print = |world: &backlot::WorldHandle| {
            format!("{:?} {:?}", world.ledger("cutx", KEY), world.jobs(&backlot::JobFilter::default()))
        };
        prop_assert_eq!(print(&at_once), print(&in_steps));
    }
}
