//! A mock of the Sumatman (Animagent) Story Animation API, version 1.0.0: films told from a story, in four modes.
//!
//! It is faithful to the provider's page (`sumatman.txt`) and to the facts sheet beside it (`sumatman-facts.md`). Points that
//! neither of them states are assumed, each in one place, with a clause that says so. The later version 1.4 of the facts sheet
//! is left out, and no e-mail is ever sent.
//!
//! The modules: [`operations`] (a call each), [`modes`] (the rules of each), [`shape`] and [`film_fields`] (the body of a request), [`wishes`] and [`story`]
//! (what a film shows), [`machine`] and [`state`] (an account), [`provider`] (keys and refusals), [`lifecycle`] (a task's
//! states), [`options`], [`prices`] and [`refusals`] (tables), [`task`] and [`envelope`] (answers), [`storyteller`] (titles,
//! descriptions, scenes), [`finished`] (a task with its texts), [`results`] (films and thumbnails) and [`share_page`].

pub mod clause;
pub mod envelope;
pub mod film_fields;
pub mod finished;
pub mod lifecycle;
pub mod machine;
pub mod modes;
pub mod operations;
pub mod options;
pub mod prices;
pub mod provider;
pub mod refusals;
pub mod results;
pub mod shape;
pub mod share_page;
pub mod state;
pub mod story;
pub mod storyteller;
pub mod task;
pub mod wishes;

use std::sync::Arc;

use mock_http::module::{Description, ProviderModule, TryIt};
use mock_http::router;
use mock_media::Studio;

use crate::state::Sumatman;

/// Returns the mock, ready for the sandbox.
pub fn module(studio: Arc<Studio>) -> ProviderModule {
    let description = Description {
        title: "Sumatman",
        base: "/sumatman/api",
        try_it: TryIt {
            method: "POST",
            path: "/task",
            body: r#"{"story_type":"fairytale_story","input_story":"A lamp that was afraid of the dark"}"#,
        },
        openapi: clause::OPENAPI,
        clauses: clause::ALL,
    };
    ProviderModule::new::<Sumatman>(
        description,
        router(&operations::OPERATIONS, &()),
        results::routes(studio),
    )
}
