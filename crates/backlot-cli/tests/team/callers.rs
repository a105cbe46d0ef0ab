//! Callers who create and read all the time, and note what they have seen.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use serde_json::{Value, json};

use crate::checker::{History, Seen};
use crate::http::{Answer, ask, told};
use crate::team::Team;

/// The key of everybody: all callers share one account in each world.
pub(crate) const KEY: &str = "everybody";
/// The credits of the account at first.
const CREDITS: usize = 100_000_000;
/// The price of a create.
const PRICE: usize = 3;

/// Returns the call that creates a job in a world, with its body.
pub(crate) fn create_in(world: &str) -> (String, Value) {
    let ad = json!({
        "projectId": "00000000-0000-4000-8000-000000000001", "productId": "00000000-0000-4000-8000-000000000002"
    });
    (format!("POST {world}/cutx/api/generate/static-ad"), ad)
}

/// Returns the call that reads the balance in a world.
pub(crate) fn balance_in(world: &str) -> String {
    format!("GET {world}/cutx/api/credits/balance")
}

/// Returns the number of creates that an answer has seen.
pub(crate) fn creates_seen(answer: &Value) -> usize {
    let left = ["creditsRemaining", "balance", "credits"].iter().find_map(|field| answer[field].as_u64());
    let left = left.unwrap_or_else(|| panic!("no balance in {answer}"));
    (CREDITS - usize::try_from(left).unwrap()) / PRICE
}

/// The notes of one caller.
#[derive(Default)]
pub(crate) struct Notes {
    pub(crate) history: History,
    /// The jobs that were answered.
    pub(crate) jobs: Vec<String>,
}

/// Creates and reads in a world, at one process after the other, until the end. Counts the creates that were answered.
pub(crate) fn call(
    team: &Team,
    world: &str,
    caller: usize,
    is_over: &AtomicBool,
    count: &AtomicUsize,
) -> Notes {
    let (mut notes, (create, body), read) = (Notes::default(), create_in(world), balance_in(world));
    for turn in 0.. {
        if is_over.load(Ordering::Relaxed) {
            break;
        }
        let (address, creates) = (team.address(caller + turn), turn % 4 != 3);
        let began = Instant::now();
        let answer = if creates {
            ask(&address, KEY, &create, &body)
        } else {
            ask(&address, KEY, &read, &Value::Null)
        };
        let ended = Instant::now();
        match answer {
            Answer::Whole(200, answer) => {
                let seen = Seen { began, ended, creates: creates_seen(&answer) };
                if creates {
                    count.fetch_add(1, Ordering::Relaxed);
                    notes.history.creates.push(seen);
                    notes.jobs.push(answer["jobId"].as_str().unwrap().to_owned());
                } else {
                    notes.history.reads.push(seen);
                }
            }
            Answer::Whole(503, _) => {
                notes.history.refused += usize::from(creates);
                breathe();
            }
            Answer::Whole(status, answer) => panic!("{status} {answer}"),
            Answer::Broken => notes.history.unknown += usize::from(creates),
            Answer::Unreached => breathe(),
        }
    }
    notes
}

/// Orders clips with a webhook each until the end. Returns the tasks that were answered, and counts them.
pub(crate) fn order_with_webhooks(
    team: &Team,
    url: &str,
    is_over: &AtomicBool,
    count: &AtomicUsize,
) -> Vec<String> {
    let order = json!({ "request_type": "callback", "callback_url": url, "input": {
        "image_urls": ["https://example.com/a.png"], "video_urls": ["https://example.com/a.mp4"],
    } });
    let mut tasks = Vec::new();
    for turn in 0.. {
        if is_over.load(Ordering::Relaxed) {
            break;
        }
        let call = "POST /apixo/api/v1/generateTask/wan-2-2-animate";
        if let Answer::Whole(200, answer) = ask(&team.address(turn), KEY, call, &order) {
            count.fetch_add(1, Ordering::Relaxed);
            tasks.push(answer["data"]["taskId"].as_str().unwrap().to_owned());
        }
        breathe();
    }
    tasks
}

/// Returns the jobs of a provider that are there, and fails if one is there twice.
pub(crate) fn jobs_in(address: &str, world: &str, provider: &str) -> Vec<String> {
    let (mut jobs, mut after) = (Vec::new(), String::new());
    loop {
        let call = format!("GET {world}/_backlot/jobs?provider={provider}&limit=1000{after}");
        let page = told(address, KEY, &call, &Value::Null);
        let page_jobs = page["jobs"].as_array().unwrap().iter();
        jobs.extend(page_jobs.map(|job| job["job_id"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    let count = jobs.len();
    jobs.sort();
    jobs.dedup();
    assert_eq!(jobs.len(), count, "a job is there twice");
    jobs
}

/// Lets the others have their turn.
pub(crate) fn breathe() {
    std::thread::park_timeout(std::time::Duration::from_millis(50));
}
