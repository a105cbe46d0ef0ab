//! Does money stay right when many callers come at once?
//!
//! The sandbox of a test serves on one thread; here it serves on four, as the binary does, so that calls on one account
//! really meet.

use std::collections::BTreeSet;
use std::sync::{Arc, Barrier};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use backlot::{Backlot, Settings, router, serve};
use contract_tests::lab::{Answer, answer};
use contract_tests::openapi::{Findings, judged};
use contract_tests::orders::{COPY, STATIC_AD, copy, static_ad, status};
use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tower::ServiceExt;

/// How many callers come at once.
const CALLERS: usize = 64;

/// A server on the test's own threads, with a frozen clock. It ends with the test.
#[derive(Clone)]
struct Crowded {
    url: String,
    http: reqwest::Client,
    findings: Findings,
}

impl Crowded {
    async fn start() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().retry(reqwest::retry::never()).build().unwrap();
        let mut settings = Settings::default();
        settings.clock.mode = backlot::Mode::Frozen;
        let findings = Findings::default();
        let app: Router = judged(router(&Backlot::new(settings, Handle::current()).unwrap()), &findings);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(serve(listener, app, std::future::pending()));
        Self { url, http, findings }
    }

    async fn call(&self, call: &str, body: &Value) -> Answer {
        self.send(call, &format!("{}/cutx/api", self.url), body).await
    }

    async fn control(&self, call: &str, body: &Value) -> Answer {
        self.send(call, &format!("{}/_backlot", self.url), body).await
    }

    async fn send(&self, call: &str, base: &str, body: &Value) -> Answer {
        let (method, path) = call.split_once(' ').unwrap();
        let request = self.http.request(method.parse().unwrap(), format!("{base}{path}"));
        answer(request.bearer_auth("the-crowd").json(body).send().await.unwrap()).await
    }

    /// The same call from every caller at once, each on its own task.
    async fn all_at_once(&self, call: &'static str, body: &Value) -> Vec<Answer> {
        let callers = (0..CALLERS).map(|_| {
            let (crowded, body) = (self.clone(), body.clone());
            tokio::spawn(async move { crowded.call(call, &body).await })
        });
        join_all(callers).await.into_iter().map(Result::unwrap).collect()
    }

    async fn amounts(&self) -> Vec<i64> {
        let ledger = self.control("GET /accounts/cutx/the-crowd/ledger", &json!({})).await.body;
        let amounts: Vec<_> = ledger["entries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["amount"].as_i64().unwrap())
            .collect();
        assert_eq!(ledger["balance"], amounts.iter().sum::<i64>());
        amounts
    }

    async fn jobs(&self) -> Vec<Value> {
        self.control("GET /jobs?api_key=the-crowd", &json!({})).await.body["jobs"].as_array().unwrap().clone()
    }

    /// Looks at the jobs until there is one; the call that makes it is under way.
    async fn first_job(&self) -> Value {
        for _ in 0..10_000 {
            if let Some(job) = self.jobs().await.pop() {
                return job;
            }
            tokio::task::yield_now().await;
        }
        panic!("the job never came");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn callers_with_one_key_share_one_job_and_one_charge() {
    let crowded = Crowded::start().await;
    let answers = crowded.all_at_once(STATIC_AD, &static_ad(&json!({ "idempotencyKey": "shared" }))).await;
    let with = |status: &str| answers.iter().filter(|answer| answer.body["status"] == status).count();
    assert_eq!((with("queued"), with("reused")), (1, CALLERS - 1));
    let jobs: BTreeSet<_> = answers.iter().map(|answer| answer.body["jobId"].to_string()).collect();
    assert_eq!(jobs.len(), 1);
    assert_eq!(crowded.amounts().await, [1000, -3]);
    assert_eq!(crowded.jobs().await.len(), 1);
    assert_eq!(crowded.findings.take(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_buys_what_the_account_cannot_pay() {
    let crowded = Crowded::start().await;
    crowded.control("PUT /accounts/cutx/the-crowd", &json!({ "credits": 30 })).await;
    let answers = crowded.all_at_once(STATIC_AD, &static_ad(&json!({}))).await;
    let with = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((with(200), with(402)), (10, CALLERS - 10));
    let mut remaining: Vec<_> =
        answers.iter().filter_map(|answer| answer.body["creditsRemaining"].as_i64()).collect();
    remaining.sort_unstable();
    assert_eq!(remaining, (0..10).map(|left| left * 3).collect::<Vec<_>>());
    assert_eq!(crowded.amounts().await, [&[30][..], &[-3; 10]].concat());
    assert_eq!(crowded.jobs().await.len(), 10);
    assert_eq!(crowded.findings.take(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn callers_with_keys_of_their_own_each_get_a_job_of_their_own() {
    let crowded = Crowded::start().await;
    let calls = (0..CALLERS).map(|number| {
        let crowded = crowded.clone();
        let body = static_ad(&json!({ "idempotencyKey": format!("own-{number}") }));
        tokio::spawn(async move { crowded.call(STATIC_AD, &body).await })
    });
    let answers: Vec<_> = join_all(calls).await.into_iter().map(Result::unwrap).collect();
    let jobs: BTreeSet<_> = answers.iter().map(|answer| answer.body["jobId"].to_string()).collect();
    assert_eq!(jobs.len(), CALLERS);
    assert_eq!(crowded.amounts().await.iter().sum::<i64>(), 1000 - 3 * 64);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_failed_job_is_refunded_once_however_many_look() {
    let crowded = Crowded::start().await;
    let made = crowded.call(STATIC_AD, &static_ad(&json!({ "prompt": "[[fail]]" }))).await;
    let look = status(made.body["jobId"].as_str().unwrap());
    let by = json!({ "seconds": 25 });
    let advance = crowded.control("POST /clock/advance", &by);
    let looks = join_all((0..CALLERS).map(|_| crowded.call(&look, &Value::Null)));
    tokio::join!(advance, looks);
    assert_eq!(crowded.call(&look, &Value::Null).await.body["status"], "failed");
    assert_eq!(crowded.amounts().await, [1000, -3, 3]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_slow_copy_holds_its_caller_until_time_moves_and_its_key_meanwhile() {
    let crowded = Crowded::start().await;
    let body = copy(&json!({ "customInstructions": "[[slow:5]]", "idempotencyKey": "slow" }));
    let first = tokio::spawn({
        let (crowded, body) = (crowded.clone(), body.clone());
        async move { crowded.call(COPY, &body).await }
    });
    let job = crowded.first_job().await;
    assert_eq!((&job["kind"], &job["state"]), (&json!("copy"), &json!("processing")));

    let second = crowded.call(COPY, &body).await;
    let expected = json!({ "jobId": job["job_id"], "status": "reused", "creditsUsed": 0 });
    assert_eq!(second.body, expected);

    crowded.control("POST /clock/advance", &json!({ "seconds": 4.999 })).await;
    assert_eq!(crowded.jobs().await[0]["state"], "processing");
    assert!(!first.is_finished());

    crowded.control("POST /clock/advance", &json!({ "seconds": 0.001 })).await;
    let first = first.await.unwrap();
    assert_eq!((first.status, &first.body["status"]), (200, &json!("completed")));
    assert_eq!(first.body["jobId"], job["job_id"]);
    assert_eq!(crowded.amounts().await, [1000, -1]);

    let instead = tokio::spawn({
        let (crowded, body) = (crowded.clone(), copy(&json!({ "idempotencyKey": "slow" })));
        async move { crowded.call(COPY, &body).await }
    });
    assert_ne!(instead.await.unwrap().body["jobId"], job["job_id"], "the key is free again");
    assert_eq!(crowded.amounts().await, [1000, -1, -1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_caller_who_hangs_up_on_a_slow_copy_has_paid_for_it() {
    let crowded = Crowded::start().await;
    let body = copy(&json!({ "customInstructions": "[[slow:5]]" }));
    let impatient = tokio::spawn({
        let crowded = crowded.clone();
        async move { crowded.call(COPY, &body).await }
    });
    crowded.first_job().await;
    impatient.abort();
    crowded.control("POST /clock/advance", &json!({ "seconds": 5 })).await;
    assert_eq!(crowded.first_job().await["state"], "completed");
    assert_eq!(crowded.amounts().await, [1000, -1]);
}

/// Over HTTP, calls are rarely as near to each other as here: threads without a socket that set off together.
#[test]
fn threads_that_meet_at_a_new_account_share_it() {
    const THREADS: usize = 4;
    const ROUNDS: usize = 400;
    let webhooks = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let app = router(&Backlot::new(Settings::default(), webhooks.handle().clone()).unwrap());
    let start = Arc::new(Barrier::new(THREADS));
    let body = static_ad(&json!({ "idempotencyKey": "shared" })).to_string();
    let callers = (0..THREADS).map(|_| {
        let (app, start, body) = (app.clone(), start.clone(), body.clone());
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let call = |round: usize| {
                let request = Request::post("/cutx/api/generate/static-ad")
                    .header("authorization", format!("Bearer round-{round}"))
                    .header("content-type", "application/json");
                let call = app.clone().oneshot(request.body(Body::from(body.clone())).unwrap());
                start.wait();
                let answer = runtime.block_on(call).unwrap();
                let bytes = runtime.block_on(axum::body::to_bytes(answer.into_body(), usize::MAX)).unwrap();
                serde_json::from_slice::<Value>(&bytes).unwrap()
            };
            (0..ROUNDS).map(call).collect::<Vec<_>>()
        })
    });
    let callers: Vec<_> = callers.collect();
    let answers: Vec<_> = callers.into_iter().map(|caller| caller.join().unwrap()).collect();
    for round in 0..ROUNDS {
        let of_round = || answers.iter().map(|answers| &answers[round]);
        assert_eq!(of_round().filter(|answer| answer["status"] == "queued").count(), 1, "round {round}");
        assert_eq!(of_round().map(|answer| answer["jobId"].to_string()).collect::<BTreeSet<_>>().len(), 1);
    }
}
