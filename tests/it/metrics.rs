//! Do the counters say what happened, also of what is gone?

use std::time::Duration;

use contract_tests::lab::{Lab, World};
use contract_tests::orders::{STATIC_AD, VIDEO, static_ad, status, video};
use serde_json::{Value, json};

const KEY: &str = "the-counted-one";

async fn scrape(world: &World) -> String {
    let url = format!("{}/_backlot/metrics", world.handle.url(""));
    let came = world.request("GET".parse().unwrap(), &url).send().await.unwrap();
    let content_type = came.headers()["content-type"].to_str().unwrap().to_owned();
    assert_eq!(content_type, "text/plain; version=0.0.4; charset=utf-8");
    came.text().await.unwrap()
}

async fn some_traffic(world: &World) {
    let failing = static_ad(&json!({ "prompt": "[[fail]]" }));
    let ad = world.call("cutx", KEY, STATIC_AD, Some(&failing)).await;
    world.call("cutx", KEY, VIDEO, Some(&video(&Value::Null))).await;
    world.handle.advance(Duration::from_secs(30)).unwrap();
    world.call("cutx", KEY, &status(ad.body["jobId"].as_str().unwrap()), None).await;
    world.call("cutx", KEY, "GET /generate/poem", None).await;
    world.call("cutx", KEY, "PUT /generate/video", None).await;
    let task = json!({ "request_type": "callback", "callback_url": "https://example.com/hook", "input": {
        "mode": "standard", "type": "animate",
        "image_urls": ["https://example.com/a.png"], "video_urls": ["https://example.com/a.mp4"],
    } });
    world.call("apixo", KEY, "POST /generateTask/wan-2-2-animate", Some(&task)).await;
    world.handle.advance(Duration::from_secs(300)).unwrap();
    world.handle.delivered().await;
}

#[tokio::test]
async fn a_world_tells_its_own_numbers() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    some_traffic(&world).await;
    insta::assert_snapshot!(scrape(&world).await);
}

/// What a counter has counted it never loses: not with a reset, a closed account or a deleted world.
#[tokio::test]
async fn the_root_sums_up_all_worlds_and_those_that_are_gone() {
    let lab = Lab::start();
    let (root, kept, reset) = (lab.world(), lab.new_world(|_| ()), lab.new_world(|_| ()));
    let gone = root.control("POST /worlds", &json!({ "name": "gone" })).await.body;
    for world in [&kept, &reset] {
        some_traffic(world).await;
    }
    let url = gone["url"].as_str().unwrap();
    let look = root.request("GET".parse().unwrap(), &format!("{url}/cutx/api/credits/balance"));
    look.bearer_auth(KEY).send().await.unwrap();
    let before = scrape(&root).await;
    kept.control(&format!("DELETE /accounts/cutx/{KEY}"), &Value::Null).await;
    reset.handle.reset();
    assert_eq!(root.control("DELETE /worlds/gone", &Value::Null).await.status, 204);
    let after = scrape(&root).await;
    let counters = |text: &str| -> Vec<String> {
        text.lines().filter(|line| line.contains("_total{")).map(str::to_owned).collect()
    };
    assert_eq!(counters(&before), counters(&after));
    for line in [
        "backlot_requests_total{provider=\"cutx\",route=\"/generate/video\",status=\"200\"} 2",
        "backlot_requests_total{provider=\"cutx\",route=\"/credits/balance\",status=\"200\"} 1",
        "backlot_credits_charged_total{provider=\"cutx\"} 86",
        "backlot_credits_refunded_total{provider=\"cutx\"} 6",
        "backlot_accounts{provider=\"cutx\"} 0",
        "backlot_worlds 3",
    ] {
        assert!(after.lines().any(|own| own == line), "{line} is not in\n{after}");
    }
    assert!(before.contains("backlot_accounts{provider=\"cutx\"} 3\n"), "{before}");
}
