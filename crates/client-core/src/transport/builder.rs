//! How a [`Transport`] is made.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect;
use secrecy::SecretString;
use serde_json::Value;
use url::{Host, Url};

use super::{Shared, Transport};
use crate::clock::{Clock, SystemClock};
use crate::error::{Error, ErrorKind, Result};
use crate::jobs::Polling;
use crate::pace::{Pace, Pacer};
use crate::refusal::Refusal;
use crate::retry::{Jitter, RetryPolicy};
use crate::secret::Secret;
use crate::tls;

/// Settings of a [`Transport`]. Nothing is checked before [`build`](Self::build).
pub struct TransportBuilder {
    base_url: String,
    key: Option<SecretString>,
    user_agent: &'static str,
    connect_timeout: Duration,
    try_timeout: Duration,
    stall_timeout: Duration,
    download_timeout: Duration,
    policy: RetryPolicy,
    polling: Polling,
    jitter: Jitter,
    pace: Option<Pace>,
    clock: Arc<dyn Clock>,
    http: Option<reqwest::Client>,
    read_refusal: fn(&Value) -> Refusal,
    read_status: fn(&Value) -> Option<i64>,
}

impl TransportBuilder {
    pub(super) fn new(base_url: &str) -> Self {
        Self {
            base_url: base_url.to_owned(),
            key: None,
            user_agent: concat!("backlot-client/", env!("CARGO_PKG_VERSION")),
            connect_timeout: Duration::from_secs(5),
            try_timeout: Duration::from_mins(1),
            stall_timeout: Duration::from_secs(20),
            download_timeout: Duration::from_mins(15),
            policy: RetryPolicy::default(),
            polling: Polling::default(),
            jitter: Jitter::default(),
            pace: None,
            clock: Arc::new(SystemClock::default()),
            http: None,
            read_refusal: |_| Refusal::default(),
            read_status: |_| None,
        }
    }

    /// The key, sent as `Authorization: Bearer`. Required.
    #[must_use]
    pub fn bearer(self, key: impl Into<SecretString>) -> Self {
        Self { key: Some(key.into()), ..self }
    }

    /// The name and version that the client goes by.
    #[must_use]
    pub fn user_agent(self, user_agent: &'static str) -> Self {
        Self { user_agent, ..self }
    }

    /// How long a connection may take to come about, TLS included; 5 s by default.
    #[must_use]
    pub fn connect_timeout(self, connect_timeout: Duration) -> Self {
        Self { connect_timeout, ..self }
    }

    /// How long one try may take, from connecting to the last byte of the answer; 60 s by default. The time for all
    /// tries together is [`RetryPolicy::total_time`].
    #[must_use]
    pub fn try_timeout(self, try_timeout: Duration) -> Self {
        Self { try_timeout, ..self }
    }

    /// How long a download may go without a single byte, the wait for its beginning included; 20 s by default.
    #[must_use]
    pub fn stall_timeout(self, stall_timeout: Duration) -> Self {
        Self { stall_timeout, ..self }
    }

    /// How long a download may take in all, however steadily it comes; 15 minutes by default.
    #[must_use]
    pub fn download_timeout(self, download_timeout: Duration) -> Self {
        Self { download_timeout, ..self }
    }

    /// When failed tries are repeated.
    #[must_use]
    pub fn retry(self, policy: RetryPolicy) -> Self {
        Self { policy, ..self }
    }

    /// How often jobs are looked at while they are waited for.
    #[must_use]
    pub fn polling(self, polling: Polling) -> Self {
        Self { polling, ..self }
    }

    /// Where chance comes from.
    #[must_use]
    pub fn jitter(self, jitter: Jitter) -> Self {
        Self { jitter, ..self }
    }

    /// Sends requests at this pace, all of this transport and its clones together; none by default.
    ///
    /// A call then waits for its turn, for as long as that takes unless it has a [time
    /// limit](crate::Call::time_limit); past that it ends as [`ErrorKind::Paced`]. Tries count each, downloads don't; a
    /// repeat whose turn comes too late is not made, and the call ends as its last try did.
    #[must_use]
    pub fn pace(self, pace: impl Into<Option<Pace>>) -> Self {
        Self { pace: pace.into(), ..self }
    }

