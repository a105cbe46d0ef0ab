//! The failure of a call: its kind, the service's words, and the possible effect of the request.

mod kind;
pub(crate) mod service;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::refusal::Refusal;
use crate::response::Response;

pub use kind::ErrorKind;

/// The result of a call.
pub type Result<T, E = Error> = std::result::Result<T, E>;

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// The failure of a call, as far as all services share it. Each service's own error type wraps it and derefs to it.
///
/// The texts of the service are limited in length here, and the account's key is masked in all of them. The
/// [raw body](Self::raw_body) is whole and unmasked. `{error}` is one sentence; `{error:#}` adds the causes.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    call: Option<(Method, &'static str)>,
    detail: String,
    status: Option<StatusCode>,
    refusal: Refusal,
    retry_after: Option<Duration>,
    body: Option<String>,
    json: Value,
    response: Option<Response>,
    attempts: u32,
    elapsed: Duration,
    may_have_been_sent: bool,
    may_pass_while_polling: bool,
    cause: Option<Cause>,
}

/// An answer whose status is not success, with its texts made fit for an error.
pub(crate) struct Refused {
    /// The status, from the answer's head or its body.
    pub(crate) status: StatusCode,
    pub(crate) words: Refusal,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: String,
    pub(crate) json: Value,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, detail: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            call: None,
            detail: detail.into(),
            status: None,
            refusal: Refusal::default(),
            retry_after: None,
            body: None,
            json: Value::Null,
            response: None,
            attempts: 0,
            elapsed: Duration::ZERO,
            may_have_been_sent: !kind.is_before_sending(),
            may_pass_while_polling: kind.is_passing(),
            cause: None,
        }))
    }

    /// Creates an error for an answer that was read, but lacks a part that the documents promise. It is for provider crates,
    /// which find that only when they look into the answer.
    pub fn unexpected(detail: impl Into<String>) -> Self {
        Self::new(ErrorKind::Decode, detail)
    }

    pub(crate) fn refused(refused: Refused) -> Self {
        let Refused { status, words, retry_after, body, json } = refused;
        let told = words.message.as_ref().or(words.code.as_ref());
        let detail = told.map_or_else(|| status.to_string(), |told| format!("{status}: {told}"));
        let mut error = Self::new(ErrorKind::Api, detail).with_status(status);
        error.0.may_have_been_sent = !is_refusal(status);
        error.0.may_pass_while_polling = is_passing(status);
        error.0.refusal = words;
        error.0.retry_after = retry_after;
        error.0.body = Some(body);
        error.0.json = json;
        error
    }

    /// Marks an error as found before anything was sent, though other errors of its kind come later.
    pub(crate) fn before_sending(mut self) -> Self {
        self.0.may_have_been_sent = false;
        self
    }

    /// Marks an error as passing trouble for who only looks, such as the page of a gateway in place of an answer.
    pub(crate) fn passing_while_polling(mut self) -> Self {
        self.0.may_pass_while_polling = true;
        self
    }

    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(crate) fn with_body(mut self, body: String) -> Self {
        self.0.body = Some(body);
        self
    }

    pub(crate) fn with_response(mut self, response: Response) -> Self {
        self.0.status.get_or_insert(response.status);
        self.0.response = Some(response);
        self
    }

    pub(crate) fn with_cause(mut self, cause: impl Into<Cause>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    /// Adds the number of tries and their time.
    pub(crate) fn after(mut self, attempts: u32, elapsed: Duration) -> Self {
        self.0.attempts = attempts;
        self.0.elapsed = elapsed;
        if let Some(response) = &mut self.0.response {
            response.attempts = attempts;
            response.elapsed = elapsed;
        }
        self
    }

    /// Names the call that failed.
    pub(crate) fn of_call(mut self, method: &Method, route: &'static str) -> Self {
        self.0.call = Some((method.clone(), route));
        self
    }

    /// Keeps the whole call in doubt if an earlier try may have taken effect, even if its last try proved harmless.
    pub(crate) fn or_in_doubt(mut self, earlier_doubt: bool) -> Self {
        self.0.may_have_been_sent |= earlier_doubt;
        self
    }

    /// Returns `true` if a later look at a job may succeed.
    pub(crate) fn may_pass_while_polling(&self) -> bool {
        self.0.may_pass_while_polling
    }

    /// Returns the kind of the error.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the method and the route of the failed call, such as `("POST", "/jobs/{id}")`; `None` if the error is not
    /// about a single call.
    pub fn call(&self) -> Option<(&str, &'static str)> {
        self.0.call.as_ref().map(|(method, route)| (method.as_str(), *route))
    }

    /// Returns the status of the answer, if there was one: the HTTP status, or for a refusal with a status in its body, that
    /// one.
    pub fn status(&self) -> Option<u16> {
        self.0.status.map(|status| status.as_u16())
    }

    /// Returns the provider's own name for the problem.
    pub fn code(&self) -> Option<&str> {
        self.0.refusal.code.as_deref()
    }

    /// Returns the provider's own sentence about the problem.
    pub fn message(&self) -> Option<&str> {
        self.0.refusal.message.as_deref()
    }

    /// Returns the time that the provider asked to wait before the next try.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns the beginning of the answer's body (at most 4096 bytes), with the key masked, if the answer was refused or
    /// not understood. It is for people and logs; [`raw_body`](Self::raw_body) is for programs.
    pub fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// Returns the answer's body as it arrived, up to the client's [limit](crate::ClientBuilder::answer_limit), if the
    /// answer was refused or not understood. So an answer that was paid for can still be read by hand. It may quote the key.
    pub fn raw_body(&self) -> Option<&Bytes> {
        self.0.response.as_ref().map(Response::body)
    }

    /// Returns the body of a refusal as JSON; null if it is none.
    pub fn json(&self) -> &Value {
        &self.0.json
    }

    /// Returns the answer that was refused or not understood: its status, headers and body.
    pub fn response(&self) -> Option<&Response> {
        self.0.response.as_ref()
    }

    /// Returns the service's own name for the request, if its answer has one. Quote it to the service's support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.response.as_ref()?.request_id()
    }

    /// Returns the number of tries that were made.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Returns the time from the beginning of the call to its end, with all tries and pauses.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    /// Returns `true` if the same call may succeed later. Its cause is then a passing one: no connection, no turn or no
    /// answer in time, a broken answer, or one of the statuses 408, 425, 429 and 500 to 599, except 501 and 505.
    ///
    /// This says nothing about the cost of a repeat. For a call that buys, check
    /// [`may_have_been_sent`](Self::may_have_been_sent) too.
    pub fn is_retryable(&self) -> bool {
        match self.0.kind {
            ErrorKind::Api => self.0.status.is_some_and(is_passing),
            kind => kind.is_passing(),
        }
    }

    /// Returns `true` if the request may have reached the provider and taken effect, so that a purchase may have been made.
    ///
    /// It is `false` only on proof: the request was never sent, no connection was made, or the provider refused the request
    /// with a 4xx status other than 408. (Proxies report a server that was too slow with 408 too.) It is `true` for an
    /// answer that is missing, cut off or not understood, and for any other status: a 500 or 503 often comes from a proxy in
    /// front of a service that had already started. It covers all tries of a call, so it stays `true` if a harmless refusal
    /// follows a try in doubt. It is also `true` if a job failed or was still running at the deadline, because the job had been
    /// accepted.
    pub fn may_have_been_sent(&self) -> bool {
        self.0.may_have_been_sent
    }
}

