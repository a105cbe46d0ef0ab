//! A visit of the console: the world, its control calls, and the addresses of pages.

use control_api::{Call, ControlClient, ProviderList, ProviderView, Refusal, Scope, Target};

use crate::page_request::{PageRequest, escaped};

/// The console of one world.
pub struct Console<C> {
    /// The name of the world. Empty for the default world.
    pub world: String,
    /// The URL of the world, without a slash at the end.
    pub url: String,
    /// The URL of the sandbox, without a slash at the end.
    pub sandbox_url: String,
    /// A client of the world.
    pub client: C,
    /// A client of the default world, for calls about the whole sandbox.
    pub sandbox: C,
}

/// A request for a page of a console.
pub(crate) struct Visit<'a, C> {
    pub(crate) console: &'a Console<C>,
    pub(crate) request: &'a PageRequest,
}

impl<C: ControlClient> Visit<'_, C> {
    /// Makes a call, in the world or at the root, where the call belongs.
    pub(crate) async fn call<K: Call>(&self, call: K) -> Result<K::Reply, Refusal> {
        self.client(K::DESCRIPTION.scope).call(call).await
    }

    /// Returns a client for calls of a scope.
    pub(crate) fn client(&self, scope: Scope) -> &C {
        match scope {
            Scope::World => &self.console.client,
            Scope::Root => &self.console.sandbox,
        }
    }

    /// Returns the providers of the sandbox.
    pub(crate) async fn providers(&self) -> Result<Vec<ProviderView>, Refusal> {
        let ProviderList { providers } = self.call(control_api::ListProviders {}).await?;
        Ok(providers)
    }

    /// Returns the URL of a call.
    pub(crate) fn url_of<K: Call>(&self, target: &Target) -> String {
        let base = match K::DESCRIPTION.scope {
            Scope::World => &self.console.url,
            Scope::Root => &self.console.sandbox_url,
        };
        format!("{base}/_backlot{}", target.path)
    }

    /// Returns the way up from the page to the console's first page: empty, or `../` once for each segment.
    pub(crate) fn up(&self) -> String {
        "../".repeat(self.request.segments.len() - 1)
    }

    /// Returns the address of a page, from an address relative to the console.
    pub(crate) fn link(&self, address: &str) -> String {
        match self.up() + address {
            here if here.is_empty() => "./".to_owned(),
            there => there,
        }
    }

    /// Returns the address of a job's page.
    pub(crate) fn job(&self, provider: &str, job_id: &str) -> String {
        self.link(&format!("jobs/{}/{}", escaped(provider), escaped(job_id)))
    }

    /// Returns a URL within the world as an address relative to the page, so that it works behind any proxy.
    pub(crate) fn nearby(&self, url: &str) -> String {
        match url.strip_prefix(&self.console.url) {
            Some(path) => format!("{}../..{path}", self.up()),
            None => url.to_owned(),
        }
    }

    /// Returns the address of the console of another world.
    pub(crate) fn world(&self, name: &str) -> String {
        let own = if self.console.world.is_empty() { "../../" } else { "../../../../" };
        let path = if name.is_empty() { String::new() } else { format!("w/{}/", escaped(name)) };
        format!("{}{own}{path}_backlot/ui/", self.up())
    }
}
