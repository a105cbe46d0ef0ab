//! Does misbehaviour come as it is asked for, as often, and to nobody else?

use std::time::Duration;

use backlot::{Apply, Effect, Fault, Filter, JobFilter, Mode, Refusal, Sandbox, WorldHandle};
use contract_tests::lab::{Lab, World, http};
use contract_tests::orders::{COPY, STATIC_AD, copy, static_ad, status};
use contract_tests::subjects::{SUBJECTS, Subject};
use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const KEY: &str = "the-unlucky-one";
fn refused(refusal: Refusal) -> Fault {
    Fault::new(Effect::Refuse(refusal))
}

/// A sound order of a provider: path and body.
fn order(subject: &Subject) -> (&'static str, Value) {
    let (call, body) = (subject.order)();
    (call.strip_prefix("POST ").expect("jobs are started by POST"), body)
}

/// A request over a connection of its own, and everything that comes back until the connection ends.
async fn raw(world: &WorldHandle, provider: &str, method: &str, path: &str, body: &str) -> String {
    let url = world.url(provider);
    let (host, base) = url.trim_start_matches("http://").split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).await.unwrap();
    let request = format!(
        "{method} /{base}{path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {KEY}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut came = Vec::new();
    // A connection that is reset has ended, too.
    let _ = stream.read_to_end(&mut came).await;
    String::from_utf8(came).unwrap()
}

fn head_and_body(answer: &str) -> (&str, &str) {
    answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no head in {answer:?}"))
}

fn content_length(head: &str) -> usize {
    let line = head.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
    line.parse().unwrap()
}

fn jobs(world: &WorldHandle) -> usize {
    world.jobs(&JobFilter::default()).len()
}

#[tokio::test]
async fn every_provider_refuses_in_its_own_words() {
    let lab = Lab::start();
    for subject in SUBJECTS {
        let rows = [
            (Refusal::RateLimited, 429),
            (Refusal::Unauthorized, 401),
            (Refusal::InsufficientCredits, subject.short_of_credits),
            (Refusal::ServerError, 500),
            (Refusal::Unavailable, 503),
        ];
        for (refusal, expected) in rows {
            let (provider, look) = (subject.name, subject.look);
            let world = lab.new_world(|_| ());
            let id = world.handle.fault(refused(refusal).provider(provider)).unwrap();
            let (path, body) = order(subject);
            let came = world.call(provider, KEY, &format!("POST {path}"), Some(&body)).await;
            assert_eq!(came.status, expected, "{provider} {refusal:?} {came:?}");
            assert_eq!(came.fault.as_deref(), Some(&*id));
            assert!(!came.clauses.is_empty(), "a refusal of the provider's names its clauses");
            assert_eq!((jobs(&world.handle), world.handle.ledger(provider, KEY).is_none()), (0, true));
            // Also where the document has no such refusal.
            let came = world.call(provider, KEY, &format!("GET {look}"), None).await;
            assert_eq!(came.status, expected, "{provider} {refusal:?} {came:?}");
        }
    }
}

#[tokio::test]
async fn an_answer_can_be_made_up() {
    let lab = Lab::start();
    for subject in SUBJECTS {
        let (provider, path) = (subject.name, subject.look);
        let world = lab.new_world(|_| ());
        let headers = [("x-proxy", "teapot"), ("content-type", "application/tea+json")];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let respond = Effect::Respond { status: 418, headers, body: json!({ "short": "stout" }) };
        world.handle.fault(Fault::new(respond)).unwrap();
        let came = world.call(provider, KEY, &format!("GET {path}"), None).await;
        assert_eq!((came.status, &came.body), (418, &json!({ "short": "stout" })));
        assert!(came.clauses.is_empty() && came.basis.is_none(), "{came:?}");
        let answer = raw(&world.handle, provider, "GET", path, "").await;
        assert!(answer.contains("x-proxy: teapot\r\n"), "{answer}");
        assert_eq!(answer.matches("content-type: ").count(), 1, "{answer}");
    }
}

