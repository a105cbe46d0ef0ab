//! The one error type of every client: the kind of failure, the provider's words, and the possible effect of the request.

use std::any::Any;
use std::fmt;
use std::time::Duration;

use reqwest::{Method, StatusCode};

use crate::refusal::Refusal;

/// The result of a call.
pub type Result<T, E = Error> = std::result::Result<T, E>;

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// The kind of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client or the request could not be built: bad base URL, unusable key, no TLS. Nothing was sent.
    Build,
    /// No connection could be made. Nothing was sent.
    Connect,
    /// The request's turn under the client's own [pace](crate::Pace) was not within its time limit. Nothing was sent.
    Paced,
    /// No complete answer came within the time of one try.
    Timeout,
    /// The connection broke after it had been made: there was no answer, or an incomplete one.
    Transport,
    /// The provider answered with a status other than success, or reported a failure in the body of its answer.
    Api,
    /// The provider answered with success, but the answer differs from its documents.
    Decode,
    /// The file to upload could not be read. If it could not be opened, nothing was sent. Otherwise the request broke off in
    /// the middle.
    Read,
    /// The downloaded file could not be written.
    Write,
    /// The job that was waited for ended without a result; see [`Error::job`].
    JobFailed,
    /// The job that was waited for was still running when the time was up; see [`Error::job`].
    Deadline,
}

/// The failure of a call, or of the wait for a job.
///
/// The provider's texts are limited in length, and the account's key is masked in all of them.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    call: Option<(Method, &'static str)>,
    detail: String,
    status: Option<StatusCode>,
    refusal: Refusal,
    retry_after: Option<Duration>,
    body: Option<String>,
    may_have_been_sent: bool,
    job: Option<Box<dyn Any + Send + Sync>>,
    cause: Option<Cause>,
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
            may_have_been_sent: !matches!(kind, ErrorKind::Build | ErrorKind::Connect | ErrorKind::Paced),
            job: None,
            cause: None,
        }))
    }

    /// Creates an error for an answer that was read, but lacks a part that the documents promise. It is for provider crates,
    /// which find that only when they look into the answer.
    pub fn unexpected(detail: impl Into<String>) -> Self {
        Self::new(ErrorKind::Decode, detail)
    }

    /// Creates an error from an answer whose status is not success. Its texts must be scrubbed already.
    pub(crate) fn refused(
        status: StatusCode,
        refusal: Refusal,
        retry_after: Option<Duration>,
        body: String,
    ) -> Self {
        let words = refusal.message.as_ref().or(refusal.code.as_ref());
        let detail = words.map_or_else(|| status.to_string(), |words| format!("{status}: {words}"));
        let mut error = Self::new(ErrorKind::Api, detail).with_status(status);
        error.0.may_have_been_sent = !is_refusal(status);
        error.0.refusal = refusal;
        error.0.retry_after = retry_after;
        error.0.body = Some(body);
        error
    }

    /// Marks an error as found before anything was sent, though other errors of its kind come later.
    pub(crate) fn before_sending(mut self) -> Self {
        self.0.may_have_been_sent = false;
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

    pub(crate) fn with_cause(mut self, cause: impl Into<Cause>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    pub(crate) fn with_job(mut self, job: impl Any + Send + Sync) -> Self {
        self.0.job = Some(Box::new(job));
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

    /// Returns the beginning of the answer's body (at most 4096 bytes), if the answer was refused or not understood.
    pub fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// Returns the job as last seen, if this is an [`ErrorKind::JobFailed`] or an [`ErrorKind::Deadline`], as the provider
    /// crate's own job type; `None` if the job was never seen.
    pub fn job<J: 'static>(&self) -> Option<&J> {
        self.0.job.as_ref()?.downcast_ref()
    }

    /// Returns `true` if the same call may succeed later. Its cause is then a passing one: no connection, no turn or no
    /// answer in time, a broken answer, or one of the statuses 408, 425, 429 and 500 to 599, except 501 and 505.
    ///
    /// This says nothing about the cost of a repeat. For a call that buys, check
    /// [`may_have_been_sent`](Self::may_have_been_sent) too.
    pub fn is_retryable(&self) -> bool {
        match self.0.kind {
            ErrorKind::Connect | ErrorKind::Paced | ErrorKind::Timeout | ErrorKind::Transport => true,
            ErrorKind::Api => self.0.status.is_some_and(is_passing),
            _ => false,
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
        match &inner.call {
            Some((method, _)) if inner.may_have_been_sent && !method.is_safe() => {
                f.write_str("; the request may have taken effect")
            }
            _ => Ok(()),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16) -> Error {
        Error::refused(StatusCode::from_u16(status).unwrap(), Refusal::default(), None, String::new())
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
        let refused = Error::refused(StatusCode::PAYMENT_REQUIRED, words, None, String::new());
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
    }

    #[test]
    fn an_earlier_doubt_outlives_a_harmless_last_try() {
        assert!(!refused(402).or_in_doubt(false).may_have_been_sent());
        assert!(refused(402).or_in_doubt(true).may_have_been_sent());
        assert!(refused(500).or_in_doubt(false).may_have_been_sent());
    }
}
