//! Does the harness say what went wrong, and nothing when nothing did?

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use backlot::{
    AccountChange, ChangeError, DeliveryState, Effect, Failure, Fault, Filter, JobFilter, Mode, Outcome,
    Refusal, Sandbox, WorldHandle,
};
use contract_tests::lab::Lab;
use contract_tests::orders::{STATIC_AD, static_ad};
use contract_tests::receiver::Receiver;
use serde_json::{Value, json};

const KEY: &str = "a-key-long-enough-to-show";

const GENERATE: &str = "POST /generateTask/wan-2-2-animate";

/// A task that is told of at a URL.
fn callback(url: &str) -> Value {
    json!({ "request_type": "callback", "callback_url": url, "input": {
        "mode": "standard", "type": "animate",
        "image_urls": ["https://example.com/a.png"], "video_urls": ["https://example.com/a.mp4"],
    } })
}

/// A call without a runtime: the whole answer.
fn blocking(world: &WorldHandle, provider: &str, call: &str, body: &str) -> String {
    let url = world.url(provider);
    let (host, base) = url.trim_start_matches("http://").split_once('/').unwrap();
    let (method, path) = call.split_once(' ').unwrap();
    let request = format!(
        "{method} /{base}{path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {KEY}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(host).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    std::io::read_to_string(&mut stream).unwrap()
}

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
    world.call("apixo", KEY, GENERATE, Some(&callback("https://example.com/hook"))).await;
    world.handle.advance_async(Duration::from_secs(300)).await.unwrap();
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
    let answer = blocking(&world, "cutx", "GET /credits/balance", "");
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    world.expect(Filter::all()).exactly(1);
    let bad = world.fault(Fault::new(Effect::Malformed).provider("nobody")).unwrap_err();
    assert_eq!(bad.field, "match.provider");
}

/// The words of the panic that this ends in, and the file in which it is said to be.
fn words_and_place_of(panics: impl FnOnce()) -> (String, String) {
    thread_local!(static PLACE: std::cell::RefCell<String> = const { std::cell::RefCell::new(String::new()) });
    static HOOK: std::sync::Once = std::sync::Once::new();
    HOOK.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            PLACE.set(info.location().map(|place| place.file().to_owned()).unwrap_or_default());
            usual(info);
        }));
    });
    (words_of(panics), PLACE.take())
}

type Mistake<'a> = Box<dyn FnOnce() + 'a>;

/// Each of these is a mistake in a test, which would otherwise pass for the wrong reason.
#[tokio::test]
async fn what_no_test_means_panics_at_its_line() {
    let lab = Lab::start();
    let lab_world = lab.new_world(|_| ());
    lab_world.call("cutx", KEY, "GET /credits/balance", None).await;
    let world = &lab_world.handle;
    let in_state = |state: &str| JobFilter { state: Some(state.to_owned()), ..JobFilter::default() };
    let fail = || Outcome::Fail(Failure::default());
    let providers = "there is no provider \"cutxx\"; there are animus, apixo, cutx, sumatman";
    let rows: Vec<(&str, Mistake<'_>)> = vec![
        (providers, Box::new(|| drop(world.url("cutxx")))),
        (providers, Box::new(|| drop(world.account("cutxx", KEY)))),
        (providers, Box::new(|| drop(world.ledger("cutxx", KEY)))),
        (providers, Box::new(|| drop(world.change_account("cutxx", KEY, AccountChange::default())))),
        (providers, Box::new(|| drop(world.finish("cutxx", "j", fail())))),
        (providers, Box::new(|| drop(world.retry("cutxx", "j")))),
        (providers, Box::new(|| drop(world.expect(Filter::all().provider("cutxx"))))),
        (providers, Box::new(|| drop(world.exchanges(&Filter::all().provider("cutxx"))))),
        (
            providers,
            Box::new(|| drop(world.exchanges_when(&Filter::all().provider("cutxx"), 1, Duration::ZERO))),
        ),
        ("method", Box::new(|| world.expect(Filter::all().method("get")).none())),
        ("must begin with a slash", Box::new(|| world.expect(Filter::all().path("credits/**")).none())),
        ("api_key", Box::new(|| world.expect(Filter::all().api_key("")).none())),
        ("state: must be one of", Box::new(|| drop(world.jobs(&in_state("complete"))))),
        ("expected exactly 0", Box::new(|| world.expect(Filter::all().method("GET")).none())),
    ];
    for (number, (part, mistake)) in rows.into_iter().enumerate() {
        let (words, place) = words_and_place_of(mistake);
        assert!(words.contains(part), "{number}: {part} is not in {words}");
        assert!(place.ends_with("harness.rs"), "{number}: {place}");
    }
    let negative = AccountChange { credits: Some("-1".parse().unwrap()), ..AccountChange::default() };
    assert_eq!(world.change_account("cutx", KEY, negative).unwrap_err(), ChangeError::NegativeCredits);
    let unknown = world.change_account("cutx", "invalid-1", AccountChange::default()).unwrap_err();
    assert_eq!(unknown, ChangeError::NoAccount);
}

