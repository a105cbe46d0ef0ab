//! The options of single calls.

use std::fmt;
use std::time::Duration;

use reqwest::header::HeaderMap;

use crate::error::Result;
use crate::headers;
use crate::polling::Polling;
use crate::response::ResponseRecorder;
use crate::retry::RetryPolicy;

/// Options for the calls of a client, in place of the client's own settings. Every client has a method `with_options`, which
/// returns a client for one call or for many:
///
/// ```
/// use std::time::Duration;
/// use client_core::{CallOptions, RetryPolicy};
///
/// let options = CallOptions::default()
///     .with_deadline(Duration::from_secs(20))
///     .with_retry(RetryPolicy::never())
///     .with_header("x-tenant", "blue");
/// // let submission = client.with_options(options).create(&request).await?;
/// ```
#[derive(Clone, Default)]
pub struct CallOptions {
    pub(crate) deadline: Option<Duration>,
    pub(crate) try_timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) polling: Option<Polling>,
    pub(crate) recorder: Option<ResponseRecorder>,
    headers: Vec<(String, String)>,
}

impl CallOptions {
    /// Limits the time of each call, with all its tries, pauses and the wait for its turn.
    #[must_use]
    pub fn with_deadline(self, deadline: Duration) -> Self {
        Self { deadline: Some(deadline), ..self }
    }

    /// Limits the time of each try.
    #[must_use]
    pub fn with_try_timeout(self, try_timeout: Duration) -> Self {
        Self { try_timeout: Some(try_timeout), ..self }
    }

    /// Sets the policy for repeating failed tries. A policy never makes a call repeatable that could buy twice.
    #[must_use]
    pub fn with_retry(self, retry: RetryPolicy) -> Self {
        Self { retry: Some(retry), ..self }
    }

    /// Sets the times of the looks at a job that is waited for.
    #[must_use]
    pub fn with_polling(self, polling: Polling) -> Self {
        Self { polling: Some(polling), ..self }
    }

    /// Adds a header to each request, in place of the client's own header of that name. Downloads don't carry it, as they may
    /// come from any host. A name or value that HTTP does not allow is an [`ErrorKind::Build`](crate::ErrorKind::Build) of the call.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Keeps each answer with success in the recorder: its status, headers and body.
    #[must_use]
    pub fn with_recorder(self, recorder: &ResponseRecorder) -> Self {
        Self { recorder: Some(recorder.clone()), ..self }
    }

    /// Returns these options, completed by others where they say nothing.
    pub(crate) fn over(self, others: &Self) -> Self {
        let headers = others.headers.iter().cloned().chain(self.headers).collect();
        let others = others.clone();
        Self {
            deadline: self.deadline.or(others.deadline),
            try_timeout: self.try_timeout.or(others.try_timeout),
            retry: self.retry.or(others.retry),
            polling: self.polling.or(others.polling),
            recorder: self.recorder.or(others.recorder),
            headers,
        }
    }

    pub(crate) fn headers(&self) -> Result<HeaderMap> {
        headers::check(&self.headers)
    }
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("CallOptions")
            .field("deadline", &self.deadline)
            .field("try_timeout", &self.try_timeout)
            .field("retry", &self.retry)
            .field("polling", &self.polling)
            .field("headers", &names)
            .finish_non_exhaustive()
    }
}
