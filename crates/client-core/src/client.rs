//! The settings that every service's client starts with.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use serde_json::Value;
use url::Url;

use crate::clock::{Clock, SystemClock};
use crate::error::{Error, ErrorKind, Result};
use crate::headers;
use crate::http::{HttpClients, HttpSettings};
use crate::middleware::Middleware;
use crate::pace::{Pace, Pacer};
use crate::polling::Polling;
use crate::refusal::Refusal;
use crate::retry::{Jitter, RetryPolicy};
use crate::secret::Secret;
use crate::tls;
use crate::transport::{Shared, Transport};

/// The facts about a service that its client starts with.
#[derive(Clone, Debug)]
pub struct Service {
    /// The name and version of the client, for the `User-Agent` header.
    pub user_agent: &'static str,
    /// The environment variables that hold the key and the base URL.
    pub variables: (&'static str, &'static str),
    /// The times of the looks at a job.
    pub polling: Polling,
    /// The service's limit of requests, if the client keeps it by itself.
    pub pace: Option<Pace>,
    /// The function that finds the service's own words in the JSON body of an error answer.
    pub read_refusal: fn(&Value) -> Refusal,
    /// The function that finds the status in the JSON body of an answer, for services that repeat it there. If it is not in
    /// 200 to 299, an answer whose HTTP status is success becomes a refusal with that status. A number that is no status,
    /// such as 0, makes a refusal too, with the HTTP status.
    pub read_status: fn(&Value) -> Option<i64>,
}

/// A service's client, as far as its builder needs to know it.
pub trait Client: Sized {
    /// The type of its failures.
    type Error: From<Error>;

    /// Creates the client.
    #[doc(hidden)]
    fn new(transport: Transport<Self::Error>) -> Self;
}

impl<E: From<Error>> Client for Transport<E> {
    type Error = E;

    fn new(transport: Self) -> Self {
        transport
    }
}

/// The settings of a service's client `C`. Nothing is checked before [`build`](Self::build).
///
/// A company's proxy with its own certificate authority, as an example:
///
/// ```
/// # use std::time::Duration;
/// # use client_core::{ClientBuilder, reqwest};
/// # fn example<C: client_core::Client>(builder: ClientBuilder<C>, pem: &[u8]) -> Result<C, Box<dyn std::error::Error>>
/// # where C::Error: std::error::Error + 'static {
/// let proxy = reqwest::Proxy::all("http://proxy.example:3128")?.basic_auth("me", "secret");
/// let client = builder
///     .token("my-key")
///     .proxy(proxy)
///     .root_certificates(pem)
///     .header("x-team", "films")
///     .try_timeout(Duration::from_secs(30))
///     .build()?;
/// # Ok(client)
/// # }
/// ```
pub struct ClientBuilder<C> {
    base_url: Option<String>,
    service: Service,
    key: Option<SecretString>,
    settings: HttpSettings,
    headers: Vec<(String, String)>,
    pem: Vec<Vec<u8>>,
    middleware: Vec<Arc<dyn Middleware>>,
    try_timeout: Duration,
    stall_timeout: Duration,
    download_timeout: Duration,
    answer_limit: usize,
    policy: RetryPolicy,
    jitter: Jitter,
    clock: Arc<dyn Clock>,
    http: Option<reqwest::Client>,
    makes: PhantomData<fn() -> C>,
}

impl<C: Client> ClientBuilder<C> {
    /// Creates the settings of a client for the service at this base URL.
    #[doc(hidden)]
    pub fn new(base_url: &str, service: Service) -> Self {
        let settings = HttpSettings {
            user_agent: service.user_agent.to_owned(),
            connect_timeout: Duration::from_secs(5),
            proxies: Vec::new(),
            roots: Vec::new(),
            changes: Vec::new(),
        };
        Self {
            base_url: Some(base_url.to_owned()),
            service,
            key: None,
            settings,
            headers: Vec::new(),
            pem: Vec::new(),
            middleware: Vec::new(),
            try_timeout: Duration::from_secs(60),
            stall_timeout: Duration::from_secs(20),
            download_timeout: Duration::from_secs(15 * 60),
            answer_limit: 16 * 1024 * 1024,
            policy: RetryPolicy::default(),
            jitter: Jitter::default(),
            clock: Arc::new(SystemClock::default()),
            http: None,
            makes: PhantomData,
        }
    }

