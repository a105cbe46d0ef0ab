//! Does a world that was kept, forked, rewound or exported give the same answers as the one that it came from?

mod failing;
mod faults;
mod kept;
mod replay;

use std::path::PathBuf;
use std::time::Duration;

use backlot::{
    Credits, DeliveryView, Effect, Fault, Filter, JobFilter, Mode, OpeningCredits, Refusal, Sandbox,
    WorldError, WorldHandle,
};
use contract_tests::lab::http;
use contract_tests::receiver::Receiver;
use contract_tests::subjects::SUBJECTS;
use reqwest::{Client, Method};
use serde_json::{Value, json};

const KEY: &str = "the-elephant";

/// A directory that is gone when the test ends.
struct Directory(PathBuf);

impl Directory {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("backlot-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        Self(path)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn ask(
    http: &Client,
    world: &WorldHandle,
    provider: &str,
    call: &str,
    body: Option<&Value>,
) -> (u16, String) {
    let (method, path) = call.split_once(' ').unwrap();
    let url = format!("{}{path}", world.url(provider));
    let request = http.request(method.parse::<Method>().unwrap(), url).bearer_auth(KEY);
    let request = match body {
        Some(body) => request.json(body),
        None => request,
    };
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

/// Lets some time pass in a world, with jobs at every provider, failures, a webhook, a fault and a change by hand.
async fn live(http: &Client, world: &WorldHandle, receiver: &str) {
    for subject in SUBJECTS {
        let (call, body) = (subject.order)();
        for _ in 0..3 {
            assert_eq!(ask(http, world, subject.name, call, Some(&body)).await.0, 200, "{}", subject.name);
        }
    }
    let called_back = json!({ "request_type": "callback", "callback_url": receiver, "input": {
        "image_urls": ["https://example.com/a.png"], "video_urls": ["https://example.com/a.mp4"],
    } });
    let generate = "POST /generateTask/wan-2-2-animate";
    assert_eq!(ask(http, world, "apixo", generate, Some(&called_back)).await.0, 200);
    world.advance_async(Duration::from_secs(20)).await.unwrap();
    let jobs = world.jobs(&JobFilter { provider: Some("cutx".to_owned()), ..JobFilter::default() });
    world.finish("cutx", &jobs[0].job_id, backlot::Outcome::Fail(backlot::Failure::default())).unwrap();
    world.retry("cutx", &jobs[0].job_id).unwrap();
    world
        .fault(Fault::new(Effect::Refuse(Refusal::Unavailable)).provider("sumatman").skip(1).times(2))
        .unwrap();
    for _ in 0..2 {
        ask(http, world, "sumatman", "GET /task/none/status", None).await;
    }
    world.advance_async(Duration::from_secs(100)).await.unwrap();
}

/// Returns everything that can be asked about a world, as text, with the world's own URL left out.
async fn told(http: &Client, world: &WorldHandle) -> Vec<String> {
    let mut told = Vec::new();
    for job in world.jobs(&JobFilter::default()) {
        let subject = SUBJECTS.iter().find(|subject| subject.name == job.provider).unwrap();
        told.push(ask(http, world, job.provider, &(subject.look_at)(&job.job_id), None).await.1);
        told.push(format!("{} {} {:?}", job.job_id, job.state, job.next_change_at));
    }
    // A look opens an account that is not open yet.
    for subject in SUBJECTS {
        told.push(ask(http, world, subject.name, &format!("GET {}", subject.look), None).await.1);
        told.push(serde_json::to_string(&world.ledger(subject.name, KEY).unwrap()).unwrap());
    }
    // With a skipping clock, a look may have made a webhook due.
    world.delivered().await;
    // A webhook's body has the URL that its job was ordered at, whatever world goes on with it.
    let deliveries =
        world.deliveries().into_iter().map(|delivery| DeliveryView { request: Value::Null, ..delivery });
    told.push(serde_json::to_string(&deliveries.collect::<Vec<_>>()).unwrap());
    told.push(serde_json::to_string(&world.clock()).unwrap());
    let own = world.url("");
    told.into_iter().map(|text| text.replace(&own, "http://sandbox")).collect()
}

/// Compares what was told of two worlds, and shows the first difference alone.
fn assert_alike(one: &[String], other: &[String], about: &str) {
    let differs = one.iter().zip(other).find(|(one, other)| one != other);
    assert!(differs.is_none(), "{about}: {differs:#?}");
    assert_eq!(one.len(), other.len(), "{about}");
}

/// Lets two worlds go on alike, and compares them all the way.
async fn go_on_alike(http: &Client, one: &WorldHandle, other: &WorldHandle) {
    assert_eq!(told(http, one).await, told(http, other).await);
    for world in [one, other] {
        world.clear_faults();
        let (call, body) = (SUBJECTS[2].order)();
        assert_eq!(ask(http, world, "cutx", call, Some(&body)).await.0, 200);
        world.advance_async(Duration::from_secs(300)).await.unwrap();
    }
    assert_eq!(told(http, one).await, told(http, other).await, "and so they go on");
}

#[tokio::test]
async fn a_world_that_was_kept_goes_on_where_it_was() {
    let (directory, http) = (Directory::new("kept"), http());
    let receiver = Receiver::start(&[500, 200]).await;
    let never_stopped = Sandbox::builder().start().unwrap();
    live(&http, &never_stopped.world(), &receiver.url).await;
    {
        let sandbox = Sandbox::builder().data(&directory.0).start().unwrap();
        let receiver = Receiver::start(&[500, 200]).await;
        live(&http, &sandbox.world(), &receiver.url).await;
    }
    let again = Sandbox::builder().data(&directory.0).start().unwrap();
    let strip = |told: Vec<String>| -> Vec<String> {
        // The receivers have ports of their own.
        told.into_iter().filter(|text| !text.contains("attempts")).collect()
    };
    assert_eq!(strip(told(&http, &again.world()).await), strip(told(&http, &never_stopped.world()).await));
    assert_eq!(again.world().faults().len(), 1);
    assert_eq!(again.world().faults()[0].fired, never_stopped.world().faults()[0].fired);
    let attempts =
        again.world().deliveries().iter().map(|delivery| delivery.attempts.len()).collect::<Vec<_>>();
    assert_eq!(attempts, [2], "nobody is called once more");
    assert!(again.world().exchanges(&Filter::all()).len() < 60, "the journal is of this process alone");
}

#[tokio::test]
async fn a_fork_is_what_its_world_is_and_neither_touches_the_other() {
    let (http, receiver) = (http(), Receiver::start(&[200]).await);
    let sandbox = Sandbox::builder().start().unwrap();
    let world = sandbox.world();
    live(&http, &world, &receiver.url).await;
    let fork = world.fork();
    go_on_alike(&http, &world, &fork).await;
    fork.advance(Duration::from_secs(1)).unwrap();
    assert_ne!(world.clock().now, fork.clock().now);
}

#[tokio::test]
async fn a_world_goes_back_to_any_instant_and_takes_another_way() {
    let (http, receiver) = (http(), Receiver::start(&[200]).await);
    let sandbox = Sandbox::builder().record().start().unwrap();
    let world = sandbox.world();
    live(&http, &world, &receiver.url).await;
    world.clear_faults();
    let (then, before) = (world.clock().now, told(&http, &world).await);
    let (call, body) = (SUBJECTS[2].order)();
    world.advance(Duration::from_secs(5)).unwrap();
    ask(&http, &world, "cutx", call, Some(&body)).await;
    world.advance(Duration::from_secs(500)).unwrap();
    world.rewind(then).await.unwrap();
    assert_eq!(told(&http, &world).await, before);
    world.advance(Duration::from_secs(90)).unwrap();
    world.rewind(then + Duration::from_secs(60)).await.unwrap();
    assert_eq!(world.clock().now, then + Duration::from_secs(60), "the clock stands where it was sent");
    assert!(Sandbox::builder().start().unwrap().world().rewind(then).await.is_err(), "it keeps no log");
}

#[tokio::test]
async fn a_bug_travels_as_a_file_from_one_sandbox_to_another() {
    let (http, receiver) = (http(), Receiver::start(&[200]).await);
    let here = Sandbox::builder().record().start().unwrap();
    live(&http, &here.world(), &receiver.url).await;
    let secret = json!({ "request_type": "callback", "callback_url": "http://127.0.0.1:1/called?token=in-the-clear",
        "input": {
            "image_urls": ["https://example.com/a.png"], "video_urls": ["https://example.com/a.mp4"],
        } });
    let generate = "POST /generateTask/wan-2-2-animate";
    assert_eq!(ask(&http, &here.world(), "apixo", generate, Some(&secret)).await.0, 200);
    let file = here.world().export().await.unwrap();
    for secret in [KEY, "in-the-clear"] {
        assert!(!String::from_utf8_lossy(&file).contains(secret), "keys stay at home");
    }

    let there = Sandbox::builder().clock(Mode::Realtime).start().unwrap();
    let url = format!("{}/_backlot/worlds", there.url());
    let mut large = file.clone();
    large.extend(vec![b' '; 20 * 1024 * 1024]);
    let made = http.post(&url).body(large).send().await.unwrap();
    assert_eq!(made.status(), 201, "a world may be larger than any other body");
    let world = there.import(&file).unwrap();
    let states = |world: &WorldHandle| {
        let jobs = world.jobs(&JobFilter::default()).into_iter();
        let mut states: Vec<_> = jobs.map(|job| (job.job_id.to_string(), job.state)).collect();
        states.sort();
        states
    };
    assert_eq!(states(&world), states(&here.world()));
    assert_eq!(world.clock().now, here.world().clock().now);

    let other = String::from_utf8(file).unwrap().replacen("\"digest\":", "\"digest\":7,\"was\":", 1);
    let refused = http.post(&url).body(other).send().await.unwrap();
    assert_eq!(refused.status(), 400);
    assert!(refused.text().await.unwrap().contains("does something else in this version"));
}

#[tokio::test]
async fn worlds_are_made_from_others_and_kept_over_the_control_api() {
    let (directory, http) = (Directory::new("control"), http());
    {
        let sandbox = Sandbox::builder().data(&directory.0).start().unwrap();
        let control = format!("{}/_backlot", sandbox.url());
        let make = async |body: Value| {
            let made = http.post(format!("{control}/worlds")).json(&body).send().await.unwrap();
            (made.status().as_u16(), made.json::<Value>().await.unwrap())
        };
        let (status, kept) = make(json!({ "name": "kept", "durable": true, "seed": 7 })).await;
        assert_eq!((status, &kept["durable"]), (201, &json!(true)));
        assert_eq!(make(json!({ "name": "fleeting" })).await.1["durable"], false);
        let world = format!("{}/w/kept/cutx/api/credits/balance", sandbox.url());
        assert_eq!(http.get(world).bearer_auth(KEY).send().await.unwrap().status(), 200);
        let (status, fork) =
            make(json!({ "name": "fork", "from": { "world": "kept" }, "durable": true })).await;
        assert_eq!((status, &fork["seed"]), (201, &json!(7)));
        let refusals = [
            (json!({ "from": { "world": "nowhere" } }), 404, "from.world"),
            (json!({ "from": { "world": "kept" }, "seed": 1 }), 400, "seed"),
            (json!({ "from": { "world": "fleeting", "at": "2026-01-01T00:00:00Z" } }), 409, "from.at"),
            (json!({ "from": { "world": "kept", "at": "2030-01-01T00:00:00Z" } }), 400, "from.at"),
            (json!({ "from": { "world": "kept", "at": "2020-01-01T00:00:00Z" } }), 400, "from.at"),
        ];
        for (body, status, field) in refusals {
            let refused = make(body.clone()).await;
            assert_eq!(refused.0, status, "{body} {refused:?}");
            assert!(refused.1["message"].as_str().unwrap().starts_with(field), "{refused:?}");
        }
        let url = format!("{}/w/kept/_backlot/rewind", sandbox.url());
        let back = http.post(url).json(&json!({ "at": "2026-01-01T00:00:00Z" })).send().await.unwrap();
        assert_eq!(back.status(), 200);
    }
    let again = Sandbox::builder().data(&directory.0).start().unwrap();
    let worlds: Value =
        http.get(format!("{}/_backlot/worlds", again.url())).send().await.unwrap().json().await.unwrap();
    let names: Vec<_> = worlds["worlds"].as_array().unwrap().iter().map(|world| &world["world"]).collect();
    assert_eq!(names, ["", "fork", "kept"]);
    let accounts: Value = http
        .get(format!("{}/w/fork/_backlot/accounts", again.url()))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(accounts["accounts"].as_array().unwrap().len(), 1);

    let none = Sandbox::builder().start().unwrap();
    let made = http.post(format!("{}/_backlot/worlds", none.url())).json(&json!({ "durable": true }));
    let refused = made.send().await.unwrap();
    assert_eq!(refused.status(), 409, "there is nowhere to keep it");
}

#[tokio::test]
async fn a_world_goes_back_over_a_clean_stop_as_far_as_its_history_reaches() {
    let (directory, http) = (Directory::new("history"), http());
    let (call, body) = (SUBJECTS[2].order)();
    let (start, before) = {
        let sandbox = Sandbox::builder().data(&directory.0).start().unwrap();
        let world = sandbox.world();
        ask(&http, &world, "cutx", call, Some(&body)).await;
        let told = (world.clock().now, told(&http, &world).await);
        world.advance(Duration::from_secs(60)).unwrap();
        ask(&http, &world, "cutx", call, Some(&body)).await;
        told
    };
    {
        let sandbox = Sandbox::builder().data(&directory.0).start().unwrap();
        let world = sandbox.world();
        world.advance(Duration::from_secs(60)).unwrap();
        world.rewind(start).await.unwrap();
        assert_eq!(told(&http, &world).await, before);
        world.advance(Duration::from_secs(1)).unwrap();
    }
    let stop = || Sandbox::builder().data(&directory.0).history(0).start().unwrap();
    drop(stop());
    let refused = stop().world().rewind(start).await;
    assert!(
        matches!(refused, Err(WorldError::Forgotten(_))),
        "without a history it ends at the last stop: {refused:?}"
    );
}

#[tokio::test]
async fn a_log_is_shortened_while_its_world_goes_on() {
    let (directory, http) = (Directory::new("shortened"), http());
    let (call, body) = (SUBJECTS[2].order)();
    let start = "2026-01-01T00:00:00Z".parse().unwrap();
    let before = {
        let rich = OpeningCredits::Everywhere(Credits::whole(1_000_000));
        let sandbox = Sandbox::builder().data(&directory.0).history(0).credits(rich).start().unwrap();
        let world = sandbox.world();
        let shortened = async {
            for _ in 0..10_000 {
                world.advance(Duration::from_millis(10)).unwrap();
                assert_eq!(ask(&http, &world, "cutx", call, Some(&body)).await.0, 200);
                let fork = json!({ "from": { "world": "", "at": start } });
                let made = http.post(format!("{}/_backlot/worlds", sandbox.url())).json(&fork).send().await;
                if made.unwrap().status() == 400 {
                    return true;
                }
            }
            false
        };
        assert!(shortened.await, "the log grows without end");
        let known_since = world.rewind(start).await.unwrap_err();
        assert!(known_since.to_string().starts_with("the world is known only since 2026"), "{known_since}");
        told(&http, &world).await
    };
    let again = Sandbox::builder().data(&directory.0).start().unwrap();
    assert_eq!(told(&http, &again.world()).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_under_way_leave_nothing_in_the_log_of_a_world_that_was_replaced() {
    let (directory, http) = (Directory::new("replaced"), http());
    let start = "2026-01-01T00:00:00Z".parse().unwrap();
    let before = {
        let rich = OpeningCredits::Everywhere(Credits::whole(1_000_000));
        let sandbox = Sandbox::builder().data(&directory.0).credits(rich).threads(2).start().unwrap();
        let orders = async |caller: usize| {
            let (call, body) = (SUBJECTS[caller % 3].order)();
            for _ in 0..100 {
                ask(&http, &sandbox.world(), SUBJECTS[caller % 3].name, call, Some(&body)).await;
            }
        };
        let rewinds = async {
            for _ in 0..40 {
                sandbox.world().rewind(start).await.unwrap();
            }
        };
        tokio::join!(orders(0), orders(1), orders(2), rewinds);
        told(&http, &sandbox.world()).await
    };
    let again = Sandbox::builder().data(&directory.0).start().unwrap();
    assert_alike(&told(&http, &again.world()).await, &before, "after forty rewinds");
}
