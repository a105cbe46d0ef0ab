//! Is every request that the source document prints answered as it prints, to the film and its price?

use std::time::Duration;

use contract_tests::lab::{Lab, World, answer};
use contract_tests::pattern::{Kept, first_url, matches};
use re_mp4::Mp4;
use reqwest::{Method, header};
use serde_json::{Value, json};

use super::{BALANCE, GENERATE, look};

const KEY: &str = "the-reader";

/// `apixo.txt`, request body.
fn printed_body() -> Value {
    json!({
        "request_type": "async",
        "callback_url": "https://your-server.com/callback",
        "provider": "official",
        "input": {
            "mode": "standard",
            "type": "animate",
            "image_urls": ["https://example.com/character.png"],
            "video_urls": ["https://example.com/motion.mp4"],
            "prompt": "keep the face stable and follow the motion naturally",
            "resolution": "480p",
            "seed": -1,
        },
    })
}

/// `apixo.txt`, example, animate.
fn printed_animate() -> Value {
    let mut body = printed_body();
    body.as_object_mut().unwrap().remove("callback_url");
    body
}

/// `apixo.txt`, example, replace.
fn printed_replace() -> Value {
    json!({
        "request_type": "callback",
        "callback_url": "https://your-server.com/callback",
        "provider": "official",
        "input": {
            "mode": "standard",
            "type": "replace",
            "image_urls": ["https://example.com/character.png"],
            "video_urls": ["https://example.com/motion.mp4"],
            "prompt": "replace the person in the motion video with the provided character",
            "resolution": "720p",
            "seed": 42,
        },
    })
}

/// What a request comes to: the seconds that it takes, its film's size, and the balance that is left of the printed 74.87.
struct Row {
    request: Value,
    seconds: u64,
    pixels: (u16, u16),
    balance: &'static str,
}

#[tokio::test]
async fn the_printed_requests_work_from_submission_to_the_film() {
    let rows = [
        Row { request: printed_body(), seconds: 40, pixels: (832, 480), balance: "74.47" },
        Row { request: printed_animate(), seconds: 40, pixels: (832, 480), balance: "74.47" },
        Row { request: printed_replace(), seconds: 80, pixels: (1280, 720), balance: "74.07" },
    ];
    let lab = Lab::start();
    for row in rows {
        // The instant of the printed status answer.
        let world = lab.new_world(|settings| {
            settings.clock.now = Some("2026-01-09T13:33:30.929Z".parse().unwrap());
            settings.credits = backlot::OpeningCredits::Everywhere("74.87".parse().unwrap());
        });
        assert_eq!(balance(&world).await, "74.87");
        let made = world.call("apixo", KEY, GENERATE, Some(&row.request)).await;
        let expected = json!({ "code": 200, "message": "success", "data": { "taskId": "<text>" } });
        assert_eq!(matches(&expected, &made.body, &Kept::new()), Ok(()), "{made:?}");
        let task_id = made.body["data"]["taskId"].as_str().unwrap();

        let unfinished = |state: &str| {
            json!({ "code": 200, "message": "success", "data": {
                "taskId": task_id, "state": state, "createTime": 1_767_965_610_929_u64,
            } })
        };
        for (milliseconds, state) in
            [(0, "pending"), (1999, "pending"), (1, "processing"), (row.seconds * 1000 - 2001, "processing")]
        {
            world.handle.advance(Duration::from_millis(milliseconds)).unwrap();
            assert_eq!(look(&world, KEY, task_id).await.body, unfinished(state));
        }
        world.handle.advance(Duration::from_millis(1)).unwrap();
        let done = look(&world, KEY, task_id).await.body;
        let expected = json!({ "code": 200, "message": "success", "data": {
            "taskId": task_id,
            "state": "success",
            "resultJson": { "<json>": { "resultUrls": ["<url>"] } },
            "createTime": 1_767_965_610_929_u64,
            "completeTime": 1_767_965_610_929 + row.seconds * 1000,
            "costTime": row.seconds * 1000,
        } });
        assert_eq!(matches(&expected, &done, &Kept::new()), Ok(()), "{done}");
        plays(&world, &first_url(&done).unwrap(), row.pixels, 10).await;
        assert_eq!(balance(&world).await, row.balance);
    }
}

