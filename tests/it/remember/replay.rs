//! Does a log give the same world at every position, whatever happened in it?

use std::sync::Arc;
use std::time::Duration;

use backlot::{
    AccountChange, Credits, Effect, Failure, Fault, JobFilter, Mode, Outcome, Refusal, Sandbox, WorldHandle,
};
use contract_tests::lab::http;
use contract_tests::receiver::Receiver;
use contract_tests::subjects::SUBJECTS;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::Config;
use reqwest::Client;
use serde_json::json;
use store::{Memory, Store};

use super::{KEY, ask, assert_alike, told};

/// One thing that happens to a world.
#[derive(Clone, Debug)]
enum Step {
    Order(Index),
    CalledBack(bool),
    Look(Index, Index),
    Advance(u64),
    Skip(bool),
    Finish(Index, bool),
    Retry(Index),
    Credits(Index, i32),
    Fault(Index, u64),
    NoFaults,
    Close(Index),
    Redeliver(Index),
}

fn step() -> impl Strategy<Value = Step> {
    let index = any::<Index>;
    prop_oneof![
        6 => index().prop_map(Step::Order),
        2 => any::<bool>().prop_map(Step::CalledBack),
        3 => (index(), index()).prop_map(|(subject, job)| Step::Look(subject, job)),
        4 => (1_u64..90).prop_map(Step::Advance),
        1 => any::<bool>().prop_map(Step::Skip),
        2 => (index(), any::<bool>()).prop_map(|(job, succeeds)| Step::Finish(job, succeeds)),
        1 => index().prop_map(Step::Retry),
        1 => (index(), 0_i32..2000).prop_map(|(subject, credits)| Step::Credits(subject, credits)),
        1 => (index(), 1_u64..4).prop_map(|(subject, times)| Step::Fault(subject, times)),
        1 => Just(Step::NoFaults),
        1 => index().prop_map(Step::Close),
        1 => index().prop_map(Step::Redeliver),
    ]
}

/// Lets one thing happen. Refusals are answers like others.
async fn take(http: &Client, world: &WorldHandle, step: &Step, receiver: &str) {
    let job = |index: &Index| {
        let jobs = world.jobs(&JobFilter::default());
        (!jobs.is_empty()).then(|| index.get(&jobs).clone())
    };
    match step {
        Step::Order(subject) => {
            let subject = subject.get(SUBJECTS);
            let (call, body) = (subject.order)();
            ask(http, world, subject.name, call, Some(&body)).await;
        }
        Step::CalledBack(answers) => {
            let url = format!("{receiver}/{}", if *answers { "up" } else { "down" });
            let body = json!({ "request_type": "callback", "callback_url": url, "input": {
                "image_urls": ["https://example.com/a.png"], "video_urls": ["https://example.com/a.mp4"],
            } });
            ask(http, world, "apixo", "POST /generateTask/wan-2-2-animate", Some(&body)).await;
        }
        Step::Look(subject, index) => {
            let subject = subject.get(SUBJECTS);
            let jobs =
                world.jobs(&JobFilter { provider: Some(subject.name.to_owned()), ..JobFilter::default() });
            let job_id = if jobs.is_empty() { "none".into() } else { index.get(&jobs).job_id.clone() };
            ask(http, world, subject.name, &(subject.look_at)(&job_id), None).await;
        }
        Step::Advance(seconds) => {
            world.advance_async(Duration::from_secs(*seconds)).await.unwrap();
        }
        Step::Skip(skips) => {
            world.set_clock(if *skips { Mode::Skipping } else { Mode::Frozen }).unwrap();
        }
        Step::Finish(index, succeeds) => {
            let outcome = if *succeeds { Outcome::Succeed } else { Outcome::Fail(Failure::default()) };
            if let Some(job) = job(index) {
                let _ = world.finish(job.provider, &job.job_id, outcome);
            }
        }
        Step::Retry(index) => {
            if let Some(job) = job(index) {
                let _ = world.retry(job.provider, &job.job_id);
            }
        }
        Step::Credits(subject, credits) => {
            let change = AccountChange { credits: Some(Credits::whole(*credits)), status: None };
            world.change_account(subject.get(SUBJECTS).name, KEY, change).unwrap();
        }
        Step::Fault(subject, times) => {
            let fault = Fault::new(Effect::Refuse(Refusal::Unavailable)).provider(subject.get(SUBJECTS).name);
            world.fault(fault.times(*times)).unwrap();
        }
        Step::NoFaults => world.clear_faults(),
        Step::Close(subject) => {
            let url = format!("{}/_backlot/accounts/{}/{KEY}", world.url(""), subject.get(SUBJECTS).name);
            http.delete(url).send().await.unwrap();
        }
        Step::Redeliver(index) => {
            let deliveries = world.deliveries();
            if !deliveries.is_empty() {
                let id = &index.get(&deliveries).id;
                let url = format!("{}/_backlot/webhooks/{id}/redeliver", world.url(""));
                http.post(url).send().await.unwrap();
            }
        }
    }
    // Webhooks that are due have their answers before the next step, so that both ways see the same.
    world.delivered().await;
}

