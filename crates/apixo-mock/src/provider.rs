//! APIXO over HTTP: keys, refusals, files.

use std::time::Duration;

use kernel::evidence::ClauseRef;
use kernel::machine::{Account, JobOf};
use mock_http::provider::{Credential, Parts, Provider, ProviderWords, ResultFile};
use mock_http::refusal::Refusals;

use crate::fail_codes::FailCode;
use crate::state::{Apixo, ModelId};
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

    fn words() -> ProviderWords {
        ProviderWords {
            stands_in_for: vec!["https://api.apixo.ai/api/v1"],
            kinds: vec![ModelId::WanAnimate.name()],
            failure_codes: FailCode::ALL.map(FailCode::name).to_vec(),
            ..ProviderWords::default()
        }
    }

    fn results(account: &Account<Self>, job: &JobOf<Self>) -> Vec<ResultFile> {
        results::result_of(account, job).into_iter().collect()
    }

    fn refusals() -> &'static Refusals {
        &refusals::REFUSALS
    }
}
