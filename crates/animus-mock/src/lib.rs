//! A mock of the Animus AI HTTP API, version 2: pictures and clips by prompt, and characters from their first photograph to
//! LoRAs of their own.
//!
//! It is faithful to the provider's two guides (`animus-generation.txt`, `animus-characters.txt`) and to the facts sheet beside
//! them (`animus-facts.md`). Points that none of them states are assumed, each in one place, with a clause that says so.
//!
//! The modules: [`operations`] (a call each), with the parts that several calls share in [`orders`], [`uploads`],
//! [`dataset_images`] and [`trainings`]; [`machine`], [`state`] and [`work`] (an account, its data and the consequences of its
//! jobs), [`provider`] (keys and refusals), [`lifecycle`] (the states of all kinds of jobs), [`wizard`] (what a character's step
//! allows), [`prices`] and [`refusals`] (tables), [`characters`] (lookups), [`fields`] and [`pages`] (parts of requests), [`views`]
//! and [`formats`] (parts of answers), [`logs`] (the logs of trainings) and [`results`] (the result files).

pub mod characters;
pub mod clause;
pub mod dataset_images;
pub mod fields;
pub mod formats;
pub mod lifecycle;
pub mod logs;
pub mod machine;
pub mod operations;
pub mod orders;
pub mod pages;
pub mod prices;
pub mod provider;
pub mod refusals;
pub mod results;
pub mod state;
pub mod trainings;
pub mod uploads;
pub mod views;
pub mod wizard;
pub mod work;

use std::sync::Arc;

use mock_http::module::{Description, ProviderModule, TryIt};
use mock_http::router;
use mock_media::Studio;

use crate::state::Animus;

/// Returns the mock, ready for the sandbox.
pub fn module(studio: Arc<Studio>) -> ProviderModule {
    let description = Description {
        title: "Animus AI",
        base: "/animus/v2",
        try_it: TryIt {
            method: "POST",
            path: "/generation/create",
            body: r#"{"prompt":"A lighthouse keeper at dawn","character_id":"char_123"}"#,
        },
        openapi: clause::OPENAPI,
        clauses: clause::ALL,
    };
    let api = router(&operations::OPERATIONS, &studio);
    ProviderModule::new::<Animus>(description, api, results::routes(studio))
}