#[tokio::test]
async fn a_connection_ends_without_a_byte() {
    let sandbox = Sandbox::builder().start().unwrap();
    for subject in SUBJECTS {
        let provider = subject.name;
        for (apply, expected) in [(Apply::Before, 0), (Apply::After, 1)] {
            let world = sandbox.new_world(|_| ()).unwrap();
            world.fault(Fault { apply, ..Fault::new(Effect::Disconnect) }).unwrap();
            let (path, body) = order(subject);
            assert_eq!(raw(&world, provider, "POST", path, &body.to_string()).await, "");
            assert_eq!(jobs(&world), expected, "{provider} {apply:?}");
            let seen = world.expect(Filter::all().provider(provider)).exactly(1);
            assert!(seen[0].response.is_none());
            assert_eq!(seen[0].request.body, body, "the journal has what was asked");
        }
    }
}

#[tokio::test]
async fn an_answer_breaks_off_where_it_is_told_to() {
    let sandbox = Sandbox::builder().start().unwrap();
    for subject in SUBJECTS {
        let provider = subject.name;
        for bytes in [0, 10, 1_000_000] {
            let world = sandbox.new_world(|_| ()).unwrap();
            world.fault(Fault::new(Effect::Truncate { bytes }).after()).unwrap();
            let (path, body) = order(subject);
            let answer = raw(&world, provider, "POST", path, &body.to_string()).await;
            let (head, came) = head_and_body(&answer);
            let full = content_length(head);
            assert_eq!(came.len(), bytes.min(full - 1), "{provider} {answer}");
            assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && !head.contains("backlot-clauses"), "{head}");
            assert_eq!(jobs(&world), 1, "{provider}: the request took effect");
        }
        let world = sandbox.new_world(|_| ()).unwrap();
        world.fault(Fault::new(Effect::Truncate { bytes: 1 })).unwrap();
        let (path, body) = order(subject);
        let answer = raw(&world, provider, "POST", path, &body.to_string()).await;
        let (head, came) = head_and_body(&answer);
        assert_eq!((content_length(head), came, jobs(&world)), (2, "{", 0), "{provider}");
    }
}

#[tokio::test]
async fn a_success_that_cannot_be_read() {
    let sandbox = Sandbox::builder().start().unwrap();
    for subject in SUBJECTS {
        let (provider, path) = (subject.name, subject.look);
        let world = sandbox.new_world(|_| ()).unwrap();
        world.fault(Fault::new(Effect::Malformed)).unwrap();
        let answer = raw(&world, provider, "GET", path, "").await;
        let (head, body) = head_and_body(&answer);
        assert!(head.starts_with("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"), "{head}");
        assert_eq!(content_length(head), body.len());
        assert!(serde_json::from_str::<Value>(body).is_err(), "{body}");
    }
}

/// A delay is the machine's time, also where the world's stands still; who does not wait for it has still asked.
#[tokio::test]
async fn an_answer_comes_late() {
    let lab = Lab::start();
    for subject in SUBJECTS {
        let provider = subject.name;
        for (apply, expected) in [(Apply::Before, 0), (Apply::After, 1)] {
            let world = lab.new_world(|_| ());
            let late = Fault { apply, ..Fault::new(Effect::Delay { ms: 300_000 }) };
            world.handle.fault(late.times(1)).unwrap();
            world.handle.fault(Fault { apply, ..Fault::new(Effect::Delay { ms: 1 }) }).unwrap();
            let (path, body) = order(subject);
            let url = format!("{}{path}", world.handle.url(provider));
            let impatient = world.request("POST".parse().unwrap(), &url).bearer_auth(KEY).json(&body);
            let gave_up = impatient.timeout(Duration::from_millis(50)).send().await.unwrap_err();
            assert!(gave_up.is_timeout(), "{gave_up}");
            let one = world.handle.exchanges_when(&Filter::all(), 1, Duration::from_secs(5)).await.unwrap();
            assert_eq!((one.len(), one[0].response.is_none()), (1, true), "{provider} {apply:?}");
            assert_eq!(jobs(&world.handle), expected, "{provider} {apply:?}");
            let patient = world.call(provider, KEY, &format!("POST {path}"), Some(&body)).await;
            assert_eq!((patient.status, patient.fault.as_deref()), (200, Some("fault-2")));
        }
    }
}

