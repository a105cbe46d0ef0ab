//! Result files: found in the account that owns them, made outside every lock and off the threads that answer calls.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;

use crate::account::Account;
use crate::clause::Citations;
use crate::http::{Visit, cite};
use crate::provider::Provider;

impl Visit {
    /// What an account of this world has, known by its public id.
    pub fn look<P: Provider, T>(
        &self,
        account_id: &str,
        find: impl FnOnce(&Account<P>, Timestamp) -> Option<T>,
    ) -> Option<T> {
        let cell = self.world.accounts::<P>().by_id(account_id)?;
        cell.step(&self.world, |account, now| find(account, now))
    }
}

/// A file that takes work to make, with the clauses that shaped it.
pub async fn file<R: IntoResponse>(
    clauses: &Citations,
    work: impl FnOnce() -> R + Send + 'static,
) -> Response {
    let made = tokio::task::spawn_blocking(move || work().into_response()).await;
    let response = made.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response());
    cite(response, clauses)
}

/// The answer where there is no file.
pub fn no_file() -> Response {
    (StatusCode::NOT_FOUND, "There is no such file.\n").into_response()
}
