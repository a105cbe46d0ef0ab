//! The HTTP clients that carry calls and downloads.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::{Client, redirect};
use rustls::pki_types::CertificateDer;
use url::{Host, Url};

use crate::error::{Error, ErrorKind, Result};
use crate::tls;

/// A change of the settings of the HTTP client.
pub(crate) type Change = Arc<dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync>;

/// The settings that HTTP clients are made with.
#[derive(Clone)]
pub(crate) struct HttpSettings {
    pub(crate) user_agent: String,
    pub(crate) connect_timeout: Duration,
    pub(crate) proxies: Vec<reqwest::Proxy>,
    pub(crate) roots: Vec<CertificateDer<'static>>,
    pub(crate) changes: Vec<Change>,
}

/// The HTTP clients of one transport, each made when it is first needed. A client without TLS costs no reading of certificates,
/// and a client without proxies keeps loopback traffic on the machine.
pub(crate) struct HttpClients {
    settings: HttpSettings,
    supplied: Option<Client>,
    made: [OnceLock<Client>; 4],
}

impl HttpClients {
    pub(crate) fn new(settings: HttpSettings, supplied: Option<Client>) -> Self {
        Self { settings, supplied, made: Default::default() }
    }

    /// Returns the client for requests to this URL.
    pub(crate) fn of(&self, url: &Url) -> Result<&Client> {
        if let Some(supplied) = &self.supplied {
            return Ok(supplied);
        }
        let direct = self.settings.proxies.is_empty() && is_loopback(url);
        // A proxy is reached over TLS too if its own URL says so.
        let https = url.scheme() == "https" || !self.settings.proxies.is_empty();
        let slot = &self.made[usize::from(https) * 2 + usize::from(direct)];
        if slot.get().is_none() {
            let made = self.settings.make(https, direct)?;
            // Another task may have made one meanwhile; either serves.
            let _ = slot.set(made);
        }
        Ok(slot.get().expect("it was just set"))
    }
}

/// Returns the settings of an HTTP client that has TLS, the platform's certificate authorities, no redirects and no retries, for
/// [`ClientBuilder::http_client`](crate::ClientBuilder::http_client). Several clients can then share its connections.
///
/// ```
/// let http = client_core::http_client_builder()?.tcp_nodelay(true).build().map_err(|_| "no client")?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn http_client_builder() -> Result<reqwest::ClientBuilder> {
    builder(true, &[])
}

fn builder(https: bool, roots: &[CertificateDer<'static>]) -> Result<reqwest::ClientBuilder> {
    let tls = tls::config(https, roots)
        .map_err(|cause| Error::new(ErrorKind::Build, "TLS is not usable").with_cause(cause))?;
    let builder = Client::builder().tls_backend_preconfigured(tls).redirect(redirect::Policy::none());
    Ok(builder.retry(reqwest::retry::never()))
}

impl HttpSettings {
    fn make(&self, https: bool, direct: bool) -> Result<Client> {
        let builder = builder(https, &self.roots)?;
        let builder = builder.user_agent(&self.user_agent).connect_timeout(self.connect_timeout);
        let builder = if direct { builder.no_proxy() } else { builder };
        let builder = self.proxies.iter().cloned().fold(builder, reqwest::ClientBuilder::proxy);
        let builder = self.changes.iter().fold(builder, |builder, change| change(builder));
        builder
            .build()
            .map_err(|cause| Error::new(ErrorKind::Build, "the HTTP client cannot be made").with_cause(cause))
    }
}

impl fmt::Debug for HttpClients {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A proxy's URL may hold a password.
        f.debug_struct("HttpClients").finish_non_exhaustive()
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
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
        for (url, loopback) in cases {
            assert_eq!(is_loopback(&Url::parse(url).unwrap()), loopback, "{url}");
        }
    }
}
