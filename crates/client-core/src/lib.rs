//! The foundation of every Backlot client: transport, retries, polling, errors and secrets.
//!
//! A service's client is a thin crate of types and calls on top of this one. It describes its [`Service`], and makes a
//! [`Transport`] of it. It describes each call with a [`Call`]: method, route, body, and above all its [repeat rule](Repeat).
//! It gives its job type a [`Phase`], so that a job can be waited for with a [`Handle`] until it ends. Every failure is the
//! service's own type around one [`Error`], which tells if the request [may have taken effect](Error::may_have_been_sent).
//!
//! | module | duty |
//! |---|---|
//! | [`client`] | the settings with which every service's client starts |
//! | [`options`] | the options of single calls |
//! | [`transport`] | HTTP exchanges: URL, key, timeouts, tracing, reading the answer; downloads |
//! | [`middleware`] | a hook around each try |
//! | [`upload`] | files to send, and the forms that carry them |
//! | [`call`] | the description of one call by a service's crate |
//! | [`retry`] | the decision to repeat a failed try, and the pause before it; pure |
//! | [`pace`] | a limit of requests that the client keeps by itself |
//! | [`jobs`], [`handle`] | polling long-running work until it ends or the time is up |
//! | [`pages`] | lists that come in pages, walked to their end |
//! | [`error`], [`response`] | what all services' errors share, and answers as they arrived |
//! | [`clock`] | the only source of time and sleep, replaceable by a virtual clock |
//! | [`lenient`] | reading answers that differ from the documents, without losing anything |
//! | [`open_enum!`], [`ids!`], [`requests!`], [`answers!`], [`service_error!`] | the definition of words, ids, requests, answers and errors |
//!
//! This crate names no service and knows no mock.

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod call;
pub mod client;
pub mod clock;
mod decode;
pub mod error;
pub mod handle;
mod headers;
mod http;
pub mod jobs;
pub mod lenient;
pub mod middleware;
mod open_enum;
pub mod options;
pub mod pace;
pub mod pages;
mod polling;
mod refusal;
mod request;
pub mod response;
pub mod retry;
mod secret;
mod stall;
mod tls;
pub mod transport;
pub mod upload;

pub use call::Call;
pub use client::{Client, ClientBuilder, Service};
pub use clock::Clock;
pub use decode::decode;
pub use error::service::HoldsJob;
pub use error::{Error, ErrorKind, Result};
pub use handle::{Handle, Watched};
pub use http::http_client_builder;
pub use jobs::Phase;
pub use lenient::{Decimal, Extra};
pub use middleware::{Middleware, Next};
pub use options::CallOptions;
pub use pace::Pace;
pub use polling::Polling;
pub use refusal::Refusal;
pub use response::{Response, ResponseRecorder};
pub use retry::{Repeat, RetryPolicy, random_key};
pub use transport::Transport;
pub use transport::download::{Download, Downloaded, Progress};
pub use upload::{Form, Upload, UploadProgress};

// The types of other crates that signatures name, in exactly these versions.
pub use bytes::Bytes;
pub use futures_core::Stream;
pub use futures_core::future::BoxFuture;
pub use futures_core::stream::BoxStream;
pub use jiff::Timestamp;
pub use reqwest;
pub use secrecy::SecretString;
pub use serde_json::Value;

/// The paths that the expansion of macros needs; not for direct use.
#[doc(hidden)]
pub mod expansion {
    pub use serde;
    pub use serde_json::Value;
}
