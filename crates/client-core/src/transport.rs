//! HTTP exchanges: the base URL, the key, the timeouts, and the reading of answers.

pub(crate) mod builder;
pub(crate) mod download;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tracing::{Instrument, debug, debug_span};
use url::Url;

use crate::call::{Body, Call};
use crate::clock::Clock;
use crate::decode::decode_with;
use crate::error::{Error, ErrorKind, Result};
use crate::pace::{Pacer, Turn};
use crate::polling::Polling;
use crate::refusal::{Refusal, retry_after};
use crate::retry::{self, Jitter, Limits, Repeat, RetryPolicy};
use crate::secret::Secret;
use crate::stall::too_slow;
use crate::upload;

/// A connection to one provider with one account's key. Clones share everything.
///
/// It sends calls only to its base URL: routes are appended to it segment by segment, and redirects are not followed.
/// Downloads may come from any host, and are requested without the key. So the key never reaches another host.
#[derive(Clone)]
pub struct Transport(Arc<Shared>);

struct Shared {
    base: Url,
    http: reqwest::Client,
    secret: Secret,
    try_timeout: Duration,
    stall_timeout: Duration,
    download_timeout: Duration,
    policy: RetryPolicy,
    polling: Polling,
    jitter: Jitter,
    pacer: Option<Pacer>,
    clock: Arc<dyn Clock>,
    read_refusal: fn(&Value) -> Refusal,
    read_status: fn(&Value) -> Option<i64>,
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("base", &self.0.base.as_str())
            .field("secret", &self.0.secret)
            .field("try_timeout", &self.0.try_timeout)
            .field("policy", &self.0.policy)
            .finish_non_exhaustive()
    }
}

impl Transport {
    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.0.clock
    }

    pub(crate) fn polling(&self) -> &Polling {
        &self.0.polling
    }

    /// Makes a text from outside fit for an error: masks the key, and limits the length.
    pub(crate) fn scrub(&self, text: &str) -> String {
        self.0.secret.scrub(text)
    }

    /// Makes a call, in as many tries as its [`Repeat`] and the retry policy allow, and reads its answer.
    ///
    /// Dropping the future ends the call at once. The request may then have taken effect or not.
    pub async fn send<T: DeserializeOwned>(&self, call: &Call) -> Result<T> {
        let shared = &*self.0;
        let trying = async {
            // The call's time starts with its first turn, so calls that wait before it in the queue don't count.
            let (turn, waited) = shared.turn(call.time_limit).await?;
            let most = shared.policy.total_time;
            let time = call.time_limit.map_or(most, |limit| limit.saturating_sub(waited).min(most));
            let mut first_turn = Some(turn);
            let tries = retry::run(self.clock(), shared.limits(call.repeat, time), |number, time_left| {
                let turn = first_turn.take();
                async move {
                    let (_turn, waited) = match turn {
                        Some(turn) => (turn, Duration::ZERO),
                        None => shared.turn(Some(time_left)).await?,
                    };
                    let timeout = time_left.saturating_sub(waited).min(shared.try_timeout);
                    let answer = shared.exchange(call, timeout).await;
                    let answer = answer.and_then(|answer| shared.decode(&answer));
                    trace_end(number, &answer);
                    answer
                }
            });
            tries.await
        };
        let span = debug_span!("call", method = %call.method, route = call.route);
        trying.instrument(span).await.map_err(|error| error.of_call(&call.method, call.route))
    }
}