/// Returns `true` for a status that proves that the request was not carried out: it was at fault, or (429) came too early
/// (RFC 9110, section 15.5).
fn is_refusal(status: StatusCode) -> bool {
    status.is_client_error() && status != StatusCode::REQUEST_TIMEOUT
}

fn is_passing(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 425 | 429 | 500 | 502..=504 | 506..=599)
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        if let Some((method, route)) = &inner.call {
            write!(f, "{method} {route}: ")?;
        }
        f.write_str(&inner.detail)?;
        if inner.attempts > 1 && inner.call.is_some() {
            write!(f, " (after {} tries in {:.1?})", inner.attempts, inner.elapsed)?;
        }
        if inner.call.as_ref().is_some_and(|(method, _)| inner.may_have_been_sent && !method.is_safe()) {
            f.write_str("; the request may have taken effect")?;
        }
        if f.alternate() {
            let mut cause = std::error::Error::source(self);
            while let Some(deeper) = cause {
                write!(f, ": {deeper}")?;
                cause = deeper.source();
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        f.debug_struct("Error")
            .field("kind", &inner.kind)
            .field("detail", &self.to_string())
            .field("status", &self.status())
            .field("code", &self.code())
            .field("message", &self.message())
            .field("retry_after", &inner.retry_after)
            .field("response", &inner.response)
            .field("attempts", &inner.attempts)
            .field("elapsed", &inner.elapsed)
            .field("body", &inner.body)
            .field("may_have_been_sent", &inner.may_have_been_sent)
            .field("cause", &inner.cause)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.cause.as_deref().map(|cause| cause as _)
    }
}

