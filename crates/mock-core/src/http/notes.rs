//! Notes on a request while it is answered, for the journal and for faults.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::extract::MatchedPath;
use bytes::Bytes;

use crate::job::Failure;
use crate::journal::Kept;

/// The notes on a request. Each of them is written at most once.
#[derive(Debug, Default)]
pub struct Notes {
    /// The template of the route that the request matched.
    pub matched: OnceLock<MatchedPath>,
    /// The API key of the request.
    pub api_key: OnceLock<Arc<str>>,
    /// The fields of the body or the query that the call does not know.
    pub unread: OnceLock<Vec<String>>,
    /// The failure of the job that the request starts, if it is to fail.
    pub doom: OnceLock<Failure>,
    /// The part of the body that was read.
    body: Mutex<Kept>,
}

impl Notes {
    /// Adds a piece of the body that was read.
    pub fn add_to_body(&self, piece: &Bytes) {
        self.body.lock().unwrap_or_else(PoisonError::into_inner).add(piece);
    }

    /// Takes out the part of the body that was read.
    pub fn take_body(&self) -> Kept {
        std::mem::take(&mut *self.body.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Notes the fields that the call does not know.
    pub(super) fn unread(&self, fields: Vec<String>) {
        // The first note stays: a call has one body or query, and a further read of it finds no other unknown fields.
        let _ = self.unread.set(fields);
    }
}