#[tokio::test]
async fn a_handle_to_a_world_that_was_deleted_never_means_another_one() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ()).handle;
    let tidy = world.tidy();
    let name = world.url("").rsplit_once('/').unwrap().1.to_owned();
    let deleted = lab.world().control(&format!("DELETE /worlds/{name}"), &Value::Null).await;
    assert_eq!(deleted.status, 204);
    let uses: Vec<Mistake<'_>> = vec![
        Box::new(|| drop(world.url("cutx"))),
        Box::new(|| {
            world.clock();
        }),
        Box::new(|| {
            let _ = world.set_clock(Mode::Realtime);
        }),
        Box::new(|| {
            let _ = world.advance(Duration::ZERO);
        }),
        Box::new(|| drop(world.advance_async(Duration::ZERO))),
        Box::new(|| drop(world.accounts())),
        Box::new(|| drop(world.jobs(&JobFilter::default()))),
        Box::new(|| drop(world.deliveries())),
        Box::new(|| drop(world.delivered())),
        Box::new(|| drop(world.bill())),
        Box::new(|| drop(world.fault(Fault::new(Effect::Disconnect)))),
        Box::new(|| drop(world.faults())),
        Box::new(|| world.clear_faults()),
        Box::new(|| world.expect(Filter::all()).none()),
        Box::new(|| drop(world.transcript())),
        Box::new(|| world.reset()),
        Box::new(|| drop(tidy)),
    ];
    for (number, mistake) in uses.into_iter().enumerate() {
        let (words, _) = words_and_place_of(mistake);
        assert_eq!(words, format!("there is no world {name:?} any more: it was deleted"), "{number}");
    }
}

#[tokio::test]
async fn waiting_says_when_time_is_up() {
    let lab = Lab::start();
    let world = lab.world();
    world.call("cutx", KEY, "GET /credits/balance", None).await;
    let balances = Filter::all().provider("cutx").path("/credits/*");
    let came = world.handle.exchanges_when(&balances, 1, Duration::ZERO).await.unwrap();
    assert_eq!(came.len(), 1);
    let too_few = world.handle.exchanges_when(&balances, 2, Duration::ZERO).await.unwrap_err();
    assert_eq!((too_few.wanted, too_few.found.len()), (2, 1));
    let words = "expected at least 2 exchanges with provider cutx, path /credits/*, found 1 in time";
    assert_eq!(too_few.to_string(), words);
}

#[tokio::test]
async fn time_that_moves_brings_webhooks_before_it_returns() {
    let lab = Lab::start();
    let world = lab.world();
    let receiver = Receiver::start(&[500, 200]).await;
    world.call("apixo", KEY, GENERATE, Some(&callback(&receiver.url))).await;
    world.handle.advance_async(Duration::from_secs(40)).await.unwrap();
    assert_eq!(world.handle.deliveries()[0].attempts.len(), 1);
    world.handle.advance_async(Duration::from_secs(300)).await.unwrap();
    assert_eq!(world.handle.deliveries()[0].state, DeliveryState::Delivered);
    assert_eq!(receiver.received().len(), 2);
}

#[test]
fn time_that_moves_brings_webhooks_before_it_returns_also_without_a_runtime() {
    let sandbox = Sandbox::builder().start().unwrap();
    let world = sandbox.world();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let receiver = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut head = [0; 4096];
        let length = stream.read(&mut head).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").unwrap();
        String::from_utf8_lossy(&head[..length]).into_owned()
    });
    let answer = blocking(&world, "apixo", GENERATE, &callback(&url).to_string());
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    world.advance(Duration::from_secs(40)).unwrap();
    assert_eq!(world.deliveries()[0].state, DeliveryState::Delivered);
    assert!(receiver.join().unwrap().starts_with("POST /hook "));
}

#[tokio::test]
async fn a_job_ends_as_it_is_told_and_clients_take_the_worlds_url_as_it_is() {
    let lab = Lab::start();
    let world = lab.world();
    cutx_client::CutxClient::builder(world.handle.url("cutx")).token(KEY).build().unwrap();
    let ad = world.call("cutx", KEY, STATIC_AD, Some(&static_ad(&Value::Null))).await;
    let job = ad.body["jobId"].as_str().unwrap();
    let failed = world.handle.finish("cutx", job, Outcome::Fail(Failure::default())).unwrap();
    assert_eq!(failed.state, "failed");
    let again = world.handle.finish("cutx", job, Outcome::Succeed).unwrap_err();
    assert_eq!(again.to_string(), "the job is failed");
    world.handle.retry("cutx", job).unwrap();
    assert_eq!(
        world.handle.retry("cutx", job).unwrap_err().to_string(),
        "the provider runs no job again that is pending"
    );
}
