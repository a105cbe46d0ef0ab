//! Calls about the sandbox: health, providers, metrics, and the document of the control API.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Shows that the sandbox is there.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowHealth {}

/// The health of the sandbox.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HealthView {
    /// The word `ok`.
    pub status: Cow<'static, str>,
    /// The version of the sandbox.
    pub version: Cow<'static, str>,
    /// The URL of each provider's base, by name.
    pub providers: BTreeMap<String, String>,
}

/// Lists the providers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListProviders {}

/// The providers of the sandbox.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ProviderList {
    /// The providers, by name.
    pub providers: Vec<ProviderView>,
}

/// A provider, with the words that its calls and jobs use.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ProviderView {
    /// The provider's name in paths and filters.
    pub provider: Cow<'static, str>,
    /// The name of the provider's service, as people know it.
    pub title: Cow<'static, str>,
    /// The path below which the provider's calls lie, relative to the world.
    pub base: Cow<'static, str>,
    /// The URL of that path in the world that was asked.
    pub url: String,
    /// The URLs that the sandbox stands in for.
    pub stands_in_for: Vec<Cow<'static, str>>,
    /// A first call to try.
    pub try_it: SampleCall,
    /// The provider's words for the kinds of work.
    pub kinds: Vec<Cow<'static, str>>,
    /// The states of the provider's jobs.
    pub states: Vec<ProviderState>,
    /// The outcomes that a job can be made to end with: `succeed`, `fail`, `cancel`, `expire`.
    pub outcomes: Vec<Cow<'static, str>>,
    /// The provider's codes for failures. Empty if it has none.
    pub failure_codes: Vec<Cow<'static, str>>,
    /// The refusals that a fault can ask for.
    pub refusals: Vec<Cow<'static, str>>,
    /// The abilities that not every provider has.
    pub has: ProviderAbilities,
    /// The unit of the provider's prices.
    pub unit: Cow<'static, str>,
}

/// A first call to try.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SampleCall {
    /// The HTTP method.
    pub method: Cow<'static, str>,
    /// The path below the provider's base.
    pub path: Cow<'static, str>,
    /// The JSON body. Empty if the call has none.
    pub body: Cow<'static, str>,
}

/// A state of a provider's jobs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ProviderState {
    /// The provider's word for the state.
    pub state: Cow<'static, str>,
    /// `true` if a job in this state never changes by itself.
    pub ends: bool,
}

/// The abilities that not every provider has.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ProviderAbilities {
    /// `true` if the provider calls a webhook when a job has ended.
    pub webhooks: bool,
    /// `true` if an ended job can be run again.
    pub retry: bool,
    /// `true` if a call can carry a key that lets it count once.
    pub idempotency: bool,
}

/// Shows counters for Prometheus.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowMetrics {}

/// Shows the document of the control API.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowDocument {}

/// Lists the sandboxes that share a store.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListNodes {}

/// The sandboxes that share a store.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NodeList {
    /// The nodes, by name. None if the sandbox shares its store with nobody.
    pub nodes: Vec<NodeView>,
}

/// A sandbox among those that share a store.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NodeView {
    /// The name of the node.
    pub node: String,
    /// The URL at which the other nodes reach it.
    pub url: String,
    /// `true` if this node answers.
    pub is_own: bool,
    /// The names of the worlds that belong to the node, at most 1000 of all nodes. Worlds that the store does not know are left out.
    pub worlds: Vec<String>,
}
