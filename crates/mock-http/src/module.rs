//! A mock as the sandbox takes it: routes, documents and accounts in one value.

use std::sync::Arc;

use axum::Router;
use axum::http::request::Parts;
use kernel::evidence::ClauseRef;
use kernel::job::JobState as _;

use crate::accounts::Accounts;
use crate::answer::Answer;
use crate::control::ProviderAccounts;
use crate::environment::Environment;
use crate::provider::{Provider, ProviderWords};
use crate::refusal::Problem;

/// A mock as the sandbox takes it.
pub struct ProviderModule {
    /// The provider's name.
    pub provider: &'static str,
    /// The name of the provider's service, as people know it.
    pub title: &'static str,
    /// The path below which the provider's calls lie, relative to a world, such as `/name/api`.
    pub base: &'static str,
    /// A call to try. It is shown when the sandbox starts.
    pub try_it: TryIt,
    /// The routes of the provider's calls.
    pub api: Router,
    /// The routes of its result files.
    pub files: Router,
    /// The provider's OpenAPI document, as JSON.
    pub openapi: &'static str,
    /// The provider's clauses.
    pub clauses: &'static [ClauseRef],
    /// The provider's own words for its calls and jobs.
    pub words: ProviderWords,
    /// The states of the provider's jobs, each with `true` if it is an end.
    pub states: Vec<(&'static str, bool)>,
    /// `true` if the provider calls a webhook when a job has ended.
    pub has_webhooks: bool,
    /// Returns the API key in the head of a request, if it carries one.
    pub credential: fn(&Parts) -> Option<String>,
    /// Returns the API key in the body of a request, if the provider looks for it in the body.
    pub credential_in: fn(&[u8]) -> Option<String>,
    /// Returns the provider's own answer to a problem that the shell meets.
    pub refuse: fn(Problem) -> Answer,
    /// Creates the provider's accounts in a new world.
    pub(crate) open_accounts: fn(&Arc<Environment>) -> Box<dyn ProviderAccounts>,
}

/// The parts of a module that a mock writes down. The rest follows from its type.
pub struct Description {
    /// The name of the provider's service, as people know it.
    pub title: &'static str,
    /// The path below which the provider's calls lie, relative to a world, such as `/name/api`.
    pub base: &'static str,
    /// A call to try. It is shown when the sandbox starts.
    pub try_it: TryIt,
    /// The provider's OpenAPI document, as JSON.
    pub openapi: &'static str,
    /// The provider's clauses.
    pub clauses: &'static [ClauseRef],
}

/// A first call for users to try.
pub struct TryIt {
    /// The HTTP method.
    pub method: &'static str,
    /// The path below the provider's base.
    pub path: &'static str,
    /// The JSON body. Empty if the call has none.
    pub body: &'static str,
}

impl ProviderModule {
    /// Creates the module of a provider, with the routes of its calls and of its result files.
    pub fn new<P: Provider>(description: Description, api: Router, files: Router) -> Self {
        let Description { title, base, try_it, openapi, clauses } = description;
        Self {
            provider: P::NAME,
            title,
            base,
            try_it,
            api,
            files,
            openapi,
            clauses,
            words: P::words(),
            states: P::JobState::ALL.iter().map(|state| (state.name(), state.is_terminal())).collect(),
            has_webhooks: P::WEBHOOKS.is_some(),
            credential: |parts| P::credential(parts).map(|credential| credential.api_key),
            credential_in: |body| {
                let object = serde_json::from_slice(body).ok()?;
                P::credential_in(&object).map(|credential| credential.api_key)
            },
            refuse: |problem| P::refuse(problem),
            open_accounts: |environment| Box::new(Accounts::<P>::new(environment.clone())),
        }
    }
}