#[tokio::test]
async fn a_job_fails_by_the_providers_own_way() {
    let lab = Lab::start();
    for subject in SUBJECTS {
        let provider = subject.name;
        let world = lab.new_world(|_| ());
        let doom = Effect::FailJob { code: Some("OUT_OF_LUCK".into()), message: Some("it was to be".into()) };
        world.handle.fault(Fault::new(doom).method("POST").times(1)).unwrap();
        let (path, body) = order(subject);
        for expected in [Some("fault-1"), None] {
            let came = world.call(provider, KEY, &format!("POST {path}"), Some(&body)).await;
            assert_eq!((came.status, came.fault.as_deref()), (200, expected), "{provider} {came:?}");
        }
        world.handle.advance(Duration::from_secs(3600)).unwrap();
        let jobs = world.handle.jobs(&JobFilter::default());
        let states: Vec<_> = jobs.iter().map(|job| job.state).collect();
        assert_eq!(states[0], "failed", "{provider}");
        assert_ne!(states[1], "failed", "{provider}");
        let refunds = world.handle.bill().iter().filter(|line| line.refunds > backlot::Credits::ZERO).count();
        let paid_back = usize::from(subject.refunds_failed_work);
        assert_eq!(refunds, paid_back, "{provider}: as any failure of the provider's it is paid back");
        assert_words(&world, subject, &jobs[0].job_id).await;
    }
}

/// A job that is told to fail says why, where the provider has it say so.
async fn assert_words(world: &World, subject: &Subject, job_id: &str) {
    let came = world.call(subject.name, KEY, &(subject.look_at)(job_id), None).await;
    let [code, message] = (subject.failure)(&came.body);
    assert!(code.is_none_or(|code| code == "OUT_OF_LUCK"), "{came:?}");
    assert!(message.is_none_or(|message| message == "it was to be"), "{came:?}");
}

/// A copy is written within its call, which says so when it fails.
#[tokio::test]
async fn a_job_within_its_call_fails_with_it() {
    let lab = Lab::start();
    let world = lab.world();
    let doom = Effect::FailJob { code: None, message: None };
    world.handle.fault(Fault::new(doom)).unwrap();
    let came = world.call("cutx", KEY, COPY, Some(&copy(&Value::Null))).await;
    assert_eq!((came.status, came.fault.as_deref()), (500, Some("fault-1")));
    assert_eq!(world.handle.account("cutx", KEY).unwrap().credits.to_string(), "1000");
}

/// A lost answer leaves the job that it told of, and the credits spent.
#[tokio::test]
async fn after_means_that_the_request_took_effect() {
    let lab = Lab::start();
    for subject in SUBJECTS {
        let provider = subject.name;
        let world = lab.new_world(|_| ());
        world.handle.fault(refused(Refusal::ServerError).after().times(1)).unwrap();
        let (path, body) = order(subject);
        let lost = world.call(provider, KEY, &format!("POST {path}"), Some(&body)).await;
        assert_eq!((lost.status, jobs(&world.handle)), (500, 1), "{provider}");
        assert_eq!(world.handle.ledger(provider, KEY).unwrap().entries.len(), 2);
    }
}

#[tokio::test]
async fn a_fault_happens_to_what_it_names_and_to_nothing_else() {
    let lab = Lab::start();
    let world = lab.world();
    let in_body = SUBJECTS.iter().find(|subject| subject.name == "sumatman").unwrap();
    let (path, body) = order(in_body);
    let at_home =
        refused(Refusal::Unavailable).provider("cutx").method("GET").path("/credits/*").api_key(KEY);
    world.handle.fault(at_home).unwrap();
    let status =
        async |provider: &str, key: &str, call: &str| world.call(provider, key, call, None).await.status;
    assert_eq!(status("cutx", KEY, "GET /credits/balance").await, 503);
    assert_eq!(status("cutx", "another", "GET /credits/balance").await, 200);
    assert_eq!(status("cutx", KEY, "GET /products").await, 200);
    assert_eq!(status("cutx", KEY, "POST /credits/balance").await, 405);
    assert_eq!(status("apixo", KEY, "GET /apikeys/current-balance").await, 200);
    assert_eq!(
        world.control("GET /faults", &Value::Null).await.status,
        200,
        "the control API is never touched"
    );

    // A key within the body is a key as well.
    world.handle.clear_faults();
    world.handle.fault(refused(Refusal::Unavailable).api_key("in-the-body")).unwrap();
    for (key, expected) in [("in-the-body", 503), ("in-another-body", 200)] {
        let mut body = body.clone();
        body["api_key"] = key.into();
        let url = format!("{}{path}", world.handle.url("sumatman"));
        let came = world.request("POST".parse().unwrap(), &url).json(&body).send().await.unwrap();
        assert_eq!(came.status(), expected, "{key}");
    }
}