    /// Creates the settings of a client whose key and base URL are in the service's environment variables. One that is not
    /// set is an error of [`build`](Self::build), unless it is set here.
    #[doc(hidden)]
    pub fn from_env(service: Service) -> Self {
        let (key, base_url) = service.variables;
        let read = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let (base_url, key) = (read(base_url), read(key).map(SecretString::from));
        Self { base_url, key, ..Self::new("", service) }
    }

    /// Sets the account's key, which is sent as a bearer token. It is required.
    #[must_use]
    pub fn token(self, token: impl Into<SecretString>) -> Self {
        Self { key: Some(token.into()), ..self }
    }

    /// Adds the name and version of the program to the `User-Agent` header, such as `film-shop/2.1`.
    #[must_use]
    pub fn user_agent(mut self, program: &str) -> Self {
        self.settings.user_agent = format!("{program} {}", self.service.user_agent);
        self
    }

    /// Adds a header to each call. Downloads don't carry it, as they may come from any host. A name or value that HTTP does
    /// not allow is an error of [`build`](Self::build).
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sends through a proxy, which can have credentials. Without one, the proxies of the environment are used, except for
    /// addresses on this machine.
    #[must_use]
    pub fn proxy(mut self, proxy: reqwest::Proxy) -> Self {
        self.settings.proxies.push(proxy);
        self
    }

    /// Trusts these certificate authorities too, beside the platform's. The text is PEM, with one certificate or more.
    #[must_use]
    pub fn root_certificates(mut self, pem: &[u8]) -> Self {
        self.pem.push(pem.to_vec());
        self
    }

    /// Changes any further setting of the HTTP client, which has TLS, timeouts and proxies already. Leave redirects and
    /// reqwest's retries off: otherwise a call may be sent twice, or to another host.
    ///
    /// ```
    /// # fn example<C: client_core::Client>(builder: client_core::ClientBuilder<C>) {
    /// let builder = builder.http_settings(|http| http.pool_max_idle_per_host(1).tcp_nodelay(true));
    /// # }
    /// ```
    #[must_use]
    pub fn http_settings(
        mut self,
        change: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.settings.changes.push(Arc::new(change));
        self
    }

    /// Sends with this HTTP client, to share its connections. All settings of HTTP and TLS are then its own. Turn its
    /// redirects and retries off: otherwise a call may be sent twice, or to another host.
    ///
    /// reqwest needs a cryptography provider. So make the client with [`http_client_builder`](crate::http_client_builder),
    /// or depend on reqwest with its own default features.
    #[must_use]
    pub fn http_client(self, http: reqwest::Client) -> Self {
        Self { http: Some(http), ..self }
    }

    /// Adds code around each try of each call and download. The first one added is the outermost.
    #[must_use]
    pub fn middleware(mut self, middleware: impl Middleware) -> Self {
        self.middleware.push(Arc::new(middleware));
        self
    }

