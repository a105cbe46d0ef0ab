//! The webhook sender: calls receivers outside the sandbox, and by default on this machine alone.
//!
//! An attempt is made outside every lock and blocks nothing. Its outcome goes back to the account as a command of its own.
//! The sender calls only loopback addresses and the hosts that were named at start. It looks up no other name, and follows no
//! redirects.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use journal::patience::patience;
use kernel::webhook::Outcome;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, Response, Url, redirect, retry};
use tokio::runtime::Handle;
use url::Host;

use crate::local::{is_loopback, is_loopback_name};
use crate::receiver_answers::EXCERPT;
use crate::tls;

/// The time for the beginning of an answer's body. Its status alone decides on the delivery.
const SOON: Duration = Duration::from_millis(250);

/// Sends webhooks to their receivers.
pub struct WebhookSender {
    /// The clients without TLS and with TLS. Each is made at its first use: most sandboxes of tests carry nothing, and reading
    /// the machine's certificates takes a while.
    clients: [OnceLock<Client>; 2],
    allowed: Arc<[Host]>,
    runtime: Handle,
}

impl WebhookSender {
    /// Creates a sender that may call this machine and these hosts.
    ///
    /// # Errors
    /// If one of the texts is no host.
    pub fn new(allowed: &[String], runtime: Handle) -> Result<Self, String> {
        let allowed = allowed.iter().map(|text| host(text)).collect::<Result<_, _>>()?;
        Ok(Self { clients: Default::default(), allowed, runtime })
    }

    /// Checks that a URL may be called: it leads to this machine, or to a host that was named at start.
    ///
    /// # Errors
    /// If it may not be called: a sentence with the reason, and with the option that would allow it.
    pub fn may_call(&self, url: &Url) -> Result<(), String> {
        let host = url.host().ok_or("it names no host")?;
        if is_loopback(&host) || self.allowed.iter().any(|allowed| is_same(allowed, &host)) {
            return Ok(());
        }
        Err(format!("{host} is not this machine; --allow-callbacks {host} would allow it"))
    }

    /// Returns the client that calls with or without TLS.
    fn client(&self, is_secure: bool) -> Result<&Client, String> {
        let place = &self.clients[usize::from(is_secure)];
        if let Some(client) = place.get() {
            return Ok(client);
        }
        let client = self.equip(is_secure).map_err(|error| error.to_string())?;
        Ok(place.get_or_init(|| client))
    }

    fn equip(&self, is_secure: bool) -> Result<Client, Box<dyn std::error::Error + Send + Sync>> {
        let builder = Client::builder()
            .tls_backend_preconfigured(tls::config(is_secure)?)
            .no_proxy()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .pool_max_idle_per_host(0)
            .dns_resolver(Arc::new(Guard { allowed: self.allowed.clone() }));
        Ok(builder.build()?)
    }

    /// Returns the runtime in which attempts are made.
    pub fn runtime(&self) -> &Handle {
        &self.runtime
    }

    /// Makes an attempt. Returns the outcome, and the beginning of the receiver's answer if it has a body that comes soon.
    pub(crate) async fn attempt(&self, url: &str, body: Bytes) -> (Outcome, Option<String>) {
        let url = Url::parse(url).map_err(|error| error.to_string());
        let url = match url.and_then(|url| self.may_call(&url).map(|()| url)) {
            Ok(url) => url,
            Err(why) => return (Outcome::Refused(why), None),
        };
        let client = match self.client(url.scheme() == "https") {
            Ok(client) => client,
            Err(why) => return (Outcome::Unreachable(why), None),
        };
        let request = client.post(url).header("content-type", "application/json").body(body);
        match request.send().await {
            Ok(mut response) => {
                let outcome = Outcome::Answered(response.status().as_u16());
                (outcome, patience(SOON, beginning(&mut response)).await.flatten())
            }
            Err(error) => (Outcome::Unreachable(root_cause(&error)), None),
        }
    }
}

/// Reads the beginning of an answer's body. `None` if the answer has no body.
async fn beginning(response: &mut Response) -> Option<String> {
    let mut read = Vec::new();
    while read.len() < EXCERPT {
        match response.chunk().await {
            Ok(Some(piece)) => read.extend_from_slice(&piece),
            Ok(None) | Err(_) => break,
        }
    }
    read.truncate(EXCERPT);
    (!read.is_empty()).then(|| String::from_utf8_lossy(&read).into_owned())
}

