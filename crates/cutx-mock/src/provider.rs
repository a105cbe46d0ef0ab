//! CutX over HTTP: keys, refusals, files.

use std::time::Duration;

use kernel::evidence::ClauseRef;
use kernel::machine::{Account, JobOf};
use mock_http::provider::{Credential, Parts, Provider, ProviderWords, ResultFile, header};
use mock_http::refusal::Refusals;

use crate::prices::PRICES;
use crate::state::Cutx;
use crate::{clause, refusals, results};

impl Provider for Cutx {
    type Tools = ();

    const UNKNOWN_FIELDS: ClauseRef = &clause::GENERATE_UNKNOWN_FIELDS;

    fn credential(parts: &Parts) -> Option<Credential> {
        Credential::bearer(parts, &clause::AUTH_BEARER).or_else(|| {
            let cookies =
                parts.headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
            let mut pairs = cookies.flat_map(|cookies| cookies.split(';'));
            let token = pairs.find_map(|pair| pair.trim().strip_prefix("cutx_token="))?;
            Some(Credential { api_key: token.to_owned(), clause: &clause::AUTH_COOKIE })
        })
    }

    fn film_length(account: &Account<Self>, file: &str) -> Option<Duration> {
        results::film_length(account, file)
    }

    fn words() -> ProviderWords {
        ProviderWords {
            kinds: PRICES.iter().map(|price| price.name).collect(),
            outcomes: vec!["succeed", "fail", "cancel", "expire"],
            retries: true,
            is_idempotent: true,
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
