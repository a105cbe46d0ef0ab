//! What every Backlot client stands on: transport, retries, polling, errors and secrets.
//!
//! A provider's client is a thin crate of types and calls over this one. It makes a [`Transport`], describes each
//! call with a [`Call`] (method, route, body, and above all when it may be [repeated](Repeat)), and gives its job
//! type a [`Phase`] so that it can be [watched](jobs::Watch) until it ends. Everything that could go wrong comes
//! back as one [`Error`], which says whether the request [may have taken effect](Error::may_have_been_sent).
//!
//! | room | duty |
//! |---|---|
//! | [`transport`] | one HTTP exchange after the other: URL, key, timeouts, tracing, reading the answer |
//! | [`upload`] | files to send, and the forms that carry them |
//! | [`client`] | the settings with which every provider's client starts |
//! | [`call`] | what a provider crate says about one call |
//! | [`retry`] | whether, and when, a failed try is repeated; pure |
//! | [`pace`] | keeping to a provider's limit of requests by oneself |
//! | [`jobs`] | polling long-running work until it ends or the caller's patience does |
//! | [`pages`] | lists that come in pages, walked to their end |
//! | [`error`] | the one error type |
//! | [`clock`] | the only door for time and sleep, replaceable by a virtual one |
//! | [`lenient`] | reading numbers and lists however they are spelled |
//! | [`open_enum!`] | string enums that keep the values nobody has documented yet |
//!
//! No provider is named here, and no mock is known here.

pub mod call;
pub mod client;
pub mod clock;
mod decode;
pub mod error;
pub mod jobs;
pub mod lenient;
mod open_enum;
pub mod pace;
pub mod pages;
mod refusal;
pub mod retry;
mod secret;
mod tls;
pub mod transport;
pub mod upload;

pub use call::Call;
pub use client::ClientBuilder;
pub use clock::Clock;
pub use decode::decode;
pub use error::{Error, ErrorKind, Result};
pub use jobs::{Phase, Polling};
pub use pace::Pace;
pub use refusal::Refusal;
pub use retry::{Repeat, RetryPolicy};
pub use transport::{Progress, Transport, TransportBuilder};
pub use upload::{Form, Upload, UploadProgress};

// Provider crates build on exactly these versions: the key type, and the HTTP client that embedders may supply.
pub use reqwest;
pub use secrecy::SecretString;

/// What [`open_enum!`] expands to needs these paths; not for direct use.
#[doc(hidden)]
pub mod expansion {
    pub use serde;
}