/// Returns everything that can be asked about a world, without a fault in the way of the questions.
async fn asked(http: &Client, world: &WorldHandle) -> Vec<String> {
    let faults = serde_json::to_string(&world.faults()).unwrap();
    world.clear_faults();
    let mut told = told(http, world).await;
    told.push(faults);
    told
}

/// Returns a store with the first records of another one, as if the process had been killed then.
fn cut(whole: &Memory, position: u64) -> Arc<Memory> {
    let cut = Memory::default();
    let first = whole.marks("").unwrap()[0];
    cut.begin("", &whole.snapshot("", first.position).unwrap().unwrap()).unwrap();
    let mut records = whole.records("", 0, usize::MAX).unwrap();
    records.retain(|record| record.position <= position);
    cut.append(&records).unwrap();
    Arc::new(cut)
}

fn end(store: &Memory) -> u64 {
    store.records("", 0, usize::MAX).unwrap().last().map_or(1, |record| record.position)
}

fn start(store: Arc<Memory>) -> Sandbox {
    Sandbox::builder().seed(7).store(store).start().unwrap()
}

async fn check(life: Vec<Step>, another: Vec<Step>, at: Index) {
    let (http, receiver) =
        (http(), Receiver::start_with(|_, target| if target.ends_with("up") { 200 } else { 500 }).await);
    let receiver = &receiver.url;
    let (store, mut positions) = (Arc::new(Memory::default()), Vec::new());
    let sandbox = start(store.clone());
    let world = sandbox.world();
    for step in &life {
        take(&http, &world, step, receiver).await;
        // An export waits until everything is kept.
        world.export().await.unwrap();
        positions.push(end(&store));
    }
    let before = world.clock();
    let killed = cut(&store, end(&store));
    let again = start(killed);
    assert_eq!(serde_json::to_value(again.world().clock()).unwrap(), serde_json::to_value(before).unwrap());
    assert_alike(&asked(&http, &again.world()).await, &asked(&http, &world).await, "killed at the end");

    for position in 1..end(&store) {
        drop(start(cut(&store, position)));
    }
    let chosen = at.index(life.len());
    let (resumed, driven) = (start(cut(&store, positions[chosen])), start(Arc::default()));
    for step in &life[..=chosen] {
        take(&http, &driven.world(), step, receiver).await;
    }
    for step in &another {
        take(&http, &resumed.world(), step, receiver).await;
        take(&http, &driven.world(), step, receiver).await;
    }
    let (resumed, driven) = (asked(&http, &resumed.world()).await, asked(&http, &driven.world()).await);
    assert_alike(&resumed, &driven, &format!("cut after step {chosen}"));
}

proptest! {
    #![proptest_config(Config { cases: 16, ..Config::with_source_file(file!()) })]

    #[test]
    fn a_log_that_ends_anywhere_gives_the_world_that_was_there(
        life in prop::collection::vec(step(), 1..16),
        another in prop::collection::vec(step(), 0..6),
        at: Index,
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(check(life, another, at));
    }
}