impl Shared {
    /// Returns the limits of one call, with this time for all its tries and pauses together.
    fn limits(&self, repeat: Repeat, time: Duration) -> Limits<'_> {
        let deadline = self.clock.now().saturating_add(time);
        Limits { policy: &self.policy, jitter: &self.jitter, repeat, deadline }
    }

    /// Waits for a turn to send, within the limit. Returns the turn and the time of the wait. Without a pace there is no
    /// turn to wait for.
    async fn turn(&self, limit: Option<Duration>) -> Result<(Option<Turn<'_>>, Duration)> {
        let Some(pacer) = &self.pacer else { return Ok((None, Duration::ZERO)) };
        let asked = self.clock.now();
        let turn = pacer.turn(&*self.clock, limit).await?;
        Ok((Some(turn), self.clock.now().saturating_sub(asked)))
    }

    /// Makes one try, and returns an answer that reports success.
    async fn exchange(&self, call: &Call, timeout: Duration) -> Result<Answer> {
        let request = self.http.request(call.method.clone(), self.url(call)?);
        let request = request.header(AUTHORIZATION, self.secret.bearer()).header(ACCEPT, JSON);
        match &call.body {
            Body::Empty => self.answer(request.timeout(timeout), timeout).await,
            Body::Json(json) => {
                let request = request.header(CONTENT_TYPE, JSON).body(json.clone());
                self.answer(request.timeout(timeout), timeout).await
            }
            Body::Form(form) => {
                let (form, moved) = form.open().await?;
                moved.unless_stalled(timeout, self.answer(request.multipart(form), timeout)).await
            }
        }
    }

    /// Sends a request, and reads its answer if it reports success.
    async fn answer(&self, request: reqwest::RequestBuilder, timeout: Duration) -> Result<Answer> {
        let response = request.send().await.map_err(|cause| self.lost(cause, &self.base, timeout))?;
        let status = response.status();
        if !status.is_success() {
            return Err(self.refused(response).await);
        }
        let retry_after = retry_after(response.headers());
        let body = response.bytes().await;
        let body = body.map_err(|cause| self.lost(cause, &self.base, timeout).with_status(status))?;
        match self.status_in_body(&body) {
            // A number that is no status, such as 0, is no success either.
            Some(code) if !(200..300).contains(&code) => {
                let told = u16::try_from(code).ok().and_then(|code| StatusCode::from_u16(code).ok());
                Err(self.refusal(told.unwrap_or(status), retry_after, &body))
            }
            _ => Ok(Answer { status, body }),
        }
    }

    fn status_in_body(&self, body: &[u8]) -> Option<i64> {
        (self.read_status)(&serde_json::from_slice(body).ok()?)
    }

    /// Reads a refusal, with as much of its body as arrives. The status alone is enough, so an incomplete body does not hide
    /// it.
    async fn refused(&self, response: reqwest::Response) -> Error {
        let (status, retry_after) = (response.status(), retry_after(response.headers()));
        self.refusal(status, retry_after, &response.bytes().await.unwrap_or_default())
    }

    fn refusal(&self, status: StatusCode, retry_after: Option<Duration>, body: &[u8]) -> Error {
        let refusal = serde_json::from_slice(body).map(|body| (self.read_refusal)(&body)).unwrap_or_default();
        let scrub = |text: Option<String>| text.map(|text| self.secret.scrub(&text));
        let refusal = Refusal { code: scrub(refusal.code), message: scrub(refusal.message) };
        Error::refused(status, refusal, retry_after, self.secret.scrub(&String::from_utf8_lossy(body)))
    }

    fn decode<T: DeserializeOwned>(&self, answer: &Answer) -> Result<T> {
        let decoded = decode_with(&answer.body, |text| self.secret.scrub(text));
        decoded.map_err(|error| error.with_status(answer.status))
    }

    /// Creates the error of a try at this server that ended without a complete answer.
    fn lost(&self, cause: reqwest::Error, server: &Url, timeout: Duration) -> Error {
        // The URL is left out, because its query may hold secrets that must not be logged.
        let cause = cause.without_url();
        let root = self.secret.scrub(&root(&cause));
        let (kind, detail) = if upload::is_unreadable(&cause) {
            (ErrorKind::Read, root)
        } else if cause.is_builder() {
            (ErrorKind::Build, format!("the request cannot be made: {root}"))
        } else if cause.is_connect() {
            let server = server.origin().ascii_serialization();
            (ErrorKind::Connect, format!("cannot connect to {server}: {root}"))
        } else if cause.is_timeout() {
            (ErrorKind::Timeout, too_slow(timeout))
        } else {
            (ErrorKind::Transport, format!("the connection broke before the answer was complete: {root}"))
        };
        Error::new(kind, detail).with_cause(cause)
    }

    fn url(&self, call: &Call) -> Result<Url> {
        let (mut url, route) = (self.base.clone(), call.path()?);
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(route);
        }
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&call.query);
        }
        Ok(url)
    }
}

/// Records one event for each try.
fn trace_end<T>(number: u32, end: &Result<T>) {
    match end {
        Ok(_) => debug!(number, "try succeeded"),
        Err(error) => debug!(number, status = error.status(), kind = ?error.kind(), "try failed"),
    }
}

struct Answer {
    status: StatusCode,
    body: bytes::Bytes,
}

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Returns the text of the last cause in a chain, which is the most informative one.
fn root(cause: &reqwest::Error) -> String {
    let mut root: &dyn std::error::Error = cause;
    while let Some(deeper) = root.source() {
        root = deeper;
    }
    root.to_string()
}