/// Creates the error of an answer with this status, for tests.
#[cfg(test)]
pub(crate) fn refusal(status: u16, words: Refusal, retry_after: Option<Duration>) -> Error {
    let status = StatusCode::from_u16(status).unwrap();
    Error::refused(Refused { status, words, retry_after, body: String::new(), json: Value::Null })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16) -> Error {
        refusal(status, Refusal::default(), None)
    }

    #[test]
    fn statuses_say_whether_the_request_counted_and_whether_it_may_pass() {
        // status, may have been acted on, may pass
        let table = [
            (303, true, false),
            (400, false, false),
            (401, false, false),
            (402, false, false),
            (404, false, false),
            (408, true, true),
            (409, false, false),
            (425, false, true),
            (429, false, true),
            (500, true, true),
            (501, true, false),
            (502, true, true),
            (503, true, true),
            (505, true, false),
            (524, true, true),
        ];
        for (status, sent, passing) in table {
            let error = refused(status);
            assert_eq!((error.may_have_been_sent(), error.is_retryable()), (sent, passing), "{status}");
            assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(status)));
        }
    }

    #[test]
    fn kinds_say_whether_the_request_counted_and_whether_it_may_pass() {
        let table = [
            (ErrorKind::Build, false, false),
            (ErrorKind::Connect, false, true),
            (ErrorKind::Tls, false, false),
            (ErrorKind::TooLarge, true, false),
            (ErrorKind::Paced, false, true),
            (ErrorKind::Timeout, true, true),
            (ErrorKind::Transport, true, true),
            (ErrorKind::Decode, true, false),
            (ErrorKind::Read, true, false),
            (ErrorKind::Write, true, false),
            (ErrorKind::JobFailed, true, false),
            (ErrorKind::Deadline, true, false),
        ];
        for (kind, sent, passing) in table {
            let error = Error::new(kind, "");
            assert_eq!((error.may_have_been_sent(), error.is_retryable()), (sent, passing), "{kind:?}");
        }
    }

    #[test]
    fn the_text_names_the_call_and_warns_where_something_may_have_been_bought() {
        let words = Refusal { code: Some("E1".to_owned()), message: Some("No credits".to_owned()) };
        let refused = refusal(402, words, None);
        assert_eq!(
            refused.of_call(&Method::POST, "/buy").to_string(),
            "POST /buy: 402 Payment Required: No credits"
        );
        let lost = || Error::new(ErrorKind::Timeout, "no answer");
        assert_eq!(
            lost().of_call(&Method::POST, "/buy").to_string(),
            "POST /buy: no answer; the request may have taken effect"
        );
        assert_eq!(lost().of_call(&Method::GET, "/look").to_string(), "GET /look: no answer");
        let tried = lost().of_call(&Method::GET, "/look").after(4, Duration::from_millis(3210));
        assert_eq!(tried.to_string(), "GET /look: no answer (after 4 tries in 3.2s)");
        let caused = lost().with_cause("the cable is cut");
        assert_eq!(
            (caused.to_string().as_str(), &*format!("{caused:#}")),
            ("no answer", "no answer: the cable is cut")
        );
    }

    #[test]
    fn an_earlier_doubt_outlives_a_harmless_last_try() {
        assert!(!refused(402).or_in_doubt(false).may_have_been_sent());
        assert!(refused(402).or_in_doubt(true).may_have_been_sent());
        assert!(refused(500).or_in_doubt(false).may_have_been_sent());
    }
}
