//! A mock of APIXO: generation tasks that are polled or call back, limits, and prices by the second.
//!
//! It is faithful to the provider's page on `wan-2-2-animate` (`apixo.txt`) and to the facts sheet beside it
//! (`apixo-facts.md`). Points that neither of them states are assumed, each in one place, with a clause that says so. A second
//! model is a row in [`models`]. Nothing in a request is ever fetched: the kind and the length of a motion clip are known from
//! its URL alone.
//!
//! The modules: [`wire`] (requests and answers), [`routes`] (the calls), [`state`] (the actions of an account), [`lifecycle`]
//! (a task's states), [`models`], [`prices`] and [`refusals`] (tables), [`clip`] (the facts in a clip's URL) and [`media`]
//! (films).

pub mod clause;
pub mod clip;
pub mod lifecycle;
pub mod media;
pub mod models;
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

use crate::state::Apixo;

/// Returns the mock, ready for the sandbox.
pub fn mount(studio: Arc<Studio>) -> Mount {
    Mount {
        provider: Apixo::NAME,
        title: "APIXO",
        base: "/apixo/api/v1",
        try_it: TryIt {
            method: "POST",
            path: "/generateTask/wan-2-2-animate",
            body: r#"{"input":{"image_urls":["https://example.com/character.png"],"video_urls":["https://example.com/motion.mp4"]}}"#,
        },
        api: routes::routes(),
        media: media::routes(studio),
        openapi: clause::OPENAPI,
        clauses: clause::ALL,
        open_desk: Accounts::<Apixo>::desk,
    }
}