    /// Where time comes from.
    #[must_use]
    pub fn clock(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self }
    }

    /// Sends through an HTTP client of one's own: other TLS, a proxy, shared connections.
    ///
    /// Its redirects, its connect timeout and its user agent are then its own too. Turn redirects and reqwest's
    /// retries off, or a call may be sent twice, or elsewhere.
    #[must_use]
    pub fn http_client(self, http: reqwest::Client) -> Self {
        Self { http: Some(http), ..self }
    }

    /// How to find the provider's own words in the JSON body of an error answer.
    #[must_use]
    pub fn refusals(self, read_refusal: fn(&Value) -> Refusal) -> Self {
        Self { read_refusal, ..self }
    }

    /// How to find the status in the JSON body of an answer, for providers that repeat it there: where it is not
    /// 200 to 299, an answer whose HTTP status is success is a refusal with that status all the same. A number that is
    /// no status, such as 0, makes a refusal too, and leaves the HTTP status as it is.
    #[must_use]
    pub fn status_in_body(self, read_status: fn(&Value) -> Option<i64>) -> Self {
        Self { read_status, ..self }
    }

    /// Checks the settings and makes the transport; every problem is an [`ErrorKind::Build`].
    pub fn build(self) -> Result<Transport> {
        let base = parse_base(&self.base_url).map_err(|problem| refuse(format!("base URL: {problem}")))?;
        let key = self.key.ok_or_else(|| refuse("no key was given"))?;
        let secret = Secret::new(&key).map_err(refuse)?;
        let http = match self.http {
            Some(http) => http,
            None => http_client(&base, self.user_agent, self.connect_timeout)?,
        };
        Ok(Transport(Arc::new(Shared {
            base,
            http,
            secret,
            try_timeout: self.try_timeout,
            stall_timeout: self.stall_timeout,
            download_timeout: self.download_timeout,
            policy: self.policy,
            polling: self.polling,
            jitter: self.jitter,
            pacer: self.pace.map(Pacer::new),
            clock: self.clock,
            read_refusal: self.read_refusal,
            read_status: self.read_status,
        })))
    }
}

impl fmt::Debug for TransportBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The base URL is left out: unchecked, it may still hold a password.
        f.debug_struct("TransportBuilder").field("key", &self.key).finish_non_exhaustive()
    }
}

fn refuse(problem: impl Into<String>) -> Error {
    Error::new(ErrorKind::Build, problem)
}

/// A base URL that routes can be appended to, and that holds nothing a log must not.
fn parse_base(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|cause| cause.to_string())?;
    let problems = [
        (!matches!(url.scheme(), "http" | "https"), "it must begin with http:// or https://"),
        (!url.username().is_empty() || url.password().is_some(), "it must not hold a user name or password"),
        (url.query().is_some() || url.fragment().is_some(), "it must end with its path"),
    ];
    match problems.iter().find(|(found, _)| *found) {
        Some((_, problem)) => Err((*problem).to_owned()),
        None => Ok(url),
    }
}

fn http_client(base: &Url, user_agent: &str, connect_timeout: Duration) -> Result<reqwest::Client> {
    let tls = tls::config(base.scheme() == "https")
        .map_err(|cause| refuse("TLS is not usable").with_cause(cause))?;
    let builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .user_agent(user_agent)
        .connect_timeout(connect_timeout)
        .redirect(redirect::Policy::none())
        .retry(reqwest::retry::never());
    let builder = if is_loopback(base) { builder.no_proxy() } else { builder };
    builder.build().map_err(|cause| refuse("the HTTP client cannot be made").with_cause(cause))
}

fn is_loopback(base: &Url) -> bool {
    match base.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_known_in_all_its_names() {
        let cases = [
            ("http://127.0.0.1:4080/provider/api", true),
            ("http://127.9.9.9", true),
            ("http://[::1]:1", true),
            ("http://LOCALHOST", true),
            ("http://world.localhost", true),
            ("http://localhost.example", false),
            ("http://10.0.0.1", false),
            ("https://api.example", false),
        ];
        for (base, loopback) in cases {
            assert_eq!(is_loopback(&Url::parse(base).unwrap()), loopback, "{base}");
        }
    }

    #[test]
    fn unusable_settings_are_refused_before_anything_is_sent() {
        let bases = [
            ("", "relative URL"),
            ("api.example/v1", "relative URL"),
            ("ftp://api.example", "http://"),
            ("data:text/plain,x", "http://"),
            ("http://user@api.example", "user name"),
            ("http://:word@api.example", "password"),
            ("http://api.example?key=1", "end with its path"),
            ("http://api.example#part", "end with its path"),
        ];
        for (base, problem) in bases {
            let error = Transport::builder(base).bearer("key").build().unwrap_err();
            assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Build, false), "{base}");
            assert!(error.to_string().contains(problem), "{base}: {error}");
        }
        let error = Transport::builder("http://127.0.0.1:1").build().unwrap_err();
        assert_eq!(error.to_string(), "no key was given");
    }
}
