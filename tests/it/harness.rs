//! Does the harness say what went wrong, and nothing when nothing did?

use std::panic::{AssertUnwindSafe, catch_unwind};

use backlot::{Effect, Fault, Filter, Refusal, Sandbox};
use contract_tests::lab::Lab;
use contract_tests::orders::{STATIC_AD, static_ad};
use serde_json::{Value, json};

const KEY: &str = "a-key-long-enough-to-show";

/// The words of the panic that this ends in.
fn words_of(panics: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(panics)).expect_err("it should have panicked");
    panic.downcast_ref::<String>().cloned().unwrap_or_default()
}

#[tokio::test]
async fn an_expectation_that_fails_shows_what_was_seen() {
    let lab = Lab::start();
    let world = lab.world();
    let unavailable = Fault::new(Effect::Refuse(Refusal::Unavailable)).method("GET").times(1);
    world.handle.fault(unavailable).unwrap();
    world.call("cutx", KEY, "GET /credits/balance", None).await;
    world.call("cutx", KEY, STATIC_AD, Some(&static_ad(&json!({ "prompt": "a lamp" })))).await;

    let posts = || Filter::all().provider("cutx").method("POST").path("/generate/*").api_key(KEY);
    let seen = world.handle.expect(posts()).exactly(1);
    assert_eq!(seen[0].request.body["prompt"], "a lamp");
    assert_eq!(world.handle.expect(Filter::all()).at_least(1).len(), 2);
    world.handle.expect(Filter::all().status(500)).none();

    let words = words_of(|| {
        world.handle.expect(posts()).exactly(2);
    });
    let first = "expected exactly 2 exchanges with provider cutx, method POST, path /generate/*, api_key ***, found 1";
    assert!(words.starts_with(first), "{words}");
    for part in [
        "cutx GET /credits/balance",
        "503 by fault-1",
        "cutx POST /generate/static-ad {",
        "\"prompt\":\"a lamp\"",
    ] {
        assert!(words.contains(part), "{part} is not in {words}");
    }
    assert!(!words.contains(KEY), "{words}");
    assert!(
        words_of(|| world.handle.expect(Filter::all()).none())
            .contains("expected exactly 0 exchanges with anything")
    );
    assert!(words_of(|| drop(world.handle.expect(posts()).at_least(2))).contains("at least 2"));
}

#[tokio::test]
async fn an_untidy_world_is_told_of_when_the_test_ends() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    drop(world.handle.tidy());
    let ad = world.call("cutx", KEY, STATIC_AD, Some(&static_ad(&Value::Null))).await;
    let job = ad.body["jobId"].as_str().unwrap().to_owned();
    world.call("cutx", KEY, "GET /generate/poem", None).await;
    let words = words_of(|| drop(world.handle.tidy()));
    for part in
        [&format!("cutx job {job} is still queued"), "cutx has no call GET /generate/poem; nearest is"]
    {
        assert!(words.contains(part), "{part} is not in {words}");
    }
    let task = json!({ "request_type": "callback", "callback_url": "https://example.com/hook", "input": {
        "mode": "standard", "type": "animate",
        "image_urls": ["https://example.com/a.png"], "video_urls": ["https://example.com/a.mp4"],
    } });
    world.call("apixo", KEY, "POST /generateTask/wan-2-2-animate", Some(&task)).await;
    world.handle.advance(std::time::Duration::from_secs(300)).unwrap();
    world.handle.delivered().await;
    let words = words_of(|| drop(world.handle.tidy()));
    assert!(words.contains("to https://example.com/hook is refused") && !words.contains("still"), "{words}");

    // A test that fails for another reason is not drowned in this one.
    let words = words_of(|| {
        let _tidy = world.handle.tidy();
        assert!(ad.status == 201, "{}", "what really went wrong");
    });
    assert_eq!(words, "what really went wrong");
}

/// A test without a runtime can use all of it.
#[test]
fn a_blocking_test_needs_no_runtime() {
    let sandbox = Sandbox::builder().start().unwrap();
    let world = sandbox.new_world(|settings| settings.seed = 7).unwrap();
    let _tidy = world.tidy();
    world.fault(Fault::new(Effect::Disconnect).path("/nothing").times(1)).unwrap();
    let address = sandbox.url().trim_start_matches("http://").to_owned();
    let mut stream = std::net::TcpStream::connect(&address).unwrap();
    let path = world.url("cutx").split_once(&address).unwrap().1.to_owned();
    let request = format!(
        "GET {path}/credits/balance HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer k\r\nconnection: close\r\n\r\n"
    );
    std::io::Write::write_all(&mut stream, request.as_bytes()).unwrap();
    let answer = std::io::read_to_string(&mut stream).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    world.expect(Filter::all()).exactly(1);
    let bad = world.fault(Fault::new(Effect::Malformed).provider("nobody")).unwrap_err();
    assert_eq!(bad.field, "match.provider");
}
