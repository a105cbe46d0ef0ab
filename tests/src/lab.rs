//! A sandbox for tests. The OpenAPI documents of the providers judge all its traffic.

use std::fmt;

use axum::Router;
use backlot::{Builder, Sandbox, Settings, WorldHandle};
use reqwest::{Client, Method, Response};
use serde_json::Value;

use crate::openapi::{Findings, judged};

/// A running sandbox whose traffic is judged. Dropping it fails the test if any traffic was not as documented.
pub struct Lab {
    sandbox: Sandbox,
    findings: Findings,
    http: Client,
}

impl Lab {
    /// Starts a sandbox with a frozen clock.
    pub fn start() -> Self {
        Self::start_with(Sandbox::builder())
    }

    /// Starts a sandbox from a builder.
    pub fn start_with(builder: Builder) -> Self {
        Self::start_around(builder, |app| app)
    }

    /// Starts a sandbox from a builder, with a layer around it that sees all traffic too.
    ///
    /// # Panics
    /// Panics if the sandbox cannot start, such as without a free port.
    pub fn start_around(builder: Builder, around: impl FnOnce(Router) -> Router + 'static) -> Self {
        let findings = Findings::default();
        let judging = findings.clone();
        let sandbox = builder.around(move |app| around(judged(app, &judging))).start().expect("a free port");
        Self { sandbox, findings, http: http() }
    }

    /// Returns the default world.
    pub fn world(&self) -> World {
        World { handle: self.sandbox.world(), http: self.http.clone() }
    }

    /// Creates a world with changed settings.
    ///
    /// # Panics
    /// Never, as the world gets a generated name.
    pub fn new_world(&self, change: impl FnOnce(&mut Settings)) -> World {
        let handle = self.sandbox.new_world(change).expect("a name of its own");
        World { handle, http: self.http.clone() }
    }

    /// Returns the base URL.
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

/// A world, with a plain HTTP client.
#[derive(Clone)]
pub struct World {
    /// The handle, which has the control API as methods.
    pub handle: WorldHandle,
    http: Client,
}

/// The answer to a plain request.
#[derive(Clone, PartialEq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The clauses that the answer names.
    pub clauses: Vec<String>,
    /// The weakest basis of those clauses for each aspect, as the header tells it.
    pub basis: Option<String>,
    /// The fault that was applied to the answer.
    pub fault: Option<String>,
    /// The body, null if it is not JSON.
    pub body: Value,
    /// The raw body.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Returns the weakest basis of the clauses on one aspect.
    pub fn basis_of(&self, aspect: &str) -> Option<&str> {
        let parts = self.basis.as_deref()?.split(", ");
        parts.filter_map(|part| part.split_once('=')).find(|(of, _)| *of == aspect).map(|(_, basis)| basis)
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {} {:?}", self.status, self.body, self.clauses)
    }
}

impl World {
    /// Sends a request to a provider, with a bearer token.
    ///
    /// # Panics
    /// Panics if there is no answer.
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

    /// Returns a request to be built by hand.
    pub fn request(&self, method: Method, url: &str) -> reqwest::RequestBuilder {
        self.http.request(method, url)
    }

    /// Sends a control call.
    ///
    /// # Panics
    /// Panics if there is no answer.
    pub async fn control(&self, call: &str, body: &Value) -> Answer {
        let (method, path) = call.split_once(' ').expect("a call is a method and a path");
        let url = format!("{}/_backlot{path}", self.handle.url(""));
        let request = self.http.request(method.parse::<Method>().expect("a method"), url);
        answer(request.json(body).send().await.expect("an answer")).await
    }
}

/// Reads a whole answer.
///
/// # Panics
/// Panics if the connection breaks.
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

/// Returns a plain client, which connects to this machine only.
///
/// # Panics
/// Never, as the client needs nothing from the machine.
pub fn http() -> Client {
    // The client connects to this machine only, but it cannot be built before a cryptography provider is installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().retry(reqwest::retry::never()).build().expect("a client")
}
