//! Is nothing lost that was answered when the store fails at any write?

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use backlot::Sandbox;
use contract_tests::lab::http;
use contract_tests::subjects::SUBJECTS;
use serde_json::Value;
use store::{AppendError, Mark, Memory, Record, Snapshot, Store, StoreError};

use super::ask;

/// A store that fails at its n-th write.
#[derive(Debug)]
struct Failing {
    kept: Arc<Memory>,
    writes_left: AtomicUsize,
    /// `true` if it never recovers.
    for_good: bool,
}

impl Failing {
    fn write(&self) -> Result<(), StoreError> {
        let left = self.writes_left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
            if left == 0 && self.for_good { None } else { Some(left.wrapping_sub(1)) }
        });
        match left {
            Ok(0) | Err(_) => Err(StoreError("the disk is on fire".to_owned())),
            Ok(_) => Ok(()),
        }
    }
}

impl Store for Failing {
    fn worlds(&self) -> Result<Vec<String>, StoreError> {
        self.kept.worlds()
    }

    fn records(&self, world: &str, after: u64, limit: usize) -> Result<Vec<Record>, StoreError> {
        self.kept.records(world, after, limit)
    }

    fn append(&self, records: &[Record]) -> Result<(), AppendError> {
        self.write()?;
        self.kept.append(records)
    }

    fn marks(&self, world: &str) -> Result<Vec<Mark>, StoreError> {
        self.kept.marks(world)
    }

    fn snapshot(&self, world: &str, position: u64) -> Result<Option<Snapshot>, StoreError> {
        self.kept.snapshot(world, position)
    }

    fn begin(&self, world: &str, snapshot: &Snapshot) -> Result<(), StoreError> {
        self.write()?;
        self.kept.begin(world, snapshot)
    }

    fn save(&self, world: &str, snapshot: &Snapshot) -> Result<(), StoreError> {
        self.write()?;
        self.kept.save(world, snapshot)
    }

    fn forget(&self, world: &str, position: u64) -> Result<(), StoreError> {
        self.write()?;
        self.kept.forget(world, position)
    }

    fn remove(&self, world: &str) -> Result<(), StoreError> {
        self.write()?;
        self.kept.remove(world)
    }
}

/// Returns the ids of the jobs that were answered before the first refusal, each with its provider, and the number of refusals.
async fn order(sandbox: &Sandbox) -> (Vec<(&'static str, String)>, usize) {
    let (http, world) = (http(), sandbox.world());
    let (mut told, mut refusals) = (Vec::new(), 0);
    for round in 0..3 {
        for subject in SUBJECTS {
            let (call, body) = (subject.order)();
            let (status, answer) = ask(&http, &world, subject.name, call, Some(&body)).await;
            if status != 200 {
                assert_eq!(status, 503, "{} in round {round}: {answer}", subject.name);
                assert!(!answer.is_empty(), "{} says why", subject.name);
                refusals += 1;
                continue;
            }
            let answer: Value = serde_json::from_str(&answer).unwrap();
            let places = ["/generation_id", "/data/taskId", "/jobId"];
            let id = places.iter().find_map(|place| answer.pointer(place)?.as_str());
            told.push((subject.name, id.unwrap_or_else(|| panic!("{answer}")).to_owned()));
        }
    }
    (told, refusals)
}

#[tokio::test]
async fn a_store_that_fails_at_any_write_loses_nothing_that_was_answered() {
    let mut failed = 0;
    for write in 0..40 {
        for for_good in [true, false] {
            let kept = Arc::new(Memory::default());
            let failing = Failing { kept: kept.clone(), writes_left: AtomicUsize::new(write), for_good };
            let sandbox = Sandbox::builder().seed(7).store(Arc::new(failing)).start().unwrap();
            let (told, refusals) = order(&sandbox).await;
            failed += usize::from(refusals > 0);
            drop(sandbox);
            let (again, http) = (Sandbox::builder().seed(7).store(kept).start().unwrap(), http());
            for (provider, id) in told {
                let subject = SUBJECTS.iter().find(|subject| subject.name == provider).unwrap();
                let look = (subject.look_at)(&id);
                let status = ask(&http, &again.world(), provider, &look, None).await.0;
                assert_eq!(status, 200, "{id} of {provider} is lost at write {write}");
            }
        }
    }
    assert!(failed > 20, "only {failed} of the runs met a failure");
}
