//! A mock as the sandbox takes it: routes, documents and accounts in one value.

use axum::Router;

use crate::clause::ClauseRef;
use crate::control::Desk;
use crate::world::Settings;

/// A mock as the sandbox takes it.
pub struct Mount {
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
    pub media: Router,
    /// The provider's OpenAPI document, as JSON.
    pub openapi: &'static str,
    /// The provider's clauses.
    pub clauses: &'static [ClauseRef],
    /// Creates the provider's accounts in a new world.
    pub open_desk: fn(&Settings) -> Box<dyn Desk>,
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
