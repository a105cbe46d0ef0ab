//! The caller: the account of the key, in the world that the request came to.

use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::request::Parts;
use jiff::Timestamp;

use crate::account::{Account, Status};
use crate::accounts::Cell;
use crate::clause::ClauseRef;
use crate::clock::Mode;
use crate::http::{Answer, Authority, Notes};
use crate::provider::{Credential, Provider};
use crate::refusal::Problem;
use crate::world::World;

/// A request's world, and the authority that the request came to. The sandbox adds it to every request.
#[derive(Clone)]
pub struct Visit {
    /// The world that the request came to.
    pub world: Arc<World>,
    /// The authority that the request came to. `None` for a call inside the process.
    pub authority: Option<Authority>,
    /// The notes on the request.
    pub notes: Arc<Notes>,
}

impl Visit {
    /// Creates a visit to a world, without notes.
    pub fn to(world: Arc<World>, authority: Option<Authority>) -> Self {
        Self { world, authority, notes: Arc::default() }
    }

    /// Returns an absolute URL that works for the caller, for a path within the world.
    pub fn url(&self, path: &str) -> String {
        let prefix = self.world.prefix();
        match &self.world.settings.public_url {
            Some(public_url) => format!("{}{prefix}{path}", public_url.trim_end_matches('/')),
            None => {
                let authority = self.authority.as_ref().map_or("127.0.0.1", Authority::as_str);
                format!("http://{authority}{prefix}{path}")
            }
        }
    }

    /// Returns the visit of a request.
    ///
    /// # Panics
    /// If the sandbox didn't add the visit to the request.
    pub fn of(parts: &Parts) -> &Self {
        parts.extensions.get().expect("the sandbox puts the world into every request")
    }
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let visit = Self::of(parts).clone();
        if let Some(matched) = parts.extensions.get::<MatchedPath>() {
            // A request can be visited more than once.
            let _ = visit.notes.matched.set(matched.clone());
        }
        Ok(visit)
    }
}

/// A caller whose key opens an active account.
pub struct Caller<P: Provider> {
    /// The world and the authority that the request came to.
    pub visit: Visit,
    /// The clause that allows the way in which the key came.
    pub identified_by: ClauseRef,
    cell: Arc<Cell<P>>,
}

impl<P: Provider> Caller<P> {
    /// Returns the caller with this key, or the provider's refusal.
    pub fn identify(visit: Visit, credential: Option<Credential>) -> Result<Self, Answer> {
        let accounts = visit.world.accounts::<P>();
        let opened = credential.and_then(|credential| {
            let cell = accounts.open(&visit.world, &credential.api_key);
            let api_key =
                cell.as_ref().map_or_else(|| credential.api_key.into(), |cell| cell.api_key.clone());
            // A provider that looks for a key in two places may set it twice.
            let _ = visit.notes.api_key.set(api_key);
            Some((cell?, credential.clause))
        });
        let (cell, identified_by) = opened.ok_or_else(|| P::refuse(Problem::Unauthenticated))?;
        match cell.status() {
            Status::Active => {}
            Status::Suspended => return Err(P::refuse(Problem::Suspended)),
            Status::Inactive => return Err(P::refuse(Problem::Inactive)),
        }
        cell.admit(&visit.world).map_err(|limited| P::refuse(Problem::TooManyRequests(limited)))?;
        Ok(Self { visit, identified_by, cell })
    }

    /// Moves a skipping clock to the next change of an unfinished job, after a look at that job, and settles the account.
    pub fn skip_to(&self, next_change: Option<Timestamp>) {
        let Some(next_change) = next_change else { return };
        let clock = &self.visit.world.clock;
        if clock.read().mode == Mode::Skipping {
            clock.skip_to(next_change);
            self.step(|_, _| ());
        }
    }

    /// Takes one step on the caller's account.
    pub fn step<R>(&self, step: impl FnOnce(&mut Account<P>, Timestamp) -> R) -> R {
        self.cell.step(&self.visit.world, |account, now| {
            account.doom = self.visit.notes.doom.get().cloned();
            let result = step(account, now);
            account.doom = None;
            result
        })
    }
}

impl<P: Provider, S: Send + Sync> FromRequestParts<S> for Caller<P> {
    type Rejection = Answer;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Answer> {
        let Ok(visit) = Visit::from_request_parts(parts, state).await;
        Self::identify(visit, P::credential(parts))
    }
}