/// Parses a host from a name or an address.
fn host(text: &str) -> Result<Host, String> {
    match text.parse() {
        Ok(IpAddr::V4(ip)) => Ok(Host::Ipv4(ip)),
        Ok(IpAddr::V6(ip)) => Ok(Host::Ipv6(ip)),
        Err(_) => Host::parse(text).map_err(|error| format!("{text:?} is no host: {error}")),
    }
}

/// Returns `true` if two hosts are the same, with or without the root's dot.
fn is_same<S: AsRef<str>>(allowed: &Host, host: &Host<S>) -> bool {
    match (allowed, host) {
        (Host::Domain(allowed), Host::Domain(name)) => is_same_name(allowed, name.as_ref()),
        (Host::Ipv4(allowed), Host::Ipv4(ip)) => allowed == ip,
        (Host::Ipv6(allowed), Host::Ipv6(ip)) => allowed == ip,
        _ => false,
    }
}

fn is_same_name(one: &str, other: &str) -> bool {
    let bare = |name| str::strip_suffix(name, ".").unwrap_or(name);
    bare(one).eq_ignore_ascii_case(bare(other))
}

/// A resolver for names that may be called. It answers this machine's own names without a lookup.
struct Guard {
    allowed: Arc<[Host]>,
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let is_named =
            |host: &Host| matches!(host, Host::Domain(allowed) if is_same_name(allowed, name.as_str()));
        let is_allowed = self.allowed.iter().any(is_named);
        Box::pin(async move {
            let addresses: Vec<SocketAddr> = if is_loopback_name(name.as_str()) {
                vec![(Ipv4Addr::LOCALHOST, 0).into(), (Ipv6Addr::LOCALHOST, 0).into()]
            } else if is_allowed {
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect()
            } else {
                Vec::new()
            };
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// Returns the root cause of a failed call, and for an untrusted certificate a way to make the machine trust it.
fn root_cause(error: &reqwest::Error) -> String {
    let why = causes(error).last().map_or_else(|| error.to_string(), ToString::to_string);
    if causes(error).any(is_about_a_certificate) {
        return format!(
            "{why}; this machine has to trust its CA: on Linux, start the sandbox with SSL_CERT_FILE=ca.pem"
        );
    }
    why
}

/// Tells whether an error, or the one that an I/O error wraps, refuses a certificate.
fn is_about_a_certificate(error: &(dyn std::error::Error + 'static)) -> bool {
    let wrapped = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    matches!(error.downcast_ref(), Some(rustls::Error::InvalidCertificate(_)))
        || wrapped.is_some_and(|wrapped| is_about_a_certificate(wrapped))
}

fn causes<'a>(error: &'a reqwest::Error) -> impl Iterator<Item = &'a (dyn std::error::Error + 'static)> {
    std::iter::successors(std::error::Error::source(error), |cause| cause.source())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn this_machine_and_the_named_hosts_may_be_called() {
        let named =
            ["host.docker.internal", "Receiver.Example.", "192.0.2.7", "2001:db8::7", "[2001:db8::8]"];
        let sender = WebhookSender::new(&named.map(str::to_owned), Handle::current()).unwrap();
        let rows = [
            ("localhost.:3000", true),
            ("[::ffff:127.0.0.1]", true),
            ("host.docker.internal:3000", true),
            ("HOST.docker.internal.:3000", true),
            ("receiver.example", true),
            ("192.0.2.7:3000", true),
            ("3221225991", true),
            ("[2001:db8::7]:3000", true),
            ("[2001:0db8::8]", true),
            ("docker.internal", false),
            ("a.receiver.example", false),
            ("192.0.2.8", false),
            ("[2001:db8::9]", false),
            ("0.0.0.0", false),
        ];
        for (host, expected) in rows {
            for scheme in ["http", "https"] {
                let url = Url::parse(&format!("{scheme}://{host}/hook")).unwrap();
                assert_eq!(sender.may_call(&url).is_ok(), expected, "{url}");
            }
        }
        assert!(WebhookSender::new(&["a b".to_owned()], Handle::current()).is_err());
    }
}
