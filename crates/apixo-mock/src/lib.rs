//! A mock of APIXO: generation tasks that are polled or call back, limits, and prices by the second.
//!
//! It is faithful to the provider's page on `wan-2-2-animate` (`apixo.txt`) and to the facts sheet beside it
//! (`apixo-facts.md`). Points that neither of them states are assumed, each in one place, with a clause that says so. A second
//! model is a row in [`models`]. Nothing in a request is ever fetched: the kind and the length of a motion clip are known from
//! its URL alone.
//!
//! The modules: [`operations`] (a call each), [`models`] (a row each) and [`clip`] (the facts in a clip's URL), [`machine`] and
//! [`state`] (an account), [`provider`] (keys and refusals), [`lifecycle`] (a task's states), [`fail_codes`], [`options`],
//! [`prices`] and [`refusals`] (tables), [`task`] and [`envelope`] (what status calls and webhooks show) and [`results`] (films).

pub mod clause;
pub mod clip;
pub mod envelope;
pub mod fail_codes;
pub mod lifecycle;
pub mod machine;
pub mod models;
pub mod operations;
pub mod options;
pub mod prices;
pub mod provider;
pub mod refusals;
pub mod results;
pub mod state;
pub mod task;

use std::sync::Arc;

use mock_http::module::{Description, ProviderModule, TryIt};
use mock_http::router;
use mock_media::Studio;

use crate::state::Apixo;

/// Returns the mock, ready for the sandbox.
pub fn module(studio: Arc<Studio>) -> ProviderModule {
    let description = Description {
        title: "APIXO",
        base: "/apixo/api/v1",
        try_it: TryIt {
            method: "POST",
            path: "/generateTask/wan-2-2-animate",
            body: r#"{"input":{"image_urls":["https://example.com/character.png"],"video_urls":["https://example.com/motion.mp4"]}}"#,
        },
        openapi: clause::OPENAPI,
        clauses: clause::ALL,
    };
    ProviderModule::new::<Apixo>(description, router(&operations::OPERATIONS, &()), results::routes(studio))
}
