//! Logs and snapshots that are kept in `fixtures`, so that every later version has to read them.

use std::path::PathBuf;

use backlot::{JobFilter, WorldHandle};
use serde_json::{Value, json};

/// A log with the snapshot of its end.
pub struct KeptLog<'a> {
    /// The name of the provider.
    pub provider: &'a str,
    /// The name of the story.
    pub name: &'a str,
}

impl KeptLog<'_> {
    /// Writes a log and the snapshot of its end.
    ///
    /// # Panics
    /// Panics if the files cannot be written.
    pub fn write(&self, log: &[u8], snapshot: &[u8]) {
        std::fs::create_dir_all(folder(self.provider)).expect("a folder");
        std::fs::write(self.path("log"), log).expect("a file");
        std::fs::write(self.path("snapshot"), snapshot).expect("a file");
    }

    /// Returns the log and the snapshot of its end.
    ///
    /// # Panics
    /// Panics if one of the files is missing.
    pub fn read(&self) -> [Vec<u8>; 2] {
        ["log", "snapshot"].map(|kind| std::fs::read(self.path(kind)).expect("a kept file"))
    }

    fn path(&self, kind: &str) -> PathBuf {
        folder(self.provider).join(format!("{}.{kind}.json", self.name))
    }
}

/// Returns the names of the logs that are kept of a provider.
///
/// # Panics
/// Panics if there are none.
pub fn names(provider: &str) -> Vec<String> {
    let files = std::fs::read_dir(folder(provider)).expect("logs of every provider");
    let name = |file: PathBuf| Some(file.file_name()?.to_str()?.strip_suffix(".log.json")?.to_owned());
    let mut names: Vec<_> = files.filter_map(|file| name(file.ok()?.path())).collect();
    names.sort();
    names
}

fn folder(provider: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures").join(provider).join("kept")
}

/// Returns what the control API knows of a world: clock, jobs, bills and webhooks, without the keys, which an export masks.
pub fn known(world: &WorldHandle) -> Value {
    let jobs: Vec<_> = world
        .jobs(&JobFilter::default())
        .into_iter()
        .map(|job| json!([job.provider, job.job_id, job.kind, job.state, job.created_at, job.next_change_at]))
        .collect();
    let bills: Vec<_> = world
        .bill()
        .into_iter()
        .map(|line| json!([line.provider, line.charges, line.refunds, line.jobs]))
        .collect();
    let balances: Vec<_> = world.accounts().into_iter().map(|account| json!(account.credits)).collect();
    let deliveries: Vec<_> = world
        .deliveries()
        .into_iter()
        .map(|delivery| json!([delivery.id, delivery.job_id, delivery.state, delivery.attempts]))
        .collect();
    json!({
        "clock": world.clock(), "jobs": jobs, "bills": bills, "balances": balances, "deliveries": deliveries,
    })
}