#[tokio::test]
async fn the_first_fault_that_has_its_turn_is_what_happens() {
    let lab = Lab::start();
    let world = lab.world();
    world.handle.fault(refused(Refusal::Unavailable).skip(1).times(1)).unwrap();
    world.handle.fault(refused(Refusal::ServerError).times(2)).unwrap();
    let mut statuses = Vec::new();
    for _ in 0..5 {
        statuses.push(world.call("cutx", KEY, "GET /credits/balance", None).await.status);
    }
    assert_eq!(statuses, [500, 503, 500, 200, 200]);
    let counts: Vec<_> = world.handle.faults().iter().map(|fault| (fault.matched, fault.fired)).collect();
    assert_eq!(counts, [(2, 1), (2, 2)], "a fault that is used up no longer counts");
}

/// Sixty-four connections at once, served on one thread and on many.
#[tokio::test]
async fn a_counted_fault_happens_exactly_so_often() {
    let sandbox = Sandbox::builder().threads(4).start().unwrap();
    let (url, http) = (sandbox.url(), http());
    let fault = json!({ "skip": 20, "times": 30, "effect": { "refuse": "unavailable" }, "match": { "provider": "cutx" } });
    http.post(format!("{url}/_backlot/faults")).json(&fault).send().await.unwrap();
    let connections = (0..64).map(|connection| {
        let (http, url) = (http.clone(), url.clone());
        tokio::spawn(async move {
            let mut refused = 0;
            for _ in 0..4 {
                let look = http.get(format!("{url}/cutx/api/credits/balance"));
                let came = look.bearer_auth(format!("connection-{connection}")).send().await.unwrap();
                refused += usize::from(came.status() == 503);
            }
            refused
        })
    });
    let refused: usize = join_all(connections).await.into_iter().map(Result::unwrap).sum();
    assert_eq!(refused, 30);
    let listed: Value =
        http.get(format!("{url}/_backlot/faults")).send().await.unwrap().json().await.unwrap();
    assert_eq!((&listed["faults"][0]["matched"], &listed["faults"][0]["fired"]), (&json!(50), &json!(30)));
}

