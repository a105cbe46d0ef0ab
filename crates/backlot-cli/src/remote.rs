//! Calls to a running sandbox.

use std::pin::Pin;
use std::time::Duration;

use backlot::tls;
use bytes::Bytes;
use clap::Args;
use control_api::{Call, ListProviders, ProviderView, Received, Scope, Target};
use reqwest::{Client, redirect};

use crate::output;
use crate::values;

/// The longest time that a call takes, beyond the time that it asks the sandbox to wait.
const PATIENCE: Duration = Duration::from_secs(60);

/// The status of an answer to a wait that has ended for nothing.
const TIMED_OUT: u16 = 408;

/// The options of every command that talks to a running sandbox.
#[derive(Args, Clone, Debug)]
pub(crate) struct RemoteOptions {
    /// The sandbox, or one of its worlds [default: the port of `BACKLOT_PORT`, or 4080, of this machine]
    #[arg(long, env = "BACKLOT_URL", value_name = "URL", value_parser = values::base_url)]
    pub(crate) url: Option<String>,
    /// The world [default: the one that the URL names, or the default world]
    #[arg(long, value_name = "NAME")]
    pub(crate) world: Option<String>,
    /// Print the answer of the control API as JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[arg(long, env = "BACKLOT_PORT", value_parser = values::port, hide = true)]
    port: Option<u16>,
}

impl RemoteOptions {
    /// Returns the sandbox that the options name.
    pub(crate) fn connect(&self) -> Result<Remote, String> {
        let here = || format!("http://127.0.0.1:{}", self.port.unwrap_or(4080));
        Remote::new(&self.url.clone().unwrap_or_else(here), self.world.as_deref())
    }

    /// Makes a call, and prints its answer: as it came if JSON is wanted, else as the text.
    pub(crate) async fn show<C: Call>(
        &self,
        call: C,
        text: impl FnOnce(&C::Reply) -> String,
    ) -> Result<(), String> {
        let (answer, reply) = self.connect()?.answer(call, Duration::ZERO).await?;
        if self.json {
            output::print(&format!("{}\n", String::from_utf8_lossy(&answer)));
        } else {
            output::print(&text(&reply));
        }
        Ok(())
    }
}

/// A running sandbox, and one of its worlds.
#[derive(Clone, Debug)]
pub(crate) struct Remote {
    client: Client,
    /// The URL of the sandbox, without a slash at its end.
    pub(crate) root: String,
    /// The name of the world. Empty for the default world.
    pub(crate) world: String,
}

impl Remote {
    /// Creates the client of a sandbox, whose URL may be that of a world.
    pub(crate) fn new(url: &str, world: Option<&str>) -> Result<Self, String> {
        let (root, named) = in_url(url);
        let tls = tls::config(url.starts_with("https:")).map_err(|error| error.to_string())?;
        let client =
            Client::builder().tls_backend_preconfigured(tls).no_proxy().redirect(redirect::Policy::none());
        let client = client.build().map_err(|error| error.to_string())?;
        Ok(Self { client, root: root.to_owned(), world: world.unwrap_or(named).to_owned() })
    }

    /// Returns the URL of the world.
    pub(crate) fn url(&self) -> String {
        match &*self.world {
            "" => self.root.clone(),
            world => format!("{}/w/{world}", self.root),
        }
    }

    /// Makes a call. The error says what to do next.
    pub(crate) async fn call<C: Call>(&self, call: C) -> Result<C::Reply, String> {
        Ok(self.answer(call, Duration::ZERO).await?.1)
    }

    /// Makes a call that may ask the sandbox to wait for some time. Returns the answer as it came, and as the reply that it is.
    pub(crate) async fn answer<C: Call>(&self, call: C, wait: Duration) -> Result<(Bytes, C::Reply), String> {
        let answer = self.send(Target::of(&call), C::DESCRIPTION.scope, wait).await?;
        let reply =
            answer.read::<C>().map_err(|refusal| self.with_advice(answer.status, &refusal.message))?;
        Ok((answer.body, reply))
    }

    /// Makes a call that asks the sandbox to wait. Returns `None` if what it waits for has not come in time.
    pub(crate) async fn answer_in_time<C: Call>(
        &self,
        call: C,
        wait: Duration,
    ) -> Result<Option<C::Reply>, String> {
        let answer = self.send(Target::of(&call), C::DESCRIPTION.scope, wait).await?;
        if answer.status == TIMED_OUT {
            return Ok(None);
        }
        answer.read::<C>().map(Some).map_err(|refusal| self.with_advice(answer.status, &refusal.message))
    }

    /// Returns the providers of the world.
    pub(crate) async fn providers(&self) -> Result<Vec<ProviderView>, String> {
        Ok(self.call(ListProviders {}).await?.providers)
    }

    /// Sends a call, whatever it is.
    async fn send(&self, target: Target, scope: Scope, wait: Duration) -> Result<Received, String> {
        let Target { method, path, body } = target;
        let base = match scope {
            Scope::Root => self.root.clone(),
            Scope::World => self.url(),
        };
        let mut request =
            self.client.request(method, format!("{base}/_backlot{path}")).timeout(PATIENCE + wait);
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        let answer = async {
            let response = request.send().await?;
            let status = response.status().as_u16();
            Ok::<_, reqwest::Error>(Received { status, body: response.bytes().await? })
        };
        answer.await.map_err(|error| {
            let root = &self.root;
            if error.is_timeout() {
                return format!("the sandbox at {root} does not answer in time");
            }
            format!("no sandbox answers at {root}. Start one with `backlot`, or name another with --url or BACKLOT_URL.")
        })
    }

    fn with_advice(&self, status: u16, message: &str) -> String {
        if status == 404 && message.starts_with("There is no such world") {
            let world = &self.world;
            return format!(
                "there is no world `{world}`; `backlot worlds` lists them, `backlot worlds new {world}` makes it"
            );
        }
        message.to_owned()
    }
}

/// Returns the URL of the sandbox, and the name of the world that a URL names.
fn in_url(url: &str) -> (&str, &str) {
    let url = url.trim_end_matches('/');
    match url.rsplit_once("/w/") {
        Some((root, world)) if !world.contains('/') => (root, world),
        _ => (url, ""),
    }
}

/// Runs a command that talks to a sandbox.
pub(crate) fn block_on<T>(command: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    // One type for all commands: the code of a runtime is large.
    let command: Pin<Box<dyn Future<Output = _>>> = Box::pin(command);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| format!("no thread to run on: {error}"))?.block_on(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_may_name_a_world() {
        let rows = [
            ("http://127.0.0.1:4080", None, "http://127.0.0.1:4080"),
            ("http://127.0.0.1:4080/w/one", None, "http://127.0.0.1:4080/w/one"),
            ("http://127.0.0.1:4080/w/one/", Some("two"), "http://127.0.0.1:4080/w/two"),
            ("http://127.0.0.1:4080/w/one", Some(""), "http://127.0.0.1:4080"),
            ("https://sandbox.example/mock", Some("w"), "https://sandbox.example/mock/w/w"),
        ];
        for (url, world, expected) in rows {
            let remote = Remote::new(url, world).unwrap();
            assert_eq!(remote.url(), expected, "{url} {world:?}");
        }
    }
}
