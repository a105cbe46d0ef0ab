//! A mock as the sandbox takes it: routes, documents and accounts in one value.

use axum::Router;

use crate::clause::ClauseRef;
use crate::control::Desk;
use crate::world::Settings;

/// A provider that a sandbox has, and where its calls live.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// The provider's name.
    pub provider: &'static str,
    /// Where its calls live below a world.
    pub base: &'static str,
}

/// A mock as the sandbox takes it.
pub struct Mount {
    /// The provider's name.
    pub provider: &'static str,
    /// What it stands in for, as people know it.
    pub title: &'static str,
    /// Where its calls live below a world, such as `/name/api`.
    pub base: &'static str,
    /// A call to try, as path and body below the base: shown when the sandbox starts.
    pub try_it: TryIt,
    /// Its calls.
    pub api: Router,
    /// Its result files.
    pub media: Router,
    /// Its OpenAPI document, as JSON.
    pub openapi: &'static str,
    /// Its clauses.
    pub clauses: &'static [ClauseRef],
    /// Opens its accounts in a new world.
    pub open_desk: fn(&Settings) -> Box<dyn Desk>,
}

/// A first call to make.
pub struct TryIt {
    /// The method.
    pub method: &'static str,
    /// The path below the provider's base.
    pub path: &'static str,
    /// The JSON body, or nothing.
    pub body: &'static str,
}
