//! HTTP exchanges: the base URL, the key, the timeouts, and the reading of answers.

pub(crate) mod body;
pub(crate) mod download;
mod failure;
mod trace;

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, Request, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tracing::Instrument;
use url::Url;

use self::failure::lost;
use crate::call::{Body, Call};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::http::HttpClients;
use crate::middleware::{Middleware, MiddlewareResult, Next};
use crate::options::CallOptions;
use crate::pace::{Pacer, Turn};
use crate::polling::Polling;
use crate::refusal::{Refusal, retry_after};
use crate::response::Response;
use crate::retry::{self, Jitter, Limits, Repeat, RetryPolicy};
use crate::secret::Secret;

/// A connection to one service with one account's key, whose failures are of type `E`. Clones share everything.
///
/// It sends calls only to its base URL: routes are appended to it segment by segment, and redirects are not followed.
/// Downloads may come from any host, and are requested without the key. So the key never reaches another host.
pub struct Transport<E = Error> {
    pub(crate) shared: Arc<Shared>,
    options: Arc<CallOptions>,
    error: PhantomData<fn() -> E>,
}

pub(crate) struct Shared {
    pub(crate) base: Url,
    pub(crate) http: HttpClients,
    pub(crate) secret: Secret,
    pub(crate) headers: HeaderMap,
    pub(crate) middleware: Vec<Arc<dyn Middleware>>,
    pub(crate) try_timeout: Duration,
    pub(crate) stall_timeout: Duration,
    pub(crate) download_timeout: Duration,
    pub(crate) answer_limit: usize,
    pub(crate) policy: RetryPolicy,
    pub(crate) polling: Polling,
    pub(crate) jitter: Jitter,
    pub(crate) pacer: Option<Pacer>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) read_refusal: fn(&Value) -> Refusal,
    pub(crate) read_status: fn(&Value) -> Option<i64>,
}

impl<E> Clone for Transport<E> {
    fn clone(&self) -> Self {
        Self { shared: self.shared.clone(), options: self.options.clone(), error: PhantomData }
    }
}

impl<E> fmt::Debug for Transport<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("base", &self.shared.base.as_str())
            .field("secret", &self.shared.secret)
            .field("try_timeout", &self.shared.try_timeout)
            .field("policy", &self.shared.policy)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl<E> Transport<E> {
    pub(crate) fn new(shared: Shared) -> Self {
        Self { shared: Arc::new(shared), options: Arc::default(), error: PhantomData }
    }

    /// Returns a transport with these options for its calls, and with its present ones where these say nothing.
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self {
        Self { options: Arc::new(options.over(&self.options)), ..self.clone() }
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.shared.clock
    }

    pub(crate) fn polling(&self) -> &Polling {
        self.options.polling.as_ref().unwrap_or(&self.shared.polling)
    }

    pub(crate) fn policy(&self) -> &RetryPolicy {
        self.options.retry.as_ref().unwrap_or(&self.shared.policy)
    }

    /// Makes a text from outside fit for an error: masks the key, and limits the length.
    pub(crate) fn scrub(&self, text: &str) -> String {
        self.shared.secret.scrub(text)
    }
}

impl<E: From<Error>> Transport<E> {
    /// Makes a call, in as many tries as its [`Repeat`] and the retry policy allow, and reads its answer.
    ///
    /// Dropping the future ends the call at once. The request may then have taken effect or not.
    pub async fn send<T: DeserializeOwned>(&self, call: &Call) -> Result<T, E> {
        self.send_as(call, failure::from_json).await
    }

    /// Makes a call as [`send`](Self::send) does, and reads its answer from the text itself. It is for answers that are little
    /// more than one number, whose digits must not change.
    pub async fn send_exact<T: DeserializeOwned>(&self, call: &Call) -> Result<T, E> {
        self.send_as(call, failure::from_text).await
    }

    async fn send_as<T>(&self, call: &Call, read: failure::Read<T>) -> Result<T, E> {
        let span = trace::call(call, &self.shared.base);
        let ended = self.answer_of(call, read).instrument(span.clone()).await;
        trace::end(&span, &ended);
        let Answer { response, value } = ended.map_err(|error| error.of_call(&call.method, call.route))?;
        if let Some(recorder) = &self.options.recorder {
            recorder.keep(&response);
        }
        Ok(value)
    }

