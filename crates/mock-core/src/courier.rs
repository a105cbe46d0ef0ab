//! The courier: carries webhooks out of the sandbox, to this machine only unless told otherwise.
//!
//! An attempt is made outside every lock and holds nothing up; what came of it goes back to the account as a step of its own.
//! Only loopback addresses are dialled, and hosts that were named at start. No other name is even looked up, and redirects are
//! not followed.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
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
use crate::webhook::Outcome;
use crate::world::World;

/// How long, on the machine's clock, a receiver has in any case: virtual time may have been moved far ahead.
const GRACE: Duration = Duration::from_secs(1);

/// One attempt to make.
pub struct Attempt {
    /// Where to.
    pub url: Arc<str>,
    /// What to say.
    pub body: Bytes,
    /// When it is made, in virtual time.
    pub at: Timestamp,
    /// How long the receiver may take, in virtual time.
    pub answer_within: Duration,
}

/// Carries webhooks.
pub struct Courier {
    client: OnceLock<Client>,
    allowed: Arc<[String]>,
    runtime: Handle,
}

/// The attempts of a world that are under way.
#[derive(Debug, Default)]
pub struct UnderWay {
    count: AtomicUsize,
    none: Notify,
}

impl UnderWay {
    /// Waits until there are none, at most a little longer than a receiver has in any case.
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
        // What goes on longer waits for virtual time.
        let _ = tokio::time::timeout(GRACE * 5 / 4, quiet).await;
    }

    /// Whether there are none.
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
    /// A courier that may go to this machine and to these hosts.
    ///
    /// # Errors
    /// If there is no TLS to be had.
    pub fn new(
        allowed: Arc<[String]>,
        runtime: Handle,
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let courier = Self { client: OnceLock::new(), allowed, runtime };
        if !courier.allowed.is_empty() {
            let _ = courier.client.set(courier.equip()?);
        }
        Ok(courier)
    }

    /// The client with which it calls. To this machine alone it is made when there is something to carry: most sandboxes of
    /// tests never have.
    fn client(&self) -> Result<&Client, String> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = self.equip().map_err(|error| error.to_string())?;
        Ok(self.client.get_or_init(|| client))
    }

    fn equip(&self) -> Result<Client, Box<dyn std::error::Error + Send + Sync>> {
        let builder = Client::builder()
            .tls_backend_preconfigured(tls(!self.allowed.is_empty())?)
            .no_proxy()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .pool_max_idle_per_host(0)
            .dns_resolver(Arc::new(Guard { allowed: self.allowed.clone() }));
        Ok(builder.build()?)
    }

    /// Makes an attempt in the background and hands over what came of it.
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
        let url = match self.check(&attempt.url) {
            Ok(url) => url,
            Err(why) => return Outcome::Refused(why),
        };
        let client = match self.client() {
            Ok(client) => client,
            Err(why) => return Outcome::Unreachable(why),
        };
        let request = client.post(url).header("content-type", "application/json").body(attempt.body.clone());
        match request.send().await {
            Ok(response) => Outcome::Answered(response.status().as_u16()),
            Err(error) => Outcome::Unreachable(root_cause(&error)),
        }
    }

    /// The target as a URL, or why it must not be dialled.
    fn check(&self, url: &str) -> Result<Url, String> {
        let url = Url::parse(url).map_err(|error| error.to_string())?;
        let is_here = match url.host() {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            Some(Host::Domain(name)) => is_local_name(name),
            None => return Err("it names no host".to_owned()),
        };
        let host = url.host_str().unwrap_or_default();
        if is_here || self.allowed.iter().any(|allowed| allowed.eq_ignore_ascii_case(host)) {
            return Ok(url);
        }
        Err(format!("{host} is not this machine; --allow-callbacks {host} would allow it"))
    }
}

/// TLS for the hosts that were named; without any, there is nobody to trust and no certificate to read.
fn tls(trusts: bool) -> Result<ClientConfig, Box<dyn std::error::Error + Send + Sync>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let builder = if trusts {
        builder.with_platform_verifier()?
    } else {
        builder.with_root_certificates(RootCertStore::empty())
    };
    Ok(builder.with_no_client_auth())
}

async fn given_time(world: &World, too_late: Timestamp) {
    tokio::select! {
        () = world.clock.passed(too_late) => pause(GRACE).await,
        () = world.ended() => {}
    }
}

/// Finds the addresses of names that may be dialled: this machine's own without asking anybody.
struct Guard {
    allowed: Arc<[String]>,
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = self.allowed.iter().any(|allowed| allowed.eq_ignore_ascii_case(name.as_str()));
        Box::pin(async move {
            let addresses: Vec<SocketAddr> = if is_local_name(name.as_str()) {
                vec![(Ipv4Addr::LOCALHOST, 0).into(), (Ipv6Addr::LOCALHOST, 0).into()]
            } else if allowed {
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect()
            } else {
                Vec::new()
            };
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// Whether a name can only mean this machine: `localhost`, and all names below it.
fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

fn root_cause(error: &reqwest::Error) -> String {
    causes(error).last().map_or_else(|| error.to_string(), ToString::to_string)
}

fn causes<'a>(error: &'a reqwest::Error) -> impl Iterator<Item = &'a (dyn std::error::Error + 'static)> {
    std::iter::successors(std::error::Error::source(error), |cause| cause.source())
}