/// The address that the document prints is somebody else's: the task ends well, and nobody is called.
#[tokio::test]
async fn the_printed_callback_address_is_never_dialled() {
    let lab = Lab::start();
    let world = lab.world();
    super::submit(&world, KEY, &printed_replace()).await;
    world.handle.advance(Duration::from_secs(80)).unwrap();
    world.handle.delivered().await;
    let [delivery] = &world.handle.deliveries()[..] else { panic!("one delivery") };
    assert_eq!((delivery.state.name(), delivery.attempts.len()), ("refused", 0));
    assert_eq!(&*delivery.url, "https://your-server.com/callback");
}

#[tokio::test]
async fn the_film_has_the_billed_length_and_can_be_the_next_ones_motion() {
    let lab = Lab::start();
    let world = lab.world();
    let mut clip = "https://example.com/motion.mp4?duration=6.5".to_owned();
    // The first film is as long as is billed, every started second; the second one as long as the first.
    for (resolution, pixels) in [("720p", (1280, 720)), ("480p", (832, 480))] {
        let order = super::order(&json!({ "video_urls": [clip], "resolution": resolution }));
        let task = super::submit(&world, KEY, &order).await;
        world.handle.advance(Duration::from_secs(80)).unwrap();
        clip = first_url(&look(&world, KEY, &task).await.body).unwrap();
        plays(&world, &clip, pixels, 7).await;
    }
    assert_eq!(balance(&world).await, "999.16", "7 s at 0.08 and 7 s at 0.04");
}

#[tokio::test]
async fn the_film_is_gone_a_day_after_its_task_ended() {
    let lab = Lab::start();
    let world = lab.world();
    let task = super::submit(&world, KEY, &super::order(&json!({}))).await;
    world.handle.advance(Duration::from_secs(40)).unwrap();
    let done = look(&world, KEY, &task).await;
    let url = first_url(&done.body).unwrap();
    let fetch = async || world.request(Method::HEAD, &url).send().await.unwrap().status().as_u16();
    let day = Duration::from_secs(24 * 60 * 60);
    let instant = Duration::from_millis(1);
    for (later, expected) in [(day.saturating_sub(instant), 200), (instant, 404)] {
        world.handle.advance(later).unwrap();
        assert_eq!(fetch().await, expected);
    }
    assert_eq!(look(&world, KEY, &task).await.bytes, done.bytes, "the task itself stays");
}

async fn balance(world: &World) -> String {
    let answer = world.call("apixo", KEY, BALANCE, None).await;
    answer.body["data"].to_string()
}

/// Fetches a film without any key and reads it as a player would.
async fn plays(world: &World, url: &str, (width, height): (u16, u16), seconds: u64) {
    let response = world.request(Method::GET, url).send().await.unwrap();
    assert_eq!(response.headers()[header::CONTENT_TYPE], "video/mp4");
    let fetched = answer(response).await;
    assert_eq!(fetched.status, 200);
    let film = Mp4::read_bytes(&fetched.bytes).unwrap();
    assert_eq!(film.moov.mvhd.duration, seconds * u64::from(film.moov.mvhd.timescale));
    let [track] = &film.tracks().values().collect::<Vec<_>>()[..] else { panic!("one track") };
    assert_eq!((track.width, track.height), (width, height));
    assert_eq!(track.duration, seconds * track.timescale);
    let shown: u64 = track.samples.iter().map(|sample| sample.duration).sum();
    assert_eq!(shown, seconds * track.timescale, "what is shown fills the whole film");
    assert!(track.samples.first().is_some_and(|first| first.is_sync), "it can be played from its start");
    let end = track.samples.iter().map(|sample| sample.offset + sample.size).max();
    assert!(end.is_some_and(|end| end <= fetched.bytes.len() as u64), "every sample is in the file");
}