    async fn answer_of<T>(&self, call: &Call, read: failure::Read<T>) -> Result<Answer<T>> {
        let (shared, began) = (&*self.shared, self.clock().now());
        let (headers, policy) = (&self.options.headers()?, self.policy());
        let limits = [call.time_limit, self.options.deadline];
        let limit = limits.into_iter().flatten().min();
        // The call's time starts with its first turn, so calls that wait before it in the queue don't count.
        let (turn, waited) = shared.turn(limit).await?;
        let time =
            limit.map_or(policy.total_time, |limit| limit.saturating_sub(waited).min(policy.total_time));
        let try_timeout = self.options.try_timeout.unwrap_or(shared.try_timeout);
        let mut first_turn = Some(turn);
        let limits = shared.limits(policy, call.repeat, time);
        let tries = retry::run(self.clock(), limits, |number, time_left| {
            let turn = first_turn.take();
            async move {
                let (_turn, waited) = match turn {
                    Some(turn) => (turn, Duration::ZERO),
                    None => shared.turn(Some(time_left)).await?,
                };
                let timeout = time_left.saturating_sub(waited).min(try_timeout);
                let answer = shared.exchange(call, headers, timeout).await;
                let answer = answer.and_then(|answer| shared.decode(answer, read));
                trace::attempt(number, &answer);
                let mut answer = answer?;
                answer.response.attempts = number;
                answer.response.elapsed = self.clock().now().saturating_sub(began);
                Ok(answer)
            }
        });
        tries.await
    }
}

impl Shared {
    /// Returns the limits of one call, with this time for all its tries and pauses together.
    fn limits<'a>(&'a self, policy: &'a RetryPolicy, repeat: Repeat, time: Duration) -> Limits<'a> {
        let deadline = self.clock.now().saturating_add(time);
        Limits { policy, jitter: &self.jitter, repeat, deadline }
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
    async fn exchange(
        &self,
        call: &Call,
        headers: &HeaderMap,
        timeout: Duration,
    ) -> Result<Answer<Option<Value>>> {
        let mut request = Request::new(call.method.clone(), self.url(call)?);
        request.headers_mut().insert(AUTHORIZATION, self.secret.bearer());
        request.headers_mut().insert(ACCEPT, JSON);
        if let Body::Json(json) = &call.body {
            request.headers_mut().insert(CONTENT_TYPE, JSON);
            *request.body_mut() = Some(json.clone().into());
        }
        for (name, value) in self.headers.iter().chain(headers) {
            request.headers_mut().insert(name, value.clone());
        }
        let Body::Form(form) = &call.body else {
            *request.timeout_mut() = Some(timeout);
            return self.answer(request, timeout).await;
        };
        let (form, moved) = form.open().await?;
        let request = self.with_form(request, form)?;
        moved.unless_stalled(timeout, self.answer(request, timeout)).await
    }

    /// Adds a form to a request. Only reqwest's own builder can.
    fn with_form(&self, request: Request, form: reqwest::multipart::Form) -> Result<Request> {
        let client = self.http.of(request.url())?.clone();
        let builder = reqwest::RequestBuilder::from_parts(client, request).multipart(form);
        builder.build().map_err(|cause| lost(cause.into(), &self.base, Duration::ZERO))
    }

    /// Sends a request through the middleware, and returns when the head of its answer has arrived.
    pub(crate) async fn execute(&self, request: Request) -> Result<MiddlewareResult> {
        let client = self.http.of(request.url())?;
        Ok(Next { middleware: &self.middleware, client }.run(request).await)
    }

    /// Sends a request, and reads its answer if it reports success.
    async fn answer(&self, request: Request, timeout: Duration) -> Result<Answer<Option<Value>>> {
        let received = self.execute(request).await?;
        let mut received = received.map_err(|cause| lost(cause, &self.base, timeout))?;
        let (status, headers) = (received.status(), std::mem::take(received.headers_mut()));
        let body = body::read(&mut received, self.answer_limit).await;
        let response = |body| Response { status, headers, body, attempts: 1, elapsed: Duration::ZERO };
        if !status.is_success() {
            // The status alone is enough, so an incomplete body does not hide the refusal.
            let response = response(body.unwrap_or_else(body::Incomplete::into_bytes));
            return Err(self.refusal(status, response));
        }
        let response = match body {
            Ok(body) => response(body),
            Err(incomplete) => return Err(self.incomplete(incomplete, timeout, response)),
        };
        let json: Option<Value> = serde_json::from_slice(&response.body).ok();
        match json.as_ref().and_then(|json| (self.read_status)(json)) {
            // A number that is no status, such as 0, is no success either.
            Some(code) if !(200..300).contains(&code) => {
                let told = u16::try_from(code).ok().and_then(|code| StatusCode::from_u16(code).ok());
                Err(self.refusal(told.unwrap_or(status), response))
            }
            _ => Ok(Answer { response, value: json }),
        }
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

/// An answer and what was read from it.
pub(crate) struct Answer<T> {
    pub(crate) response: Response,
    pub(crate) value: T,
}

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The method of downloads.
const GET: Method = Method::GET;
