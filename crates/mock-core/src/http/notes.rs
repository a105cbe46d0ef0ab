//! What is noted about a request while it is answered, for the journal and for faults.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::extract::MatchedPath;
use bytes::Bytes;

use crate::job::Failure;
use crate::journal::Kept;

/// A request's notes: each line is written at most once.
#[derive(Debug, Default)]
pub struct Notes {
    /// The template of the route that took it.
    pub matched: OnceLock<MatchedPath>,
    /// The key that it came with.
    pub api_key: OnceLock<Arc<str>>,
    /// The fields of its body that nothing read.
    pub unread: OnceLock<Vec<String>>,
    /// Why the job that it starts is to fail, if it is.
    pub doom: OnceLock<Failure>,
    /// What was read of its body.
    body: Mutex<Kept>,
}

impl Notes {
    /// Takes notice of a piece of the body that is read.
    pub fn add_to_body(&self, piece: &Bytes) {
        self.body.lock().unwrap_or_else(PoisonError::into_inner).add(piece);
    }

    /// What was read of the body, once.
    pub fn take_body(&self) -> Kept {
        std::mem::take(&mut *self.body.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Notes the fields that nothing read.
    pub(super) fn unread(&self, fields: Vec<String>) {
        // A body is read once; what a call reads besides it has no other unread fields.
        let _ = self.unread.set(fields);
    }
}
