//! The builder of a [`Transport`].

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
use crate::pace::{Pace, Pacer};
use crate::polling::Polling;
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

impl Transport {
    /// Creates a builder for a transport to the provider at this base URL.
    pub fn builder(base_url: &str) -> TransportBuilder {
        TransportBuilder::new(base_url)
    }
}

impl TransportBuilder {
    fn new(base_url: &str) -> Self {
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

    /// Sets the key, which is sent as `Authorization: Bearer`. It is required.
    #[must_use]
    pub fn bearer(self, key: impl Into<SecretString>) -> Self {
        Self { key: Some(key.into()), ..self }
    }

    /// Sets the `User-Agent` header: the name and version of the client.
    #[must_use]
    pub fn user_agent(self, user_agent: &'static str) -> Self {
        Self { user_agent, ..self }
    }

    /// Sets the time limit for making a connection, TLS included; 5 s by default.
    #[must_use]
    pub fn connect_timeout(self, connect_timeout: Duration) -> Self {
        Self { connect_timeout, ..self }
    }

    /// Sets the time limit of one try, from connecting to the last byte of the answer; 60 s by default.
    /// [`RetryPolicy::total_time`] limits all tries together.
    #[must_use]
    pub fn try_timeout(self, try_timeout: Duration) -> Self {
        Self { try_timeout, ..self }
    }

    /// Sets the longest time of a download without a single byte, including the wait for its start; 20 s by default.
    #[must_use]
    pub fn stall_timeout(self, stall_timeout: Duration) -> Self {
        Self { stall_timeout, ..self }
    }

    /// Sets the time limit of a whole download, even if it makes steady progress; 15 minutes by default.
    #[must_use]
    pub fn download_timeout(self, download_timeout: Duration) -> Self {
        Self { download_timeout, ..self }
    }

    /// Sets the policy for repeating failed tries.
    #[must_use]
    pub fn retry(self, policy: RetryPolicy) -> Self {
        Self { policy, ..self }
    }

    /// Sets the times of the looks at a job while it is waited for.
    #[must_use]
    pub fn polling(self, polling: Polling) -> Self {
        Self { polling, ..self }
    }

    /// Sets the source of chance in pauses.
    #[must_use]
    pub fn jitter(self, jitter: Jitter) -> Self {
        Self { jitter, ..self }
    }

    /// Limits the pace of requests, of this transport and its clones together; no limit by default.
    ///
    /// Each call then waits for its turn. The wait has no limit unless the call has a [time limit](crate::Call::time_limit).
    /// A call whose turn comes later than that fails with [`ErrorKind::Paced`]. Each try counts, downloads don't. A repeat
    /// whose turn comes too late is not made, and the call ends with the error of its last try.
    #[must_use]
    pub fn pace(self, pace: impl Into<Option<Pace>>) -> Self {
        Self { pace: pace.into(), ..self }
    }

    /// Sets the clock.
    #[must_use]
    pub fn clock(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self }
    }

    /// Sets the HTTP client to send with, for other TLS settings, a proxy or shared connections.
    ///
    /// Its redirect policy, connect timeout and user agent then apply. Turn redirects and reqwest's retries off: otherwise a
    /// call may be sent twice, or to another host.
    #[must_use]
    pub fn http_client(self, http: reqwest::Client) -> Self {
        Self { http: Some(http), ..self }
    }

    /// Sets the function that finds the provider's own words in the JSON body of an error answer.
    #[must_use]
    pub fn refusals(self, read_refusal: fn(&Value) -> Refusal) -> Self {
        Self { read_refusal, ..self }
    }

    /// Sets the function that finds the status in the JSON body of an answer, for providers that repeat it there. If it is
    /// not in 200 to 299, an answer whose HTTP status is success becomes a refusal with that status. A number that is no
    /// status, such as 0, makes a refusal too, with the HTTP status.
    #[must_use]
    pub fn status_in_body(self, read_status: fn(&Value) -> Option<i64>) -> Self {
        Self { read_status, ..self }
    }

    /// Checks the settings and creates the transport. Every problem is an [`ErrorKind::Build`].
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
        // The base URL is left out: it is unchecked, and may still hold a password.
        f.debug_struct("TransportBuilder").field("key", &self.key).finish_non_exhaustive()
    }
}

fn refuse(problem: impl Into<String>) -> Error {
    Error::new(ErrorKind::Build, problem)
}

/// Parses a base URL. Refuses a URL that routes cannot be appended to, or that holds secrets.
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
