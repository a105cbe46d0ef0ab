//! What an account holds at one instant.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use backlot::{Credits, JobFilter, WorldHandle};

use super::KEY;

/// The account's jobs and charges, and the time.
#[derive(Debug)]
pub(super) struct Books {
    /// The ids of all jobs.
    pub(super) jobs: BTreeSet<Arc<str>>,
    /// How many charges there were.
    pub(super) charges: usize,
    /// The world's time.
    pub(super) now: Duration,
}

impl Books {
    pub(super) fn of(world: &WorldHandle, provider: &str) -> Self {
        let filter = JobFilter { provider: Some(provider.to_owned()), ..JobFilter::default() };
        let ledger = world.ledger(provider, KEY).map(|ledger| ledger.entries).unwrap_or_default();
        Self {
            jobs: world.jobs(&filter).into_iter().map(|job| job.job_id).collect(),
            charges: ledger.iter().filter(|entry| entry.amount < Credits::ZERO).count(),
            now: Duration::from_micros(world.clock().now.as_microsecond().unsigned_abs()),
        }
    }
}
