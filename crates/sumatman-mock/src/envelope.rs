//! The envelope of successes.

use serde::Serialize;

/// A success.
#[derive(Serialize)]
pub struct Success<T> {
    /// `true`.
    success: bool,
    /// The data of the answer.
    data: T,
}

impl<T> Success<T> {
    /// Wraps data as a success.
    pub fn of(data: T) -> Self {
        Self { success: true, data }
    }
}
