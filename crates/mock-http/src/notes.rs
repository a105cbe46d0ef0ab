//! Notes on a request while it is answered, for the journal and for faults.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use bytes::Bytes;
use journal::BodyCapture;
use kernel::credits::Credits;
use kernel::job::Failure;

/// The notes on a request. Each of them is written at most once.
#[derive(Debug, Default)]
pub struct RequestNotes {
    /// The template of the route that the request matched.
    pub matched: OnceLock<Arc<str>>,
    /// The API key of the request.
    pub api_key: OnceLock<Arc<str>>,
    /// The fields of the body or the query that the call does not know.
    pub unread: OnceLock<Vec<String>>,
    /// The failure of the job that the request starts, if it is to fail.
    pub forced_failure: OnceLock<Failure>,
    /// The last position of the world's log that the request has seen.
    position: AtomicU64,
    /// The credits that the request has moved, in ten-thousandths.
    moved: AtomicI64,
    /// The part of the body that was read.
    body: Mutex<BodyCapture>,
}

impl RequestNotes {
    /// Notes that the request has seen the log up to a position.
    pub fn saw(&self, position: u64) {
        self.position.fetch_max(position, Ordering::Relaxed);
    }

    /// Returns the last position of the log that the request has seen.
    pub fn position(&self) -> u64 {
        self.position.load(Ordering::Relaxed)
    }

    /// Notes that the request has moved credits.
    pub(crate) fn move_credits(&self, amount: Credits) {
        self.moved.fetch_add(amount.to_ten_thousandths(), Ordering::Relaxed);
    }

    /// Returns the credits that the request has moved, negative if it cost some.
    pub fn moved(&self) -> Credits {
        Credits::ten_thousandths(self.moved.load(Ordering::Relaxed))
    }

    /// Adds a piece of the body that was read.
    pub fn add_to_body(&self, piece: &Bytes) {
        self.body.lock().unwrap_or_else(PoisonError::into_inner).add(piece);
    }

    /// Takes out the part of the body that was read.
    pub fn take_body(&self) -> BodyCapture {
        std::mem::take(&mut *self.body.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Notes the fields that the call does not know.
    pub(crate) fn unread(&self, fields: Vec<String>) {
        // The first note stays: a call has one body or query, and a further read of it finds no other unknown fields.
        let _ = self.unread.set(fields);
    }
}
