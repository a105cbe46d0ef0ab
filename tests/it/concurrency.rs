//! Does money stay right when many callers come at once?
//!
//! The sandbox of a test serves on one thread; here it serves on four, as the binary does, so that calls on one account really meet.

use std::collections::BTreeSet;
use std::sync::{Arc, Barrier};

use axum::body::Body;
use axum::http::Request;
use backlot::{Backlot, Sandbox, Settings, router};
use contract_tests::lab::{Answer, Lab, answer, http};
use contract_tests::orders::{COPY, STATIC_AD, copy, static_ad, status};
use futures_util::future::join_all;
use serde_json::{Value, json};
use tower::ServiceExt;

/// How many callers come at once.
const CALLERS: usize = 64;

/// A sandbox on four threads, and a client. Its traffic is judged when it is dropped.
#[derive(Clone)]
struct Crowd {
    lab: Arc<Lab>,
    http: reqwest::Client,
}

impl Crowd {
    fn start() -> Self {
        Self { lab: Arc::new(Lab::start_with(Sandbox::builder().threads(4))), http: http() }
    }

    async fn call(&self, call: &str, body: &Value) -> Answer {
        self.send(call, &format!("{}/cutx/api", self.lab.url()), body).await
    }

    async fn control(&self, call: &str, body: &Value) -> Answer {
        self.send(call, &format!("{}/_backlot", self.lab.url()), body).await
    }

    async fn send(&self, call: &str, base: &str, body: &Value) -> Answer {
        let (method, path) = call.split_once(' ').unwrap();
        let request = self.http.request(method.parse().unwrap(), format!("{base}{path}"));
        answer(request.bearer_auth("the-crowd").json(body).send().await.unwrap()).await
    }

    /// The same call from every caller at once, each on its own task.
    async fn all_at_once(&self, call: &'static str, body: &Value) -> Vec<Answer> {
        let callers = (0..CALLERS).map(|_| {
            let (crowd, body) = (self.clone(), body.clone());
            tokio::spawn(async move { crowd.call(call, &body).await })
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
    let crowd = Crowd::start();
    let answers = crowd.all_at_once(STATIC_AD, &static_ad(&json!({ "idempotencyKey": "shared" }))).await;
    let with = |status: &str| answers.iter().filter(|answer| answer.body["status"] == status).count();
    assert_eq!((with("queued"), with("reused")), (1, CALLERS - 1));
    let jobs: BTreeSet<_> = answers.iter().map(|answer| answer.body["jobId"].to_string()).collect();
    assert_eq!(jobs.len(), 1);
    assert_eq!(crowd.amounts().await, [1000, -3]);
    assert_eq!(crowd.jobs().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_buys_what_the_account_cannot_pay() {
    let crowd = Crowd::start();
    crowd.control("PUT /accounts/cutx/the-crowd", &json!({ "credits": 30 })).await;
    let answers = crowd.all_at_once(STATIC_AD, &static_ad(&json!({}))).await;
    let with = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((with(200), with(402)), (10, CALLERS - 10));
    let mut remaining: Vec<_> =
        answers.iter().filter_map(|answer| answer.body["creditsRemaining"].as_i64()).collect();
    remaining.sort_unstable();
    assert_eq!(remaining, (0..10).map(|left| left * 3).collect::<Vec<_>>());
    assert_eq!(crowd.amounts().await, [&[30][..], &[-3; 10]].concat());
    assert_eq!(crowd.jobs().await.len(), 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn callers_with_keys_of_their_own_each_get_a_job_of_their_own() {
    let crowd = Crowd::start();
    let calls = (0..CALLERS).map(|number| {
        let crowd = crowd.clone();
        let body = static_ad(&json!({ "idempotencyKey": format!("own-{number}") }));
        tokio::spawn(async move { crowd.call(STATIC_AD, &body).await })
    });
    let answers: Vec<_> = join_all(calls).await.into_iter().map(Result::unwrap).collect();
    let jobs: BTreeSet<_> = answers.iter().map(|answer| answer.body["jobId"].to_string()).collect();
    assert_eq!(jobs.len(), CALLERS);
    assert_eq!(crowd.amounts().await.iter().sum::<i64>(), 1000 - 3 * 64);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_failed_job_is_refunded_once_however_many_look() {
    let crowd = Crowd::start();
    let made = crowd.call(STATIC_AD, &static_ad(&json!({ "prompt": "[[fail]]" }))).await;
    let look = status(made.body["jobId"].as_str().unwrap());
    let by = json!({ "seconds": 25 });
    let advance = crowd.control("POST /clock/advance", &by);
    let looks = join_all((0..CALLERS).map(|_| crowd.call(&look, &Value::Null)));
    tokio::join!(advance, looks);
    assert_eq!(crowd.call(&look, &Value::Null).await.body["status"], "failed");
    assert_eq!(crowd.amounts().await, [1000, -3, 3]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_slow_copy_holds_its_caller_until_time_moves_and_its_key_meanwhile() {
    let crowd = Crowd::start();
    let body = copy(&json!({ "customInstructions": "[[slow:5]]", "idempotencyKey": "slow" }));
    let first = tokio::spawn({
        let (crowd, body) = (crowd.clone(), body.clone());
        async move { crowd.call(COPY, &body).await }
    });
    let job = crowd.first_job().await;
    assert_eq!((&job["kind"], &job["state"]), (&json!("copy"), &json!("processing")));

    let second = crowd.call(COPY, &body).await;
    let expected = json!({ "jobId": job["job_id"], "status": "reused", "creditsUsed": 0 });
    assert_eq!(second.body, expected);

    crowd.control("POST /clock/advance", &json!({ "seconds": 4.999 })).await;
    assert_eq!(crowd.jobs().await[0]["state"], "processing");
    assert!(!first.is_finished());

    crowd.control("POST /clock/advance", &json!({ "seconds": 0.001 })).await;
    let first = first.await.unwrap();
    assert_eq!((first.status, &first.body["status"]), (200, &json!("completed")));
    assert_eq!(first.body["jobId"], job["job_id"]);
    assert_eq!(crowd.amounts().await, [1000, -1]);

    let instead = tokio::spawn({
        let (crowd, body) = (crowd.clone(), copy(&json!({ "idempotencyKey": "slow" })));
        async move { crowd.call(COPY, &body).await }
    });
    assert_ne!(instead.await.unwrap().body["jobId"], job["job_id"], "the key is free again");
    assert_eq!(crowd.amounts().await, [1000, -1, -1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_caller_who_hangs_up_on_a_slow_copy_has_paid_for_it() {
    let crowd = Crowd::start();
    let body = copy(&json!({ "customInstructions": "[[slow:5]]" }));
    let impatient = tokio::spawn({
        let crowd = crowd.clone();
        async move { crowd.call(COPY, &body).await }
    });
    crowd.first_job().await;
    impatient.abort();
    crowd.control("POST /clock/advance", &json!({ "seconds": 5 })).await;
    assert_eq!(crowd.first_job().await["state"], "completed");
    assert_eq!(crowd.amounts().await, [1000, -1]);
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
