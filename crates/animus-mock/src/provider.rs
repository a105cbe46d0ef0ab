//! Animus over HTTP: keys, refusals, files.

use std::sync::Arc;
use std::time::Duration;

use kernel::evidence::ClauseRef;
use kernel::machine::{Account, JobOf};
use mock_http::provider::{Credential, Parts, Provider, ProviderWords, ResultFile};
use mock_http::refusal::Refusals;
use mock_media::Studio;

use crate::prices::PRICES;
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

    fn words() -> ProviderWords {
        ProviderWords {
            stands_in_for: vec!["https://api.animusai.co/v2"],
            kinds: PRICES
                .iter()
                .map(|price| price.name)
                .chain(["face_images", "dataset", "face_lora", "body_lora"])
                .collect(),
            outcomes: vec!["succeed", "fail", "cancel"],
            ..ProviderWords::default()
        }
    }

    fn results(account: &Account<Self>, job: &JobOf<Self>) -> Vec<ResultFile> {
        generations::result_of(account, job).into_iter().collect()
    }

    fn refusals() -> &'static Refusals {
        &refusals::REFUSALS
    }
}
