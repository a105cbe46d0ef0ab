//! A tape: the log of one world, as its accounts write it.

use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use mock_http::log::{Log, Lost, Record, Standing};

use crate::progress::Progress;
use crate::queue::Queue;

/// The log of one world. Its records wait in the keeper's queue until they are kept.
pub(crate) struct Tape {
    /// The state of the tape, which it shares with the keeper.
    pub(crate) progress: Arc<Progress>,
    /// The queue of the keeper.
    pub(crate) queue: Arc<Queue>,
}

impl Log for Tape {
    fn push(&self, record: &Record) -> u64 {
        let bytes = serde_json::to_vec(record).expect("a record can be written down");
        self.queue.push(&self.progress, bytes)
    }

    fn last(&self) -> u64 {
        self.progress.end().position
    }

    fn standing(&self) -> Standing {
        self.progress.standing()
    }

    fn kept(&self, position: u64) -> BoxFuture<'_, Result<(), Lost>> {
        self.progress.reached(position).boxed()
    }
}
