//! Animus over HTTP: keys, refusals, files.

use std::sync::Arc;
use std::time::Duration;

use kernel::evidence::ClauseRef;
use kernel::machine::Account;
use mock_http::provider::{Credential, Parts, Provider};
use mock_http::refusal::Refusals;
use mock_media::Studio;

use crate::results::generations;
use crate::state::Animus;
use crate::{clause, refusals};

impl Provider for Animus {
    /// The studio that reads photographs.
    type Tools = Arc<Studio>;

    const UNKNOWN_FIELDS: ClauseRef = &clause::ERROR_UNKNOWN_FIELDS;

    fn credential(parts: &Parts) -> Option<Credential> {
        Credential::bearer(parts, &clause::AUTH_BEARER)
    }

    fn film_length(account: &Account<Self>, file: &str) -> Option<Duration> {
        generations::film_length(account, file)
    }

    fn refusals() -> &'static Refusals {
        &refusals::REFUSALS
    }
}
