//! The courier: carries webhooks out of the sandbox. By default it calls this machine alone.
//!
//! An attempt is made outside every lock and blocks nothing. Its outcome goes back to the account as a step of its own.
//! The courier calls only loopback addresses and the hosts that were named at start. It looks up no other name, and follows no
//! redirects.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, Url, redirect, retry};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::runtime::Handle;
use tokio::sync::Notify;
use url::Host;

use crate::clock::{later, pause};
use crate::local::{is_loopback, is_loopback_name};
use crate::webhook::Outcome;
use crate::world::World;

/// The minimum time for a receiver's answer on the machine's clock, since virtual time may have been moved far ahead.
const GRACE: Duration = Duration::from_secs(1);

/// One attempt to deliver a webhook.
pub struct Attempt {
    /// The URL that is called.
    pub url: Arc<str>,
    /// The body of the request.
    pub body: Bytes,
    /// The instant of the attempt, in virtual time.
    pub at: Timestamp,
    /// The time within which the receiver has to answer, in virtual time.
    pub answer_within: Duration,
}

/// Carries webhooks to their receivers.
pub struct Courier {
    /// The clients without TLS and with TLS. Each is made at its first use: most sandboxes of tests carry nothing, and reading
    /// the machine's certificates takes a while.
    clients: [OnceLock<Client>; 2],
    allowed: Arc<[Host]>,
    runtime: Handle,
}

/// A count of a world's attempts that are under way.
#[derive(Debug, Default)]
pub struct UnderWay {
    count: AtomicUsize,
    none: Notify,
}

impl UnderWay {
    /// Waits until no attempt is under way, at most 1.25 seconds on the machine's clock.
    pub async fn none(&self) {
        let quiet = async {
            loop {
                let none = self.none.notified();
                if self.is_none() {
                    return;
                }
                none.await;
            }
        };
        // An attempt that takes longer waits for virtual time.
        let _ = tokio::time::timeout(GRACE * 5 / 4, quiet).await;
    }

    /// Returns `true` if no attempt is under way.
    pub fn is_none(&self) -> bool {
        self.count.load(Ordering::SeqCst) == 0
    }

    fn one_more(&self) {
        self.count.fetch_add(1, Ordering::SeqCst);
    }

    fn one_less(&self) {
        if self.count.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.none.notify_waiters();
        }
    }
}

impl Courier {
    /// Creates a courier that may call this machine and these hosts.
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
            .tls_backend_preconfigured(tls(is_secure)?)
            .no_proxy()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .pool_max_idle_per_host(0)
            .dns_resolver(Arc::new(Guard { allowed: self.allowed.clone() }));
        Ok(builder.build()?)
    }

    /// Makes an attempt in the background and hands over its outcome.
    pub fn carry(
        self: &Arc<Self>,
        world: Arc<World>,
        attempt: Attempt,
        done: impl FnOnce(&Arc<World>, Outcome) + Send + 'static,
    ) {
        world.under_way.one_more();
        let courier = self.clone();
        self.runtime.spawn(async move {
            let too_late = later(attempt.at, attempt.answer_within);
            let outcome = tokio::select! {
                outcome = courier.attempt(&attempt) => outcome,
                () = given_time(&world, too_late) => Outcome::TimedOut,
            };
            done(&world, outcome);
            world.under_way.one_less();
        });
    }

    async fn attempt(&self, attempt: &Attempt) -> Outcome {
        let url = Url::parse(&attempt.url).map_err(|error| error.to_string());
        let url = match url.and_then(|url| self.may_call(&url).map(|()| url)) {
            Ok(url) => url,
            Err(why) => return Outcome::Refused(why),
        };
        let client = match self.client(url.scheme() == "https") {
            Ok(client) => client,
            Err(why) => return Outcome::Unreachable(why),
        };
        let request = client.post(url).header("content-type", "application/json").body(attempt.body.clone());
        match request.send().await {
            Ok(response) => Outcome::Answered(response.status().as_u16()),
            Err(error) => Outcome::Unreachable(told(&error)),
        }
    }
}

/// Returns a TLS setup that trusts the machine's authorities. Without TLS it trusts none, and reads no certificate.
fn tls(is_secure: bool) -> Result<ClientConfig, Box<dyn std::error::Error + Send + Sync>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let builder = if is_secure {
        builder.with_platform_verifier()?
    } else {
        builder.with_root_certificates(RootCertStore::empty())
    };
    Ok(builder.with_no_client_auth())
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

async fn given_time(world: &World, too_late: Timestamp) {
    tokio::select! {
        () = world.clock.passed(too_late) => pause(GRACE).await,
        () = world.ended() => {}
    }
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
fn told(error: &reqwest::Error) -> String {
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
        let courier = Courier::new(&named.map(str::to_owned), Handle::current()).unwrap();
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
                assert_eq!(courier.may_call(&url).is_ok(), expected, "{url}");
            }
        }
        assert!(Courier::new(&["a b".to_owned()], Handle::current()).is_err());
    }
}