    /// Sets the time limit for making a connection, TLS included; 5 s by default.
    #[must_use]
    pub fn connect_timeout(mut self, connect_timeout: Duration) -> Self {
        self.settings.connect_timeout = connect_timeout;
        self
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

    /// Sets the largest size of an answer in bytes; 16 MiB by default. A larger answer is an [`ErrorKind::TooLarge`] with the
    /// beginning in [`Error::raw_body`]. Downloads have no limit.
    #[must_use]
    pub fn answer_limit(self, answer_limit: usize) -> Self {
        Self { answer_limit, ..self }
    }

    /// Sets the policy for repeating failed tries.
    #[must_use]
    pub fn retry(self, policy: RetryPolicy) -> Self {
        Self { policy, ..self }
    }

    /// Sets the times of the looks at a job while it is waited for.
    #[must_use]
    pub fn polling(mut self, polling: Polling) -> Self {
        self.service.polling = polling;
        self
    }

    /// Sets the source of chance in pauses.
    #[must_use]
    pub fn jitter(self, jitter: Jitter) -> Self {
        Self { jitter, ..self }
    }

    /// Limits the pace of requests, of this client and its clones together.
    ///
    /// Each call then waits for its turn. The wait has no limit unless the call has a
    /// [deadline](crate::CallOptions::with_deadline). A call whose turn comes later than that fails with
    /// [`ErrorKind::Paced`]. Each try counts, downloads don't. A repeat whose turn comes too late is not made, and the call
    /// ends with the error of its last try.
    #[must_use]
    pub fn pace(mut self, pace: impl Into<Option<Pace>>) -> Self {
        self.service.pace = pace.into();
        self
    }

    /// Sets the clock.
    #[must_use]
    pub fn clock(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self }
    }

    /// Checks the settings and creates the client. Every problem is an [`ErrorKind::Build`].
    pub fn build(self) -> Result<C, C::Error> {
        Ok(C::new(Transport::new(self.check()?)))
    }

    fn check(self) -> Result<Shared> {
        let (key_variable, base_variable) = self.service.variables;
        let base = self.base_url.ok_or_else(|| refuse(format!("{base_variable} is not set")))?;
        let base = parse_base(&base).map_err(|problem| refuse(format!("base URL: {problem}")))?;
        let missing =
            || refuse(format!("no key was given, and {key_variable} was not asked for or is not set"));
        let secret = Secret::new(&self.key.ok_or_else(missing)?).map_err(refuse)?;
        let mut settings = self.settings;
        for pem in &self.pem {
            let roots = tls::certificates(pem);
            settings.roots.extend(roots.map_err(|problem| refuse(format!("root certificates: {problem}")))?);
        }
        let http = HttpClients::new(settings, self.http);
        http.of(&base)?;
        Ok(Shared {
            base,
            http,
            secret,
            headers: headers::check(&self.headers)?,
            middleware: self.middleware,
            try_timeout: self.try_timeout,
            stall_timeout: self.stall_timeout,
            download_timeout: self.download_timeout,
            answer_limit: self.answer_limit,
            policy: self.policy,
            polling: self.service.polling,
            jitter: self.jitter,
            pacer: self.service.pace.map(Pacer::new),
            clock: self.clock,
            read_refusal: self.service.read_refusal,
            read_status: self.service.read_status,
        })
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The base URL is left out: it is unchecked, and may still hold a password.
        f.debug_struct("ClientBuilder").field("key", &self.key).finish_non_exhaustive()
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

/// Creates the settings of a service for tests.
#[cfg(test)]
pub(crate) fn test_builder<C: Client>(base_url: &str) -> ClientBuilder<C> {
    ClientBuilder::new(
        base_url,
        Service {
            user_agent: "test/1",
            variables: ("TEST_KEY", "TEST_URL"),
            polling: Polling::default(),
            pace: None,
            read_refusal: |_| Refusal::default(),
            read_status: |_| None,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let refused = |builder: ClientBuilder<Transport>, problem: &str| {
            let error = builder.build().unwrap_err();
            assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Build, false), "{problem}");
            assert!(error.to_string().contains(problem), "{problem}: {error}");
        };
        for (base, problem) in bases {
            refused(test_builder(base).token("key"), problem);
        }
        let here = || test_builder("http://127.0.0.1:1");
        refused(here(), "no key was given");
        refused(
            here().token("key").root_certificates(b"no PEM"),
            "root certificates: it holds no certificate",
        );
        refused(here().token("key").header("a b", "c"), "the header \"a b\" cannot be sent");
        refused(here().token("key").header("a", "line\nbreak"), "the header \"a\" cannot be sent");
    }
}
