//! A command that is killed in the midst of its work.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use crate::http::{ask, told};
use crate::orders::{Order, animus, apixo, cutx, sumatman};
use crate::receiver::Receiver;
use crate::sandbox::{Directory, Running};

/// The number of lives of one directory.
const LIVES: u64 = 50;
/// The number of callers at once.
const CALLERS: usize = 8;

#[test]
fn nothing_that_was_answered_is_lost_when_the_command_is_killed() {
    let kills =
        std::env::var("BACKLOT_TEST_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(LIVES);
    let mut first = 0;
    while first < kills {
        let next = kills.min(first + LIVES);
        live_and_die(first..next);
        first = next;
    }
}

/// Kills the command this many times, and looks afterwards for all that was answered before.
fn live_and_die(deaths: Range<u64>) {
    let (data, receiver) = (Directory::new("killed"), Receiver::start());
    let kills = deaths.end - deaths.start;
    let orders = Arc::new([cutx(), apixo(&receiver.url), animus(), sumatman()]);
    // What was answered: the provider of each job, by its id.
    let answered: Arc<Mutex<BTreeMap<String, &'static str>>> = Arc::default();
    for kill in deaths {
        let running = Running::start(&data);
        let (done, answers) = channel();
        let callers: Vec<_> = (0..CALLERS)
            .map(|caller| {
                let (address, orders) = (running.address.clone(), orders.clone());
                let (answered, done) = (answered.clone(), done.clone());
                std::thread::spawn(move || {
                    let key = format!("key-{kill}-{caller}");
                    for number in 0..100_000 {
                        let order = &orders[if number < 3 { (caller + number) % 4 } else { caller % 3 }];
                        let Ok(id) = order.send(&address, &key) else { return };
                        let before = answered.lock().unwrap().insert(id, order.provider);
                        assert!(before.is_none(), "an id came twice");
                        let _ = done.send(());
                    }
                })
            })
            .collect();
        // Another moment each time, in the midst of the others' calls.
        for _ in 0..=(37 * kill % 101) {
            answers.recv_timeout(Duration::from_secs(20)).expect("answers keep coming");
        }
        running.kill();
        for caller in callers {
            caller.join().unwrap();
        }
        tell_of_death(&receiver);
    }
    let running = Running::start(&data);
    let answered = answered.lock().unwrap();
    assert!(answered.len() as u64 > 10 * kills, "only {} calls were answered", answered.len());
    let jobs = jobs(&running.address);
    let kept: BTreeMap<_, _> = jobs.iter().map(|job| (job["job_id"].as_str().unwrap(), job)).collect();
    let lost: Vec<_> = answered.keys().filter(|id| !kept.contains_key(id.as_str())).collect();
    assert!(lost.is_empty(), "{} of {} are lost: {lost:?}", lost.len(), answered.len());
    check_the_bill(&running.address, &*orders, &jobs);
    let reported = answered.iter().filter(|(_, provider)| **provider == "apixo").map(|(id, _)| id.clone());
    check_the_webhooks(&receiver, &reported.collect::<Vec<_>>());
    running.kill();
}

/// The word for a death among the receiver's tasks.
const DEATH: &str = "death";

/// Lets the receiver note that everything before it came from an earlier life: it takes one call after the other.
fn tell_of_death(receiver: &Receiver) {
    let address = receiver.url.trim_start_matches("http://").trim_end_matches("/hook");
    let _ = ask(address, "", "POST /hook", &json!({ "data": { "taskId": DEATH } }));
}

/// Returns all jobs of the default world, page by page.
fn jobs(address: &str) -> Vec<Value> {
    let (mut jobs, mut after) = (Vec::new(), String::new());
    loop {
        let mut page = told(address, "any", &format!("GET /_backlot/jobs?limit=1000{after}"), &Value::Null);
        jobs.append(page["jobs"].as_array_mut().unwrap());
        let Some(next) = page["next"].as_str() else { return jobs };
        after = format!("&after={next}");
    }
}

/// Checks that each provider has charged for each of its jobs once.
fn check_the_bill(address: &str, orders: &[Order], jobs: &[Value]) {
    let bill = told(address, "any", "GET /_backlot/bill", &Value::Null);
    for Order { provider, price, .. } in orders {
        let lines = bill["accounts"].as_array().unwrap().iter().filter(|line| line["provider"] == *provider);
        let charged: f64 = lines.map(|line| line["charges"].as_f64().unwrap()).sum();
        let jobs: f64 = jobs.iter().filter(|job| job["provider"] == *provider).map(|_| 1.0).sum();
        assert!((charged - price * jobs).abs() < 1e-6, "{provider}: {charged} for {jobs} jobs");
    }
}

/// Waits until the receiver was told of each of these tasks, and checks that it was told of none twice in one life.
fn check_the_webhooks(receiver: &Receiver, tasks: &[String]) {
    assert!(!tasks.is_empty());
    for life in receiver.wait_for(tasks, Duration::from_secs(60)).split(|task| task == DEATH) {
        let once: BTreeSet<_> = life.iter().collect();
        assert_eq!(once.len(), life.len(), "reported twice in one life: {life:?}");
    }
}