#[tokio::test]
async fn chance_repeats_with_the_seed() {
    let lab = Lab::start();
    let run = async |seed: u64| {
        let world = lab.new_world(|settings| settings.seed = seed);
        world.handle.fault(refused(Refusal::Unavailable).probability(0.5)).unwrap();
        let mut statuses = Vec::new();
        for _ in 0..40 {
            statuses.push(world.call("cutx", KEY, "GET /credits/balance", None).await.status);
        }
        statuses
    };
    let (first, again, other) = (run(7).await, run(7).await, run(8).await);
    assert_eq!(first, again);
    assert_ne!(first, other);
    let refused = first.iter().filter(|status| **status == 503).count();
    assert!((8..=32).contains(&refused), "{refused} of 40");
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_and_named() {
    let lab = Lab::start();
    let world = lab.world();
    let rows = [
        (json!({}), "effect"),
        (json!({ "effect": "explode" }), "effect"),
        (json!({ "effect": "disconnect", "time": 1 }), "time"),
        (json!({ "effect": "disconnect", "times": 0 }), "times"),
        (json!({ "effect": "disconnect", "times": -1 }), "times"),
        (json!({ "effect": "disconnect", "probability": 1.5 }), "probability"),
        (json!({ "effect": "disconnect", "probability": 0 }), "probability"),
        (json!({ "effect": "disconnect", "apply": "later" }), "apply"),
        (json!({ "effect": "disconnect", "match": { "provider": "nobody" } }), "match.provider"),
        (json!({ "effect": "disconnect", "match": { "method": "FETCH" } }), "match.method"),
        (json!({ "effect": "disconnect", "match": { "path": "generate" } }), "match.path"),
        (json!({ "effect": "disconnect", "match": { "api_key": "" } }), "match.api_key"),
        (json!({ "effect": "disconnect", "match": { "key": "k" } }), "match.key"),
        (json!({ "effect": { "respond": { "status": 99 } } }), "effect.respond.status"),
        (
            json!({ "effect": { "respond": { "status": 200, "headers": { "content-length": "1" } } } }),
            "effect.respond.headers",
        ),
        (json!({ "effect": { "respond": { "status": 200, "header": {} } } }), "effect.respond"),
        (json!({ "effect": { "refuse": "politely" } }), "effect.refuse"),
        (json!({ "effect": { "delay": { "ms": 600_001 } } }), "effect.delay.ms"),
        (json!({ "effect": { "delay": {} } }), "effect.delay"),
        (json!({ "effect": { "fail_job": {} }, "apply": "after" }), "apply"),
        (json!({ "effect": "disconnect", "match": { "method": "post" } }), "match.method"),
    ];
    for (fault, field) in rows {
        let came = world.control("POST /faults", &fault).await;
        let message = came.body["message"].as_str().unwrap_or_default();
        assert!(came.status == 400 && message.contains(field), "{fault}: {came:?}");
    }
    assert!(world.handle.faults().is_empty());
}

#[tokio::test]
async fn faults_are_listed_and_forgotten() {
    let lab = Lab::start();
    let world = lab.world();
    let asked = json!({
        "match": { "provider": "cutx", "method": "POST", "path": "/generate/*", "api_key": KEY },
        "skip": 1, "times": 2, "probability": 0.5,
        "effect": { "respond": { "status": 502, "headers": { "retry-after": "1" }, "body": "bad gateway" } },
        "apply": "after",
    });
    let made = world.control("POST /faults", &asked).await;
    assert_eq!((made.status, &made.body["id"], &made.body["fired"]), (201, &json!("fault-1"), &json!(0)));
    let mut shown = asked.clone();
    shown["match"]["api_key"] = "the-***".into();
    for (field, value) in shown.as_object().unwrap() {
        assert_eq!(&made.body[field], value, "{field}");
    }
    world.control("POST /faults", &json!({ "effect": "malformed" })).await;
    assert_eq!(world.control("GET /faults", &Value::Null).await.body["faults"][0], made.body);
    assert_eq!(world.control("DELETE /faults/fault-1", &Value::Null).await.status, 204);
    assert_eq!(world.control("DELETE /faults/fault-1", &Value::Null).await.status, 404);
    assert_eq!(world.handle.faults().len(), 1);
    assert_eq!(world.control("DELETE /faults", &Value::Null).await.status, 204);
    assert!(world.handle.faults().is_empty());
    let elsewhere = lab.new_world(|_| ());
    world.handle.fault(refused(Refusal::Unavailable)).unwrap();
    assert_eq!(elsewhere.call("cutx", KEY, "GET /credits/balance", None).await.status, 200);
    world.handle.reset();
    assert!(world.handle.faults().is_empty(), "a reset world has none");
}

/// Result files are no calls of the provider's; every look at the job may be spoilt, its picture comes.
#[tokio::test]
async fn result_files_are_left_alone() {
    let lab = Lab::start();
    let world = lab.new_world(|settings| settings.clock.mode = Mode::Skipping);
    let ad = world.call("cutx", KEY, STATIC_AD, Some(&static_ad(&Value::Null))).await;
    let look = status(ad.body["jobId"].as_str().unwrap());
    let mut seen = world.call("cutx", KEY, &look, None).await;
    while seen.body["status"] != "completed" {
        seen = world.call("cutx", KEY, &look, None).await;
    }
    world.handle.fault(refused(Refusal::Unavailable)).unwrap();
    let url = seen.body["assets"][0]["url"].as_str().unwrap();
    assert_eq!(world.request("GET".parse().unwrap(), url).send().await.unwrap().status(), 200);
}
