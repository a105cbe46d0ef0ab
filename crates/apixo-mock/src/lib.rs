//! A mock of APIXO: generation tasks that are polled or call back, limits, and money by the second.
//!
//! Faithful to the provider's page on `wan-2-2-animate` (`apixo.txt`) and to the facts sheet beside it (`apixo-facts.md`); what
//! neither says is assumed in one place and carries a clause that says so. A second model is a row in [`models`]. Nothing in
//! a request is ever fetched: how long a motion clip is, and whether it is one, is known from its URL alone.
//!
//! The rooms: [`wire`] (what is read and written), [`routes`] (the calls), [`state`] (what an account does), [`lifecycle`]
//! (a task's states), [`models`] and [`prices`] and [`refusals`] (tables), [`clip`] (what a URL tells of a clip) and [`media`]
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

/// The mock, ready for the sandbox.
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
