//! APIXO over HTTP: keys, refusals, files.

use std::time::Duration;

use kernel::evidence::ClauseRef;
use kernel::machine::Account;
use mock_http::provider::{Credential, Parts, Provider};
use mock_http::refusal::Refusals;

use crate::state::Apixo;
use crate::{clause, refusals, results};

impl Provider for Apixo {
    type Tools = ();

    const UNKNOWN_FIELDS: ClauseRef = &clause::ERROR_UNKNOWN_FIELDS;

    fn credential(parts: &Parts) -> Option<Credential> {
        Credential::bearer(parts, &clause::AUTH_BEARER)
    }

    fn film_length(account: &Account<Self>, file: &str) -> Option<Duration> {
        results::film_length(account, file)
    }

    fn refusals() -> &'static Refusals {
        &refusals::REFUSALS
    }
}
