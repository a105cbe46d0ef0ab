//! A mock of the Animus AI HTTP API, version 2: pictures and clips by prompt, and characters from their first photograph to
//! LoRAs of their own.
//!
//! It is faithful to the provider's two guides (`animus-generation.txt`, `animus-characters.txt`) and to the facts sheet beside
//! them (`animus-facts.md`). Points that none of them states are assumed, each in one place, with a clause that says so.
//!
//! The modules: [`wire`] (requests and answers), [`routes`] (the calls) and [`state`] (the actions of an account), each with a
//! part for either guide; [`lifecycle`] (the states of all kinds of jobs), [`prices`], [`refusals`] and [`citations`] (tables),
//! [`logs`] (the logs of trainings) and [`media`] (the result files).

pub mod citations;
pub mod clause;
pub mod lifecycle;
pub mod logs;
pub mod media;
pub mod prices;
pub mod refusals;
pub mod routes;
pub mod state;
pub mod wire;

use std::sync::Arc;

use mock_core::accounts::Accounts;
use mock_core::mount::{Mount, TryIt};
use mock_core::provider::Provider;
use mock_media::Studio;

use crate::state::Animus;

/// Returns the mock, ready for the sandbox.
pub fn mount(studio: Arc<Studio>) -> Mount {
    Mount {
        provider: Animus::NAME,
        title: "Animus AI",
        base: "/animus/v2",
        try_it: TryIt {
            method: "POST",
            path: "/generation/create",
            body: r#"{"prompt":"A lighthouse keeper at dawn","character_id":"char_123"}"#,
        },
        api: routes::routes(studio.clone()),
        media: media::routes(studio),
        openapi: clause::OPENAPI,
        clauses: clause::ALL,
        open_desk: Accounts::<Animus>::desk,
    }
}
