//! The foundation of every Backlot client: transport, retries, polling, errors and secrets.
//!
//! A provider's client is a thin crate of types and calls on top of this one. It makes a [`Transport`]. It describes each
//! call with a [`Call`]: method, route, body, and above all its [repeat rule](Repeat). It gives its job type a [`Phase`], so
//! that a job can be [watched](jobs::Watch) until it ends. Every failure is one [`Error`], which tells if the request [may
//! have taken effect](Error::may_have_been_sent).
//!
//! | module | duty |
//! |---|---|
//! | [`transport`] | HTTP exchanges: URL, key, timeouts, tracing, reading the answer |
//! | [`upload`] | files to send, and the forms that carry them |
//! | [`client`] | the settings with which every provider's client starts |
//! | [`call`] | the description of one call by a provider crate |
//! | [`retry`] | the decision to repeat a failed try, and the pause before it; pure |
//! | [`pace`] | a limit of requests that the client keeps by itself |
//! | [`jobs`] | polling long-running work until it ends or the time is up |
//! | [`pages`] | lists that come in pages, walked to their end |
//! | [`error`] | the one error type |
//! | [`clock`] | the only source of time and sleep, replaceable by a virtual clock |
//! | [`lenient`] | reading numbers and lists in all their spellings |
//! | [`open_enum!`] | string enums that keep undocumented values |
//!
//! This crate names no provider and knows no mock.

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
mod polling;
mod refusal;
pub mod retry;
mod secret;
mod stall;
mod tls;
pub mod transport;
pub mod upload;

pub use call::Call;
pub use client::ClientBuilder;
pub use clock::Clock;
pub use decode::decode;
pub use error::{Error, ErrorKind, Result};
pub use jobs::Phase;
pub use pace::Pace;
pub use polling::Polling;
pub use refusal::Refusal;
pub use retry::{Repeat, RetryPolicy};
pub use transport::Transport;
pub use transport::builder::TransportBuilder;
pub use transport::download::Progress;
pub use upload::{Form, Upload, UploadProgress};

// Provider crates need these types in exactly these versions: the key type, and the HTTP client that embedders may supply.
pub use reqwest;
pub use secrecy::SecretString;

/// The paths that the expansion of [`open_enum!`] needs; not for direct use.
#[doc(hidden)]
pub mod expansion {
    pub use serde;
}
