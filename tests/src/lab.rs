//! A sandbox for tests: every exchange with a provider is held to its OpenAPI document.

use std::fmt;

use axum::Router;
use backlot::{Builder, Sandbox, Settings, WorldHandle};
use reqwest::{Client, Method, Response};
use serde_json::Value;

use crate::openapi::{Findings, judged};

/// A running sandbox under judgement. Dropping it fails the test if any traffic was off the documents.
pub struct Lab {
    sandbox: Sandbox,
    findings: Findings,
    http: Client,
}

impl Lab {
    /// Starts one with a frozen clock.
    pub fn start() -> Self {
        Self::start_with(Sandbox::builder())
    }

    /// Starts one as told.
    pub fn start_with(builder: Builder) -> Self {
        Self::start_around(builder, |app| app)
    }

    /// Starts one as told, with something around it that sees all traffic too.
    ///
    /// # Panics
    /// If the machine has no port left.
    pub fn start_around(builder: Builder, around: impl FnOnce(Router) -> Router + 'static) -> Self {
        let findings = Findings::default();
        let judging = findings.clone();
        let sandbox = builder.around(move |app| around(judged(app, &judging))).start().expect("a free port");
        Self { sandbox, findings, http: http() }
    }

    /// The default world.
    pub fn world(&self) -> World {
        World { handle: self.sandbox.world(), http: self.http.clone() }
    }

    /// A world of its own.
    ///
    /// # Panics
    /// Never: its name is made for it.
    pub fn new_world(&self, change: impl FnOnce(&mut Settings)) -> World {
        let handle = self.sandbox.new_world(change).expect("a name of its own");
        World { handle, http: self.http.clone() }
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        self.sandbox.url()
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        let findings = self.findings.take();
        let sound = findings.is_empty() || std::thread::panicking();
        assert!(sound, "traffic off the documents:\n  {}", findings.join("\n  "));
    }
}

/// A world with a plain HTTP client beside it.
#[derive(Clone)]
pub struct World {
    /// The control API as methods.
    pub handle: WorldHandle,
    http: Client,
}

/// A plain answer.
#[derive(Clone, PartialEq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The clauses that it names.
    pub clauses: Vec<String>,
    /// The weakest basis.
    pub basis: Option<String>,
    /// The fault that happened to it.
    pub fault: Option<String>,
    /// The body, null if it is not JSON.
    pub body: Value,
    /// The body as it came.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {} {:?}", self.status, self.body, self.clauses)
    }
}

impl World {
    /// A request to a provider, with a bearer token.
    ///
    /// # Panics
    /// If there is no answer.
    pub async fn call(&self, provider: &str, key: &str, call: &str, body: Option<&Value>) -> Answer {
        let (method, path) = call.split_once(' ').expect("a call is a method and a path");
        let url = format!("{}{path}", self.handle.url(provider));
        let mut request =
            self.http.request(method.parse::<Method>().expect("a method"), url).bearer_auth(key);
        if let Some(body) = body {
            request = request.json(body);
        }
        answer(request.send().await.expect("an answer")).await
    }

    /// A request that is built by hand.
    pub fn request(&self, method: Method, url: &str) -> reqwest::RequestBuilder {
        self.http.request(method, url)
    }

    /// A control call.
    ///
    /// # Panics
    /// If there is no answer.
    pub async fn control(&self, call: &str, body: &Value) -> Answer {
        let (method, path) = call.split_once(' ').expect("a call is a method and a path");
        let url = format!("{}/_backlot{path}", self.handle.url(""));
        let request = self.http.request(method.parse::<Method>().expect("a method"), url);
        answer(request.json(body).send().await.expect("an answer")).await
    }
}

/// Reads an answer whole.
///
/// # Panics
/// If the connection breaks.
pub async fn answer(response: Response) -> Answer {
    let header =
        |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let clauses = header("backlot-clauses").unwrap_or_default();
    let (status, basis, fault) =
        (response.status().as_u16(), header("backlot-basis"), header("backlot-fault"));
    let bytes = response.bytes().await.expect("a whole answer").to_vec();
    Answer {
        status,
        clauses: clauses.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect(),
        basis,
        fault,
        body: serde_json::from_slice(&bytes).unwrap_or_default(),
        bytes,
    }
}

/// A plain client, which dials this machine only.
///
/// # Panics
/// Never: it needs nothing of the machine.
pub fn http() -> Client {
    // The plain client dials this machine only, yet wants some cryptography named before it can be made.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().retry(reqwest::retry::never()).build().expect("a client")
}
