//! The progress of a tape: the records that were appended, and those that are kept.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use mock_http::log::{Lost, Standing};
use store::{AppendError, Mark};
use tokio::sync::watch;

use crate::lease::Lease;

/// The state of one tape, which it shares with the keeper.
pub(crate) struct Progress {
    /// The name of the world.
    pub(crate) world: String,
    last: AtomicU64,
    /// The bytes of all records and snapshots so far.
    written: AtomicU64,
    /// The bytes at which the next snapshot is due.
    snapshot_due: AtomicU64,
    kept: watch::Sender<u64>,
    lost: AtomicBool,
    /// `true` if it was lost in the midst of an append that may have succeeded.
    is_unsure: AtomicBool,
    /// The lease under which this process owns the world. `None` if the store is its own.
    lease: Option<Arc<Lease>>,
    /// `true` once another tape has taken its place: nobody needs its records any more.
    is_over: AtomicBool,
}

impl Progress {
    /// Creates the state of a tape that goes on after a mark, with everything up to a position kept already.
    pub(crate) fn new(world: &str, after: Mark, kept: u64, lease: Option<Arc<Lease>>) -> Arc<Self> {
        Arc::new(Self {
            world: world.to_owned(),
            last: AtomicU64::new(after.position),
            written: AtomicU64::new(after.written),
            snapshot_due: AtomicU64::new(u64::MAX),
            kept: watch::Sender::new(kept),
            lost: AtomicBool::new(false),
            is_unsure: AtomicBool::new(false),
            lease,
            is_over: AtomicBool::new(false),
        })
    }

    /// Waits until the records up to a position are kept, or nobody needs them any more.
    pub(crate) async fn reached(&self, position: u64) -> Result<(), Lost> {
        let mut kept = self.kept.subscribe();
        loop {
            let so_far = *kept.borrow_and_update();
            if let Some(decided) = self.may_answer(position, so_far) {
                return decided;
            }
            kept.changed().await.map_err(|_| Lost { may_be_kept: true })?;
        }
    }

    /// Tells whether the world may answer with all that it has seen up to a position. `None` if that has yet to turn out.
    fn may_answer(&self, position: u64, kept: u64) -> Option<Result<(), Lost>> {
        if kept >= position || self.is_over() {
            // A record that is kept stays, whoever owns the world now.
            let may_be_kept = self.lease.is_some();
            let is_good = self.standing() == Standing::Good;
            return Some(if is_good { Ok(()) } else { Err(Lost { may_be_kept }) });
        }
        let may_be_kept = self.is_unsure.load(Ordering::SeqCst);
        self.is_lost().then_some(Err(Lost { may_be_kept }))
    }

    /// Returns the standing of the world.
    pub(crate) fn standing(&self) -> Standing {
        match &self.lease {
            _ if self.is_lost() => Standing::Lost,
            Some(lease) => lease.standing(),
            None => Standing::Good,
        }
    }

    /// Returns the end of the tape. Nobody may push meanwhile.
    pub(crate) fn end(&self) -> Mark {
        Mark { position: self.last.load(Ordering::SeqCst), written: self.written.load(Ordering::SeqCst) }
    }

    /// Takes the next position for a record of this many bytes. The keeper's queue is locked meanwhile.
    pub(crate) fn take(&self, bytes: usize) -> u64 {
        self.written.fetch_add(bytes as u64, Ordering::SeqCst);
        self.last.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// Tells everybody who waits that the records up to a position are kept.
    pub(crate) fn keep(&self, position: u64) {
        self.kept.send_if_modified(|kept| {
            let is_later = *kept < position;
            *kept = position.max(*kept);
            is_later
        });
    }

    /// Counts bytes that were written beside the records.
    pub(crate) fn add_written(&self, bytes: u64) {
        self.written.fetch_add(bytes, Ordering::SeqCst);
    }

    /// Asks for a snapshot when this many bytes more are written.
    pub(crate) fn snapshot_after(&self, bytes: u64) {
        let due = self.written.load(Ordering::SeqCst).saturating_add(bytes);
        self.snapshot_due.store(due, Ordering::SeqCst);
    }

    /// Returns `true` once if a snapshot is due.
    pub(crate) fn needs_snapshot(&self) -> bool {
        let is_due = self.written.load(Ordering::SeqCst) >= self.snapshot_due.load(Ordering::SeqCst);
        if is_due {
            self.snapshot_due.store(u64::MAX, Ordering::SeqCst);
        }
        is_due
    }

    /// Returns `true` once the tape was lost.
    pub(crate) fn is_lost(&self) -> bool {
        self.lost.load(Ordering::SeqCst)
    }

    /// Gives the tape up: whoever waits for it is told.
    pub(crate) fn lose(&self, error: &AppendError) {
        self.is_unsure.fetch_or(matches!(error, AppendError::Unsure(_)), Ordering::SeqCst);
        if !self.lost.swap(true, Ordering::SeqCst) {
            let world = &self.world;
            tracing::error!(world, %error, "the log of a world cannot be written; its calls are refused from now on");
        }
        self.kept.send_modify(|_| ());
    }

    /// Returns `true` once another tape has taken the place of this one.
    pub(crate) fn is_over(&self) -> bool {
        self.is_over.load(Ordering::SeqCst)
    }

    /// Ends the tape: another one has taken its place.
    pub(crate) fn end_it(&self) {
        self.is_over.store(true, Ordering::SeqCst);
        self.kept.send_modify(|_| ());
    }
}
