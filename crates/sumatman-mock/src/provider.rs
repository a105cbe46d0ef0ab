//! Sumatman over HTTP: keys, refusals, files.

use std::time::Duration;

use kernel::evidence::ClauseRef;
use kernel::machine::Account;
use mock_http::provider::{Credential, Parts, Provider};
use mock_http::refusal::Refusals;
use serde_json::{Map, Value};

use crate::shape::Flat;
use crate::state::Sumatman;
use crate::{clause, refusals, results};

impl Provider for Sumatman {
    type Tools = ();

    const UNKNOWN_FIELDS: ClauseRef = &clause::BODY_UNKNOWN_FIELDS;

    fn credential(parts: &Parts) -> Option<Credential> {
        let second = parts.headers.get("x-api-key");
        let by = if second.is_some() { &clause::AUTH_BEARER_FIRST } else { &clause::AUTH_BEARER };
        Credential::bearer(parts, by).or_else(|| {
            let key = second?.to_str().ok()?;
            Some(Credential { api_key: key.trim().to_owned(), clause: &clause::AUTH_X_API_KEY })
        })
    }

    fn credential_in(body: &Map<String, Value>) -> Option<Credential> {
        let flat = Flat::of(body.clone()).ok()?;
        Some(Credential { api_key: flat.api_key()?.to_owned(), clause: &clause::AUTH_BODY })
    }

    fn film_length(account: &Account<Self>, file: &str) -> Option<Duration> {
        results::film_length(account, file)
    }

    fn refusals() -> &'static Refusals {
        &refusals::REFUSALS
    }
}
