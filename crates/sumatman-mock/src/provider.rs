//! Sumatman over HTTP: keys, refusals, files.

use std::time::Duration;

use kernel::evidence::ClauseRef;
use kernel::machine::{Account, JobOf};
use mock_http::provider::{Credential, Parts, Provider, ProviderWords, ResultFile};
use mock_http::refusal::Refusals;
use serde_json::{Map, Value};

use crate::finished::Finished;
use crate::options::Mode;
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

    fn words() -> ProviderWords {
        ProviderWords {
            stands_in_for: vec!["https://app.sumatman.ai/api"],
            kinds: Mode::ALL.iter().map(|(name, _)| *name).collect(),
            ..ProviderWords::default()
        }
    }

    fn results(account: &Account<Self>, job: &JobOf<Self>) -> Vec<ResultFile> {
        let paths = Finished::of(account, job).map(|finished| finished.paths());
        paths.into_iter().flatten().map(|path| ResultFile { path, expires_at: None }).collect()
    }

    fn refusals() -> &'static Refusals {
        &refusals::REFUSALS
    }
}
