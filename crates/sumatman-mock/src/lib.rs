//! A mock of the Sumatman (Animagent) Story Animation API, version 1.0.0: films told from a story, in four modes.
//!
//! It is faithful to the provider's page (`sumatman.txt`) and to the facts sheet beside it (`sumatman-facts.md`). Points that
//! neither of them states are assumed, each in one place, with a clause that says so. The later version 1.4 of the facts sheet
//! is left out, and no e-mail is ever sent.
//!
//! The modules: [`wire`] (requests and answers), [`routes`] (the calls), [`state`] (the actions of an account), [`lifecycle`]
//! (a task's states), [`prices`], [`refusals`] and [`citations`] (tables), [`storyteller`] (titles, descriptions, scenes) and
//! [`media`] (films, thumbnails and share pages).

pub mod citations;
pub mod clause;
pub mod lifecycle;
pub mod media;
pub mod prices;
pub mod refusals;
pub mod routes;
pub mod state;
mod story;
pub mod storyteller;
pub mod wire;

use std::sync::Arc;

use mock_core::accounts::Accounts;
use mock_core::mount::{Mount, TryIt};
use mock_core::provider::Provider;
use mock_media::Studio;

use crate::state::Sumatman;

/// Returns the mock, ready for the sandbox.
pub fn mount(studio: Arc<Studio>) -> Mount {
    Mount {
        provider: Sumatman::NAME,
        title: "Sumatman",
        base: "/sumatman/api",
        try_it: TryIt {
            method: "POST",
            path: "/task",
            body: r#"{"story_type":"fairytale_story","input_story":"A lamp that was afraid of the dark"}"#,
        },
        api: routes::routes(),
        media: media::routes(studio),
        openapi: clause::OPENAPI,
        clauses: clause::ALL,
        open_desk: Accounts::<Sumatman>::desk,
    }
}
