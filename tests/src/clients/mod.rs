//! The typed calls that clauses describe, with a module for each provider.

/// Sets each of these options that the body has.
macro_rules! with_options {
    ($request:ident, $body:ident, $($option:literal => $with:ident($as:ident)),+ $(,)?) => {
        $(if let Some(value) = $body[$option].$as() {
            $request = $request.$with(value.try_into().expect("a value within bounds"));
        })+
    };
}

/// Sets each of these texts that the body has.
macro_rules! with_texts {
    ($request:ident, $body:ident, $($option:literal => $with:ident),+ $(,)?) => {
        $(if let Some(text) = $body[$option].as_str() {
            $request = $request.$with(text);
        })+
    };
}

mod animus;
mod apixo;
mod cutx;
mod sumatman;

use std::fmt::Debug;
use std::sync::Arc;

use client_core::clock::VirtualClock;
use client_core::{Client, ClientBuilder, Error, RetryPolicy};
use contract::Call;

/// The number of characters of a printed line.
const WIDEST: usize = 160;

/// Makes the typed call that a request describes, fills in missing values, and returns the result as text.
///
/// # Panics
/// Panics if the provider has no client, or if the client cannot take a value of the request.
pub async fn typed_call(provider: &str, server: &str, key: &str, call: &Call) -> String {
    match provider {
        "animus" => animus::typed_call(server, key, call).await,
        "apixo" => apixo::typed_call(server, key, call).await,
        "cutx" => cutx::typed_call(server, key, call).await,
        "sumatman" => sumatman::typed_call(server, key, call).await,
        other => panic!("no client for {other}"),
    }
}

/// Configures a client that never waits and never tries twice.
fn unhurried<C: Client>(builder: ClientBuilder<C>) -> ClientBuilder<C> {
    builder.clock(Arc::new(VirtualClock::default())).retry(RetryPolicy::never())
}

fn print<T: Debug, E: AsRef<Error>>(result: Result<T, E>) -> String {
    match result {
        Ok(value) => format!("{value:#?}").lines().map(shortened).collect::<Vec<_>>().join("\n"),
        Err(error) => {
            let error = error.as_ref();
            let (kind, status, code, message) = (error.kind(), error.status(), error.code(), error.message());
            let (retryable, sent) = (error.is_retryable(), error.may_have_been_sent());
            let sure = format!("retryable: {retryable}, may have been sent: {sent}");
            shortened(&format!("{kind:?} {status:?} {code:?} {message:?}")) + "\n" + &sure
        }
    }
}

/// Cuts a line off where nobody would read on.
fn shortened(line: &str) -> String {
    match line.char_indices().nth(WIDEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}
