//! A request's surroundings: its world, the authority that it came to, and notes on it.

use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::request::Parts;

use crate::authority::Authority;
use crate::notes::RequestNotes;
use crate::world::World;

/// A request's world, and the authority that the request came to. The sandbox adds it to every request.
#[derive(Clone)]
pub struct RequestContext {
    /// The world that the request came to.
    pub world: Arc<World>,
    /// The authority that the request came to. `None` for a call inside the process.
    pub authority: Option<Authority>,
    /// The notes on the request.
    pub notes: Arc<RequestNotes>,
}

impl RequestContext {
    /// Creates the context of a request to a world, without notes.
    pub fn to(world: Arc<World>, authority: Option<Authority>) -> Self {
        Self { world, authority, notes: Arc::default() }
    }

    /// Returns an absolute URL that works for the caller, for a path within the world.
    pub fn url(&self, path: &str) -> String {
        let prefix = self.world.prefix();
        match &self.world.settings.public_url {
            Some(public_url) => format!("{}{prefix}{path}", public_url.trim_end_matches('/')),
            None => {
                let base = self.authority.as_ref().map(Authority::base_url);
                format!("{}{prefix}{path}", base.as_deref().unwrap_or("http://127.0.0.1"))
            }
        }
    }

    /// Returns the context of a request.
    ///
    /// # Panics
    /// If the sandbox didn't add it to the request.
    pub fn of(parts: &Parts) -> &Self {
        parts.extensions.get().expect("the sandbox puts the world into every request")
    }
}

impl<S: Sync> FromRequestParts<S> for RequestContext {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let context = Self::of(parts).clone();
        if let Some(matched) = parts.extensions.get::<MatchedPath>() {
            // A request can be looked at more than once.
            let _ = context.notes.matched.set(matched.as_str().into());
        }
        Ok(context)
    }
}
